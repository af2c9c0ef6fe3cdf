using System.Globalization;
using Opsroom.Tools.Incidents.Analysis.Metrics.Services;
using Opsroom.Tools.Incidents.Analysis.Objects;
using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Analysis.Metrics;

/// <summary>What the metrics of a recording show; amounts are set against limits that other series or objects tell.</summary>
internal static class MetricObserver
{
    private const int MostSeries = 400;
    private const int MostLooked = 40;

    public static IEnumerable<Observation> Look(Recording recording, DateTimeOffset? onset, ServiceBoard board)
    {
        var limits = Limits(recording);
        foreach (var metric in recording.Metrics)
        {
            if (metric.Series.IsEmpty)
            {
                yield return new(EvidenceKind.Metric, Bearing.Missing, new(metric.Place, ""), $"The query of {metric.Name} gave no series.");
                continue;
            }

            var told = new List<Observation>();
            foreach (var series in metric.Series.Take(MostSeries))
            {
                var meaning = MeaningOf(metric, series);
                if (SeriesBehaviour.Of(series, onset, recording.Now) is { } behaviour && !IsReplaced(metric, series, behaviour)
                    && Tell(metric, series, WithLimit(metric, series, meaning, behaviour, limits), behaviour, recording.Now) is { } seen)
                {
                    told.Add(board.Weigh(seen, series, meaning, behaviour));
                }
            }

            foreach (var seen in told)
            {
                yield return seen;
            }
        }
    }

    public static MetricMeaning MeaningOf(RecordedMetric metric, RecordedSeries series) => MetricWords.Read(metric.Name, $"{metric.Query} {Outcome(series)}", metric.Unit, metric.Stat);

    /// <summary>When what users feel changed its level by much.</summary>
    public static IEnumerable<DateTimeOffset> LevelsChanged(Recording recording) =>
        from metric in recording.Metrics
        from series in metric.Series.Take(MostLooked)
        where series.Points.Length >= 8 && MeaningOf(metric, series) is { IsUserFacing: true } or { Signal: MetricSignal.Traffic }
        from change in LevelChanges.Of(series.Points)
        where Math.Max(change.After, change.Before) > 1.7 * Math.Min(change.After, change.Before)
        select change.At;

    /// <summary>A label that says how it went makes a count one of failures or successes.</summary>
    private static string Outcome(RecordedSeries series) =>
        string.Join(' ', series.Labels.Where(label => label.Key is "result" or "outcome" or "state" or "status" or "code" or "__name__").Select(label =>
            label.Key == "__name__" ? label.Value : label.Value is "ok" or "success" or "succeeded" ? "result=\"ok\"" : label.Value is "error" or "failed" or "failure" ? "failed" : ""));

    /// <summary>A series that stops where another of the same answer begins at its height was only given another name.</summary>
    private static bool IsReplaced(RecordedMetric metric, RecordedSeries series, SeriesBehaviour behaviour) =>
        !series.Points.IsEmpty && (behaviour.HasEnded || behaviour.Points > 1) && metric.Series.Any(other => !ReferenceEquals(other, series) && !other.Points.IsEmpty
            && ((behaviour.HasEnded && other.Points[0].At >= series.Points[^1].At && other.Points[0].At - series.Points[^1].At < TimeSpan.FromMinutes(15))
                || (other.Points[^1].At <= series.Points[0].At && series.Points[0].At - other.Points[^1].At < TimeSpan.FromMinutes(15) && other.Points[^1].At < series.Points[^1].At))
            && Middle(other) is var height && Middle(series) is var own && height > 0.5 * own && height < 2 * own && behaviour.HasEnded);

    private static double Middle(RecordedSeries series) => Monitoring.Series.RobustScale.Median([.. series.Points.Select(point => point.Value)]);

    private static Observation? Tell(RecordedMetric metric, RecordedSeries series, (MetricMeaning Meaning, double? Limit) read, SeriesBehaviour behaviour, DateTimeOffset now)
    {
        var (meaning, limit) = read;
        var measured = limit is { } most ? Scaled(behaviour, most) : behaviour;
        var finding = ClusterStates.Of(metric, series, behaviour) ?? MetricJudge.Of(metric, series, limit is null ? meaning : meaning with { Signal = MetricSignal.Usage, IsShare = true }, measured, now);
        if (finding.IsNothing)
        {
            return null;
        }

        var subject = MetricSubject.Of(metric, series);
        var what = Title(metric, series);
        var unit = string.IsNullOrEmpty(metric.Unit) ? "" : $" {metric.Unit}";
        var values = behaviour.Before is { } usual && Math.Abs(usual - behaviour.Now) > 1e-9 * Math.Abs(usual)
            ? $"from {MetricJudge.Number(usual)} to {MetricJudge.Number(behaviour.Now)}{unit}"
            : $"{MetricJudge.Number(behaviour.Now)}{unit}";
        var about = limit is { } bound ? string.Create(CultureInfo.InvariantCulture, $"{values} of {MetricJudge.Number(bound)}") : values;
        var query = metric.Query.Length > 0 ? metric.Query : metric.Name;
        return new(EvidenceKind.Metric, finding.Bearing, new(series.PlaceOf(behaviour.Telling), ""), $"{what} {finding.Words}: {about}.")
        {
            Category = finding.Category,
            Theme = $"metric:{meaning.Signal}:{meaning.Resource}",
            Strength = finding.Strength,
            Harm = finding.Harm,
            At = behaviour.ChangedAt,
            Last = series.Points[^1].At,
            IsCurrent = finding.Bearing != Bearing.Recovery,
            IsNew = finding.IsNew,
            Subject = subject,
            Names = MetricSubject.Names(metric, series),
            Also = metric.Query.Length > 0 ? [new(metric.Place.At("query"), query)] : [],
        };
    }

    private static string Title(RecordedMetric metric, RecordedSeries series)
    {
        var labels = string.Join(", ", series.Labels.Where(label => label.Key != "__name__").Take(4).Select(label => $"{label.Key}={label.Value}"));
        var name = metric.Query.Length is > 0 and <= 60 ? metric.Query : metric.Name;
        return labels.Length == 0 ? name : $"{name} ({labels})";
    }

    private static SeriesBehaviour Scaled(SeriesBehaviour behaviour, double limit) => behaviour with
    {
        Before = behaviour.Before / limit,
        Spread = behaviour.Spread / limit,
        During = behaviour.During / limit,
        Now = behaviour.Now / limit,
        Low = behaviour.Low / limit,
        High = behaviour.High / limit,
    };

    private static (MetricMeaning Meaning, double? Limit) WithLimit(RecordedMetric metric, RecordedSeries series, MetricMeaning meaning, SeriesBehaviour behaviour, List<KnownLimit> limits)
    {
        if (meaning.Signal is not (MetricSignal.Usage or MetricSignal.Used) || meaning.IsShare || meaning.Resource is MetricResource.None or MetricResource.Cpu)
        {
            return (meaning, null);
        }

        var names = MetricSubject.Names(metric, series);
        // the limit that shares most names with it: one namespace has many, one pod has one
        var fitting = limits.Where(limit => limit.Resource == meaning.Resource && limit.Value >= 0.5 * behaviour.High)
            .Select(limit => (Limit: limit, Shared: limit.Subjects.IsDefaultOrEmpty || names.IsEmpty ? 1 : limit.Subjects.Count(subject => names.Any(name => Entities.AreSame(subject, name)))))
            .Where(each => each.Shared > 0).OrderByDescending(each => each.Shared).Select(each => each.Limit).FirstOrDefault();
        return (meaning, fitting?.Value);
    }

    private static List<KnownLimit> Limits(Recording recording)
    {
        var known = new List<KnownLimit>();
        foreach (var metric in recording.Metrics)
        {
            foreach (var series in metric.Series.Take(MostSeries))
            {
                if (!series.Points.IsEmpty && MeaningOf(metric, series) is { Signal: MetricSignal.Limit } meaning && series.Points[^1].Value > 0)
                {
                    known.Add(new(meaning.Resource, series.Points[^1].Value, MetricSubject.Names(metric, series)));
                }
            }
        }

        foreach (var each in recording.Objects)
        {
            foreach (var (container, limit) in ContainerLimits.MemoryOf(each.Object))
            {
                known.Add(new(MetricResource.Memory, limit, [container, each.Object.Name]));
            }
        }

        return known;
    }

    private sealed record KnownLimit(MetricResource Resource, double Value, System.Collections.Immutable.ImmutableArray<string> Subjects);
}
