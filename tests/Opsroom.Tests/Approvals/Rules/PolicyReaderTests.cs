using System.Runtime.CompilerServices;
using Opsroom.Approvals;
using Opsroom.Tools;

namespace Opsroom.Tests.Approvals.Rules;

public sealed class PolicyReaderTests
{
    [Theory]
    [InlineData("rulez: []", "policy-key", 1, 1, "Did you mean 'rules'?")]
    [InlineData("rules:\n  - nam: x\n    decision: allow", "policy-key", 2, 5, "Did you mean 'name'?")]
    [InlineData("rules:\n  - {name: x, decision: alow}", "policy-decision", 2, 25, "Did you mean 'allow'?")]
    [InlineData("rules:\n  - {name: x, decision: deny}", "policy-missing", 2, 5, "'reason'")]
    [InlineData("rules:\n  - {decision: allow}", "policy-missing", 2, 5, "'name'")]
    [InlineData("rules:\n  - {name: x}", "policy-missing", 2, 5, "'decision'")]
    [InlineData("rules:\n  - {name: x, decision: allow}\n  - {name: x, decision: allow}", "policy-name", 3, 12, "Two rules")]
    [InlineData("rules:\n  - {name: 'floor:x', decision: allow}", "policy-name", 2, 12, "lower-case")]
    [InlineData("rules:\n  - {name: x, decision: allow, ask: {count: 2}}", "policy-ask", 2, 37, "decision: ask")]
    [InlineData("rules:\n  - {name: x, decision: allow, match: {effect: [read, chnge]}}", "policy-effect", 2, 55, "Did you mean 'change'?")]
    [InlineData("rules:\n  - {name: x, decision: allow, match: {tools: x}}", "policy-key", 2, 40, "Did you mean 'tool'?")]
    [InlineData("rules:\n  - {name: x, decision: allow, match: {tool: []}}", "policy-type", 2, 46, "empty list")]
    [InlineData("rules:\n  - {name: x, decision: allow, match: {tool: }}", "policy-type", 2, 46, "needs a text")]
    [InlineData("rules:\n  - {name: x, decision: allow, match: }", "policy-type", 2, 39, "mapping")]
    [InlineData("rules:\n  name: x", "policy-type", 2, 3, "has to be a list")]
    [InlineData("- name: x", "policy-type", 1, 1, "mapping")]
    [InlineData("free_environments: [production]", "policy-free-production", 1, 21, "cannot be free")]
    [InlineData("targets:\n  - {system: kubernetes, environment: dev*}", "policy-environment", 2, 39, "not a pattern")]
    [InlineData("targets:\n  - {name: main, environment: dev}", "policy-missing", 2, 5, "'system'")]
    [InlineData("ask: {count: 0}", "policy-count", 1, 14, "from 1")]
    [InlineData("ask: {expires_after: soon}", "policy-duration", 1, 22, "such as")]
    [InlineData("ask: {expires_after: 31d}", "policy-duration", 1, 22, "to 30d")]
    [InlineData("ask: {requester_may_approve: 'no'}", "policy-type", 1, 30, "true or false")]
    [InlineData("ask: {roles: []}", "policy-type", 1, 14, "empty list")]
    [InlineData("rules: [{name: x, decision: allow, match: {time: {zone: Europe/Berln, days: sat}}}]", "policy-zone", 1, 57, "time zone")]
    [InlineData("rules: [{name: x, decision: allow, match: {time: {zone: CET, days: sat}}}]", "policy-zone", 1, 57, "time zone")]
    [InlineData("rules: [{name: x, decision: allow, match: {time: {days: caturday}}}]", "policy-day", 1, 57, "no day")]
    [InlineData("rules: [{name: x, decision: allow, match: {time: {hours: 25:00-26:00}}}]", "policy-hours", 1, 58, "such as")]
    [InlineData("rules: [{name: x, decision: allow, match: {time: {hours: 06:00-06:00}}}]", "policy-hours", 1, 58, "such as")]
    [InlineData("rules: [{name: x, decision: allow, match: {time: {from: 20.12.2026}}}]", "policy-date", 1, 57, "such as")]
    [InlineData("rules: [{name: x, decision: allow, match: {time: {from: 2026-12-20, to: 2026-12-19}}}]", "policy-time", 1, 73, "never is")]
    [InlineData("rules: [{name: x, decision: allow, match: {time: {zone: UTC}}}]", "policy-missing", 1, 50, "days, hours")]
    [InlineData("rules: []\nrules: []", "duplicate-key", 2, 1, "twice")]
    [InlineData("rules: [", "yaml-syntax", 2, 1, "cannot be read")]
    [InlineData("rules: []\n---\nrules: []", "yaml-documents", 2, 1, "more than one")]
    [InlineData("", "policy-empty", 1, 1, "empty")]
    [InlineData("# nothing\n", "policy-empty", 1, 1, "empty")]
    public void What_is_not_understood_is_an_error_at_its_place_and_no_policy(string yaml, string rule, int line, int column, string says)
    {
        var text = PolicyText.Read(yaml);
        Assert.Null(text.Policy);
        var finding = Assert.Single(text.Findings, finding => finding.Rule == rule);
        Assert.Equal((Severity.Error, line, column), (finding.Severity, finding.Line, finding.Column));
        Assert.Contains(says, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("free_environments: [dev]", "policy-unknown-environment")]
    [InlineData("rules: [{name: x, decision: allow, match: {environment: prod}}]", "policy-unknown-environment")]
    [InlineData("rules: [{name: x, decision: ask}, {name: y, decision: ask}]", "policy-unreachable")]
    [InlineData("rules: [{name: x, decision: allow, match: {effect: destroy}}]", "policy-allows-destroy")]
    public void What_does_nothing_is_a_warning_and_the_policy_holds(string yaml, string rule)
    {
        var text = PolicyText.Read(yaml);
        Assert.NotNull(text.Policy);
        Assert.Equal((rule, Severity.Warning), (Assert.Single(text.Findings).Rule, text.Findings[0].Severity));
    }

    [Theory]
    [InlineData("decision: allow", true)]
    [InlineData("decision: allow, match: {environment: 'prod*'}", true)]
    [InlineData("decision: allow, match: {effect: [read, write]}", false)]
    [InlineData("decision: allow, match: {system: kubernetes, namespace: shop}", false)]
    [InlineData("decision: ask", false)]
    public void A_rule_that_lets_production_change_is_mentioned(string rule, bool mentioned)
    {
        var text = PolicyText.Read($"rules: [{{name: x, {rule}}}]");
        Assert.NotNull(text.Policy);
        Assert.Equal(mentioned, text.Findings.Any(finding => finding is { Rule: "policy-allows-production", Severity: Severity.Info }));
    }

    [Fact]
    public void The_file_to_start_from_has_nothing_wrong_with_it()
    {
        var text = PolicyText.Read(File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../../samples/policy.yaml")));
        Assert.Empty(text.Findings);
        Assert.NotNull(text.Policy);
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused_before_it_is_read() =>
        Assert.Equal("policy-too-large", Assert.Single(PolicyText.Read("rules: []" + new string(' ', 300_000)).Findings).Rule);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
