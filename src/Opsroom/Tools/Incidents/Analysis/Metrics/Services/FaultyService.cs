using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Metrics.Services;

/// <summary>
/// Which of several services that were measured in the same way is at fault. One of whose own resources left its range while it or its callers became slower is the likeliest;
/// then one that is slow or fails while nobody whom it calls does. Where its resources are as ever, slowness comes from the way to it, and failures alone from what it does.
/// </summary>
internal static class FaultyService
{
    /// <summary>The theme of a cause that is only what is left when nothing that was measured explains it.</summary>
    public const string Elimination = "eliminated-service";

    private const int FewestServices = 3;
    private const double TellingFault = 0.4;
    private const double GrownDemand = 1.5;

    public static IEnumerable<Observation> Look(ServiceBoard board)
    {
        var (services, calls) = (board.Services, board.Calls);
        if (board.At is not { } at || services.Count < FewestServices || !board.IsFelt)
        {
            yield break;
        }

        var worst = services.MaxBy(each => each.Felt)!;
        if (Grown(services) is { } demanded)
        {
            yield return Told(demanded.Reading, IncidentCategory.Traffic, demanded.Service, at, [], 0.72, $"Demand grew {Times(demanded.Reading.Factor)} at {demanded.Service.Name} and with it at {demanded.Others} other services, which answer slower or fail since");
            yield return Felt(worst, at);
            yield break;
        }

        var ranked = services.Select(each => (Service: each, Score: Score(each, services, calls))).OrderByDescending(each => each.Score).ThenBy(each => each.Service.Key, StringComparer.Ordinal).ToList();
        var (first, score) = ranked[0];
        if (score < 0.1)
        {
            yield break;
        }

        var callers = services.Count(each => each != first && each.IsFelt && (calls.IsKnown ? calls.Reaches(each.Key, first.Key) : ServiceCalls.IsEntrance(each.Name)));
        var seen = callers == 0 ? "" : callers == 1 ? "; one that calls it suffers with it" : $"; {callers} that call it suffer with it";
        if (first.Local is { Height: >= TellingFault } local)
        {
            yield return Told(local.Reading, local.Category, first, at, Shown(first), Math.Min(0.85, 0.5 + (0.35 * local.Height)), $"{first.Name}: {local.Words}, {Change(local.Reading)}{Also(first)}{seen}");
        }
        else if (first.Demand < GrownDemand)
        {
            yield return Eliminated(first, board, at, seen) with { Theme = Elimination };
        }

        yield return Felt(worst, at);
    }

    private static Observation Eliminated(ServiceProfile first, ServiceBoard board, DateTimeOffset at, string seen)
    {
        var slow = first.SlowWays is { } way && (first.Slow is null || way.Factor > first.Slow.Factor) ? way : first.Slow;
        var stores = board.Services.Where(each => each.Slow is null && ServiceCalls.IsStore(each.Name) && each.Key != first.Key && each.Key.Contains(first.Key.TrimEnd('s'), StringComparison.Ordinal)).Select(each => each.Name).ToList();
        var behind = stores.Count == 0 ? "" : $" (or {string.Join(", ", stores)} behind it, whose answers were not measured)";
        if (slow is null || (first.FailingShare > 0.02 && first.Slower < Math.Log2(1.6)))
        {
            var (failing, share) = first.Failing ?? (slow!, 0);
            return Told(failing, IncidentCategory.ApplicationError, first, at, Shown(first), 0.5, $"{first.Name}{behind} fails: {Change(failing)}, {share.ToString("0.#%", CultureInfo.InvariantCulture)} more of its requests; it is not slower for want of resources and nobody whom it calls fails{seen}");
        }

        var unchanged = first.IsMeasured ? "while its CPU, memory and other resources are as ever" : "and no resource that was measured explains it";
        var ways = board.Services.Select(each => each.Local).OfType<LocalFault>().Where(each => each.Category == IncidentCategory.Network).OrderByDescending(each => each.Height).Take(2).ToList();
        var longer = string.Concat(ways.Select(each => $"; {each.Reading.Measured.Service}: {each.Words}, {Change(each.Reading)}"));
        return Told(slow, IncidentCategory.Network, first, at, Shown(first).Concat(ways.Select(each => each.Reading)), ways.Count > 0 ? 0.65 : first.IsMeasured ? 0.5 : 0.4,
            $"{first.Name}{behind} answers slower, {Change(slow)}{(first.Failing is { } also ? $", and {also.Share.ToString("0.#%", CultureInfo.InvariantCulture)} more of its requests fail" : "")}, {unchanged}: the delay is on the network between it and whom it talks to{longer}{seen}");
    }

    private static double Score(ServiceProfile each, IReadOnlyList<ServiceProfile> services, ServiceCalls calls)
    {
        var isCalled = services.Any(other => other != each && other.IsFelt && calls.Reaches(other.Key, each.Key));
        if (each is { IsFelt: false, IsMeasured: false } && each.Local is null or { Reading.Measured.Meaning: { Signal: MetricSignal.Latency, Resource: MetricResource.Network } })
        {
            return 0;
        }

        var local = each.Local?.Height ?? 0;
        // who calls somebody that has trouble of its own suffers from it
        var isExplained = services.Any(other => other != each && (other.IsFelt || other.Local is { Height: >= TellingFault }) && calls.Reaches(each.Key, other.Key) && !calls.Reaches(other.Key, each.Key)
            && (local < TellingFault || (other.Local?.Height ?? 0) > local));
        var isEntrance = ServiceCalls.IsEntrance(each.Name) && services.Any(other => other != each && other.IsFelt && !ServiceCalls.IsEntrance(other.Name));
        var felt = each.Felt * (isExplained ? 0.3 : 1) * (isEntrance ? 0.5 : 1);
        return local >= TellingFault
            ? (0.6 * local * (isExplained ? 0.6 : 1) * (isEntrance ? 0.8 : 1)) + (each.IsFelt || isCalled || !calls.IsKnown ? 0.15 : 0) + (0.25 * felt)
            : (0.55 * felt) + (isCalled && !isExplained ? 0.03 : 0);
    }

    /// <summary>Demand that grew at most services, and at one through which users come.</summary>
    private static (ServiceProfile Service, ServiceReading Reading, int Others)? Grown(IReadOnlyList<ServiceProfile> services)
    {
        var demanded = services.Where(each => each.Readings.Any(reading => reading.Measured.Meaning.Signal == MetricSignal.Traffic)).ToList();
        var grown = demanded.Where(each => each.Demand >= GrownDemand).ToList();
        if (demanded.Count == 0 || grown.Count * 2 < demanded.Count)
        {
            return null;
        }

        var first = grown.OrderByDescending(each => ServiceCalls.IsEntrance(each.Name)).ThenByDescending(each => each.Demand).First();
        return (first, first.Readings.Where(reading => reading.Measured.Meaning.Signal == MetricSignal.Traffic).MaxBy(reading => reading.Factor)!, grown.Count - 1);
    }

    private static Observation Felt(ServiceProfile worst, DateTimeOffset at)
    {
        var isFailing = worst.Failing is { } failing && (worst.Slower < 0.5 || failing.Share > 0.1);
        var reading = isFailing ? worst.Failing!.Value.Reading : worst.SlowWays is { } way && (worst.Slow is null || way.Factor > worst.Slow.Factor) ? way : worst.Slow ?? worst.Failing!.Value.Reading;
        return new(EvidenceKind.Metric, Bearing.Effect, new(reading.Measured.Series.PlaceOf(reading.Shift.Telling), ""), $"{worst.Name} {(isFailing ? "fails more often" : "answers slower")}: {Change(reading)}.")
        {
            Theme = isFailing ? "metric:Errors:None" : "metric:Latency:None",
            Strength = 0.7,
            Harm = Math.Min(0.9, 0.35 + (0.5 * worst.Felt)),
            At = at,
            Subject = worst.Name,
            Names = [worst.Name],
            Also = Query(reading),
        };
    }

    private static Observation Told(ServiceReading reading, IncidentCategory category, ServiceProfile service, DateTimeOffset at, IEnumerable<ServiceReading> shown, double strength, string statement) =>
        new(EvidenceKind.Metric, Bearing.Cause, new(reading.Measured.Series.PlaceOf(reading.Shift.Telling), ""), $"{statement}.")
        {
            Category = category,
            Theme = "faulty-service",
            Strength = strength,
            Harm = 0,
            At = at,
            Subject = service.Name,
            Names = [service.Name],
            Also = [.. Query(reading), .. shown.Where(each => each != reading).SelectMany(each => Query(each).Prepend(new(each.Measured.Series.PlaceOf(each.Shift.Telling), "")))],
        };

    private static IEnumerable<ServiceReading> Shown(ServiceProfile service) => new[] { service.SlowWays, service.Slow, service.Failing?.Reading }.OfType<ServiceReading>().Distinct().Take(2);

    private static string Also(ServiceProfile service) => service.Slow is { } slow ? $", and it answers slower, {Change(slow)}" : service.Failing is { } failing ? $", and it fails more often, {Change(failing.Reading)}" : "";

    private static string Change(ServiceReading reading)
    {
        var (metric, shift) = (reading.Measured.Metric, reading.Shift);
        var unit = string.IsNullOrEmpty(metric.Unit) ? "" : $" {metric.Unit}";
        return $"{metric.Name} from {MetricJudge.Number(shift.Before)} to {MetricJudge.Number(shift.After)}{unit}";
    }

    private static string Times(double factor) => factor > 100 ? "from next to nothing" : $"to {factor.ToString("0.#", CultureInfo.InvariantCulture)} times its height";

    private static ImmutableArray<Citation> Query(ServiceReading reading) => [.. Label(reading), .. reading.Measured.Metric.Query is { Length: > 0 } query ? [new Citation(reading.Measured.Metric.Place.At("query"), query)] : (ImmutableArray<Citation>)[]];

    /// <summary>The label that names the service.</summary>
    private static IEnumerable<Citation> Label(ServiceReading reading) => reading.Measured.Series.Labels.Where(label => label.Value.Contains(reading.Measured.Service, StringComparison.OrdinalIgnoreCase)).Take(1)
        .Select(label => new Citation(reading.Measured.Series.Place.At("metric", label.Key), label.Value));
}
