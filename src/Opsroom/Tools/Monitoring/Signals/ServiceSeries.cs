using System.Collections.Immutable;
using Opsroom.Tools.Deployments.Verifying;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tools.Monitoring.Signals;

/// <summary>What a Prometheus has of a service.</summary>
/// <param name="Places">Where it is named, and which metrics are there; empty where nothing is.</param>
/// <param name="Requests">How its requests are counted; null where nothing counts them.</param>
/// <param name="Others">Other counters of its requests.</param>
internal sealed record ServiceSeries(string Service, ImmutableArray<ServicePlace> Places, ServiceRequests? Requests, ImmutableArray<string> Others, ImmutableArray<string> Notes)
{
    /// <summary>The first place that has all of these metrics.</summary>
    public ServicePlace? Where(params ReadOnlySpan<string> names)
    {
        foreach (var place in Places)
        {
            var hasAll = true;
            foreach (var name in names)
            {
                hasAll &= place.Names.Contains(name);
            }

            if (hasAll)
            {
                return place;
            }
        }

        return null;
    }
}

/// <summary>A matcher that finds series of the service.</summary>
internal sealed record ServicePlace(ServiceMatcher Matcher, ImmutableHashSet<string> Names);

/// <summary>How the requests of a service are counted and timed.</summary>
/// <param name="Matchers">What stands between the braces.</param>
/// <param name="StatusLabel">Null where no label has the outcome.</param>
/// <param name="Errors">Which outcomes are failures, as a regular expression.</param>
/// <param name="Timing">In which form there are durations.</param>
internal sealed record ServiceRequests(RequestFamily Family, string Matchers, string? StatusLabel, string Errors, DurationForm Timing)
{
    public string Counter => Family.Requests;

    public string All => $"{Counter}{{{Matchers}}}";

    /// <summary>Null where outcomes are not known.</summary>
    public string? Failed => StatusLabel is null ? null : $"{Counter}{{{Matchers},{PromQL.Fits(StatusLabel, Errors)}}}";

    public string Part(string suffix) => $"{Family.Duration}{suffix}{{{Matchers}}}";
}

internal enum DurationForm
{
    None,

    /// <summary>A sum and a count, from which only a mean follows.</summary>
    Mean,
    Summary,
    Histogram,
}
