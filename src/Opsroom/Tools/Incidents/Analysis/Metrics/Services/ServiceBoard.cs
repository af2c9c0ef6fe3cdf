using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Analysis.Metrics.Services;

/// <summary>Services that were measured in the same way, side by side, before and since a moment. Of many series some always look odd, so each is weighed by what all of them show.</summary>
internal sealed class ServiceBoard
{
    private const double Slight = 0.2;
    private const double Multiplied = 0.5;
    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(5);

    private readonly HashSet<RecordedSeries> measured;
    private readonly HashSet<RecordedSeries> compared;
    private readonly HashSet<RecordedSeries> felt;
    private readonly HashSet<RecordedSeries> multiplied;

    private ServiceBoard(ServiceCalls calls, DateTimeOffset? at, IReadOnlyList<ServiceProfile> services, IEnumerable<RecordedSeries> measured)
    {
        (Calls, At, Services) = (calls, at, services);
        IsFelt = services.Any(each => each.IsFelt);
        this.measured = new(measured, ReferenceEqualityComparer.Instance);
        compared = new(services.SelectMany(each => each.Readings).Select(each => each.Measured.Series), ReferenceEqualityComparer.Instance);
        felt = new(services.SelectMany(each => each.Suffering).Select(each => each.Measured.Series), ReferenceEqualityComparer.Instance);
        var inner = InnerDemand.Of(services, calls).ToHashSet(StringComparer.Ordinal);
        multiplied = new(services.Where(each => inner.Contains(each.Key)).SelectMany(each => each.Readings.Concat(each.Ways)).Select(each => each.Measured.Series), ReferenceEqualityComparer.Instance);
    }

    public ServiceCalls Calls { get; }

    /// <summary>Null where nothing changed at many of them.</summary>
    public DateTimeOffset? At { get; }

    public IReadOnlyList<ServiceProfile> Services { get; }

    /// <summary>Whether any of them answers slower or fails more.</summary>
    public bool IsFelt { get; }

    public static ServiceBoard Of(Recording recording, ImmutableArray<MeasuredSeries> measured, DateTimeOffset? at) =>
        new(ServiceCalls.Of(recording, measured), at, at is { } moment ? Profiles(measured, moment) : [], measured.Where(each => each.Meaning.IsUserFacing || each.Meaning.Signal == MetricSignal.Traffic).Select(each => each.Series));

    /// <summary>
    /// What one series shows, set against all: a short rise of one among many is noise, demand that went down everywhere is nobody's failure, and demand that grew only inside
    /// was made by whoever asks.
    /// </summary>
    public Observation Weigh(Observation seen, RecordedSeries series, MetricMeaning meaning, SeriesBehaviour behaviour)
    {
        if (seen is { Bearing: Bearing.Cause, Category: IncidentCategory.Traffic } && multiplied.Contains(series))
        {
            return seen with
            {
                Category = IncidentCategory.ApplicationError,
                Theme = "calls-multiplied",
                Strength = Multiplied,
                Statement = $"{seen.Statement.TrimEnd('.')}, while those who call it are asked as before: each request makes more calls.",
            };
        }

        if (!measured.Contains(series) || seen.Bearing is not (Bearing.Effect or Bearing.Recovery) || meaning.Signal == MetricSignal.Success)
        {
            return seen;
        }

        if (seen.Bearing == Bearing.Recovery)
        {
            return Raised(series, behaviour) >= LongEnough ? seen : seen with { IsNew = false };
        }

        return meaning.Signal == MetricSignal.Traffic && !MetricJudge.IsFailure(series)
            ? IsFelt || behaviour.Ratio < 0.15 ? seen : seen with { Harm = Math.Min(Slight, seen.Harm) }
            : felt.Contains(series) || (At is not null && !compared.Contains(series)) ? seen : seen with { Harm = 0, IsNew = false };
    }

    /// <summary>For how long in one go it was well above what is usual.</summary>
    private static TimeSpan Raised(RecordedSeries series, SeriesBehaviour behaviour)
    {
        var bound = Math.Max(1.7 * (behaviour.Before ?? 0), (behaviour.Before ?? 0) + (4 * behaviour.Spread));
        var (longest, since) = (TimeSpan.Zero, (DateTimeOffset?)null);
        foreach (var point in series.Points)
        {
            since = point.Value > bound ? since ?? point.At : null;
            longest = since is { } from && point.At - from > longest ? point.At - from : longest;
        }

        return longest;
    }

    private static List<ServiceProfile> Profiles(ImmutableArray<MeasuredSeries> measured, DateTimeOffset at)
    {
        var readings = measured.AsParallel().AsOrdered().Select(each => LevelShift.Of(each.Series, at) is { } shift ? new ServiceReading(each, shift) : null).ToList().OfType<ServiceReading>();
        return
        [
            .. readings.GroupBy(each => ServiceLabels.Key(each.Measured.Service), StringComparer.Ordinal)
                .Select(group => new ServiceProfile(group.Key, [.. group.Where(each => each.Measured.Caller is null)], [.. group.Where(each => each.Measured.Caller is not null)])),
        ];
    }
}
