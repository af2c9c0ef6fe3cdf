using System.Collections.Immutable;
using System.Text;
using Opsroom.Tools.Logs.Reading;

namespace Opsroom.Tools.Logs.Searching;

/// <summary>What entries are looked for, parsed once and then told to each backend in its own language.</summary>
/// <param name="Clauses">All of them have to hold.</param>
internal sealed record LogFilter(ImmutableArray<LogClause> Clauses)
{
    /// <summary>Whether an entry is one; for backends that cannot tell, or only roughly.</summary>
    public bool Matches(LogEntry entry) => Clauses.All(clause => clause.IsNot != clause.AnyOf.Any(term => Holds(term, entry)));

    /// <summary>The same for what a backend's own search for words has found: only what it cannot be asked.</summary>
    public bool MatchesPatterns(LogEntry entry) =>
        Clauses.Where(clause => clause.AnyOf.Any(term => term is LogTerm.Pattern)).All(clause => clause.IsNot != clause.AnyOf.Any(term => Holds(term, entry)));

    private static bool Holds(LogTerm term, LogEntry entry) => term switch
    {
        LogTerm.Text text => entry.Text.Contains(text.Value, StringComparison.OrdinalIgnoreCase) || entry.Fields.Any(field => field.Value.Contains(text.Value, StringComparison.OrdinalIgnoreCase)),
        LogTerm.Pattern pattern => pattern.Compiled.IsMatch(entry.Text),
        LogTerm.Field field => Holds(field, entry),
        _ => throw new InvalidOperationException($"{term.GetType().Name} is no known term."),
    };

    private static bool Holds(LogTerm.Field asked, LogEntry entry)
    {
        if (asked.Name is "level" or "severity" && LevelWords.Of(Encoding.UTF8.GetBytes(asked.Value)) is not EntryLevel.Unknown and var level)
        {
            return entry.Level == level;
        }

        return asked.Name is "message" or "msg" ? entry.Message.Contains(asked.Fixed, StringComparison.OrdinalIgnoreCase)
            : entry.Fields.Any(field => IsNamed(field.Key, asked.Name)
                && (asked.IsPrefix ? field.Value.StartsWith(asked.Fixed, StringComparison.OrdinalIgnoreCase) : field.Value.Equals(asked.Value, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary><c>trace.id</c>, <c>trace_id</c> and <c>traceId</c> are one name.</summary>
    private static bool IsNamed(string name, string asked) => Plain(name).Equals(Plain(asked), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string name) => name.Replace(".", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
}
