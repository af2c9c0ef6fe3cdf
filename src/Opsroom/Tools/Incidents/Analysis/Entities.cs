using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Incidents.Analysis;

/// <summary>Tells whether two names mean the same thing: <c>shop/checkout</c>, <c>checkout-5b8f7c9d4-2mzfk</c> and <c>http://checkout:8080/</c> are one service.</summary>
internal static partial class Entities
{
    private const int ShortestName = 3;

    private static readonly HashSet<string> Generic = new(StringComparer.OrdinalIgnoreCase)
    {
        "svc", "service", "services", "cluster", "local", "internal", "example", "com", "net", "org", "http", "https", "prod", "production", "default", "app", "server", "deployment", "pod", "node",
        "the", "and", "for", "all", "not", "www", "api", "main", "kube", "system", "namespace", "container", "host", "instance", "true", "false", "null", "none", "web", "data", "client", "error",
        "test", "job", "jobs", "east", "west", "north", "south", "central", "aws", "gcp", "azure", "localhost", "tcp", "udp", "ingress", "config", "pool", "primary", "public",
    };

    /// <summary>The name without scheme, port, path, hash of a replica set and number of a replica.</summary>
    public static string Stem(string name)
    {
        var text = name.Trim().ToLowerInvariant();
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        text = scheme >= 0 ? text[(scheme + 3)..] : text;
        if (scheme >= 0 && text.IndexOf('/', StringComparison.Ordinal) is > 0 and var path)
        {
            text = text[..path];
        }

        text = Port().Replace(text, "");
        if (text.LastIndexOf('/') is >= 0 and var slash && slash < text.Length - 1)
        {
            text = text[(slash + 1)..];
        }

        return Replica().Replace(text, "");
    }

    /// <summary>Whether both name the same party: equal stems, or one is the host's first label of the other.</summary>
    public static bool AreSame(string? one, string? other)
    {
        if (string.IsNullOrWhiteSpace(one) || string.IsNullOrWhiteSpace(other))
        {
            return false;
        }

        var (left, right) = (Stem(one), Stem(other));
        if (left.Length < 2 || right.Length < 2)
        {
            return false;
        }

        return left == right || Label(left) == Label(right) || IsPart(left, right) || IsPart(right, left);
    }

    /// <summary>Whether a text names the party as a word of its own.</summary>
    public static bool Names(string? text, string? party)
    {
        if (string.IsNullOrEmpty(text) || string.IsNullOrWhiteSpace(party))
        {
            return false;
        }

        var name = Label(Stem(party));
        return name.Length >= ShortestName && !Generic.Contains(name) && HoldsWord(text, name);
    }

    /// <summary>The telling words of a name or a sentence.</summary>
    public static ImmutableHashSet<string> Words(string? text) => string.IsNullOrEmpty(text) ? []
        : [.. Word().EnumerateMatches(text).ToWords(text).Where(word => word.Length >= ShortestName && !Generic.Contains(word) && !IsNumber(word))];

    public static bool IsAddress(string text) => Address().IsMatch(text);

    private static bool IsPart(string whole, string part) =>
        part.Length >= 4 && !Generic.Contains(part) && whole.Length > part.Length && HoldsWord(whole, part);

    private static bool HoldsWord(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static string Label(string stem) => IsAddress(stem) || stem.IndexOf('.', StringComparison.Ordinal) is not (> 0 and var dot) ? stem : stem[..dot];

    private static bool IsNumber(string word) => word.All(letter => char.IsDigit(letter) || letter is '.' or '-');

    private static List<string> ToWords(this Regex.ValueMatchEnumerator matches, string text)
    {
        var words = new List<string>();
        foreach (var match in matches)
        {
            words.Add(text.Substring(match.Index, match.Length).ToLowerInvariant());
        }

        return words;
    }

    [GeneratedRegex(@":\d{1,5}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Port();

    [GeneratedRegex(@"-(?=[a-z]*\d)[a-z0-9]{6,10}-[a-z0-9]{5}$|-(?:[bcdfghjklmnpqrstvwxz2456789]{5}|\d{1,3})$|-[0-9a-f]{8,10}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Replica();

    [GeneratedRegex(@"[A-Za-z0-9][A-Za-z0-9_]*(?:[-.][A-Za-z0-9_]+)*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();

    [GeneratedRegex(@"^\d{1,3}(?:\.\d{1,3}){3}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
