using System.Text.RegularExpressions;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Logs.Reading;

namespace Opsroom.Tools.Incidents.Analysis.Notes;

/// <summary>Answers that are lines of a log: they are judged by their times and counts like any other log, and belong to whom the command asks about.</summary>
internal static partial class NoteLogs
{
    private const int FewestLines = 3;
    private const int MostSampled = 60;

    /// <summary>By the command that asked for a log, or by lines of which most begin with a time and some bear a level.</summary>
    public static bool IsLog(RecordedNote note)
    {
        var count = note.Lines.Count - note.FirstLine + 1;
        return count >= FewestLines && (note.Command is { } command && LogCommand().IsMatch(command) || LooksLikeLog(note, count));
    }

    public static RecordedLog Of(RecordedNote note) => new(note.Command is { } command && Owner(command) is { } owner ? owner : note.Source, note.Name, note.Lines) { IsPrevious = note.Command?.Contains("--previous", StringComparison.Ordinal) == true };

    private static bool LooksLikeLog(RecordedNote note, int count)
    {
        var reader = new LogLineReader(DateTimeOffset.UnixEpoch.AddYears(56));
        var (timed, levelled) = (0, 0);
        var sampled = Math.Min(count, MostSampled);
        for (var line = note.FirstLine; line < note.FirstLine + sampled; line++)
        {
            var read = reader.Read(note.Lines[line]);
            timed += read.Ticks != 0 ? 1 : 0;
            levelled += read.Level != EntryLevel.Unknown ? 1 : 0;
        }

        return timed >= 0.6 * sampled && levelled >= 0.3 * sampled;
    }

    /// <summary>The service, unit, container or function whose log a command fetches.</summary>
    private static string? Owner(string command)
    {
        if (Named().Match(command) is { Success: true } named)
        {
            return named.Groups["name"].Value;
        }

        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var at = Array.FindIndex(words, word => word is "logs");
        for (var index = at + 1; at >= 0 && index < words.Length; index++)
        {
            if (words[index] is "-n" or "--namespace" or "-c" or "--container" or "--tail" or "--since" or "--context" or "-l" or "--since-time" or "-p")
            {
                index += words[index] is "-p" ? 0 : 1;
            }
            else if (words[index][0] != '-' && words[index] is not ("tail" or "read" or "get-log-events" or "filter-log-events"))
            {
                var name = Entities.Stem(words[index]);
                return name.Length > 1 && name.All(letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.') ? name : null;
            }
        }

        return null;
    }

    [GeneratedRegex(@"\blogs?\b|journalctl|\btail\b|\bdmesg\b|logcli|/var/log|stern\b|Get-WinEvent|Get-EventLog", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LogCommand();

    [GeneratedRegex("""journalctl\b.*(?:-u|--unit)[= ](?<name>[\w@.-]+?)(?:\.service)?(?:\s|$)|(?:app|service|job|container|deployment)="(?<name>[\w.-]+)"|--log-group-name[= ]['"]?(?:/[\w.-]+)*/(?<name>[\w.-]+)|logs tail ['"]?(?:/[\w.-]+)*/(?<name>[\w.-]+)""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}
