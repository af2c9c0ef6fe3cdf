using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Opsroom.Tools.Logs.Reading;

namespace Opsroom.Tools.Logs.Searching;

/// <summary>Puts the lines of one log together to entries, and gives those that are looked for to the collector.</summary>
/// <param name="labels">What the backend says about all of them; fields of a line with the same name win.</param>
internal sealed class EntryReader(
    LogSearch search, EntryCollector into, string where, string? service, ImmutableArray<KeyValuePair<string, string>> labels)
{
    private const int LongestText = 4_000;

    private static readonly string[] ServiceFields = ["service", "service.name", "service_name", "app", "application", "appname"];

    private readonly LogLineReader reader = new(search.Until);
    private readonly EntryLevel labelled = LevelOf(labels);
    private readonly StringBuilder text = new();
    private LogEntry? current;
    private long ticks;

    /// <param name="at">When the backend says that the line was written; it wins over the line's own time.</param>
    /// <param name="number">Of the line, for the place; 0 where it is not known.</param>
    public void Add(ReadOnlySpan<byte> line, DateTimeOffset? at = null, int number = 0)
    {
        var read = reader.Read(line);
        if (read.Continues)
        {
            if (current is not null && text.Length < LongestText)
            {
                text.Append('\n').Append(Encoding.UTF8.GetString(line.TrimEnd("\r\n"u8)));
            }

            return;
        }

        Finish();
        ticks = at?.UtcTicks ?? (read.Ticks != 0 ? read.Ticks : ticks);
        var level = read.Level == EntryLevel.Unknown ? labelled : read.Level;
        if (!search.IsInRange(ticks) || !search.IsBadEnough(level))
        {
            return;
        }

        var own = LogFields.Of(read);
        var fields = own.AddRange(labels.Where(label => !own.Any(field => field.Key == label.Key)));
        text.Clear().Append(Encoding.UTF8.GetString(line.TrimEnd("\r\n"u8)));
        current = new LogEntry(
            ticks == 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero), level, Encoding.UTF8.GetString(read.Message), "", read.Error.IsEmpty ? null : Encoding.UTF8.GetString(read.Error),
            fields, service ?? ServiceOf(fields), number == 0 ? where : string.Create(CultureInfo.InvariantCulture, $"{where}:{number}"));
    }

    /// <summary>Ends the last entry; to be called once there are no more lines.</summary>
    public void Finish()
    {
        if (current is { } entry)
        {
            current = null;
            var whole = entry with { Text = text.Length <= LongestText ? text.ToString() : text.ToString(0, LongestText) + "…" };
            if (into.IsWanted(whole))
            {
                into.Add(whole);
            }
        }
    }

    /// <summary>Which service the fields name, if one.</summary>
    public static string? ServiceOf(ImmutableArray<KeyValuePair<string, string>> fields)
    {
        foreach (var name in ServiceFields)
        {
            foreach (var field in fields)
            {
                if (field.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return field.Value;
                }
            }
        }

        return null;
    }

    private static EntryLevel LevelOf(ImmutableArray<KeyValuePair<string, string>> labels) => labels
        .Where(label => FieldRoles.Of(Encoding.UTF8.GetBytes(label.Key)) == FieldRole.Level || label.Key == "detected_level")
        .Select(label => LevelWords.Of(Encoding.UTF8.GetBytes(label.Value)))
        .FirstOrDefault(level => level != EntryLevel.Unknown);
}
