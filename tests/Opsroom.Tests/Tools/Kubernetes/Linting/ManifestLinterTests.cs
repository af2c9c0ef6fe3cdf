using Opsroom.Tools;
using Opsroom.Tools.Kubernetes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Linting;
using Opsroom.Tools.Kubernetes.Linting.ApiVersions;

namespace Opsroom.Tests.Tools.Kubernetes.Linting;

public sealed class ManifestLinterTests
{
    private const string OldBudget = """
        apiVersion: policy/v1beta1
        kind: PodDisruptionBudget
        metadata:
          name: web
        spec:
          maxUnavailable: 1
          selector:
            matchLabels:
              app: web
        """;

    public static TheoryData<string> WellMade { get; } = [.. RuleCases.WellMadeNames];

    [Theory]
    [MemberData(nameof(WellMade))]
    public void Manifests_as_careful_teams_ship_them_have_no_error_and_no_warning(string name)
    {
        var lint = ManifestLinter.Lint(RuleCases.WellMade(name), null);
        Assert.DoesNotContain(lint.Findings, finding => finding.Severity != Severity.Info);
        Assert.True(lint is { Valid: true, Healthy: true, Truncated: false });
    }

    [Theory]
    [InlineData("1.20", null)]
    [InlineData("1.21", "deprecated-api")]
    [InlineData("v1.24.7", "deprecated-api")]
    [InlineData("1.25", "removed-api")]
    [InlineData(null, "removed-api")]
    public void An_api_version_is_judged_by_the_version_asked_for(string? version, string? rule)
    {
        var lint = ManifestLinter.Lint(OldBudget, KubernetesVersion.Parse(version));
        Assert.Equal(rule, lint.Findings.FirstOrDefault(finding => finding.Severity != Severity.Info)?.Rule);
        Assert.Equal(version is null ? KubernetesVersion.Newest.ToString() : version.TrimStart('v')[..4], lint.KubernetesVersion);
    }

    [Fact]
    public void A_removed_version_is_replaced_where_the_fields_are_the_same()
    {
        var finding = Assert.Single(ManifestLinter.Lint(OldBudget, null).Findings, finding => finding.Rule == "removed-api");
        Assert.Equal(new TextFix(1, 13, 1, 27, "policy/v1"), finding.Fix);
        Assert.Contains("1.25", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_annotation_spares_an_object_warnings_and_is_seen_in_the_result()
    {
        var text = RuleCases.Bad("latest-tag").Replace("  name: web\n  namespace: shop\n", "  name: web\n  namespace: shop\n  annotations: {opsroom.dev/ignore: 'latest-tag, missing-disruption-budget'}\n", StringComparison.Ordinal);
        var lint = ManifestLinter.Lint(text, null);
        Assert.DoesNotContain(lint.Findings, finding => finding.Rule == "latest-tag");
        Assert.Contains(new SuppressedRule("latest-tag", "Deployment/shop/web", 1), lint.Suppressed);
    }

    [Fact]
    public void An_annotation_does_not_hide_an_error()
    {
        var text = RuleCases.Bad("selector-mismatch").Replace("  namespace: shop\n", "  namespace: shop\n  annotations: {opsroom.dev/ignore: selector-mismatch}\n", StringComparison.Ordinal);
        Assert.Contains(ManifestLinter.Lint(text, null).Findings, finding => finding.Rule == "selector-mismatch");
    }

    [Fact]
    public void A_document_that_cannot_be_read_costs_the_others_nothing()
    {
        var lint = ManifestLinter.Lint("a: [1\n---\n" + RuleCases.Bad("latest-tag"), null);
        Assert.False(lint.Valid);
        Assert.Equal(1, lint.Objects);
        Assert.Equal("yaml-syntax", lint.Findings[0].Rule);
        Assert.Contains(lint.Findings, finding => finding.Rule == "latest-tag" && finding.Line > 3);
    }

    [Fact]
    public void No_finding_repeats_a_credential()
    {
        foreach (var rule in new[] { "secret-in-env", "credentials-in-url", "secret-in-args", "secret-in-config-map", "secret-in-manifest", "secret-data-not-base64" })
        {
            Assert.DoesNotContain(ManifestLinter.Lint(RuleCases.Bad(rule), null).Findings, finding => finding.Message.Contains("hunter2", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_worst_thousand_findings_are_told_and_all_are_counted()
    {
        var one = RuleCases.Bad("latest-tag");
        var text = string.Join("---\n", Enumerable.Range(0, 1_200).Select(i => one.Replace("  name: web\n  namespace", $"  name: web-{i}\n  namespace", StringComparison.Ordinal)));
        var lint = ManifestLinter.Lint(text, null);
        Assert.True(lint.Truncated);
        Assert.Equal(ManifestLinter.MostFindings, lint.Findings.Length);
        Assert.Equal(1_200, lint.Objects);
        Assert.True(lint.Counts.Warnings >= 2_400);
        Assert.All(lint.Findings, finding => Assert.NotEqual(Severity.Info, finding.Severity));
    }

    [Theory]
    [InlineData("next")]
    [InlineData("29")]
    [InlineData("2.1")]
    public async Task A_version_that_is_none_is_refused(string version) =>
        Assert.Equal(FaultCodes.InvalidArgument, (await Tools.LintManifestAsync(new TextInput(OldBudget, null), version, null, TestContext.Current.CancellationToken)).Failure?.Code);

    [Fact]
    public async Task A_cluster_that_is_not_there_and_two_targets_are_refused()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        Assert.Equal(FaultCodes.NotConfigured, (await Tools.LintManifestAsync(new TextInput(OldBudget, null), null, "prod", cancellationToken)).Failure?.Code);
        Assert.Equal(FaultCodes.InvalidArgument, (await Tools.LintManifestAsync(new TextInput(OldBudget, null), "1.29", "prod", cancellationToken)).Failure?.Code);
    }

    [Fact]
    public void What_a_cluster_serves_counts_more_than_the_tables()
    {
        var served = new ServedApis(new(1, 30), new HashSet<(string, string)> { ("policy/v1beta1", "PodDisruptionBudget") });
        Assert.DoesNotContain(ManifestLinter.LintFor(OldBudget, served).Findings, finding => finding.Rule is "removed-api" or "not-served-by-cluster");
    }

    private static LintTools Tools => new(new ClusterDirectory(new KubernetesOptions(), TimeProvider.System));
}
