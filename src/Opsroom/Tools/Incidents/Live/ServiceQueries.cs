using System.Collections.Immutable;
using Opsroom.Tools.Monitoring.Signals;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tools.Incidents.Live;

/// <param name="Unit">Null where it follows from nothing.</param>
internal sealed record LiveQuery(string Name, string Promql, string? Unit = null);

/// <summary>What is asked of a service: what it is measured by, found out as for its golden signals.</summary>
internal static class ServiceQueries
{
    private const string Window = "5m";
    private const int MostSaturation = 12;

    public static async Task<ToolResult<IReadOnlyList<LiveQuery>>> OfAsync(PrometheusClient prometheus, string service, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = await new ServiceDiscovery(prometheus).FindAsync(service, now, cancellationToken);
        if (found.Value is not { } series)
        {
            return found.Failure!;
        }

        ImmutableArray<MeasureWish> requests = series.Requests is { } counted
            ? [RequestMeasures.Traffic(counted)[0], .. RequestMeasures.Errors(counted).Take(1), .. RequestMeasures.Latency(counted)]
            : [];
        var saturation =
            from source in SaturationSource.All
            let place = series.Where(source.Needs.AsSpan())
            where place is not null
            select new MeasureWish(source.Name, source.Unit, window => source.Query(place.Matcher.Matcher, window));
        return new List<LiveQuery>(requests.Concat(saturation.DistinctBy(each => each.Name, StringComparer.Ordinal).Take(MostSaturation)).Select(wish =>
            new LiveQuery($"{service} {wish.Name}", wish.Query(Window), wish.Scale switch { 1 => wish.Unit, 0.001 when wish.Unit == "s" => "ms", _ => null })));
    }
}
