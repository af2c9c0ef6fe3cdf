namespace Opsroom.Tools.Incidents.Analysis.Metrics.Services;

/// <param name="Height">0 to 1: how far it went beyond what its demand explains.</param>
internal sealed record LocalFault(IncidentCategory Category, double Height, ServiceReading Reading, string Words);

/// <summary>A series before and since.</summary>
internal sealed record ServiceReading(MeasuredSeries Measured, LevelShift Shift)
{
    public double Factor => Shift.Factor(Measured.Floor);
}

/// <summary>What one service's series say of it since a moment.</summary>
internal sealed class ServiceProfile
{
    private const double Clear = 5;
    private const double Likely = 3;
    private const double LeastFactor = 1.3;
    private const double TouchedFactor = 1.15;
    private const double TellingFault = 0.6;
    private const double LeastShare = 0.01;
    private const double Manifold = 20;

    public ServiceProfile(string key, IReadOnlyCollection<ServiceReading> readings, IReadOnlyCollection<ServiceReading> ways)
    {
        Key = key;
        (Readings, Ways) = (readings, ways);
        Name = readings.Concat(ways).GroupBy(each => each.Measured.Service, StringComparer.Ordinal).MaxBy(group => group.Count())!.Key;
        var demand = readings.Where(each => each.Measured.Meaning.Signal == MetricSignal.Traffic && !MetricJudge.IsFailure(each.Measured.Series)).Select(each => each.Factor).ToList();
        Demand = demand.Count == 0 ? 1 : demand.Order().ElementAt(demand.Count / 2);
        Local = LocalFaults.Of(readings, Demand);
        Slow = Slowest(readings, Local);
        SlowWays = Slowest(ways, Local);
        Failing = readings.Where(Fails)
            .Select(each => (Reading: each, Share: AddedShare(each))).Where(each => each.Share >= LeastShare).OrderByDescending(each => each.Share).Select(each => ((ServiceReading, double)?)each).FirstOrDefault()
            ?? readings.Where(each => each.Measured.Meaning is { Signal: MetricSignal.Success, IsShare: true }).Select(each => (Reading: each, Share: LostShare(each))).Where(each => each.Share >= LeastShare)
            .OrderByDescending(each => each.Share).Select(each => ((ServiceReading, double)?)each).FirstOrDefault();
        Suffering = [.. readings.Concat(ways).Where(each => IsSlow(each, Local) || (Fails(each) && AddedShare(each) >= LeastShare))];
        IsMeasured = readings.Any(each => each.Measured.Meaning is { Signal: MetricSignal.Usage or MetricSignal.Used, Resource: MetricResource.Cpu or MetricResource.Memory });
    }

    public string Key { get; }

    public string Name { get; }

    public IReadOnlyCollection<ServiceReading> Readings { get; }

    /// <summary>What its callers measured of it.</summary>
    public IReadOnlyCollection<ServiceReading> Ways { get; }

    public double Demand { get; }

    /// <summary>Its own answers, where they take longer.</summary>
    public ServiceReading? Slow { get; }

    /// <summary>What its callers wait for it, where they wait longer.</summary>
    public ServiceReading? SlowWays { get; }

    public (ServiceReading Reading, double Share)? Failing { get; }

    public LocalFault? Local { get; }

    /// <summary>All series that show that its users notice.</summary>
    public IReadOnlyCollection<ServiceReading> Suffering { get; }

    /// <summary>Whether its own resources were looked at.</summary>
    public bool IsMeasured { get; }

    public double Slower => Math.Max(Slow is null ? 0 : Math.Log2(Slow.Factor), SlowWays is null ? 0 : Math.Log2(SlowWays.Factor));

    public double FailingShare => Failing?.Share ?? 0;

    /// <summary>0 to 1: how much its users notice.</summary>
    public double Felt => Math.Max(Math.Min(1, Slower / 3), Math.Min(1, Math.Sqrt(FailingShare)));

    public bool IsFelt => Slow is not null || SlowWays is not null || Failing is not null;

    private static ServiceReading? Slowest(IEnumerable<ServiceReading> readings, LocalFault? local) => readings.Where(each => IsSlow(each, local)).MaxBy(each => each.Factor);

    /// <summary>Where one of its resources left its range by much, a small rise of its latency is one.</summary>
    private static bool IsSlow(ServiceReading each, LocalFault? local) => each.Measured.Meaning is { Signal: MetricSignal.Latency, Resource: MetricResource.None } && each.Shift.IsUp
        && ((each.Shift.Clearness >= Clear && each.Factor >= LeastFactor) || (local is { Height: >= TellingFault } && each.Shift.Clearness >= Likely && each.Factor >= TouchedFactor));

    private static bool Fails(ServiceReading each) => each.Measured.Meaning.Signal == MetricSignal.Errors || (each.Measured.Meaning.Signal == MetricSignal.Traffic && MetricJudge.IsFailure(each.Measured.Series));

    private double AddedShare(ServiceReading failing)
    {
        var shift = failing.Shift;
        if (!shift.IsUp || shift.Clearness < Clear || shift.After < 1.8 * shift.Before)
        {
            return 0;
        }

        var added = shift.After - shift.Before;
        if (failing.Measured.Meaning.IsShare || IsShareByHeight(failing.Measured))
        {
            return added * (shift.After > 1.6 ? 0.01 : 1);
        }

        // failures per second as a share of all requests, where those are known
        var demand = Readings.Where(each => each.Measured.Meaning.Signal == MetricSignal.Traffic && !MetricJudge.IsFailure(each.Measured.Series)).Sum(each => each.Shift.After);
        return demand > 0 ? Math.Min(1, Math.Max(added / demand, failing.Factor >= Manifold && shift.Clearness >= 2 * Clear ? LeastShare : 0)) : added <= failing.Measured.Floor ? 0 : added is > 0 and <= 1 ? Math.Min(0.3, added) : 0.1;
    }

    /// <summary>What has no unit, is no rate and never more than one, while there are more requests than that, is a share.</summary>
    private static bool IsShareByHeight(MeasuredSeries failing) => string.IsNullOrEmpty(failing.Metric.Unit) && !failing.Metric.Query.Contains("rate(", StringComparison.Ordinal) && !failing.Metric.Query.Contains("increase(", StringComparison.Ordinal)
        && failing.Metric.Series.All(series => series.Points.All(point => !(point.Value > 1))) && failing.Metric.Series.Any(series => series.Points.Any(point => point.Value is > 0 and < 1));

    private static double LostShare(ServiceReading success)
    {
        var shift = success.Shift;
        var scale = shift.Before > 1.6 ? 0.01 : 1;
        return shift.After < shift.Before && shift.Clearness >= Clear && shift.Near < shift.Before ? (shift.Before - shift.After) * scale : 0;
    }
}
