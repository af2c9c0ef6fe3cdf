using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Opsroom.Tools.Templates.Jinja.Running;
using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Jinja.Filters;

/// <summary>Filters of texts.</summary>
internal static partial class TextFilters
{
    public static IEnumerable<JinjaFilter> All =>
    [
        new("upper", "", (_, value, _) => PythonText.Upper(PythonText.Str(value))),
        new("lower", "", (_, value, _) => PythonText.Str(value).ToLowerInvariant()),
        new("capitalize", "", (_, value, _) => TextCases.Capitalized(PythonText.Str(value))),
        new("title", "", (_, value, _) => Title(PythonText.Str(value))),
        new("trim", "chars", (run, value, given) => Call(run, PythonText.Str(value), "strip", given.Get(0, null))),
        new("replace", "old new count", (run, value, given) => TextEdits.Replace(run, PythonText.Str(value), given.Text(0), given.Text(1), given.Integer(2, -1))),
        new("center", "width", (run, value, given) => TextEdits.Pad(run, PythonText.Str(value), given.Integer(0, 80), " ", 0)),
        new("indent", "width first blank", Indent),
        new("truncate", "length killwords end leeway", Truncate),
        new("wordcount", "", (run, value, _) => (long)WordPattern().Count(run.Budget.Built(PythonText.Str(value)))),
        new("wordwrap", "width break_long_words wrapstring break_on_hyphens", WordWrap.Apply),
        new("striptags", "", (_, value, _) => string.Join(' ', TagPattern().Replace(PythonText.Str(value), "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))),
        new("escape", "", (run, value, _) => run.Budget.Built(Escape(PythonText.Str(value)))),
        new("e", "", (run, value, _) => run.Budget.Built(Escape(PythonText.Str(value)))),
        new("forceescape", "", (run, value, _) => run.Budget.Built(Escape(PythonText.Str(value)))),
        new("safe", "", (_, value, _) => PythonText.Str(value)),
        new("string", "", (_, value, _) => PythonText.Str(value)),
        new("pprint", "", (_, value, _) => PythonText.Repr(value)),
        new("format", "*", (run, value, given) => PercentFormat.Apply(PythonText.Str(value), given.Others.Count > 0 ? Dict(given.Others) : new JinjaTuple(given.Rest), run.Budget)),
        new("urlencode", "", UrlEncode),
        new("slugify", "entities decimal hexadecimal max_length word_boundary separator save_order stopwords regex_pattern lowercase replacements", Slugs.Apply),
        new("comment", "style", (run, value, given) => TextEdits.Join(run, "\n", ["#", .. PythonText.Str(value).Split('\n').Select(line => $"# {line}".TrimEnd()), "#"])),
        new("quote", "", (run, value, _) => run.Budget.Built(SafeInShell().IsMatch(PythonText.Str(value)) ? PythonText.Str(value) : $"'{PythonText.Str(value).Replace("'", "'\"'\"'", StringComparison.Ordinal)}'")),
    ];

    private static object? Call(JinjaRun run, string text, string method, object? argument) =>
        TextMethods.Find(text, method)!.Call(run, argument is null ? GivenArguments.None : GivenArguments.Of(argument));

    private static JinjaDict Dict(IEnumerable<(string Name, object? Value)> pairs)
    {
        var dict = new JinjaDict();
        foreach (var (name, value) in pairs)
        {
            dict[name] = value;
        }

        return dict;
    }

    // Jinja2's own title: letters behind a space, a hyphen or an opening bracket
    private static string Title(string text) =>
        string.Concat(TitlePattern().Split(text).Where(part => part.Length > 0).Select(TextCases.Capitalized));

    private static string Indent(JinjaRun run, object? value, BoundArguments given)
    {
        var with = given.Get(0, 4L) is string own ? own : TextEdits.Repeated(run, " ", given.Integer(0, 4));
        var (first, blank) = (given.Truth(1, false), given.Truth(2, false));
        // Jinja2 adds a newline first, so that a last empty line is one
        var lines = TextEdits.Lines(PythonText.Str(value) + "\n", withEnds: false);
        run.Budget.Build(PythonText.Str(value).Length + ((long)lines.Count * with.Length));
        return string.Join('\n', lines.Select((line, index) => (index == 0 ? first : blank || line.Length > 0) ? with + line : line));
    }

    private static string Truncate(JinjaRun run, object? value, BoundArguments given)
    {
        var text = PythonText.Str(value);
        var (length, end, leeway) = ((int)Math.Clamp(given.Integer(0, 255), 0, int.MaxValue / 2), given.Text(2, "..."), given.Integer(3, 5));
        if (text.Length <= length + leeway)
        {
            return text;
        }

        var cut = text[..Math.Clamp(length - end.Length, 0, text.Length)];
        if (!given.Truth(1, false))
        {
            var space = cut.LastIndexOf(' ');
            cut = space < 0 ? cut : cut[..space];
        }

        return run.Budget.Built(cut + end);
    }

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&#34;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal);

    private static string UrlEncode(JinjaRun run, object? value, BoundArguments given)
    {
        if (value is string text)
        {
            return run.Budget.Built(UrlQuoted(text, "/"));
        }

        var pairs = JinjaGlobals.PairsOf(value, run).Select(pair => $"{Form(PythonText.Str(pair.Key))}={Form(PythonText.Str(pair.Value))}");
        return run.Budget.Built(string.Join('&', pairs));
    }

    private static string Form(string text) => UrlQuoted(text, "").Replace("%20", "+", StringComparison.Ordinal);

    private static string UrlQuoted(string text, string safe)
    {
        var quoted = new StringBuilder();
        foreach (var letter in Encoding.UTF8.GetBytes(text))
        {
            var plain = (char)letter;
            _ = letter < 128 && (char.IsAsciiLetterOrDigit(plain) || plain is '-' or '_' or '.' or '~' || safe.Contains(plain, StringComparison.Ordinal))
                ? quoted.Append(plain) : quoted.Append(CultureInfo.InvariantCulture, $"%{letter:X2}");
        }

        return quoted.ToString();
    }

    [GeneratedRegex(@"(?<mark>[-\s({\[<]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TitlePattern();

    [GeneratedRegex(@"\w+", RegexOptions.None, 1000)]
    private static partial Regex WordPattern();

    [GeneratedRegex("<!--[^>]*-->|<[^>]*>", RegexOptions.None, 1000)]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"^[\w@%+=:,./-]+$", RegexOptions.NonBacktracking)]
    private static partial Regex SafeInShell();
}
