using System.Text.Json.Nodes;

namespace Opsroom.TestKit.Kubernetes.Fakes;

/// <summary>Which objects a list asks for.</summary>
internal static class FakeSelector
{
    public static bool Matches(JsonObject made, string? labels, string? fields) =>
        SplitOutside(labels).All(term => HasLabel(made["metadata"]?["labels"] as JsonObject ?? [], term.Trim())) && SplitOutside(fields).All(term => HasField(made, term.Trim()));

    private static bool HasLabel(JsonObject labels, string term)
    {
        if (term.EndsWith(')'))
        {
            var words = term[..term.IndexOf('(', StringComparison.Ordinal)].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var values = term[(term.IndexOf('(', StringComparison.Ordinal) + 1)..^1].Split(',', StringSplitOptions.TrimEntries);
            return values.Contains((string?)labels[words[0]]) == (words[1] == "in");
        }

        return Comparison(term) switch
        {
            ({ } key, "!=", var value) => (string?)labels[key] != value,
            ({ } key, "=", var value) => (string?)labels[key] == value,
            _ when term.StartsWith('!') => !labels.ContainsKey(term[1..]),
            _ => labels.ContainsKey(term),
        };
    }

    private static bool HasField(JsonObject made, string term)
    {
        var (path, comparison, value) = Comparison(term);
        JsonNode? at = made;
        foreach (var part in path!.Split('.'))
        {
            at = (at as JsonObject)?[part];
        }

        return ((at?.ToString() ?? "") == value) == (comparison == "=");
    }

    private static (string? Key, string Comparison, string Value) Comparison(string term)
    {
        var at = term.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? (null, "", "")
            : at > 0 && term[at - 1] == '!' ? (term[..(at - 1)].Trim(), "!=", term[(at + 1)..].Trim())
            : (term[..at].Trim(), "=", term[(at + 1)..].TrimStart('=').Trim());
    }

    private static IEnumerable<string> SplitOutside(string? selector)
    {
        var (depth, start) = (0, 0);
        for (var at = 0; at <= selector?.Length; at++)
        {
            var character = at < selector.Length ? selector[at] : ',';
            depth += character switch { '(' => 1, ')' => -1, _ => 0 };
            if (character == ',' && depth == 0)
            {
                if (at > start)
                {
                    yield return selector[start..at];
                }

                start = at + 1;
            }
        }
    }
}
