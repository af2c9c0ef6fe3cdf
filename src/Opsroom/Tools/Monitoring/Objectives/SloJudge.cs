using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Tools.Monitoring.Objectives;

/// <summary>Says how a service stands to an objective; where data is too thin to tell, it says that.</summary>
internal static class SloJudge
{
    private const double FewFailures = 3;
    private const double LeastCoverage = 0.5;

    private static readonly string[] RecentWindows = ["1h", "6h", "5m"];

    public static SloStanding Judge(SloNumbers numbers, TimeSpan window, string what)
    {
        var budget = numbers.Budget;
        var conditions = BurnTable.Judge(numbers.BurnRates, window);
        var exhaustion = Exhaustion(numbers, window);
        if (budget.Requests is not > 0 || budget.Used is not { } used)
        {
            return new SloStanding(SloVerdict.Unknown, $"Prometheus has no requests in {PromQlDuration.Format(window)}: there is nothing to judge", conditions, null);
        }

        var counts = Text($"{budget.Missed:0.#} of {budget.Requests:0} requests {what}; {used * 100:0.#} % of the error budget is used");
        var burning = conditions.Where(condition => condition.IsMet is true).ToList();
        var isPage = burning.Exists(condition => condition.Severity == "page");
        if (budget.Allowed < 1 && budget.Missed < FewFailures)
        {
            return new SloStanding(
                SloVerdict.Unknown, Text($"{budget.Missed:0.#} of {budget.Requests:0} requests {what}: with so few requests one that fails is more than the budget, so nothing can be told"), conditions, null);
        }

        if (budget.Coverage < LeastCoverage)
        {
            // of a short time no budget of the whole window follows; how fast it burns does
            var part = Text($"{budget.Missed:0.#} of {budget.Requests:0} requests {what} in the {budget.Coverage * 100:0.#} % of the window that is measured, {used:0.##} times what the budget allows");
            return isPage ? new SloStanding(SloVerdict.BurningFast, $"{part}, and it burns fast: {Told(burning)}", conditions, null)
                : burning.Count > 0 ? new SloStanding(SloVerdict.Burning, $"{part}, and it burns too fast: {Told(burning)}", conditions, null)
                : new SloStanding(used < 1 ? SloVerdict.Met : SloVerdict.Unknown, $"{part}: too short a time to judge the window's budget", conditions, null);
        }

        return used >= 1 ? new SloStanding(SloVerdict.Exhausted, $"{counts}: it is exhausted{(burning.Count > 0 ? $", and it burns on: {Told(burning)}" : "")}", conditions, exhaustion)
            : isPage ? new SloStanding(SloVerdict.BurningFast, $"{counts}, and it burns fast: {Told(burning)}{Left(exhaustion)}", conditions, exhaustion)
            : burning.Count > 0 ? new SloStanding(SloVerdict.Burning, $"{counts}, and it burns too fast: {Told(burning)}{Left(exhaustion)}", conditions, exhaustion)
            : new SloStanding(SloVerdict.Met, counts, conditions, exhaustion);
    }

    /// <summary>When the budget is gone if it goes on as in the last hour, or else in the last six.</summary>
    private static string? Exhaustion(SloNumbers numbers, TimeSpan window)
    {
        var rate = RecentWindows.Select(length => numbers.BurnRates.FirstOrDefault(each => each.Window == length)?.Rate).FirstOrDefault(each => each is not null);
        return rate is > 0 && numbers.Budget.Left is { } left
            ? PromQlDuration.Format(TimeSpan.FromMinutes(Math.Floor(Math.Clamp(left * window.TotalMinutes / rate.Value, 0, 525_600))))
            : null;
    }

    private static string Told(List<BurnCondition> conditions) => string.Join("; ", conditions.Select(condition => Text($"{condition.Severity}: {condition.Why}, the limit is {condition.Factor:0.##}")));

    private static string Left(string? exhaustion) => exhaustion is not null ? $". At this rate the rest lasts {exhaustion}" : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <param name="TimeToExhaustion">At the rate of the last hour.</param>
internal sealed record SloStanding(SloVerdict Verdict, string Summary, ImmutableArray<BurnCondition> Conditions, string? TimeToExhaustion);
