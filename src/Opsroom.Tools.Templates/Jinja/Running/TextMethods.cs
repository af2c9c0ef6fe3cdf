using System.Globalization;
using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Jinja.Running;

/// <summary>The methods of texts that templates use; each does what Python's does.</summary>
internal static class TextMethods
{
    public static ICallable? Find(string text, string name) => name switch
    {
        "upper" => Simple(name, () => PythonText.Upper(text)),
        "lower" or "casefold" => Simple(name, () => text.ToLowerInvariant()),
        "title" => Simple(name, () => TextCases.Title(text)),
        "capitalize" => Simple(name, () => TextCases.Capitalized(text)),
        "swapcase" => Simple(name, () => string.Concat(text.Select(c => char.IsUpper(c) ? char.ToLowerInvariant(c) : char.ToUpperInvariant(c)))),
        "strip" => Method(name, "chars", (_, given) => Trimmed(text, given, start: true, end: true)),
        "lstrip" => Method(name, "chars", (_, given) => Trimmed(text, given, start: true, end: false)),
        "rstrip" => Method(name, "chars", (_, given) => Trimmed(text, given, start: false, end: true)),
        "removeprefix" => Method(name, "prefix", (_, given) => text.StartsWith(given.Text(0), StringComparison.Ordinal) ? text[given.Text(0).Length..] : text),
        "removesuffix" => Method(name, "suffix", (_, given) => given.Text(0) is { Length: > 0 } end && text.EndsWith(end, StringComparison.Ordinal) ? text[..^end.Length] : text),
        "replace" => Method(name, "old new count", (run, given) => TextEdits.Replace(run, text, given.Text(0), given.Text(1), given.Integer(2, -1))),
        "split" => Method(name, "sep maxsplit", (run, given) => List(run, TextEdits.Split(text, given.Get(0, null), given.Integer(1, -1)))),
        "rsplit" => Method(name, "sep maxsplit", (run, given) => List(run, TextEdits.SplitFromEnd(text, given.Get(0, null), given.Integer(1, -1)))),
        "splitlines" => Method(name, "keepends", (run, given) => List(run, TextEdits.Lines(text, given.Truth(0, false)))),
        "partition" => Method(name, "sep", (_, given) => TextEdits.Partition(text, given.Text(0), fromEnd: false)),
        "rpartition" => Method(name, "sep", (_, given) => TextEdits.Partition(text, given.Text(0), fromEnd: true)),
        "join" => Method(name, "items", (run, given) => TextEdits.Join(run, text, Iteration.Of(given.Need(0), run).Select(item => item as string ?? throw JinjaRun.Fault($"'join' joins texts, not a {PythonText.TypeOf(item)}.")))),
        "startswith" => Method(name, "prefix", (_, given) => Any(given.Need(0), prefix => text.StartsWith(prefix, StringComparison.Ordinal))),
        "endswith" => Method(name, "suffix", (_, given) => Any(given.Need(0), suffix => text.EndsWith(suffix, StringComparison.Ordinal))),
        "find" => Method(name, "sub", (_, given) => (long)text.IndexOf(given.Text(0), StringComparison.Ordinal)),
        "rfind" => Method(name, "sub", (_, given) => (long)text.LastIndexOf(given.Text(0), StringComparison.Ordinal)),
        "index" => Method(name, "sub", (_, given) => text.IndexOf(given.Text(0), StringComparison.Ordinal) is >= 0 and var at ? (long)at : throw JinjaRun.Fault("'index' did not find the text.")),
        "count" => Method(name, "sub", (_, given) => TextEdits.Count(text, given.Text(0))),
        "format" => Method(name, "*", (run, given) => TextFormat.Apply(run, text, given)),
        "center" => Method(name, "width fillchar", (run, given) => TextEdits.Pad(run, text, given.Integer(0), given.Text(1, " "), 0)),
        "ljust" => Method(name, "width fillchar", (run, given) => TextEdits.Pad(run, text, given.Integer(0), given.Text(1, " "), -1)),
        "rjust" => Method(name, "width fillchar", (run, given) => TextEdits.Pad(run, text, given.Integer(0), given.Text(1, " "), 1)),
        "zfill" => Method(name, "width", (run, given) => text.Length > 0 && text[0] is '-' or '+'
            ? text[0] + TextEdits.Pad(run, text[1..], given.Integer(0) - 1, "0", 1) : TextEdits.Pad(run, text, given.Integer(0), "0", 1)),
        "expandtabs" => Method(name, "tabsize", (run, given) => TextEdits.Replace(run, text, "\t", TextEdits.Repeated(run, " ", given.Integer(0, 8)), -1)),
        "isalpha" => Simple(name, () => All(text, char.IsLetter)),
        "isdigit" or "isdecimal" or "isnumeric" => Simple(name, () => All(text, char.IsDigit)),
        "isalnum" => Simple(name, () => All(text, char.IsLetterOrDigit)),
        "isspace" => Simple(name, () => All(text, char.IsWhiteSpace)),
        "islower" => Simple(name, () => text.Any(char.IsLower) && !text.Any(char.IsUpper)),
        "isupper" => Simple(name, () => text.Any(char.IsUpper) && !text.Any(char.IsLower)),
        "istitle" => Simple(name, () => text.Any(char.IsLetter) && TextCases.Title(text) == text),
        "isidentifier" => Simple(name, () => text.Length > 0 && (text[0] == '_' || char.IsLetter(text[0])) && text.All(c => c == '_' || char.IsLetterOrDigit(c))),
        _ => null,
    };

    private static bool All(string text, Func<char, bool> isWanted) => text.Length > 0 && text.All(isWanted);

    private static bool Any(object? sought, Func<string, bool> holds) => sought is JinjaTuple tuple ? tuple.Items.Any(item => holds(PythonText.Str(item))) : holds(PythonText.Str(sought));

    private static string Trimmed(string text, BoundArguments given, bool start, bool end)
    {
        var letters = given.Get(0, null) is null ? null : given.Text(0).ToCharArray();
        var trimmed = start ? letters is null ? text.TrimStart() : letters.Length == 0 ? text : text.TrimStart(letters) : text;
        return !end || letters is { Length: 0 } ? trimmed : letters is null ? trimmed.TrimEnd() : trimmed.TrimEnd(letters);
    }

    private static JinjaList List(JinjaRun run, List<string> items)
    {
        run.Budget.List(items.Count);
        return new JinjaList([.. items]);
    }

    private static NativeFunction Simple(string name, Func<object?> body) => new(name, "", (_, _) => body());

    private static NativeFunction Method(string name, string parameters, Func<JinjaRun, BoundArguments, object?> body) => new(name, parameters, body);
}

/// <summary>Upper and lower case as Python writes it.</summary>
internal static class TextCases
{
    public static string Capitalized(string text) => text.Length == 0 ? text : text[..1].ToUpperInvariant() + text[1..].ToLowerInvariant();

    public static string Title(string text) =>
        string.Concat(text.Select((letter, at) => at > 0 && char.IsLetter(text[at - 1]) ? char.ToLower(letter, CultureInfo.InvariantCulture) : char.ToUpper(letter, CultureInfo.InvariantCulture)));
}
