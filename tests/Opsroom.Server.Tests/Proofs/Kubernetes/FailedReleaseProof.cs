using Opsroom.TestKit.Kubernetes;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs.Kubernetes;

/// <summary>Releases of a version that does not hold: one whose containers crash at once, and one that becomes ready and crashes while it is watched. All is as before then.</summary>
public sealed class FailedReleaseProof(KubernetesCluster cluster)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Releases
    {
        get
        {
            var releases = new TheoryData<string, string>
            {
                { "canary", PodKeeper.Crashing },
                { "canary", PodKeeper.Shaky },
                { "blue-green", PodKeeper.Crashing },
                { "blue-green", PodKeeper.Shaky },
            };
            if (ProofRun.IsLong)
            {
                releases.Add("rolling", PodKeeper.Crashing);
                releases.Add("rolling", PodKeeper.Shaky);
            }

            return releases;
        }
    }

    [Theory]
    [MemberData(nameof(Releases))]
    public async Task A_version_that_does_not_hold_is_taken_back_and_the_journal_says_why(string strategy, string version)
    {
        await using var release = await ReleaseSite.OpenAsync(cluster, Cancelled);
        var (result, journal) = await release.ReleaseAsync(strategy, version, Cancelled);
        Assert.True(!(bool)result["verified"]! && (bool)result["rolled_back"]!, result.ToJsonString());
        await release.AssertOnlyAsync(ReleaseSite.First, Cancelled);
        Assert.Empty(release.Record.Violations);
        Assert.Contains(release.Record.Seen, each => each.Version == version);

        // one bad pod in a crash loop is enough to be named, by its state or by its restarts
        Assert.True(
            journal.Contains(PodKeeper.Reason, StringComparison.Ordinal)
                || (version == PodKeeper.Shaky && result.ToJsonString().Contains("restart", StringComparison.OrdinalIgnoreCase)),
            result.ToJsonString());
    }
}
