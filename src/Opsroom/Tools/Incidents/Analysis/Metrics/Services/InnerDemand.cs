namespace Opsroom.Tools.Incidents.Analysis.Metrics.Services;

/// <summary>
/// Demand that is made inside. What users ask for more of comes through those who call a service, so it grows there as well, by about as many requests or about as many times;
/// where neither is so, each request makes more calls than before: a release, a flag, retries or a cache that no longer answers.
/// </summary>
internal static class InnerDemand
{
    private const double Grown = 1.5;
    private const double Explained = 0.5;

    /// <summary>The keys of services that are asked more by callers who are asked as ever.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<ServiceProfile> services, ServiceCalls calls) =>
        from service in services
        from reading in Demands(service)
        where reading.Shift.IsUp && reading.Factor >= Grown
        let sources = Sources(service, services, calls).SelectMany(Demands).Where(each => each.Measured.Metric == reading.Measured.Metric).ToList()
        where sources.Count > 0 && reading.Factor >= Grown * sources.Max(each => each.Factor)
            && sources.Sum(each => Math.Max(0, each.Shift.After - each.Shift.Before)) < Explained * (reading.Shift.After - reading.Shift.Before)
        select service.Key;

    /// <summary>Who calls it where that is known, else those through whom users come; of a store everybody.</summary>
    private static List<ServiceProfile> Sources(ServiceProfile service, IReadOnlyList<ServiceProfile> services, ServiceCalls calls)
    {
        var others = services.Where(other => other != service).ToList();
        var callers = others.FindAll(other => calls.CalledBy(other.Key).Contains(service.Key, StringComparer.Ordinal));
        return callers.Count > 0 ? callers : ServiceCalls.IsStore(service.Name) ? others : ServiceCalls.IsEntrance(service.Name) ? [] : others.FindAll(other => ServiceCalls.IsEntrance(other.Name));
    }

    private static IEnumerable<ServiceReading> Demands(ServiceProfile service) =>
        service.Readings.Where(each => each.Measured.Meaning.Signal == MetricSignal.Traffic && !MetricJudge.IsFailure(each.Measured.Series));
}
