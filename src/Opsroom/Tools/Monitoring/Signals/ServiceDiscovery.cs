using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Tools.Deployments.Verifying;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tools.Monitoring.Signals;

/// <summary>Finds out under which names and labels a Prometheus has a service.</summary>
internal sealed partial class ServiceDiscovery(PrometheusClient prometheus)
{
    private const int MostNamed = 15;
    private const int MostOthers = 8;

    private const string HttpErrors = "5..";
    private const string ErrorWords = "(?i:error|errors|failed|failure|server_error|exception|timeout)";

    public async Task<ToolResult<ServiceSeries>> FindAsync(string service, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var matchers = ServiceMatchers.Of(service);
        var there = await PresentAsync(matchers, "{{{0}}}", now, cancellationToken);
        if (there.Value is not { } present)
        {
            return there.Failure!;
        }

        var notes = new List<string>();
        if (present.Keys.IsEmpty)
        {
            // what stopped to be scraped has no series now
            var before = await PresentAsync(matchers, "last_over_time({{{0}}}[1h])", now, cancellationToken);
            if (before.Value is { Keys.IsEmpty: false })
            {
                notes.Add("Prometheus had series of the service within the last hour and has none now: it is not scraped any more, or it is gone.");
            }

            return new ServiceSeries(service, [], null, [], [.. notes]);
        }

        var places = ImmutableArray.CreateBuilder<ServicePlace>();
        foreach (var matcher in matchers.Where(each => present.Keys.Contains(each.Key)))
        {
            var named = await prometheus.QueryAsync($"group by (__name__) ({{{matcher.Matcher}}})", now, cancellationToken);
            if (named.Value is not { } answer)
            {
                return named.Failure!;
            }

            if (answer.IsTruncated)
            {
                notes.Add($"More than {answer.Series.Length} metrics fit {matcher.Matcher}; the rest was not looked at.");
            }

            places.Add(new ServicePlace(matcher, [.. answer.Series.Select(series => series.Label("__name__")).OfType<string>()]));
        }

        return await ChooseAsync(service, places.ToImmutable(), notes, now, cancellationToken);
    }

    /// <summary>Names of services that have requests, or are scraped at all, for somebody who looks for one.</summary>
    public async Task<ImmutableArray<string>> NamesAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var requests = PromQL.IsOneOf("__name__", RequestNames.All.Select(family => family.Requests));
        foreach (var label in ServiceMatchers.Naming)
        {
            var answer = await prometheus.QueryAsync($"topk({MostNamed}, count by ({label}) ({{{requests},{label}!=\"\"}}))", now, cancellationToken);
            if (answer.Value is { Series.IsEmpty: false } named)
            {
                return [.. named.Series.Select(series => series.Label(label)).OfType<string>().Order(StringComparer.Ordinal)];
            }
        }

        var scraped = await prometheus.QueryAsync($"topk({MostNamed}, count by (job) (up))", now, cancellationToken);
        return [.. (scraped.Value?.Series ?? []).Select(series => series.Label("job")).OfType<string>().Order(StringComparer.Ordinal)];
    }

    private async Task<ToolResult<PresentKeys>> PresentAsync(ImmutableArray<ServiceMatcher> matchers, string form, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var counts = matchers.Select(each =>
            $"label_replace(count({string.Format(CultureInfo.InvariantCulture, form, each.Matcher)}), \"found_by\", {PromQL.Quote(each.Key)}, \"\", \"\")");
        var answer = await prometheus.QueryAsync(string.Join(" or ", counts), now, cancellationToken);
        return answer.Value is { } found ? new PresentKeys([.. found.Series.Select(series => series.Label("found_by")).OfType<string>()]) : answer.Failure!;
    }

    private async Task<ToolResult<ServiceSeries>> ChooseAsync(string service, ImmutableArray<ServicePlace> places, List<string> notes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = from family in RequestNames.All from place in places where place.Names.Contains(family.Requests) select (family, place);
        var guessed = from place in places from name in place.Names.Order(StringComparer.Ordinal) let family = RequestNames.Guess(name, place.Names) where family is not null select (family, place);
        (RequestFamily Family, ServicePlace Place)[] candidates = [.. known.Concat(guessed).DistinctBy(each => (each.family.Requests, each.family.Only, each.place.Matcher.Key))];
        ServiceRequests? idle = null;
        foreach (var (family, place) in candidates.Take(MostOthers))
        {
            var outcomes = await OutcomesAsync(family, place, now, cancellationToken);
            if (outcomes.Failure is { } failure)
            {
                return failure;
            }

            if (outcomes.Value is not { Series: > 0 } read)
            {
                continue;
            }

            idle ??= read.Requests;
            // a counter that stands still may be one that nobody uses any more
            if (await prometheus.QueryAsync($"sum(rate({read.Requests.All}[10m])) > 0", now, cancellationToken) is { Value.Series.IsEmpty: false })
            {
                return new ServiceSeries(service, places, read.Requests, Others(candidates, read.Requests), [.. notes, .. read.Notes]);
            }
        }

        return new ServiceSeries(service, places, idle, idle is null ? [] : Others(candidates, idle), [.. notes]);
    }

    /// <summary>Which label has the outcome of requests, and what it says of failures.</summary>
    private async Task<ToolResult<Outcomes>> OutcomesAsync(RequestFamily family, ServicePlace place, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var matchers = family.Only is null ? place.Matcher.Matcher : $"{place.Matcher.Matcher},{family.Only}";
        var labels = family.StatusLabels.Concat(RequestNames.StatusLabels).Distinct(StringComparer.Ordinal).ToList();
        var answer = await prometheus.QueryAsync($"count by (namespace, {string.Join(", ", labels)}) ({family.Requests}{{{matchers}}})", now, cancellationToken);
        if (answer.Value is not { } found)
        {
            return answer.Failure!;
        }

        var status = labels.FirstOrDefault(label => found.Series.Any(series => !string.IsNullOrEmpty(series.Label(label))));
        var values = found.Series.Select(series => status is null ? null : series.Label(status)).OfType<string>().ToList();
        var errors = status is not null && family.StatusLabels.Contains(status, StringComparer.Ordinal) && family.Errors != HttpErrors ? family.Errors
            : values.Exists(value => HttpStatus().IsMatch(value)) ? HttpErrors : ErrorWords;
        string[] namespaces = [.. found.Series.Select(series => series.Label("namespace")).OfType<string>().Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new Outcomes(
            found.Series.Length, new ServiceRequests(family, matchers, status, errors, Timing(family, place.Names)),
            namespaces.Length < 2 ? [] : [$"The numbers are of all namespaces that have the service: {string.Join(", ", namespaces.Take(10).Select(name => OutsideText.OneLine(name, 63)))}."]);
    }

    private static DurationForm Timing(RequestFamily family, ImmutableHashSet<string> names) =>
        family.Duration.Length == 0 ? DurationForm.None
        : names.Contains(family.Duration + "_bucket") ? DurationForm.Histogram
        : names.Contains(family.Duration) ? DurationForm.Summary
        : names.Contains(family.Duration + "_sum") ? DurationForm.Mean : DurationForm.None;

    private static ImmutableArray<string> Others((RequestFamily Family, ServicePlace Place)[] candidates, ServiceRequests used) =>
        [.. candidates.Select(each => each.Family.Requests).Where(name => name != used.Counter).Distinct(StringComparer.Ordinal).Take(MostOthers)];

    [GeneratedRegex("^[1-5]([0-9]{2}|xx)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex HttpStatus();

    private sealed record PresentKeys(ImmutableHashSet<string> Keys);

    private sealed record Outcomes(int Series, ServiceRequests Requests, ImmutableArray<string> Notes);
}
