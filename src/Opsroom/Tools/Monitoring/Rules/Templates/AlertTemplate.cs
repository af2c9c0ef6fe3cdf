using System.Collections.Frozen;

namespace Opsroom.Tools.Monitoring.Rules.Templates;

/// <summary>What a Go template in a label or an annotation uses, as far as it can be known without running it.</summary>
internal sealed class AlertTemplate
{
    private readonly List<string> functions = [];
    private readonly List<string> variables = [];
    private readonly List<string> fields = [];
    private readonly List<string> labels = [];
    private readonly HashSet<string> declared = new(StringComparer.Ordinal);
    private int open;

    private AlertTemplate()
    {
    }

    public static FrozenSet<string> KnownFunctions { get; } = FrozenSet.ToFrozenSet(
        [
            "query", "first", "label", "value", "strvalue", "sortByLabel", "stripPort", "stripDomain", "humanize", "humanize1024", "humanizeDuration", "humanizePercentage", "humanizeTimestamp", "toTime",
            "toDuration", "now", "title", "toUpper", "toLower", "graphLink", "tableLink", "parseDuration", "safeHtml", "match", "reReplaceAll", "externalURL", "pathPrefix", "args", "tmpl", "urlQueryEscape",
            "and", "or", "not", "len", "index", "slice", "print", "printf", "println", "html", "js", "urlquery", "call", "eq", "ne", "lt", "le", "gt", "ge",
        ], StringComparer.Ordinal);

    public static FrozenSet<string> KnownVariables { get; } = FrozenSet.ToFrozenSet(["$", "$labels", "$value", "$externalLabels", "$externalURL"], StringComparer.Ordinal);

    /// <summary>Why it cannot be read.</summary>
    public string? Fault { get; private set; }

    public IReadOnlyList<string> Functions => functions;

    /// <summary>Variables that it does not declare itself.</summary>
    public IEnumerable<string> Variables => variables.Where(variable => !declared.Contains(variable));

    /// <summary>First fields of the dot.</summary>
    public IReadOnlyList<string> Fields => fields;

    /// <summary>Labels of the alert's own series.</summary>
    public IEnumerable<string> Labels => labels.Distinct(StringComparer.Ordinal);

    public bool HasBranches { get; private set; }

    public static AlertTemplate Read(string text)
    {
        var template = new AlertTemplate();
        template.ReadActions(text);
        return template;
    }

    private void ReadActions(string text)
    {
        for (var at = text.IndexOf("{{", StringComparison.Ordinal); at >= 0 && Fault is null;)
        {
            var from = at + 2;
            if (text.AsSpan(from).TrimStart("- ").StartsWith("/*", StringComparison.Ordinal))
            {
                var comment = text.IndexOf("*/", from, StringComparison.Ordinal);
                from = comment < 0 ? text.Length : comment + 2;
            }

            if (ReadAction(text, from) is not { } end)
            {
                Fault ??= "the braces {{ are not closed";
                return;
            }

            at = text.IndexOf("{{", end, StringComparison.Ordinal);
        }

        Fault ??= open > 0 ? "an if, range or with has no {{ end }}" : null;
    }

    /// <summary>Reads to the closing braces; answers the offset after them, or null where there are none.</summary>
    private int? ReadAction(string text, int from)
    {
        var words = new List<string>();
        var parentheses = 0;
        for (var at = from; at < text.Length; at++)
        {
            var letter = text[at];
            if (text.AsSpan(at).StartsWith("}}", StringComparison.Ordinal))
            {
                Fault ??= parentheses != 0 ? "a parenthesis is not closed" : null;
                Take(words);
                return at + 2;
            }

            if (letter is '"' or '`' or '\'')
            {
                var end = EndOfText(text, at);
                if (end is null)
                {
                    Fault ??= "a string is not closed";
                    return null;
                }

                words.Add("\"" + text[(at + 1)..end.Value]);
                at = end.Value;
            }
            else if (letter is '(' or ')')
            {
                parentheses += letter == '(' ? 1 : -1;
                Fault ??= parentheses < 0 ? "there is a closing parenthesis too many" : null;
                words.Add(letter.ToString());
            }
            else if (letter is '|' or ',' or '=' or ':')
            {
                words.Add(letter.ToString());
            }
            else if (IsWord(letter))
            {
                var end = at + 1;
                while (end < text.Length && IsWord(text[end]))
                {
                    end++;
                }

                words.Add(text[at..end]);
                at = end - 1;
            }
            else if (!char.IsWhiteSpace(letter) && letter is not ('-' or '+'))
            {
                Fault ??= $"'{letter}' cannot stand in braces";
            }
        }

        return null;
    }

    private static int? EndOfText(string text, int at)
    {
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] == text[at])
            {
                return i;
            }

            i += text[i] == '\\' && text[at] != '`' ? 1 : 0;
        }

        return null;
    }

    private void Take(List<string> words)
    {
        if (words.Count == 0)
        {
            return;
        }

        open += words[0] switch { "if" or "range" or "with" or "define" or "block" => 1, "end" => -1, _ => 0 };
        HasBranches |= words[0] is "if" or "range" or "with";
        Fault ??= open < 0 ? "there is an {{ end }} too many" : null;
        for (var i = 0; i < words.Count; i++)
        {
            Take(words, i);
        }
    }

    private void Take(List<string> words, int at)
    {
        var word = words[at];
        if (word[0] == '$')
        {
            var parts = word.Split('.');
            if (at + 2 < words.Count && words[at + 1] == ":" && words[at + 2] == "=")
            {
                declared.Add(parts[0]);
            }
            else if (at > 0 && words[0] == "range" && words.IndexOf(":") > at)
            {
                declared.Add(parts[0]);
            }

            variables.Add(parts[0]);
            if (parts is ["$labels", { Length: > 0 } own, ..])
            {
                labels.Add(own);
            }
        }
        else if (word[0] == '.')
        {
            var parts = word[1..].Split('.');
            fields.Add(parts[0]);
            if (!HasBranches && parts is ["Labels", { Length: > 0 } label, ..])
            {
                labels.Add(label);
            }
        }
        else if (word[0] == '"')
        {
            if (at >= 2 && words[at - 2] == "index" && words[at - 1] == "$labels")
            {
                labels.Add(word[1..]);
            }
        }
        else if (char.IsLetter(word[0]) && !IsKeyword(word))
        {
            functions.Add(word.Split('.')[0]);
        }
    }

    private static bool IsKeyword(string word) => word is "if" or "else" or "end" or "range" or "with" or "define" or "template" or "block" or "break" or "continue" or "true" or "false" or "nil";

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter is '_' or '$' or '.';
}
