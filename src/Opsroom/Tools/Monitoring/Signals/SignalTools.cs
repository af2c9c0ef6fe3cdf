using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Opsroom.Tools.Prometheus;
using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Tools.Monitoring.Signals;

/// <summary>The golden signals of a service.</summary>
internal sealed class SignalTools(PrometheusClient prometheus, TimeProvider time)
{
    private static readonly TimeSpan Usual = TimeSpan.FromHours(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    // labels are whatever those who are scraped write into them
    [Tool("golden_signals", Effect.Read, Tainted = true)]
    [Description(
        "Latency, traffic, errors and saturation of a service as Prometheus has them, each with its value, the value before and a day earlier, a verdict and the PromQL. Under which names and labels the service is "
        + "measured is found out (HTTP and gRPC conventions, Istio, ingress controllers, web frameworks, Kubernetes, runtimes, pools, nodes) and said, and so is what is not measured.")]
    [ToolExample("""{"service": "checkout", "time_range": "1h"}""")]
    public async Task<ToolResult<GoldenSignals>> SignalsAsync(
        [Description("The service, as one of its labels has it (service, app, job, deployment, container …)."), StringLength(200, MinimumLength = 1)] string service,
        [Description("How far back from now, as 30m or 6h, from 1m to 30d; 1h if not given. The baseline is the time as long before.")] string? timeRange,
        CancellationToken cancellationToken)
    {
        if (!prometheus.IsConfigured)
        {
            return PrometheusFaults.NotConfigured;
        }

        var range = timeRange is null ? Usual : PromQlDuration.Parse(timeRange);
        if (range is not { } length || length < Shortest || length > Longest)
        {
            return ToolFailure.InvalidArgument($"time_range is '{OutsideText.OneLine(timeRange!, 50)}': give a span of time from 1m to 30d, as 30m, 1h or 1d.");
        }

        var now = time.GetUtcNow();
        var discovery = new ServiceDiscovery(prometheus);
        var found = await discovery.FindAsync(service, now, cancellationToken);
        return found.Value is not { } series ? found.Failure!
            : series.Places.IsEmpty && series.Notes.IsEmpty ? await UnknownAsync(service, discovery, now, cancellationToken)
            : await ReadAsync(series, length, now, cancellationToken);
    }

    private static async Task<ToolResult<GoldenSignals>> UnknownAsync(string service, ServiceDiscovery discovery, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var names = await discovery.NamesAsync(now, cancellationToken);
        var known = names.IsEmpty ? "It has no series of any service that is known to be one." : $"Services that it has are: {string.Join(", ", names.Select(name => OutsideText.OneLine(name, 80)))}.";
        return ToolFailure.NotFound($"Prometheus has no series in which a label names the service '{OutsideText.OneLine(service, 80)}'. {known}");
    }

    private async Task<ToolResult<GoldenSignals>> ReadAsync(ServiceSeries series, TimeSpan length, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var requests = series.Requests;
        (SaturationSource Source, ServicePlace Place)[] measurable =
        [
            .. from source in SaturationSource.All let place = series.Where(source.Needs.AsSpan()) where place is not null select (source, place),
        ];
        (SaturationSource Source, ServicePlace Place)[] used = [.. measurable.DistinctBy(each => each.Source.Name, StringComparer.Ordinal)];
        ImmutableArray<MeasureWish>[] wishes =
        [
            requests is null ? [] : RequestMeasures.Traffic(requests), requests is null ? [] : RequestMeasures.Errors(requests), requests is null ? [] : RequestMeasures.Latency(requests),
            [.. used.Select(each => new MeasureWish(each.Source.Name, each.Source.Unit, window => each.Source.Query(each.Place.Matcher.Matcher, window)))],
        ];
        var read = await new SignalReader(prometheus, now, length).ReadAsync([.. wishes.SelectMany(each => each)], cancellationToken);
        if (read.Value is not { Measures: var measures })
        {
            return read.Failure!;
        }

        var (traffic, rest) = (measures[..wishes[0].Length], measures[wishes[0].Length..]);
        var (errors, latency, saturation) = (rest[..wishes[1].Length], rest[wishes[1].Length..^wishes[3].Length], rest[^wishes[3].Length..]);
        var count = traffic.FirstOrDefault(measure => measure.Name == RequestMeasures.Count)?.Value ?? 0;
        GoldenSignal[] signals =
        [
            SignalJudge.Latency(latency, count), SignalJudge.Traffic(traffic), SignalJudge.Errors(errors, count), SignalJudge.Saturation(saturation, [.. used.Select(each => each.Source)]),
        ];
        var verdict = signals.Max(signal => signal.Verdict);
        return new GoldenSignals(
            series.Service, verdict, Summary(verdict, signals), PromQlDuration.Format(length), now - length, now, signals[0], signals[1], signals[2], signals[3],
            new FoundService(
                [.. series.Places.Select(place => place.Matcher.Matcher)], requests?.Counter, requests is { Timing: not DurationForm.None } ? requests.Family.Duration : null, requests?.StatusLabel, series.Others),
            [.. NotFound(series, used.Length)], series.Notes);
    }

    private static string Summary(SignalVerdict verdict, GoldenSignal[] signals)
    {
        string[] names = ["latency", "traffic", "errors", "saturation"];
        var bad = signals.Zip(names).Where(each => each.First.Verdict is SignalVerdict.Warning or SignalVerdict.Critical).OrderByDescending(each => each.First.Verdict).Select(each => $"{each.Second}: {each.First.Why}").ToList();
        return bad.Count > 0 ? string.Join("; ", bad)
            : verdict == SignalVerdict.Ok ? $"nothing stands out in {string.Join(", ", signals.Zip(names).Where(each => each.First.Verdict == SignalVerdict.Ok).Select(each => each.Second))}"
            : "none of the signals could be judged";
    }

    private static IEnumerable<string> NotFound(ServiceSeries series, int saturation)
    {
        if (series.Requests is not { } requests)
        {
            yield return $"No counter of requests: looked for {string.Join(", ", RequestNames.All.Select(family => family.Requests).Distinct(StringComparer.Ordinal).Take(12))} and others, and for names that end as theirs do.";
        }
        else
        {
            if (requests.StatusLabel is null)
            {
                yield return $"No label of {requests.Counter} has the outcome of requests: looked for {string.Join(", ", RequestNames.StatusLabels)}.";
            }

            if (requests.Timing != DurationForm.Histogram)
            {
                yield return requests.Family.Duration.Length == 0 ? "No histogram of durations is known for this counter." : $"No histogram {requests.Family.Duration}_bucket of the service.";
            }
        }

        if (saturation == 0)
        {
            yield return "Nothing it could use up: neither containers, processes, runtimes, pools nor nodes have series that name it.";
        }
    }
}
