using System.Text;
using System.Text.RegularExpressions;
using Opsroom.Tools.Templates.Jinja.Running;
using Opsroom.Tools.Templates.Jinja.Values;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Filters;

/// <summary>Python's regular expressions, each with a time limit.</summary>
internal static class PythonRegex
{
    private const int LongestPattern = 1000;

    public static string Replace(JinjaRun run, string text, string pattern, string replacement, bool ignoresCase, bool isMultiline) => Guarded(run, () =>
    {
        var result = new StringBuilder();
        var last = 0;
        foreach (Match match in Regex(run, pattern, ignoresCase, isMultiline).Matches(text))
        {
            run.Budget.Step();
            var made = Expand(match, replacement);
            run.Budget.Build(result.Length + (long)made.Length + match.Index - last);
            result.Append(text, last, match.Index - last).Append(made);
            last = match.Index + match.Length;
        }

        return run.Budget.Built(result.Append(text, last, text.Length - last).ToString());
    });

    public static object? Search(JinjaRun run, object? value, BoundArguments given) => Guarded(run, () =>
    {
        bool Flag(string name) => given.Others.Any(other => other.Name == name && PythonText.Truth(other.Value));
        var match = Regex(run, given.Text(0), Flag("ignorecase"), Flag("multiline")).Match(PythonText.Str(value));
        return !match.Success ? null
            : given.Rest.Count == 0 ? match.Value
            : (object?)new JinjaList([.. given.Rest.Select(group => (object?)Expand(match, PythonText.Str(group)))]);
    });

    public static JinjaList FindAll(JinjaRun run, string text, string pattern, bool ignoresCase, bool isMultiline) => Guarded(run, () =>
    {
        var matches = Regex(run, pattern, ignoresCase, isMultiline).Matches(text);
        run.Budget.List(matches.Count);
        return new JinjaList([.. matches.Select(match => match.Groups.Count switch
        {
            1 => (object?)match.Value,
            2 => match.Groups[1].Value,
            _ => new JinjaTuple([.. match.Groups.Values.Skip(1).Select(group => (object?)group.Value)]),
        })]);
    });

    public static string Escape(string text) =>
        string.Concat(text.Select(letter => "()[]{}?*+-|^$\\.&~# \t\n\r\v\f".Contains(letter, StringComparison.Ordinal) ? "\\" + letter : letter.ToString()));

    private static Regex Regex(JinjaRun run, string pattern, bool ignoresCase, bool isMultiline)
    {
        if (pattern.Length > LongestPattern)
        {
            throw new TemplateFault(TemplateFault.Limit, $"The regular expression has more than {LongestPattern} characters.");
        }

        var options = RegexOptions.CultureInvariant | (ignoresCase ? RegexOptions.IgnoreCase : RegexOptions.None) | (isMultiline ? RegexOptions.Multiline : RegexOptions.None);
        var translated = pattern.Replace("(?P<", "(?<", StringComparison.Ordinal).Replace("\\Z", "\\z", StringComparison.Ordinal);
        return new Regex(translated, options, run.Budget.Limits.RegexTime);
    }

    private static T Guarded<T>(JinjaRun run, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (RegexMatchTimeoutException)
        {
            throw new TemplateFault(TemplateFault.Limit, $"A regular expression was stopped: it takes longer than {run.Budget.Limits.RegexTime.TotalMilliseconds:0} ms.");
        }
        catch (ArgumentException wrong)
        {
            throw new TemplateFault(TemplateFault.Value, $"The regular expression is wrong: {wrong.Message}");
        }
    }

    /// <summary><c>\1</c> and <c>\g&lt;name&gt;</c> in what is put in place of a match.</summary>
    private static string Expand(Match match, string replacement)
    {
        if (!replacement.Contains('\\', StringComparison.Ordinal))
        {
            return replacement;
        }

        var text = new StringBuilder();
        for (var at = 0; at < replacement.Length; at++)
        {
            if (replacement[at] != '\\' || at + 1 == replacement.Length)
            {
                text.Append(replacement[at]);
                continue;
            }

            var next = replacement[++at];
            if (char.IsAsciiDigit(next))
            {
                text.Append(match.Groups[next - '0'].Value);
            }
            else if (next == 'g' && at + 1 < replacement.Length && replacement[at + 1] == '<' && replacement.IndexOf('>', at) is > 0 and var end)
            {
                text.Append(match.Groups[replacement[(at + 2)..end]].Value);
                at = end;
            }
            else
            {
                _ = next switch { 'n' => text.Append('\n'), 't' => text.Append('\t'), '\\' => text.Append('\\'), _ => text.Append('\\').Append(next) };
            }
        }

        return text.ToString();
    }
}
