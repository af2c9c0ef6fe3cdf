using System.Diagnostics;
using Opsroom.Tools.Incidents.Analysis;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Bundles.Reading;
using Opsroom.Tools.Incidents.Evidence;

namespace Opsroom.Tools.Incidents.Evaluation;

/// <summary>Measures the investigation on labelled bundles. What is investigated has neither the name of the case nor its answer in it.</summary>
public static class IncidentEvaluation
{
    /// <param name="folder">A folder with cases at any depth.</param>
    /// <param name="name">Only this case.</param>
    /// <param name="limit">At most so many cases.</param>
    /// <exception cref="IOException">There are no cases, or one cannot be read.</exception>
    /// <exception cref="FormatException">The answer of a case cannot be read.</exception>
    public static IncidentReport Run(string folder, string? name, int? limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var cases = IncidentCase.Folders(folder).Where(each => name is null || Path.GetFileName(each) == name).Take(limit ?? int.MaxValue).Select(IncidentCase.Read).ToList();
        if (cases.Count == 0)
        {
            throw new DirectoryNotFoundException($"{folder} holds no {(name is null ? "cases" : $"case {name}")}: each is a bundle with an expected.yaml.");
        }

        return new([.. cases.Select(each => Judge(each, time, cancellationToken))]);
    }

    private static CaseResult Judge(IncidentCase asked, TimeProvider time, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var memory = MemoryPeak.Watch();
        var started = Stopwatch.GetTimestamp();
        var read = BundleSource.ReadFromDisk(asked.Folder, cancellationToken);
        var content = read.Value ?? throw new IOException($"{asked.Name}: {read.Failure!.Message}");
        var recording = BundleReader.Read(content, time.GetUtcNow(), cancellationToken);
        var said = ClaimCheck.Strike(IncidentAnalysis.Investigate(recording, cancellationToken), recording.Locker);
        return CaseResult.Of(asked, said, Stopwatch.GetElapsedTime(started), memory.GrowthInMiB);
    }
}
