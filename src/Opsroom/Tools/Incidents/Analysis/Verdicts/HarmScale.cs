using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Verdicts;

/// <summary>
/// Whether anybody is hurt at the clock of the judge, or will be unless somebody acts. Measured effects count; what logs and alerts claim counts as far as nothing measured
/// denies it: where what users feel is measured and is as it always was, an error line is a line and an alert on anything else is only an alert.
/// </summary>
/// <param name="Felt">0 to 1: the worst that users feel, or that is missing of what serves them.</param>
/// <param name="Claimed">0 to 1: the worst that logs, events and alerts tell.</param>
/// <param name="Threatening">0 to 1: the worst that will stop the system unless somebody acts.</param>
/// <param name="Well">0 to 1: how surely users are served as they should be.</param>
internal sealed partial record HarmScale(double Felt, double Claimed, double Threatening, double Well, bool IsPlanned, ImmutableArray<Observation> Hurting, ImmutableArray<Observation> Serving)
{
    private const double LeastHarm = 0.3;
    private const double SurelyWell = 0.6;

    private static readonly ImmutableArray<string> Feeling = ["metric:Latency", "metric:Errors", "metric:Success", "metric:Availability", "metric:Traffic", "metric:Backlog", "metric:Failing", "requests-failed", "replicas", "http-answer", "no-endpoints", "trace-", "pod", "job-failed", "state", "node"];

    private static readonly ImmutableArray<string> Service = ["metric:Latency", "metric:Errors", "metric:Success", "metric:Availability", "requests-failed", "replicas", "http-answer", "endpoints"];

    private static readonly ImmutableArray<string> Rehearsal = ["staging", "stage", "dev", "test", "sandbox", "qa", "preprod", "uat", "loadtest", "development"];

    public bool IsHurt => Felt >= (IsPlanned ? 2 * LeastHarm : LeastHarm) || (!IsPlanned && Threatening >= LeastHarm) || (Claimed >= LeastHarm && Well < SurelyWell && !IsPlanned);

    public double Worst => Math.Max(Math.Max(Felt, Threatening), Well < SurelyWell ? Claimed : 0);

    public static HarmScale Of(Scenery scenery)
    {
        var counted = scenery.All.Where(each => each.Bearing is Bearing.Effect or Bearing.Cause && each.Harm > 0 && (each.IsCurrent || scenery.IsPast) && each.IsNew && !IsRehearsal(each, scenery))
            .Concat(scenery.IsPast ? scenery.All.Where(each => each is { Kind: EvidenceKind.Alert, Bearing: Bearing.Recovery, IsNew: true }).Select(each => each with { Harm = 0.4 }) : [])
            .OrderByDescending(each => each.Harm).ToList();
        var felt = counted.Where(each => each.Bearing == Bearing.Effect && each.Kind != EvidenceKind.Alert && Starts(each, Feeling)).ToList();
        var threats = counted.Where(each => each.Bearing == Bearing.Cause && each.Kind != EvidenceKind.Alert && (IsThreat(each) || each.Kind == EvidenceKind.Object)).ToList();
        var claims = counted.Except(felt).Except(threats).ToList();
        var serving = scenery.Of(Bearing.Well).Where(each => Starts(each, Service)).OrderByDescending(each => each.Strength).ToImmutableArray();
        var well = 1 - serving.Select(each => each.Strength).Take(6).Aggregate(1.0, (left, each) => left * (1 - (0.8 * each)));
        return new(WorstOf(felt), WorstOf(claims), WorstOf(threats), well, PlannedWork(scenery), [.. felt.Concat(claims).Concat(threats).DistinctBy(each => (each.Theme, each.Subject)).OrderByDescending(each => each.Harm).Take(12)], serving);
    }

    /// <summary>The worst, and a little more for others of other kinds.</summary>
    private static double WorstOf(List<Observation> seen) => seen.Count == 0 ? 0
        : Math.Min(1, seen[0].Harm + (0.05 * (seen.Select(each => each.Kind).Distinct().Count() - 1)));

    /// <summary>A disk that is full, a certificate that has expired, transaction numbers that run out: it need not hurt yet to need somebody.</summary>
    private static bool IsThreat(Observation seen) => seen.Category is IncidentCategory.Storage or IncidentCategory.Credentials || seen.Theme.Contains("Transactions", StringComparison.Ordinal);

    private static bool Starts(Observation seen, ImmutableArray<string> themes) => themes.Any(theme => seen.Theme.StartsWith(theme, StringComparison.Ordinal));

    /// <summary>Work that was announced explains demand, restarts and nodes that go, not users that suffer.</summary>
    private static bool PlannedWork(Scenery scenery) => scenery.Recording.Events
        .Any(each => Announced().IsMatch($"{each.Type} {each.Message}") && !Unplanned().IsMatch(each.Message) && !(each.At > scenery.Recording.Now) && !(scenery.Recording.Now - each.At > TimeSpan.FromHours(12)))
        || scenery.Recording.Changes.Any(each => Announced().IsMatch(each.Summary) && !Unplanned().IsMatch(each.Summary) && !(scenery.Recording.Now - each.At > TimeSpan.FromHours(6)));

    /// <summary>What fails where nobody is served hurts nobody, unless that is what was asked about.</summary>
    private static bool IsRehearsal(Observation seen, Scenery scenery) =>
        seen.Names.Prepend(seen.Subject).Any(IsRehearsal) && !IsRehearsal(scenery.Recording.Header.Namespace) && !IsRehearsal(scenery.Recording.Header.Service);

    private static bool IsRehearsal(string? name) =>
        name is not null && name.Split('-', '/', '.', '_').Any(part => Rehearsal.Contains(part, StringComparer.OrdinalIgnoreCase));

    [GeneratedRegex(@"\bload[ -]?test|planned|scheduled maintenance|\bmaintenance\b|\bdrill\b|game ?day|chaos (?:experiment|day|exercise)|rehearsal|failover test|announced", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Announced();

    [GeneratedRegex(@"\bunplanned|\bemergency|not planned|unscheduled", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unplanned();
}
