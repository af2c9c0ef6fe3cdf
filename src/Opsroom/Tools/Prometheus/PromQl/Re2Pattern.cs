using System.Buffers;
using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Prometheus.PromQl;

/// <summary>A regular expression of RE2's syntax, as Prometheus takes it: always about the whole value.</summary>
internal sealed class Re2Pattern
{
    private const int MostKept = 1_000;

    private static readonly SearchValues<char> Signs = SearchValues.Create(@"\.+*?()|[]{}^$");

    private static readonly ConcurrentDictionary<string, Re2Pattern> Known = new(StringComparer.Ordinal);

    private readonly Regex? regex;

    private Re2Pattern(string text, string? fault, Regex? regex) => (Text, Fault, this.regex) = (text, fault, regex);

    public string Text { get; }

    /// <summary>Why it cannot be read; null for a good one.</summary>
    public string? Fault { get; }

    /// <summary>Whether it is one text without any of a pattern's signs.</summary>
    public bool IsPlain => !Text.AsSpan().ContainsAny(Signs);

    /// <summary>Whether it is a good pattern that cannot be judged here by what fits.</summary>
    public bool IsOpaque => Fault is null && regex is null;

    /// <summary>Whether a value fits; false as well where the pattern cannot be judged here.</summary>
    public bool Fits(string value) => regex?.IsMatch(value) ?? false;

    public static Re2Pattern Read(string text)
    {
        if (Known.Count > MostKept)
        {
            Known.Clear();
        }

        return Known.GetOrAdd(text, Made);
    }

    private static Re2Pattern Made(string text)
    {
        var (translated, fault) = Re2Translation.Of(text);
        if (fault is not null || translated is null)
        {
            return new(text, fault, null);
        }

        try
        {
            return new(text, null, new Regex($@"\A(?:{translated})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline));
        }
        catch (ArgumentException refused)
        {
            var reason = refused.Message.LastIndexOf("offset ", StringComparison.Ordinal) is >= 0 and var at ? refused.Message[(refused.Message.IndexOf(". ", at, StringComparison.Ordinal) + 2)..] : refused.Message;
            return new(text, $"{reason.TrimEnd('.')}: `{text}`", null);
        }
        catch (NotSupportedException)
        {
            // too large for the automaton: it is taken, and not judged by what fits
            return new(text, null, null);
        }
    }
}
