using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace Opsroom.Telemetry.Redaction;

/// <summary>The values that the settings name as secrets, as they are and as they look in URLs, in JSON and in base64.</summary>
internal sealed class ConfiguredSecrets
{
    private const int Shortest = 8;

    // defaults that are words of the trade: to blot them out would blot out the task
    private static readonly FrozenSet<string> OrdinaryWords = new[]
    {
        "password", "passwort", "postgres", "postgresql", "changeme", "database", "kubernetes", "production", "staging", "development", "localhost",
        "anthropic", "opsroom", "playbook", "administrator", "username", "security", "prometheus", "alertmanager", "elasticsearch", "placeholder",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly SearchValues<string> _values;
    private readonly KeyValuePair<string, string>[] _kinds;

    private ConfiguredSecrets(Dictionary<string, string> kinds)
    {
        _values = SearchValues.Create([.. kinds.Keys], StringComparison.Ordinal);
        _kinds = [.. kinds.OrderByDescending(pair => pair.Key.Length)];
    }

    /// <summary>Null where no value is long and particular enough to be told from ordinary text.</summary>
    public static ConfiguredSecrets? From(IEnumerable<ConfiguredSecret> secrets)
    {
        var kinds = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var secret in secrets)
        {
            var value = secret.Value.Trim();
            if (value.Length < Shortest || OrdinaryWords.Contains(value) || Placeholder.IsFiller(value))
            {
                continue;
            }

            foreach (var form in FormsOf(value))
            {
                kinds.TryAdd(form, secret.Kind);
            }
        }

        return kinds.Count > 0 ? new ConfiguredSecrets(kinds) : null;
    }

    public bool StandsIn(ReadOnlySpan<char> text) => text.IndexOfAny(_values) >= 0;

    /// <summary>Where a value begins that the text breaks off in; its end where it breaks off in none. Values without blanks are words, and words are held back anyway.</summary>
    public int PartAtEnd(ReadOnlySpan<char> text)
    {
        var start = text.Length;
        foreach (var (value, _) in _kinds)
        {
            if (value.Contains(' '))
            {
                start = Math.Min(start, PartAtEnd(text, value));
            }
        }

        return start;
    }

    private static int PartAtEnd(ReadOnlySpan<char> text, string value)
    {
        for (var length = Math.Min(value.Length - 1, text.Length); length > 0; length--)
        {
            if (text.EndsWith(value.AsSpan(0, length), StringComparison.Ordinal))
            {
                return text.Length - length;
            }
        }

        return text.Length;
    }

    public void AddTo(ref List<SecretSpan>? found, ReadOnlySpan<char> text)
    {
        for (var from = 0; text[from..].IndexOfAny(_values) is var hit and >= 0;)
        {
            var at = from + hit;
            var (value, kind) = LongestAt(text[at..]);
            (found ??= []).Add(new SecretSpan(at, value.Length, kind, IsKnown: true));
            from = at + value.Length;
        }
    }

    private KeyValuePair<string, string> LongestAt(ReadOnlySpan<char> text)
    {
        foreach (var pair in _kinds)
        {
            if (text.StartsWith(pair.Key, StringComparison.Ordinal))
            {
                return pair;
            }
        }

        throw new InvalidOperationException("The search found a value that is not among those searched for.");
    }

    private static IEnumerable<string> FormsOf(string value)
    {
        yield return value;
        yield return Uri.EscapeDataString(value);
        yield return System.Text.Json.JsonEncodedText.Encode(value).ToString();
        yield return value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        yield return Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
    }
}
