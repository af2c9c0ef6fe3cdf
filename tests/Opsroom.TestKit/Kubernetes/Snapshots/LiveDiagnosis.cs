using System.Collections.Immutable;
using System.Diagnostics;
using Opsroom.TestKit.Harness;
using Opsroom.Tools.Kubernetes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Diagnosis;
using Opsroom.Tools.Kubernetes.Diagnosis.Evaluation;

namespace Opsroom.TestKit.Kubernetes.Snapshots;

/// <summary>Measures <c>kubernetes_diagnose</c> on the cases of <c>evals/kubernetes</c> as a real API server shows them.</summary>
public static class LiveDiagnosis
{
    /// <summary>The folders of all cases, by name.</summary>
    public static ImmutableArray<string> Cases { get; } = [.. DiagnosisCase.Folders(Path.Combine(AjvJudge.RepositoryRoot, "evals", "kubernetes"))];

    /// <summary>Shows each case, and has it diagnosed at the time at which it was taken. A case with kinds that came after Kubernetes 1.20 is left out.</summary>
    public static async Task<DiagnosisReport> RunAsync(SnapshotCluster cluster, IEnumerable<string> folders, CancellationToken cancellationToken)
    {
        var outcomes = ImmutableArray.CreateBuilder<CaseOutcome>();
        foreach (var given in folders.Select(DiagnosisCase.Read))
        {
            await using var shown = await cluster.LoadAsync(given.Objects, cancellationToken);
            if (shown.Skipped.Count == 0)
            {
                outcomes.Add(await JudgeAsync(given, shown, cancellationToken));
            }
        }

        return DiagnosisReport.Of(outcomes.ToImmutable());
    }

    private static async Task<CaseOutcome> JudgeAsync(DiagnosisCase given, LoadedSnapshot shown, CancellationToken cancellationToken)
    {
        var time = new Standing(given.Observed ?? throw new FormatException($"{given.Name} does not say when it was taken."));
        using var clusters = new ClusterDirectory(new KubernetesOptions { Kubeconfig = [shown.Kubeconfig] }, time);
        var started = Stopwatch.GetTimestamp();
        var answer = await new KubernetesDiagnosisTools(clusters, time).DiagnoseAsync(cancellationToken: cancellationToken);
        return answer.Value is { } result
            ? given.Judge(result, Stopwatch.GetElapsedTime(started))
            : throw new InvalidOperationException($"{given.Name} could not be diagnosed: {answer.Failure!.Message}");
    }

    /// <summary>A clock that stands, with timers that do not, since what is asked of the server may have to be asked again.</summary>
    private sealed class Standing(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
