using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Opsroom.Tools.Logs.Reading;
using Opsroom.Tools.Logs.Searching;

namespace Opsroom.Tools.Logs.Loki;

/// <summary>Writes queries of Loki. Whatever comes from outside is written as a string, never as part of the language.</summary>
internal static partial class LogQL
{
    // finds every line that can be of the level, and some others: those are told by reading them
    private const string Errors = """(?i)(err|fatal|panic|crit|severe|emerg|alert|exception|traceback|fail|ftl)|"(level|severity|priority)": ?"?([0-3][,"} ]|[56][0-9])|^[EF][0-9]{4}|" 5[0-9]{2} """;

    private const string Warnings = """(?i)(wrn|warn)|"(level|severity|priority)": ?"?(4[,"} ]|4[0-9])|^W[0-9]{4}|" 4[0-9]{2} |[0-9] # |""" + Errors;

    public static bool IsLabel(string name) => Label().IsMatch(name);

    /// <summary>A string as LogQL has it, between double quotes.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append(@"\\"),
                '\n' => quoted.Append(@"\n"),
                '\r' => quoted.Append(@"\r"),
                '\t' => quoted.Append(@"\t"),
                < ' ' or (char)127 => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)letter:x2}"),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>What lines have to hold or must not; what it lets through may still not be looked for.</summary>
    public static string Filters(LogSearch search)
    {
        var pipeline = new StringBuilder();
        foreach (var clause in search.Filter.Clauses)
        {
            // without a field a line may still have the value elsewhere
            if (clause.IsNot && clause.AnyOf.Any(term => term is LogTerm.Field))
            {
                continue;
            }

            var patterns = clause.AnyOf.Select(Pattern).ToArray();
            if (patterns.All(pattern => pattern is not null))
            {
                pipeline.Append(clause.IsNot ? " !~ " : " |~ ").Append(Quote(patterns.Length == 1 ? patterns[0]! : string.Join('|', patterns.Select(pattern => $"(?:{pattern})"))));
            }
        }

        return pipeline.ToString();
    }

    /// <summary>What lines of a level or worse have; empty where lines of any kind may be of it.</summary>
    public static string LevelFilter(EntryLevel level) => level switch
    {
        EntryLevel.Error or EntryLevel.Fatal => " |~ " + Quote(Errors),
        EntryLevel.Warn => " |~ " + Quote(Warnings),
        _ => "",
    };

    /// <summary>An expression of RE2 for a term, or null where lines need not have it: what is asked of labels.</summary>
    private static string? Pattern(LogTerm term) => term switch
    {
        LogTerm.Text text => $"(?i){Re2Text.Escape(text.Value)}",
        LogTerm.Pattern pattern => pattern.Source,
        _ => null,
    };

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Label();
}
