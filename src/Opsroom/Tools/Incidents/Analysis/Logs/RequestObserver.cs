using System.Globalization;
using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Logs;

/// <summary>How requests were answered, counted from access logs: the share of failures and the demand, before and after.</summary>
internal static class RequestObserver
{
    private const int FewestRequests = 20;
    private const double Refused = 0.2;

    public static IEnumerable<Observation> Look(IReadOnlyList<LogDigest> digests, DateTimeOffset? onset)
    {
        foreach (var digest in digests.Where(digest => digest.Requests.Count > 0))
        {
            var split = onset is { } began ? began.UtcTicks / TimeSpan.TicksPerMinute : Turn(digest);
            var past = digest.Requests.Where(minute => minute.Key < split).Select(minute => minute.Value).ToList();
            var present = digest.Requests.Where(minute => minute.Key >= split).Select(minute => minute.Value).ToList();
            var (all, failed) = (present.Sum(each => each.All), present.Sum(each => each.Failed));
            var (allBefore, failedBefore) = (past.Sum(each => each.All), past.Sum(each => each.Failed));
            if (all + allBefore < FewestRequests)
            {
                continue;
            }

            var (share, shareBefore) = (all == 0 ? 0 : (double)failed / all, allBefore == 0 ? 0 : (double)failedBefore / allBefore);
            var who = digest.Log.Who;
            var line = present.Concat(past).Select(each => each.FailedLine).FirstOrDefault(each => each > 0);
            line = line == 0 ? 1 : line;
            var lines = digest.Log.Lines;
            var citation = new Citation(lines.PlaceOf(line), lines.TextOf(line, 400).Trim());
            // requests that no longer come, while the log goes on, are not answered
            var expected = past.Count == 0 ? 0 : (double)allBefore / Math.Max(past.Count, split - digest.Requests.Keys.First()) * ((digest.Last / TimeSpan.TicksPerMinute) - split + 1);
            var isSilent = onset is not null && expected >= 8 && all < 0.2 * expected;
            if (isSilent)
            {
                yield return new(EvidenceKind.Log, Bearing.Effect, citation, string.Create(CultureInfo.InvariantCulture, $"{who}: {all} requests were answered, where about {expected:0} would have been."))
                {
                    Theme = "requests-failed",
                    Strength = 0.7,
                    Harm = 0.6,
                    At = onset,
                    Subject = who,
                    Names = [who],
                    Count = all,
                };
                continue;
            }

            if (all < 5)
            {
                continue;
            }

            // many are refused and few are served any more, whoever they are
            var (refused, refusedBefore) = (present.Sum(each => each.Refused), past.Sum(each => each.Refused));
            var (served, servedBefore) = (PerMinute(all - failed - refused, present.Count), PerMinute(allBefore - failedBefore - refusedBefore, past.Count));
            var isRefused = past.Count >= 3 && servedBefore > 0 && ((refused > 0.5 * all && served < 0.4 * servedBefore)
                // as many ask as did, and of those who were served some no longer are
                || (refused >= Refused * all && refused >= 5 && allBefore >= FewestRequests && refusedBefore < 0.25 * allBefore * refused / all && served < 0.8 * servedBefore && served + PerMinute(refused, present.Count) < 1.4 * servedBefore));
            if (isRefused)
            {
                yield return new(EvidenceKind.Log, Bearing.Effect, citation, string.Create(CultureInfo.InvariantCulture, $"{who}: {(double)refused / all:P0} of {all} requests are refused (4xx), and {served:0.#} a minute are served where {servedBefore:0.#} were."))
                {
                    Theme = "requests-failed",
                    Strength = 0.7,
                    Harm = 0.5,
                    At = onset,
                    Subject = who,
                    Names = [who],
                    Count = refused,
                };
                continue;
            }

            var isHurt = share >= 0.02 && share > 2.5 * shareBefore;
            yield return new(EvidenceKind.Log, isHurt ? Bearing.Effect : share < 0.02 ? Bearing.Well : Bearing.Noise, citation,
                string.Create(CultureInfo.InvariantCulture, $"{who}: {share:P1} of {all} requests failed{(allBefore > 0 ? $", {shareBefore:P1} before" : "")}."))
            {
                Theme = "requests-failed",
                Strength = 0.7,
                Harm = isHurt ? Math.Min(0.9, 0.45 + share) : 0,
                At = onset,
                Subject = who,
                Names = [who],
                Count = all,
            };
        }
    }

    /// <summary>Where nobody says when it began: at the first request that was refused, if many were served before; else in the middle.</summary>
    private static long Turn(LogDigest digest)
    {
        var before = 0;
        foreach (var (minute, seen) in digest.Requests)
        {
            if (seen.Refused > 0)
            {
                return before >= FewestRequests ? minute : Middle(digest);
            }

            before += seen.All;
        }

        return Middle(digest);
    }

    private static long Middle(LogDigest digest) => (digest.First + digest.Last) / 2 / TimeSpan.TicksPerMinute;

    private static double PerMinute(int count, int minutes) => minutes == 0 ? 0 : (double)count / minutes;
}
