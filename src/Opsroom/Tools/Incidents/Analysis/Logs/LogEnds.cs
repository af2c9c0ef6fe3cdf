using System.Globalization;
using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Logs;

/// <summary>Logs that end before it began: of the time that is asked about they say nothing.</summary>
internal static class LogEnds
{
    private const int FewestLines = 10;
    private const int UsualGaps = 5;
    private static readonly TimeSpan ShortestGap = TimeSpan.FromMinutes(1);

    public static IEnumerable<Observation> Look(IReadOnlyList<LogDigest> digests, DateTimeOffset? onset, DateTimeOffset now)
    {
        foreach (var digest in digests.Where(digest => onset is not null && digest.LineCount >= FewestLines && digest.Last > digest.First && !digest.Log.IsPrevious))
        {
            // its next line may not have been due yet, and another file of the same writer may go on
            var due = digest.Last + Math.Max(ShortestGap.Ticks, UsualGaps * ((digest.Last - digest.First) / digest.LineCount));
            if (digest.Last < onset!.Value.UtcTicks && due < now.UtcTicks && !digests.Any(other => other.Log.Who == digest.Log.Who && other.Last > onset.Value.UtcTicks) && onset.Value.UtcTicks - digest.Last < TimeSpan.TicksPerDay)
            {
                var last = new DateTimeOffset(digest.Last, TimeSpan.Zero);
                var lines = digest.Log.Lines;
                yield return new(EvidenceKind.Log, Bearing.Missing, new(lines.PlaceOf(lines.Count), lines.TextOf(lines.Count, 300).Trim()), string.Create(CultureInfo.InvariantCulture, $"The log of {digest.Log.Who} ends at {last:HH:mm} UTC, before it began."))
                {
                    Theme = "log-ends",
                    Last = last,
                    Subject = digest.Log.Who,
                };
            }
        }
    }
}
