using Opsroom.Tools;
using Opsroom.Tools.Kubernetes.Linting.Rules;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tests.Tools.Kubernetes.Linting;

public sealed class RuleTests
{
    public static TheoryData<string> Rules { get; } = [.. RuleCatalogue.All.Select(rule => rule.Id)];

    [Fact]
    public void Every_rule_has_its_two_manifests_and_there_are_no_others() =>
        Assert.Equal(
            RuleCatalogue.All.SelectMany(rule => new[] { $"{rule.Id}.bad.yaml", $"{rule.Id}.good.yaml" }).Order(StringComparer.Ordinal),
            RuleCases.Files.Order(StringComparer.Ordinal));

    [Fact]
    public void Ids_are_kebab_case_and_stand_once()
    {
        Assert.All(RuleCatalogue.All, rule => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", rule.Id));
        Assert.Equal(RuleCatalogue.All.Count, RuleCatalogue.All.DistinctBy(rule => rule.Id, StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_manifest_that_breaks_a_rule_is_told_so_with_its_place(string rule)
    {
        var text = RuleCases.Bad(rule);
        var found = RuleCases.Lint(rule, text).Findings.Where(finding => finding.Rule == rule).ToList();

        Assert.NotEmpty(found);
        var lines = text.Split('\n');
        Assert.All(found, finding =>
        {
            Assert.Equal(RuleCatalogue.ById[rule].Severity, finding.Severity);
            Assert.InRange(finding.Line ?? 0, 1, lines.Length);
            Assert.InRange(finding.Column ?? 0, 1, lines[finding.Line!.Value - 1].Length + 1);
            Assert.Matches("[.?]$", finding.Message);
            Assert.Equal(RuleCatalogue.ById[rule].Check is null, finding.Object is null);
        });
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_manifest_that_keeps_a_rule_is_not_told_of_it(string rule)
    {
        var lint = RuleCases.Lint(rule, RuleCases.Good(rule));
        Assert.DoesNotContain(lint.Findings, finding => finding.Rule == rule);
        Assert.NotEqual(0, lint.Objects);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_fix_leaves_a_manifest_that_can_be_read_and_has_one_finding_less(string rule)
    {
        var text = RuleCases.Bad(rule);
        var before = RuleCases.Lint(rule, text).Findings;
        foreach (var finding in before.Where(finding => finding.Fix is not null))
        {
            var mended = Apply(text, finding.Fix!);
            Assert.Empty(ManifestReader.Read(mended).Faults);
            var after = RuleCases.Lint(rule, mended).Findings;
            Assert.True(after.Count(each => each.Rule == finding.Rule) < before.Count(each => each.Rule == finding.Rule), $"{finding.Rule} is still there:\n{mended}");
        }
    }

    private static string Apply(string text, TextFix fix)
    {
        var lines = text.Split('\n');
        int Offset(int line, int column) => lines.Take(line - 1).Sum(each => each.Length + 1) + column - 1;
        return text[..Offset(fix.Line, fix.Column)] + fix.Text + text[Offset(fix.EndLine, fix.EndColumn)..];
    }
}
