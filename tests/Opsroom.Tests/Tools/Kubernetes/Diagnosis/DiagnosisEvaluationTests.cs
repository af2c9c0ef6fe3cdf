using Opsroom.Tools.Kubernetes.Diagnosis.Evaluation;

namespace Opsroom.Tests.Tools.Kubernetes.Diagnosis;

/// <summary>The floors that the diagnosis holds on the shipped cases, which were written without sight of it.</summary>
public sealed class DiagnosisEvaluationTests
{
    private static readonly DiagnosisReport Report = DiagnosisEvaluation.Run(null, TimeProvider.System, CancellationToken.None);

    [Fact]
    public void The_cause_is_among_the_first_two_findings_of_95_in_100_broken_clusters() =>
        Assert.True(Report.FirstTwo >= 0.95 * Report.Broken, Report.ToText(verbose: true));

    [Fact]
    public void No_healthy_cluster_gets_an_error() => Assert.True(Report.HealthyWithErrors == 0, Report.ToText(verbose: true));
}
