namespace Opsroom.Tools.Incidents.Analysis.Metrics.Services;

/// <summary>
/// Which of a service's own resources left its usual range by more than its demand explains. What is nearly used up tells most; else the factor counts, each resource by how much it
/// moves on good days: memory hardly, disks by bursts.
/// </summary>
internal static class LocalFaults
{
    private const double LeastDeviations = 5;

    public static LocalFault? Of(IReadOnlyCollection<ServiceReading> readings, double demand) =>
        readings.Select(each => Of(each, demand)).OfType<LocalFault>().OrderByDescending(each => each.Height).ThenBy(each => each.Reading.Measured.Metric.Name, StringComparer.Ordinal).FirstOrDefault();

    private static LocalFault? Of(ServiceReading reading, double demand)
    {
        var (meaning, shift) = (reading.Measured.Meaning, reading.Shift);
        if (!shift.IsUp || shift.Deviations < LeastDeviations)
        {
            return null;
        }

        var grown = reading.Factor / Math.Max(1, demand);
        return (meaning.Signal, meaning.Resource) switch
        {
            (MetricSignal.NetworkLoss, _) => Beyond(reading, IncidentCategory.Network, grown, 2.5, 0.55, "more packets are lost or sent again"),
            (MetricSignal.Latency, MetricResource.Network) => Beyond(reading, IncidentCategory.Network, grown, 1.5, 0.5, "the way there takes longer"),
            (MetricSignal.Throttling, _) => Beyond(reading, IncidentCategory.ResourceExhaustion, grown, 2, 0.5, "it is throttled more"),
            (MetricSignal.Locks, _) => Beyond(reading, IncidentCategory.Database, grown, 2.5, 0.55, "more sessions wait for locks"),
            (MetricSignal.Backlog, MetricResource.Connections) => Beyond(reading, IncidentCategory.ResourceExhaustion, grown, 2, 0.55, "more wait for a free connection"),
            (MetricSignal.Pauses, _) => Beyond(reading, IncidentCategory.ResourceExhaustion, grown, 2.5, 0.45, "it stands still longer to collect garbage"),
            (MetricSignal.Latency, MetricResource.InputOutput) => Beyond(reading, IncidentCategory.Storage, grown, 2, 0.45, "its disk answers slower"),
            (MetricSignal.Usage or MetricSignal.Used, MetricResource.Network or MetricResource.Replicas or MetricResource.Quota or MetricResource.None) => null,
            (MetricSignal.Usage or MetricSignal.Used, var resource) => Used(reading, resource, grown),
            _ => null,
        };
    }

    private static LocalFault? Used(ServiceReading reading, MetricResource resource, double grown)
    {
        var shift = reading.Shift;
        var (category, words) = resource switch
        {
            MetricResource.Disk or MetricResource.Inodes => (IncidentCategory.Storage, "it uses more of its disk"),
            MetricResource.InputOutput => (IncidentCategory.Storage, "it reads and writes more on its disk"),
            MetricResource.Cpu => (IncidentCategory.ResourceExhaustion, "it uses more CPU"),
            MetricResource.Memory => (IncidentCategory.ResourceExhaustion, "it uses more memory"),
            MetricResource.Connections => (IncidentCategory.ResourceExhaustion, "it holds more connections and sockets"),
            MetricResource.FileDescriptors => (IncidentCategory.ResourceExhaustion, "it holds more files and sockets open"),
            MetricResource.Processes => (IncidentCategory.ResourceExhaustion, "it runs more threads or processes"),
            _ => (MetricJudge.CategoryOf(resource), "more of it is in use"),
        };
        var share = reading.Measured.Meaning.IsShare ? shift.After * (shift.After > 1.6 ? 0.01 : 1) : 0;
        if (share >= 0.85 && grown >= 1.15)
        {
            return new(category, Math.Min(1, 0.7 + (2 * (share - 0.85))), reading, words);
        }

        return resource switch
        {
            MetricResource.Memory => Beyond(reading, category, grown, 1.25, 0.4, words),
            MetricResource.Disk or MetricResource.Inodes => Beyond(reading, category, grown, 1.2, 0.35, words),
            MetricResource.InputOutput => shift.Near > shift.Usual ? Beyond(reading, category, grown, 3, 0.4, words) : null,
            // who waits for others holds more connections and threads meanwhile
            MetricResource.Connections or MetricResource.FileDescriptors or MetricResource.Processes or MetricResource.Workers => Beyond(reading, category, grown, 1.8, 0.35, words),
            _ => Beyond(reading, category, grown, 1.6, 0.4, words),
        };
    }

    private static LocalFault? Beyond(ServiceReading reading, IncidentCategory category, double grown, double least, double height, string words) =>
        grown < least ? null : new(category, Math.Min(0.97, height + (0.2 * Math.Log2(grown / least))), reading, words);
}
