using Opsroom.Tools.Prometheus.PromQl;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Monitoring.Rules;

/// <summary>What the check being made has to say.</summary>
internal sealed class RuleReport(RuleFile file, TimeSpan scrapeInterval)
{
    private readonly List<Finding> findings = [];
    private RuleCheck? check;

    public RuleFile File { get; } = file;

    /// <summary>How often targets are scraped.</summary>
    public TimeSpan ScrapeInterval { get; } = scrapeInterval;

    public IReadOnlyList<Finding> Findings => findings;

    public void Make(RuleCheck next)
    {
        check = next;
        next.Check?.Invoke(this);
    }

    /// <summary>Something in the text itself.</summary>
    public void Add(RuleCheck of, string message, int line, int column) => findings.Add(new(of.Id, of.Severity, message, Line: Math.Max(1, line), Column: Math.Max(1, column)));

    /// <summary>Something in a group, outside its rules.</summary>
    public void Add(RuleGroup group, YamlNode at, string message) => Add(check!, message, at.Line, at.Column);

    /// <summary>Something in a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="at">Where; the rule itself if null.</param>
    /// <param name="message">What is wrong and what to do.</param>
    public void Add(RuleEntry rule, YamlNode? at, string message) =>
        findings.Add(new(check!.Id, check.Severity, message, PathOf(rule), Math.Max(1, (at ?? rule.Map).Line), Math.Max(1, (at ?? rule.Map).Column), ObjectOf(rule)));

    /// <summary>Something in a rule's expression.</summary>
    public void Add(RuleEntry rule, PromQlNode at, string message) => Add(rule, at.Start, message);

    /// <summary>Something at an offset of a rule's expression.</summary>
    public void Add(RuleEntry rule, int offset, string message)
    {
        var (line, column) = rule.PlaceOf(offset);
        findings.Add(new(check!.Id, check.Severity, message, $"{PathOf(rule)}.expr", Math.Max(1, line), Math.Max(1, column), ObjectOf(rule)));
    }

    private static string PathOf(RuleEntry rule) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"groups[{rule.Group.Name}].rules[{rule.Index}]");

    private static string ObjectOf(RuleEntry rule) => $"{(rule.IsAlert ? "Alert" : "Record")}/{rule.Group.Name}/{rule.Name}";
}
