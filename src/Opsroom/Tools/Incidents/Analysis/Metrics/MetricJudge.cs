using System.Globalization;
using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Analysis.Metrics;

/// <summary>
/// Says of one series whether it shows a cause, an effect, or that all is well. What counts is a difference that users or operators would feel: the usual factor from which
/// a level is another one stands with each signal, beside at least four robust deviations from its own past.
/// </summary>
internal static class MetricJudge
{
    private const double LeastDeviations = 4;

    public static MetricFinding Of(RecordedMetric metric, RecordedSeries series, MetricMeaning meaning, SeriesBehaviour behaviour, DateTimeOffset now)
    {
        var scale = ScaleOf(meaning, behaviour);
        return meaning.Signal switch
        {
            MetricSignal.Availability => Availability(behaviour),
            MetricSignal.Failing => Failing(meaning, behaviour),
            MetricSignal.Restarts => behaviour.High - behaviour.Low >= 1 && !behaviour.IsMoment
                ? new(Bearing.Effect, IncidentCategory.None, 0.4, 0.4, "rose")
                : MetricFinding.Well(0.3),
            MetricSignal.Latency => Rising(behaviour, 1.7, floor: 0, "slower", resource: meaning.Resource),
            MetricSignal.Errors => Errors(meaning, behaviour, scale),
            MetricSignal.Success => Success(meaning, behaviour, scale),
            MetricSignal.Traffic => Traffic(behaviour, series),
            MetricSignal.Usage => Usage(meaning, behaviour, scale),
            MetricSignal.Used => Used(meaning, behaviour),
            MetricSignal.Free => Free(meaning, behaviour, scale),
            MetricSignal.Backlog => Backlog(behaviour),
            MetricSignal.ReplicationLag => behaviour.Now >= 10 && (behaviour.IsMoment || behaviour.Ratio >= 3)
                ? new(Bearing.Cause, IncidentCategory.Database, 0.55, 0.35, "lags behind")
                : Steady(behaviour),
            MetricSignal.Expiry => Expiry(metric, behaviour, now),
            MetricSignal.Throttling => Throttling(meaning, behaviour, scale),
            MetricSignal.NetworkLoss => IsRaised(behaviour, 3) || (meaning.IsShare && behaviour.Now * scale > 0.02 && behaviour.IsMoment)
                ? new(Bearing.Cause, IncidentCategory.Network, 0.55, 0.3, "packets are lost")
                : Steady(behaviour),
            MetricSignal.HitRatio => behaviour.Before is > 0 && behaviour.Ratio < 0.75 && behaviour.Deviations >= LeastDeviations
                ? new(Bearing.Effect, IncidentCategory.None, 0.45, 0.2, "fewer answers come from the cache")
                : Steady(behaviour),
            MetricSignal.ClockOffset => Math.Abs(behaviour.Now) > 0.5 ? new(Bearing.Cause, IncidentCategory.Infrastructure, 0.7, 0.2, "the clock is off") : Steady(behaviour),
            MetricSignal.Pauses => IsRaised(behaviour, 3) ? new(Bearing.Cause, IncidentCategory.ResourceExhaustion, 0.5, 0.2, "stands still longer to collect garbage") : Steady(behaviour),
            MetricSignal.Locks => IsRaised(behaviour, 3) || (behaviour.IsMoment && behaviour.Now >= 5) ? new(Bearing.Cause, IncidentCategory.Database, 0.6, 0.3, "sessions wait for locks") : Steady(behaviour),
            MetricSignal.RowsScanned => IsRaised(behaviour, 4) ? new(Bearing.Cause, IncidentCategory.Database, 0.6, 0.2, "more rows are read to find those that were asked for") : Steady(behaviour),
            MetricSignal.Limit => MetricFinding.Nothing,
            _ => Unknown(behaviour),
        };
    }

    /// <summary>Makes percents shares of one.</summary>
    public static double ScaleOf(MetricMeaning meaning, SeriesBehaviour behaviour) =>
        meaning.IsShare && (behaviour.High > 1.6 || meaning.Words.Contains("percent", StringComparison.Ordinal) || (meaning.Words.Contains("utilization", StringComparison.Ordinal) && behaviour.High > 1.0)) ? 0.01 : 1;

    /// <summary>Whether a count of requests is one of those that failed.</summary>
    public static bool IsFailure(RecordedSeries series) => IsAnswer(series, '5');

    public static string Number(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 1e15 or < 1e-4 => value.ToString("0.###e0", CultureInfo.InvariantCulture),
        >= 1000 => value.ToString("#,0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.####", CultureInfo.InvariantCulture),
    };

    private static MetricFinding Availability(SeriesBehaviour behaviour)
    {
        if (behaviour.Before is > 0 && behaviour.Ratio <= 0.75)
        {
            return new(Bearing.Effect, IncidentCategory.None, 0.7, behaviour.Now == 0 ? 0.8 : 0.5, "is down");
        }

        return behaviour.Now == 0
            ? new(Bearing.Effect, IncidentCategory.None, 0.6, 0.6, "is down") { IsNew = behaviour.Before is null or > 0 }
            : behaviour.ChangedAt is not null && behaviour.Low == 0 ? MetricFinding.Recovered : MetricFinding.Well(0.6);
    }

    private static MetricFinding Failing(MetricMeaning meaning, SeriesBehaviour behaviour)
    {
        if (behaviour.Now <= 0)
        {
            return behaviour.High > 0 ? MetricFinding.Recovered : MetricFinding.Well(0.5);
        }

        var isNew = behaviour.Before is null || behaviour.Now > behaviour.Before;
        return meaning.Words.Contains("status_check", StringComparison.Ordinal)
            ? new(Bearing.Cause, IncidentCategory.Infrastructure, 0.6, 0.5, "fails its checks") { IsNew = isNew }
            : meaning.Words.Contains("oom", StringComparison.Ordinal)
                ? new(Bearing.Cause, IncidentCategory.ResourceExhaustion, 0.6, 0.5, "was killed for memory") { IsNew = isNew }
                : new(Bearing.Effect, IncidentCategory.None, 0.6, 0.55, "is not healthy") { IsNew = isNew };
    }

    private static MetricFinding Errors(MetricMeaning meaning, SeriesBehaviour behaviour, double scale)
    {
        var share = behaviour.Now * scale;
        if (meaning.IsShare && behaviour.Before is null)
        {
            return share >= 0.02 ? new(Bearing.Effect, IncidentCategory.None, 0.7, Math.Min(0.95, 0.5 + share), "fails") : MetricFinding.Well(0.6);
        }

        if (behaviour.IsMoment)
        {
            return behaviour.Now == 0 ? MetricFinding.Well(0.5) : new(Bearing.Effect, IncidentCategory.None, 0.3, 0.2, "counts failures");
        }

        if (meaning.IsShare && Math.Max(behaviour.Now, behaviour.During) * scale < 0.005)
        {
            return MetricFinding.Well(0.8);
        }

        return Rising(behaviour, 1.8, floor: meaning.IsShare ? 0.005 / scale : 0, "fails more often");
    }

    private static MetricFinding Success(MetricMeaning meaning, SeriesBehaviour behaviour, double scale)
    {
        if (meaning.IsShare)
        {
            var (lost, past) = (1 - behaviour.Now * scale, 1 - (behaviour.Before ?? 1) * scale);
            return lost >= 0.01 && lost > 2.5 * past ? new(Bearing.Effect, IncidentCategory.None, 0.75, Math.Min(0.95, 0.5 + lost), "succeeds less often")
                : lost < 0.01 && 1 - behaviour.Low * scale >= 0.05 && behaviour.ChangedAt is not null ? MetricFinding.Recovered
                : lost < 0.01 ? MetricFinding.Well(0.8) : MetricFinding.Nothing;
        }

        return Falling(behaviour, 0.75, 0.75, "succeeds less often");
    }

    private static MetricFinding Traffic(SeriesBehaviour behaviour, RecordedSeries series)
    {
        if (IsFailure(series))
        {
            return Rising(behaviour, 1.8, 0, "fails more often");
        }

        if (IsAnswer(series, '4'))
        {
            // scanners and expired sessions come and go; that what clients send is no longer understood is a failure
            return series.Labels.Any(label => label.Value is "400" or "409" or "413" or "415" or "422" or "426") && IsRaised(behaviour, 3) ? Rising(behaviour, 3, 0, "is refused more often") : MetricFinding.Nothing;
        }

        if (behaviour.Before is not null && !behaviour.IsUsual && behaviour.Deviations >= LeastDeviations && behaviour.Ratio >= 1.7)
        {
            var strength = Math.Min(0.75, 0.3 + 0.12 * Math.Log2(Math.Min(behaviour.Ratio, 64)));
            return new(Bearing.Cause, IncidentCategory.Traffic, strength, 0, "demand grew");
        }

        return Falling(behaviour, 0.65, behaviour.Ratio <= 0.4 ? 0.5 : 0.25, "demand fell");
    }

    private static bool IsAnswer(RecordedSeries series, char kind) =>
        series.Labels.Any(label => label.Key is "code" or "status" or "status_code" or "http_status" or "response_code" or "http_status_code" or "http_response_status_code" && label.Value.StartsWith(kind));

    private static MetricFinding Usage(MetricMeaning meaning, SeriesBehaviour behaviour, double scale)
    {
        var category = CategoryOf(meaning.Resource);
        if (meaning.IsShare || (meaning.Resource == MetricResource.Cpu && behaviour.High is > 1.6 and <= 100.5))
        {
            var share = behaviour.Now * (meaning.IsShare ? scale : 0.01);
            var past = (behaviour.Before ?? 0) * (meaning.IsShare ? scale : 0.01);
            if (share >= 0.85)
            {
                var isNew = behaviour.Before is null || (share - past > 0.08 && !behaviour.IsUsual);
                var strength = (share >= 0.97 ? 0.6 : share >= 0.92 ? 0.5 : 0.4) + (meaning.Resource is MetricResource.Disk or MetricResource.Inodes or MetricResource.Connections or MetricResource.Workers ? 0.12 : 0);
                return new(Bearing.Cause, category, strength, meaning.Resource is MetricResource.Disk or MetricResource.Inodes && (share >= 0.95 || share - past > 0.05) ? 0.3 : share >= 0.97 && isNew ? 0.28 : 0.1, "is used up") { IsNew = isNew };
            }

            // what may be cores as well as percents is judged by its growth
            if (!meaning.IsShare && IsRaised(behaviour, 2.5))
            {
                return new(Bearing.Cause, category, Math.Min(0.55, 0.3 + (0.1 * Math.Log2(Math.Min(behaviour.Ratio, 16) / 2.5))), 0, "is used more");
            }

            return IsRaised(behaviour, 1.6) && share >= 0.5 ? new(Bearing.Cause, category, 0.25, 0, "is used more") : MetricFinding.Well(0.4);
        }

        if (meaning.Resource is MetricResource.Connections or MetricResource.Workers && HasStopped(behaviour))
        {
            return new(Bearing.Effect, IncidentCategory.None, 0.5, 0.4, "has all but stopped");
        }

        return IsRaised(behaviour, 1.8) ? new(Bearing.Cause, category, behaviour.Ratio >= 4 ? 0.4 : 0.3, 0, "is used more") : Steady(behaviour);
    }

    private static MetricFinding Used(MetricMeaning meaning, SeriesBehaviour behaviour) =>
        meaning.Resource == MetricResource.Transactions && behaviour.Now > 1.5e9
            ? new(Bearing.Cause, IncidentCategory.Database, 0.8, 0.3, "is near wraparound")
            : IsRaised(behaviour, 1.8) ? new(Bearing.Cause, CategoryOf(meaning.Resource), 0.3, 0, "grows") : Steady(behaviour);

    private static MetricFinding Free(MetricMeaning meaning, SeriesBehaviour behaviour, double scale)
    {
        var highest = Math.Max(behaviour.Before ?? 0, behaviour.High);
        var isGone = behaviour.Now <= 0 || (meaning.IsShare ? behaviour.Now * scale < 0.05 : highest > 0 && behaviour.Now < 0.03 * highest);
        if (isGone)
        {
            return new(Bearing.Cause, CategoryOf(meaning.Resource), meaning.Resource is MetricResource.Disk or MetricResource.Inodes ? 0.75 : 0.65, 0.3, "is used up")
            {
                IsNew = behaviour.Before is not { } before || before > 2 * Math.Max(behaviour.Now, 0) || before > 0,
            };
        }

        return behaviour.Before is > 0 && behaviour.Ratio < 0.4 && behaviour.Deviations >= LeastDeviations ? new(Bearing.Cause, CategoryOf(meaning.Resource), 0.35, 0.1, "runs out") : MetricFinding.Well(0.4);
    }

    private static MetricFinding Backlog(SeriesBehaviour behaviour) =>
        (behaviour.Before is not null && behaviour.Now >= 5 && behaviour.Ratio >= 3 && behaviour.Deviations >= LeastDeviations)
            || (behaviour.IsClimbing && behaviour.Now >= 20 && behaviour.Now >= 0.9 * behaviour.High)
            ? new(Bearing.Effect, IncidentCategory.None, 0.6, 0.45, "work waits")
            : behaviour.ChangedAt is not null && behaviour.Before is { } usual && behaviour.RatioDuring >= 3 && behaviour.Now <= 1.5 * usual + 5 ? MetricFinding.Recovered : Steady(behaviour);

    private static MetricFinding Expiry(RecordedMetric metric, SeriesBehaviour behaviour, DateTimeOffset now)
    {
        var isDifference = metric.Query.Contains("time()", StringComparison.Ordinal) || behaviour.Now < 5e8;
        var left = isDifference ? behaviour.Now : behaviour.Now - now.ToUnixTimeSeconds();
        var isDays = metric.Unit is "days" or "d" || metric.Query.Contains("days", StringComparison.OrdinalIgnoreCase) || metric.Query.Contains("86400", StringComparison.Ordinal);
        var days = isDays ? left : left / 86_400;
        return days <= 0 ? new(Bearing.Cause, IncidentCategory.Credentials, 0.85, 0.5, "has expired")
            : days < 3 ? new(Bearing.Cause, IncidentCategory.Credentials, 0.5, 0.3, "expires soon") : MetricFinding.Well(0.4);
    }

    private static MetricFinding Throttling(MetricMeaning meaning, SeriesBehaviour behaviour, double scale)
    {
        var isHigh = meaning.IsShare && behaviour.Now * scale >= 0.25;
        return isHigh || IsRaised(behaviour, 2.5) || (behaviour.IsMoment && behaviour.Now > 10 && !meaning.IsShare)
            ? new(Bearing.Cause, IncidentCategory.ResourceExhaustion, isHigh ? 0.65 : 0.55, meaning.Resource == MetricResource.Quota ? 0.4 : 0.2, "is throttled")
            {
                IsNew = behaviour.Before is null || behaviour.Ratio >= 1.5,
            }
            : Steady(behaviour);
    }

    /// <summary>What went on all the time and has all but stopped.</summary>
    private static bool HasStopped(SeriesBehaviour behaviour) =>
        behaviour is { Before: > 0, IsUsual: false, Points: >= 10 } && behaviour.Ratio <= 0.08 && behaviour.Deviations >= LeastDeviations && behaviour.Spread < 0.5 * behaviour.Before;

    private static MetricFinding Unknown(SeriesBehaviour behaviour) =>
        HasStopped(behaviour) ? new(Bearing.Effect, IncidentCategory.None, 0.5, 0.4, "has all but stopped") :
        behaviour.Before is not null && behaviour.Deviations >= 2 * LeastDeviations && behaviour.Ratio is >= 2 or <= 0.5
            ? new(Bearing.Effect, IncidentCategory.None, 0.2, 0, behaviour.Ratio > 1 ? "rose" : "fell")
            : MetricFinding.Nothing;

    private static MetricFinding Rising(SeriesBehaviour behaviour, double factor, double floor, string words, MetricResource resource = MetricResource.None)
    {
        if (behaviour.Before is null)
        {
            return MetricFinding.Nothing;
        }

        if (IsOtherUnit(behaviour))
        {
            return MetricFinding.Nothing;
        }

        if (behaviour.Now > floor && IsRaised(behaviour, factor))
        {
            var harm = Math.Min(0.9, 0.27 + (0.17 * Math.Log2(Math.Min(behaviour.Ratio, 64) / factor)));
            return resource == MetricResource.InputOutput ? new(Bearing.Cause, IncidentCategory.Storage, 0.4, 0.2, "the disk answers slower")
                : resource == MetricResource.Network ? new(Bearing.Cause, IncidentCategory.Network, 0.5, 0.2, "the way takes longer")
                : new(Bearing.Effect, IncidentCategory.None, 0.7, harm, words);
        }

        return behaviour.ChangedAt is not null && behaviour.During > floor && behaviour.RatioDuring >= factor
            || (behaviour.High > floor && behaviour.High > Math.Max(factor, 3) * Math.Max(behaviour.Before.Value, floor) && behaviour.ChangedAt is not null)
            || (behaviour.Sustained > floor && behaviour.Sustained > factor * Math.Max(behaviour.Before.Value, floor) && behaviour.Sustained - behaviour.Before.Value > LeastDeviations * behaviour.Spread)
            ? MetricFinding.Recovered : MetricFinding.Well(0.8);
    }

    private static MetricFinding Falling(SeriesBehaviour behaviour, double factor, double harm, string words)
    {
        if (behaviour.Before is not > 0)
        {
            return MetricFinding.Nothing;
        }

        return behaviour.Ratio <= factor && !behaviour.IsUsual && behaviour.Deviations >= LeastDeviations ? new(Bearing.Effect, IncidentCategory.None, 0.65, harm, words)
            : behaviour.ChangedAt is not null && behaviour.RatioDuring <= factor ? MetricFinding.Recovered : MetricFinding.Well(0.6);
    }

    /// <summary>A jump by a thousand or a million, and nothing else, is a number in another unit.</summary>
    private static bool IsOtherUnit(SeriesBehaviour behaviour) =>
        behaviour is { Before: > 0, Ratio: > 900 } && double.IsFinite(behaviour.Ratio) && Math.Abs((Math.Log10(behaviour.Ratio) / 3) - Math.Round(Math.Log10(behaviour.Ratio) / 3)) < 0.015 && behaviour.Spread < 0.15 * behaviour.Before;

    private static bool IsRaised(SeriesBehaviour behaviour, double factor) =>
        behaviour.Before is not null && !behaviour.IsUsual && behaviour.Now > 0 && behaviour.Ratio >= factor && behaviour.Deviations >= LeastDeviations;

    private static MetricFinding Steady(SeriesBehaviour behaviour) => behaviour.Before is null ? MetricFinding.Nothing : MetricFinding.Well(0.4);

    public static IncidentCategory CategoryOf(MetricResource resource) => resource switch
    {
        MetricResource.Disk or MetricResource.Inodes => IncidentCategory.Storage,
        MetricResource.Transactions => IncidentCategory.Database,
        MetricResource.Network => IncidentCategory.Network,
        MetricResource.Certificate => IncidentCategory.Credentials,
        _ => IncidentCategory.ResourceExhaustion,
    };
}

/// <param name="Words">What it does, as the end of a sentence about the series.</param>
internal sealed record MetricFinding(Bearing Bearing, IncidentCategory Category, double Strength, double Harm, string Words)
{
    public bool IsNew { get; init; } = true;

    public bool IsNothing => ReferenceEquals(this, Nothing);

    public static MetricFinding Nothing { get; } = new(Bearing.Noise, IncidentCategory.None, 0, 0, "");

    public static MetricFinding Recovered { get; } = new(Bearing.Recovery, IncidentCategory.None, 0.6, 0, "is back at its usual level");

    public static MetricFinding Well(double strength) => new(Bearing.Well, IncidentCategory.None, strength, 0, "is as it was");
}
