using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Logs;

/// <summary>Who sends the requests of an access log: one client that now sends a good part of them, and did not before, is demand of its own.</summary>
internal static partial class ClientObserver
{
    private const int MostSampled = 4000;
    private const int FewestPresent = 60;
    private const double Dominating = 0.35;
    private const double HeldBack = 0.5;
    private const double Spared = 0.03;

    public static IEnumerable<Observation> Look(IReadOnlyList<LogDigest> digests, DateTimeOffset? onset)
    {
        foreach (var digest in digests.Where(digest => digest.Requests.Values.Sum(minute => minute.All) > FewestPresent))
        {
            var lines = digest.Log.Lines;
            var split = SplitOf(digest, onset);
            var step = Math.Max(1, lines.Count / MostSampled);
            var (past, present) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<string, (int Count, int Line, int Refused)>(StringComparer.Ordinal));
            var (pastAll, presentAll, refusedAll) = (0, 0, 0);
            for (var number = 1; number <= lines.Count; number += step)
            {
                if (AccessLine().Match(lines.TextOf(number, 1000)) is not { Success: true } match)
                {
                    continue;
                }

                var isPresent = Moment(match.Groups["at"].Value) is not { } at || at >= split;
                var refused = isPresent && match.Groups["status"].ValueSpan is "429" or "403" ? 1 : 0;
                (pastAll, presentAll, refusedAll) = isPresent ? (pastAll, presentAll + 1, refusedAll + refused) : (pastAll + 1, presentAll, refusedAll);
                foreach (var client in (string[])[match.Groups["net"].Value, match.Groups["agent"].Value])
                {
                    if (client.Length < 4)
                    {
                        continue;
                    }

                    if (isPresent)
                    {
                        present[client] = present.TryGetValue(client, out var known) ? (known.Count + 1, known.Line, known.Refused + refused) : (1, number, refused);
                    }
                    else
                    {
                        past[client] = past.GetValueOrDefault(client) + 1;
                    }
                }
            }

            if (presentAll < FewestPresent || pastAll == 0)
            {
                continue;
            }

            foreach (var (client, (count, line, refused)) in present.OrderByDescending(each => each.Value.Count).Take(3))
            {
                var (share, before) = ((double)count / presentAll, (double)past.GetValueOrDefault(client) / pastAll);
                if (share < Dominating || before >= 0.3 * share)
                {
                    continue;
                }

                // a limit that holds one client back does what it is for
                if (refused >= HeldBack * count && refusedAll - refused <= Spared * (presentAll - count))
                {
                    yield return new(EvidenceKind.Log, Bearing.Well, new(lines.PlaceOf(line), lines.TextOf(line, 400).Trim()),
                        string.Create(CultureInfo.InvariantCulture, $"{digest.Log.Who}: {(double)refused / refusedAll:P0} of the requests that are refused come from {client} alone; the other clients are served."))
                    {
                        Theme = "requests-failed:held-back",
                        Strength = 0.85,
                        At = split,
                        Subject = digest.Log.Who,
                        Names = [digest.Log.Who, client],
                        Count = refused * step,
                    };
                    break;
                }

                yield return new(EvidenceKind.Log, Bearing.Cause, new(lines.PlaceOf(line), lines.TextOf(line, 400).Trim()),
                    string.Create(CultureInfo.InvariantCulture, $"{digest.Log.Who}: {share:P0} of the requests come from {client}, {before:P0} before."))
                {
                    Category = IncidentCategory.Traffic,
                    Theme = "one-client",
                    Strength = 0.62,
                    At = split,
                    Subject = digest.Log.Who,
                    Names = [digest.Log.Who, client],
                    Count = count * step,
                };
            }
        }
    }

    private static DateTimeOffset SplitOf(LogDigest digest, DateTimeOffset? onset) =>
        onset ?? new DateTimeOffset(digest.First + ((digest.Last - digest.First) / 4), TimeSpan.Zero);

    private static DateTimeOffset? Moment(string text) =>
        DateTimeOffset.TryParseExact(text, "dd/MMM/yyyy:HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? at : null;

    [GeneratedRegex("""^(?:\S+ )?(?<net>\d{1,3}\.\d{1,3}\.\d{1,3}\.)\d{1,3} \S+ \S+ \[(?<at>[^\]]+)\] "[^"]*" (?<status>\d{3}) \S+(?: "[^"]*" "(?<agent>[^"]{0,200}))?""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AccessLine();
}
