using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Logs.Searching;

/// <summary>
/// Reads a query: words, <c>"quoted phrases"</c>, <c>field=value</c>, <c>/regular expressions/</c>; all have to hold, <c>-</c> or <c>NOT</c> before one says that it must not,
/// <c>OR</c> between two that one is enough. <c>*</c> alone asks for everything.
/// </summary>
internal sealed partial class LogFilterParser(string query)
{
    private const int MostTerms = 30;

    private static readonly TimeSpan RegexPatience = TimeSpan.FromSeconds(1);
    private static readonly SearchValues<char> RegexSigns = SearchValues.Create(@"\*+?[](){}|^$");

    private int at;

    public static ToolResult<LogFilter> Parse(string query) => new LogFilterParser(query).Parse();

    private ToolResult<LogFilter> Parse()
    {
        if (Selector().IsMatch(query))
        {
            return ToolFailure.InvalidArgument("query is words, not LogQL: write what to look for, as timeout \"connection refused\" -health status=503, and name the service in service.");
        }

        var clauses = new List<LogClause>();
        var (isNot, isOr) = (false, false);
        while (Next() is { } word)
        {
            if (word is { IsQuoted: false, Text: "AND" or "&&" })
            {
                continue;
            }

            if (word is { IsQuoted: false, Text: "OR" or "||" })
            {
                isOr = clauses.Count > 0;
                continue;
            }

            if (word is { IsQuoted: false, Text: "NOT" })
            {
                isNot = true;
                continue;
            }

            var term = Term(word, out var problem);
            if (problem is not null)
            {
                return ToolFailure.InvalidArgument(problem);
            }

            if (term is not null)
            {
                Add(clauses, term, isNot || word.IsNot, isOr);
            }

            (isNot, isOr) = (false, false);
        }

        return clauses.Sum(clause => clause.AnyOf.Length) > MostTerms
            ? ToolFailure.InvalidArgument($"The query has more than {MostTerms} terms: name fewer.")
            : new LogFilter([.. clauses]);
    }

    private static void Add(List<LogClause> clauses, LogTerm term, bool isNot, bool isOr)
    {
        if (isOr && !isNot && clauses is [.., { IsNot: false } last])
        {
            clauses[^1] = last with { AnyOf = last.AnyOf.Add(term) };
        }
        else
        {
            clauses.Add(new LogClause(isNot, [term]));
        }
    }

    private static LogTerm? Term(Word word, out string? problem)
    {
        problem = null;
        if (word.Field is { } field)
        {
            return word.Text.Length == 0 ? new LogTerm.Text(field + "=") : new LogTerm.Field(field, word.Text);
        }

        if (word.IsQuoted)
        {
            return word.Text.Length == 0 ? null : new LogTerm.Text(word.Text);
        }

        if (word.Text is ['/', .., _, '/'] && word.Text.AsSpan(1, word.Text.Length - 2).ContainsAny(RegexSigns))
        {
            return Pattern(word.Text[1..^1], out problem);
        }

        var text = word.Text.Trim('*');
        return text.Length == 0 ? null
            : text.Contains('*', StringComparison.Ordinal) ? Pattern(string.Join(@"\S*", text.Split('*').Select(Re2Text.Escape)), out problem)
            : new LogTerm.Text(text);
    }

    private static LogTerm.Pattern? Pattern(string source, out string? problem)
    {
        problem = null;
        try
        {
            return new LogTerm.Pattern(source, new Regex(source, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, RegexPatience));
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            problem = $"/{OutsideText.OneLine(source, 100)}/ in the query is no regular expression that can be used: {OutsideText.OneLine(wrong.Message)}. Lookarounds and back references are not there.";
            return null;
        }
    }

    private Word? Next()
    {
        while (at < query.Length && (char.IsWhiteSpace(query[at]) || query[at] == '('))
        {
            at++;
        }

        // a quotation that nobody closed ends behind the text
        if (at >= query.Length)
        {
            return null;
        }

        var isNot = query[at] is '-' or '!' && at + 1 < query.Length && !char.IsWhiteSpace(query[at + 1]);
        at += isNot ? 1 : 0;
        if (query[at] == '/' && RegexEnd() is { } end)
        {
            var source = query[at..end];
            at = end;
            return new Word(source, null, IsQuoted: false, isNot);
        }

        var text = new StringBuilder();
        string? field = null;
        var (isQuoted, open) = (false, 0);
        for (; at < query.Length && !char.IsWhiteSpace(query[at]); at++)
        {
            var letter = query[at];
            if (letter == '"' && (text.Length == 0 || isQuoted))
            {
                Quoted(text);
                isQuoted = true;
            }
            else if (field is null && text.Length > 0 && (letter == '=' || (letter == ':' && CommonField().IsMatch(text.ToString()))) && FieldName().IsMatch(text.ToString()))
            {
                field = text.ToString();
                text.Clear();
            }
            else
            {
                open += letter == '(' ? 1 : 0;
                // one that was opened before the word closes a group
                if (letter != ')' || open-- > 0)
                {
                    text.Append(letter);
                }
            }
        }

        return text.Length == 0 && !isQuoted && field is null ? Next() : new Word(text.ToString(), field, isQuoted, isNot);
    }

    /// <summary>Past the second slash of <c>/…/</c> that ends a word; a path has none, or no signs between them.</summary>
    private int? RegexEnd()
    {
        for (var end = at + 1; end < query.Length; end++)
        {
            if (query[end] == '\\')
            {
                end++;
            }
            else if (query[end] == '/' && end > at + 1 && (end + 1 == query.Length || char.IsWhiteSpace(query[end + 1]) || query[end + 1] == ')'))
            {
                return query.AsSpan(at + 1, end - at - 1).ContainsAny(RegexSigns) ? end + 1 : null;
            }
        }

        return null;
    }

    private void Quoted(StringBuilder text)
    {
        for (at++; at < query.Length && query[at] != '"'; at++)
        {
            if (query[at] == '\\' && at + 1 < query.Length && query[at + 1] is '"' or '\\')
            {
                at++;
            }

            text.Append(query[at]);
        }
    }

    [GeneratedRegex(@"^\s*\{[^}]*[=!]~?[^}]*\}", RegexOptions.NonBacktracking)]
    private static partial Regex Selector();

    [GeneratedRegex(@"^[A-Za-z_@][A-Za-z0-9_.@/-]{0,63}\z", RegexOptions.NonBacktracking)]
    private static partial Regex FieldName();

    // a word with a colon is more often an address or a part of a message
    [GeneratedRegex(@"^(level|severity|service|app|status|status_code|code|host|hostname|pod|container|namespace|job|node|logger|method|path|url|user|trace_id|traceId|trace\.id|span_id|request_id|requestId|message|msg|error)\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex CommonField();

    private sealed record Word(string Text, string? Field, bool IsQuoted, bool IsNot);
}
