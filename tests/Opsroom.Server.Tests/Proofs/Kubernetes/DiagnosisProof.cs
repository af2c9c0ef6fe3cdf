using Opsroom.TestKit.Kubernetes.Snapshots;

namespace Opsroom.Server.Tests.Proofs.Kubernetes;

/// <summary>The diagnosis of every shipped case that a real API server can show.</summary>
public sealed class DiagnosisProof(SnapshotCluster cluster)
{
    [Fact]
    public async Task The_cause_is_among_the_first_two_findings_and_no_healthy_cluster_gets_an_error()
    {
        var isLong = Environment.GetEnvironmentVariable("OPSROOM_PROOF_ROUNDS") is not null;
        var report = await LiveDiagnosis.RunAsync(cluster, LiveDiagnosis.Cases.Where((_, at) => isLong || at % 12 == 1), TestContext.Current.CancellationToken);
        TestContext.Current.SendDiagnosticMessage(report.ToText(verbose: false));

        Assert.True(report.FirstTwo == report.Broken, report.ToText(verbose: true));
        Assert.True(report.HealthyWithErrors == 0, report.ToText(verbose: true));
    }
}
