using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Objects;

/// <summary>Which labels an object must have, by the rules of <c>metav1.LabelSelector</c>: everything in it has to hold.</summary>
internal sealed class LabelSelector
{
    private readonly IReadOnlyDictionary<string, string> labels;
    private readonly IReadOnlyList<Requirement> requirements;

    private LabelSelector(IReadOnlyDictionary<string, string> labels, IReadOnlyList<Requirement> requirements) =>
        (this.labels, this.requirements) = (labels, requirements);

    /// <summary>The labels asked for by equality.</summary>
    public IReadOnlyDictionary<string, string> Labels => labels;

    public bool IsEmpty => labels.Count == 0 && requirements.Count == 0;

    /// <summary>A selector with <c>matchLabels</c> and <c>matchExpressions</c>, as workloads have. Null selects nothing and has no selector.</summary>
    public static LabelSelector? Of(YamlNode? selector) => selector is not YamlMap map
        ? null
        : new(map.WordsAt("matchLabels"), [.. map.MapsAt("matchExpressions").Select(each => new Requirement(each.TextAt("key") ?? "", each.TextAt("operator") ?? "", [.. each.TextsAt("values")]))]);

    /// <summary>A plain mapping of labels, as services have; null for none or an empty one, which selects nothing there.</summary>
    public static LabelSelector? OfLabels(YamlNode? labels) => labels is YamlMap { Entries.Count: > 0 } map ? new(map.WordsAt(), []) : null;

    public bool Matches(IReadOnlyDictionary<string, string> candidate)
    {
        foreach (var (key, value) in labels)
        {
            if (!candidate.TryGetValue(key, out var has) || has != value)
            {
                return false;
            }
        }

        return requirements.All(each => each.Holds(candidate));
    }

    /// <summary>As <c>kubectl</c> writes it.</summary>
    public override string ToString() => string.Join(',', [.. labels.Select(each => $"{each.Key}={each.Value}"), .. requirements.Select(each => each.ToString())]);

    private sealed record Requirement(string Key, string Operator, IReadOnlyList<string> Values)
    {
        public bool Holds(IReadOnlyDictionary<string, string> labels) => Operator switch
        {
            "In" => labels.TryGetValue(Key, out var value) && Values.Contains(value, StringComparer.Ordinal),
            "NotIn" => !labels.TryGetValue(Key, out var value) || !Values.Contains(value, StringComparer.Ordinal),
            "Exists" => labels.ContainsKey(Key),
            "DoesNotExist" => !labels.ContainsKey(Key),
            _ => false,
        };

        public override string ToString() => Operator switch
        {
            "Exists" => Key,
            "DoesNotExist" => "!" + Key,
            _ => $"{Key} {Operator.ToLowerInvariant()} ({string.Join(',', Values)})",
        };
    }
}
