using System.Collections.Immutable;
using System.Diagnostics;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Evaluation;

/// <summary>Measures the diagnosis on labelled snapshots.</summary>
public static class DiagnosisEvaluation
{
    /// <param name="folder">A folder of cases; without it the shipped ones.</param>
    /// <exception cref="IOException">There are no cases.</exception>
    /// <exception cref="FormatException">A case cannot be read.</exception>
    public static DiagnosisReport Run(string? folder, TimeProvider time, CancellationToken cancellationToken)
    {
        var outcomes = ImmutableArray.CreateBuilder<CaseOutcome>();
        foreach (var path in DiagnosisCase.Folders(folder ?? Shipped()))
        {
            cancellationToken.ThrowIfCancellationRequested();
            outcomes.Add(Judge(DiagnosisCase.Read(path), time));
        }

        return outcomes.Count > 0 ? DiagnosisReport.Of(outcomes.ToImmutable()) : throw new DirectoryNotFoundException($"{folder} holds no cases: each is a folder with objects.yaml and expected.yaml.");
    }

    private static CaseOutcome Judge(DiagnosisCase given, TimeProvider time)
    {
        var objects = ManifestReader.Read(given.Objects).Objects;
        var started = Stopwatch.GetTimestamp();
        var result = ClusterDiagnosis.Of(new ObjectSet(objects), given.Observed ?? SnapshotTime.Of(objects, time.GetUtcNow()));
        return given.Judge(result, Stopwatch.GetElapsedTime(started));
    }

    private static string Shipped()
    {
        foreach (var start in (string[])[Directory.GetCurrentDirectory(), AppContext.BaseDirectory])
        {
            for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (Directory.Exists(Path.Combine(folder, "evals", "kubernetes")))
                {
                    return Path.Combine(folder, "evals", "kubernetes");
                }
            }
        }

        throw new DirectoryNotFoundException("The shipped cases lie in the source tree (evals/kubernetes), and this is none: name a DIR of cases.");
    }
}

/// <param name="Rank">At which place from 1 the cause stood; 0 where it was not found.</param>
/// <param name="Findings">Errors and warnings.</param>
public sealed record CaseOutcome(string Name, bool IsBroken, int Rank, bool SaidHealthy, ImmutableArray<DiagnosedFinding> Findings, string What, TimeSpan Elapsed)
{
    public bool HasErrors => Findings.Any(finding => finding.Severity == Severity.Error);

    /// <summary>By the rule of the cases: the cause among the first two, or no error where nothing is wrong.</summary>
    public bool Passes => IsBroken ? Rank is 1 or 2 : !HasErrors;
}
