using Opsroom.TestKit.Kubernetes.Snapshots;

namespace Opsroom.Tests.Tools.Kubernetes.Diagnosis;

/// <summary>Every fourth of the shipped cases, read from a real API server instead of a file; <c>eng/prove diagnosis</c> has all of them.</summary>
public sealed class SnapshotDiagnosisTests(SnapshotCluster cluster)
{
    [Fact]
    public async Task What_a_live_cluster_shows_is_diagnosed_as_well_as_a_file()
    {
        var report = await LiveDiagnosis.RunAsync(cluster, LiveDiagnosis.Cases.Where((_, at) => at % 4 == 0), TestContext.Current.CancellationToken);

        Assert.True(report.FirstTwo == report.Broken, report.ToText(verbose: true));
        Assert.True(report.HealthyWithErrors == 0, report.ToText(verbose: true));
    }
}
