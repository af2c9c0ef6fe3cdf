using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using Opsroom.Tools.Monitoring.Rules.Generation;
using Opsroom.Tools.Monitoring.Signals;
using Opsroom.Tools.Prometheus;
using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Tools.Monitoring.Objectives;

/// <summary>Reports on objectives.</summary>
internal sealed class SloTools(PrometheusClient prometheus, TimeProvider time)
{
    private static readonly TimeSpan Usual = TimeSpan.FromDays(30);
    private static readonly TimeSpan Shortest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    // labels are whatever those who are scraped write into them
    [Tool("slo_report", Effect.Read, Tainted = true)]
    [Description(
        "How a service stands to its objective: the error budget of the window (total, used, left), burn rates over 5m, 30m, 1h, 2h, 6h, 1d and 3d, the multi-window multi-burn-rate conditions of the Site Reliability "
        + "Workbook (14.4 over 1h and 5m, 6 over 6h and 30m, 1 over 3d and 6h) with a verdict, and when the budget is gone at this rate. With latency_threshold the same for slow requests. Which metrics count the "
        + "requests is found out and said; little traffic and missing data are said instead of a number that would mean nothing.")]
    [ToolExample("""{"service": "checkout", "objective": 0.999, "window": "30d"}""")]
    public async Task<ToolResult<SloReport>> ReportAsync(
        [Description("The service, as one of its labels has it (service, app, job, deployment, container …)."), StringLength(200, MinimumLength = 1)] string service,
        [Description("The share of requests that has to succeed: 0.999, 99.9 or \"99.9%\".")] JsonNode objective,
        [Description("The window of the objective, from 1h to 366d; 30d if not given.")] string? window,
        [Description("How fast requests are to be, such as 300ms or 0.5s; best a bound of the histogram's buckets."), StringLength(16)] string? latencyThreshold,
        [Description("The share of requests that has to be that fast, written as objective is; the objective if not given.")] JsonNode? latencyObjective,
        CancellationToken cancellationToken)
    {
        if (!prometheus.IsConfigured)
        {
            return PrometheusFaults.NotConfigured;
        }

        var (target, fast) = (SloTarget.Read(objective, "objective"), latencyObjective is null ? null : SloTarget.Read(latencyObjective, "latency_objective"));
        var length = window is null ? Usual : PromQlDuration.Parse(window);
        var threshold = latencyThreshold is null ? null : AlertObjectives.Seconds(latencyThreshold);
        if ((target.Failure ?? fast?.Failure) is { } unread)
        {
            return unread;
        }

        if (length is not { } span || span < Shortest || span > Longest)
        {
            return ToolFailure.InvalidArgument($"window is '{OutsideText.OneLine(window!, 50)}': give a span of time from 1h to 366d, as 7d or 30d.");
        }

        if (latencyThreshold is not null && threshold is null)
        {
            return ToolFailure.InvalidArgument($"latency_threshold is '{OutsideText.OneLine(latencyThreshold, 50)}': write it as 300ms or 0.5s.");
        }

        var now = time.GetUtcNow();
        var discovery = new ServiceDiscovery(prometheus);
        var found = await discovery.FindAsync(service, now, cancellationToken);
        if (found.Value is not { } series)
        {
            return found.Failure!;
        }

        if (series.Requests is not { } requests)
        {
            return await WithoutRequestsAsync(series, discovery, now, cancellationToken);
        }

        if (requests.Failed is not { } failed)
        {
            return ToolFailure.NotFound($"{requests.Counter} counts the requests of '{OutsideText.OneLine(service, 80)}', but no label has their outcome (looked for {string.Join(", ", RequestNames.StatusLabels)}): which failed is not known.");
        }

        var reader = new SloReader(prometheus, now, span);
        var read = await reader.ReadAsync(new SloSeries(requests.All, failed, CountsMissed: true), target.Value!, cancellationToken);
        if (read.Value is not { } numbers)
        {
            return read.Failure!;
        }

        var notes = series.Notes.ToList();
        var latency = threshold is { } bound ? await LatencyAsync(requests, (double)bound, fast?.Value ?? target.Value!, reader, span, notes, now, cancellationToken) : null;
        if (latency?.Failure is { } failure)
        {
            return failure;
        }

        if (numbers.Budget.MeasuredSince is { } since)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"Only the time since {since:yyyy-MM-dd HH:mm} UTC is measured: the budget is that of this time, and windows that reach further back have no more than that."));
        }

        var standing = SloJudge.Judge(numbers, span, "failed");
        var slow = latency?.Value?.Report;
        return new SloReport(
            series.Service, slow is not null && slow.Verdict > standing.Verdict ? slow.Verdict : standing.Verdict, slow is null ? standing.Summary : $"{standing.Summary}. Latency: {slow.Summary}", target.Value!.Share,
            PromQlDuration.Format(span), now - span, now, numbers.Budget, numbers.BurnRates, standing.Conditions, standing.TimeToExhaustion, slow,
            new FoundService(
                [.. series.Places.Select(place => place.Matcher.Matcher)], requests.Counter, requests.Timing == DurationForm.None ? null : requests.Family.Duration, requests.StatusLabel, series.Others),
            [.. notes]);
    }

    private static async Task<ToolResult<SloReport>> WithoutRequestsAsync(ServiceSeries series, ServiceDiscovery discovery, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var name = OutsideText.OneLine(series.Service, 80);
        if (!series.Places.IsEmpty || !series.Notes.IsEmpty)
        {
            return ToolFailure.NotFound($"Prometheus has series of '{name}', but none that counts its requests, so there is no share that succeeded. {string.Join(' ', series.Notes)}".Trim());
        }

        var names = await discovery.NamesAsync(now, cancellationToken);
        return ToolFailure.NotFound($"Prometheus has no series in which a label names the service '{name}'.{(names.IsEmpty ? "" : $" Services that it has are: {string.Join(", ", names.Select(each => OutsideText.OneLine(each, 80)))}.")}");
    }

    /// <summary>Without a report where there is no histogram with a bound that fits; the notes say so.</summary>
    private async Task<ToolResult<LatencyAnswer>> LatencyAsync(
        ServiceRequests requests, double threshold, SloTarget target, SloReader reader, TimeSpan window, List<string> notes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (requests.Timing != DurationForm.Histogram)
        {
            notes.Add($"Durations of {requests.Counter} are in no histogram, so which requests were slower than {Number(threshold)} s is not known.");
            return new LatencyAnswer(null);
        }

        var buckets = await prometheus.QueryAsync($"count by (le) ({requests.Part("_bucket")})", now, cancellationToken);
        if (buckets.Value is not { } there)
        {
            return buckets.Failure!;
        }

        var bounds = there.Series.Select(series => series.Label("le")).OfType<string>()
            .Select(text => (Text: text, Seconds: double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) ? bound * requests.Family.Unit : double.PositiveInfinity))
            .Where(bound => double.IsFinite(bound.Seconds)).OrderBy(bound => bound.Seconds).ToList();
        var below = bounds.Where(bound => bound.Seconds <= threshold * 1.0001).ToList();
        if (below.Count == 0)
        {
            notes.Add($"The histogram {requests.Family.Duration} has no bound at {Number(threshold)} s or below (it has {string.Join(", ", bounds.Take(20).Select(bound => Number(bound.Seconds)))} s), so latency was not judged.");
            return new LatencyAnswer(null);
        }

        var used = below[^1].Seconds;
        if (Math.Abs(used - threshold) > threshold * 0.0001)
        {
            notes.Add($"The histogram has no bound at {Number(threshold)} s; {Number(used)} s was taken, so the report is stricter than what was asked for.");
        }

        // a whole bound is written in two ways, as 1 and 1.0
        var texts = below.Where(bound => bound.Seconds >= used).Select(bound => bound.Text);
        var read = await reader.ReadAsync(
            new SloSeries(requests.Part("_count"), $"{requests.Family.Duration}_bucket{{{requests.Matchers},{PromQL.IsOneOf("le", texts)}}}", CountsMissed: false), target, cancellationToken);
        if (read.Value is not { } numbers)
        {
            return read.Failure!;
        }

        var standing = SloJudge.Judge(numbers, window, $"took longer than {Number(used)} s");
        return new LatencyAnswer(new LatencyReport(standing.Verdict, standing.Summary, target.Share, used, numbers.Budget, numbers.BurnRates, standing.Conditions, standing.TimeToExhaustion));
    }

    private static string Number(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);

    private sealed record LatencyAnswer(LatencyReport? Report);
}
