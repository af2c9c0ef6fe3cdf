using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Linting;

/// <summary>
/// Rules that objects ask to be spared, by the annotation <c>opsroom.dev/ignore: rule-id, rule-id</c>. Errors are told all the same: no annotation makes an
/// API server accept what it refuses.
/// </summary>
internal sealed class Suppressions
{
    public const string Annotation = "opsroom.dev/ignore";

    private readonly Dictionary<KubeObject, HashSet<string>> asked = [];
    private readonly Dictionary<(string Rule, string Object), int> used = [];

    public Suppressions(IEnumerable<KubeObject> objects)
    {
        foreach (var each in objects)
        {
            if (each.Body.TextAt("metadata", "annotations", Annotation) is { } rules)
            {
                asked[each] = new(Split(rules), StringComparer.Ordinal);
            }
        }
    }

    public IEnumerable<SuppressedRule> Used => used.Select(each => new SuppressedRule(each.Key.Rule, each.Key.Object, each.Value));

    public static string[] Split(string rules) => rules.Split([',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public bool Covers(KubeObject source, LintRule rule)
    {
        if (rule.Severity == Severity.Error || asked.Count == 0 || !asked.TryGetValue(source, out var rules) || !rules.Contains(rule.Id))
        {
            return false;
        }

        var key = (rule.Id, source.Id);
        used[key] = used.GetValueOrDefault(key) + 1;
        return true;
    }
}
