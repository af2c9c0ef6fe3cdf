using System.Collections.Immutable;
using System.Globalization;

namespace Opsroom.Tools.Monitoring.Signals;

/// <summary>
/// Judges signals. Errors and saturation have limits of their own; latency and traffic are compared with before, for what is slow or much is not known without
/// an objective. The limits stand in docs/metrics.md.
/// </summary>
internal static class SignalJudge
{
    private const double FewRequests = 20;
    private const double FewFailures = 5;
    private const double ErrorsWarning = 0.01;
    private const double ErrorsCritical = 0.05;
    private const double ErrorsRise = 3;
    private const double ErrorsWorthTelling = 0.001;
    private const double SlowerWarning = 2;
    private const double SlowerCritical = 5;
    private const double SlowerAtLeast = 0.05;

    public static GoldenSignal Traffic(ImmutableArray<SignalMeasure> measures)
    {
        if (Find(measures, RequestMeasures.Rate) is not { } rate)
        {
            return Nothing("nothing counts its requests", measures);
        }

        var value = rate.Value ?? 0;
        // of the two times before the one that is nearer: what is so each day is no change
        double[] before = [.. new[] { rate.Baseline, rate.DayBefore }.OfType<double>().Where(each => each > 0)];
        var requests = Find(measures, RequestMeasures.Count)?.Value ?? 0;
        if (rate.Value is null || before.Length == 0)
        {
            return Signal(SignalVerdict.Unknown, rate.Value is null ? "there are no requests" : $"{Number(value)} requests/s; there is no time before to compare with", rate, measures);
        }

        var nearest = before.MinBy(each => Math.Abs(Math.Log(Math.Max(value, 1e-9) / each)));
        var change = value / nearest;
        var stopped = rate.Recent is { } recent && recent < 0.1 * nearest && nearest * 300 >= FewRequests;
        var isEnough = Math.Max(requests, requests / Math.Max(change, 1e-9)) >= FewRequests;
        return !isEnough ? Signal(SignalVerdict.Unknown, $"{Number(requests)} requests are too few to compare", rate, measures)
            : change < 0.1 || stopped ? Signal(SignalVerdict.Critical, $"{Number(stopped ? rate.Recent!.Value : value)} requests/s{(stopped ? " in the last 5 minutes" : "")}, {Number(nearest)} before: requests hardly arrive any more", rate, measures)
            : change < 0.5 ? Signal(SignalVerdict.Warning, $"{Number(value)} requests/s, {Number(nearest)} before: less than half", rate, measures)
            : change > 3 ? Signal(SignalVerdict.Warning, $"{Number(value)} requests/s, {Number(nearest)} before: {Number(change)} times as many", rate, measures)
            : Signal(SignalVerdict.Ok, $"{Number(value)} requests/s, {Number(nearest)} before", rate, measures);
    }

    public static GoldenSignal Errors(ImmutableArray<SignalMeasure> measures, double requests)
    {
        if (Find(measures, RequestMeasures.ErrorRatio) is not { } ratio)
        {
            return Nothing("no label tells which of its requests failed", measures);
        }

        if (ratio.Value is not { } share || requests < 1)
        {
            return Signal(SignalVerdict.Unknown, "there are no requests", ratio, measures);
        }

        var failures = Find(measures, RequestMeasures.Failures)?.Value ?? 0;
        var worst = Math.Max(share, ratio.Recent ?? 0);
        var when = worst > share ? " in the last 5 minutes" : "";
        var before = Lower(ratio);
        var told = $"{Percent(worst)} of the requests failed{when}{(before is { } known ? $", {Percent(known)} before" : "")}";
        return failures < FewFailures ? Signal(
                requests < FewRequests ? SignalVerdict.Unknown : SignalVerdict.Ok, $"{Number(failures)} of {Number(requests)} requests failed{(requests < FewRequests ? ": too few requests to judge" : "")}", ratio, measures)
            : worst >= ErrorsCritical ? Signal(SignalVerdict.Critical, told, ratio, measures)
            : worst >= ErrorsWarning || (before is { } earlier && worst >= ErrorsWorthTelling && worst >= ErrorsRise * Math.Max(earlier, ErrorsWorthTelling / ErrorsRise))
                ? Signal(SignalVerdict.Warning, told, ratio, measures)
            : Signal(SignalVerdict.Ok, told, ratio, measures);
    }

    public static GoldenSignal Latency(ImmutableArray<SignalMeasure> measures, double requests)
    {
        if (measures.FirstOrDefault(measure => measure.Value is not null) is not { } main)
        {
            return Nothing(measures.IsEmpty ? "nothing times its requests" : "there are no requests that were timed", measures);
        }

        var value = Math.Max(main.Value!.Value, main.Recent ?? 0);
        var when = value > main.Value ? " in the last 5 minutes" : "";
        if (Lower(main) is not { } before)
        {
            return Signal(SignalVerdict.Unknown, $"{main.Name} is {Seconds(value)}{when}; there is no time before to compare with", main, measures);
        }

        var told = $"{main.Name} is {Seconds(value)}{when}, {Seconds(before)} before";
        return requests < FewRequests ? Signal(SignalVerdict.Unknown, $"{told}: too few requests to judge", main, measures)
            : value - before < SlowerAtLeast || value < SlowerWarning * before ? Signal(SignalVerdict.Ok, told, main, measures)
            : Signal(value >= SlowerCritical * before ? SignalVerdict.Critical : SignalVerdict.Warning, $"{told}: {Number(value / Math.Max(before, 1e-9))} times as slow", main, measures);
    }

    /// <param name="sources">Of the measures, in their order.</param>
    public static GoldenSignal Saturation(ImmutableArray<SignalMeasure> measures, IReadOnlyList<SaturationSource> sources)
    {
        var judged = measures.Zip(sources).Where(each => each.First.Value is not null).Select(each => (Measure: each.First, Source: each.Second, Verdict: Verdict(each.First, each.Second))).ToList();
        if (judged.Count == 0)
        {
            return Nothing("nothing that it could use up is measured", measures);
        }

        var worst = judged.OrderByDescending(each => each.Verdict).ThenByDescending(each => each.Source.Warning is { } limit ? Worst(each.Measure) / limit : 0).First();
        var told = worst.Verdict == SignalVerdict.Unknown ? "no limit is known for what it uses" : $"{worst.Measure.Name}: {Amount(Worst(worst.Measure), worst.Measure.Unit)}";
        return Signal(worst.Verdict, told, worst.Measure, measures);
    }

    private static SignalVerdict Verdict(SignalMeasure measure, SaturationSource source) =>
        source.Warning is null ? SignalVerdict.Unknown
        : Worst(measure) >= source.Critical ? SignalVerdict.Critical
        : Worst(measure) >= source.Warning ? SignalVerdict.Warning : SignalVerdict.Ok;

    private static double Worst(SignalMeasure measure) => Math.Max(measure.Value ?? 0, measure.Recent ?? 0);

    private static GoldenSignal Signal(SignalVerdict verdict, string why, SignalMeasure main, ImmutableArray<SignalMeasure> measures) =>
        new(verdict, why, main.Value, main.Unit, main.Baseline, main.DayBefore, main.Query, measures);

    private static GoldenSignal Nothing(string why, ImmutableArray<SignalMeasure> measures) => new(SignalVerdict.Unknown, why, null, null, null, null, null, measures);

    private static SignalMeasure? Find(ImmutableArray<SignalMeasure> measures, string name) => measures.FirstOrDefault(measure => measure.Name == name);

    private static double? Lower(SignalMeasure measure) => (measure.Baseline, measure.DayBefore) switch
    {
        ({ } one, { } other) => Math.Min(one, other),
        var (one, other) => one ?? other,
    };

    private static string Amount(double value, string unit) => unit switch { "ratio" => Percent(value), "s" => Seconds(value), _ => $"{Number(value)} {unit}" };

    private static string Percent(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{ratio * 100:0.##} %");

    private static string Seconds(double seconds) => seconds < 1 ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0.#} ms") : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.##} s");

    private static string Number(double number) => number.ToString(Math.Abs(number) >= 100 ? "0" : "0.##", CultureInfo.InvariantCulture);
}
