using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Linting;

/// <summary>A finding that an object's own annotation asks not to be told of.</summary>
/// <param name="Object"><c>Kind/namespace/name</c>.</param>
/// <param name="Count">How many findings of the rule there were.</param>
public sealed record SuppressedRule(string Rule, string Object, int Count);

/// <summary>What the rule being checked has to say.</summary>
internal sealed class LintReport(LintManifest manifest, Suppressions suppressions)
{
    /// <summary>Kept of one rule; more are counted.</summary>
    private const int MostPerRule = 1_000;

    private readonly List<Finding> findings = [];
    private readonly Dictionary<LintRule, int> counts = new(ReferenceEqualityComparer.Instance);
    private LintRule? rule;

    public LintManifest Manifest { get; } = manifest;

    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>How many findings of a severity there were, those that were not kept included.</summary>
    public int Count(Severity severity) => counts.Where(each => each.Key.Severity == severity).Sum(each => each.Value);

    public void Check(LintRule next)
    {
        rule = next;
        next.Check?.Invoke(this);
    }

    /// <summary>Something in the text itself, outside any object.</summary>
    public void Add(LintRule of, string message, int line, int column)
    {
        if (IsKept(of))
        {
            findings.Add(new(of.Id, of.Severity, message, Line: line, Column: column));
        }
    }

    /// <param name="at">The place that is wrong, or where something is missing.</param>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="fix">A replacement that is certain.</param>
    /// <param name="place">Where to point instead, such as the key of a value.</param>
    public void Add(Spot at, string message, TextFix? fix = null, YamlNode? place = null)
    {
        if (suppressions.Covers(at.Source, rule!))
        {
            return;
        }

        if (IsKept(rule!))
        {
            var node = place ?? at.Nearest;
            findings.Add(new(rule!.Id, rule.Severity, message, at.Path is { Length: > 0 } path ? path : null, Math.Max(1, node.Line), Math.Max(1, node.Column), at.Source.Id, fix));
        }
    }

    /// <summary>A value in place of one that is there, or a field that is missing.</summary>
    public TextFix? Fix(Spot spot, string written) => spot.Raw is null ? Manifest.Text.Set(spot, written) : Manifest.Text.Replace(spot.Raw, written);

    private bool IsKept(LintRule of) => (counts[of] = counts.GetValueOrDefault(of) + 1) <= MostPerRule;
}
