using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Tools.Monitoring.Objectives;

/// <summary>
/// The recommended conditions of alerts on burn rates: Site Reliability Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts" (for 30 days 14.4 over 1 h and 5 min,
/// 6 over 6 h and 30 min, 1 over 3 d and 6 h), with the row between the last two that the generated rules have as well (3 over 1 d and 2 h). Each is a part of the
/// budget that is gone by the end of the long window, so factors follow the length of the objective's window.
/// </summary>
internal static class BurnTable
{
    /// <summary>Fewer failures may be chance.</summary>
    private const double FewFailures = 3;

    private static readonly Row[] Rows =
    [
        new("page", 0.02, TimeSpan.FromHours(1), TimeSpan.FromMinutes(5)),
        new("page", 0.05, TimeSpan.FromHours(6), TimeSpan.FromMinutes(30)),
        new("ticket", 0.1, TimeSpan.FromDays(1), TimeSpan.FromHours(2)),
        new("ticket", 0.1, TimeSpan.FromDays(3), TimeSpan.FromHours(6)),
    ];

    /// <summary>All windows of the table, the shortest first.</summary>
    public static ImmutableArray<TimeSpan> Windows { get; } = [.. Rows.SelectMany(row => new[] { row.Short, row.Long }).Distinct().Order()];

    /// <param name="window">The objective's own; rows that are not shorter say nothing about it.</param>
    public static ImmutableArray<BurnCondition> Judge(ImmutableArray<BurnRate> rates, TimeSpan window) =>
        [.. Rows.Where(row => row.Long < window).Select(row => Judge(row, rates, window))];

    private static BurnCondition Judge(Row row, ImmutableArray<BurnRate> rates, TimeSpan window)
    {
        // slower than the window itself is no burning
        var factor = Math.Max(1, Math.Round(row.Budget * window / row.Long, 2));
        var (@long, @short) = (Find(rates, row.Long), Find(rates, row.Short));
        var (isMet, why) = (@long?.Rate, @short?.Rate) switch
        {
            (null, _) => ((bool?)null, $"no requests in {PromQlDuration.Format(row.Long)}"),
            ({ } slow, _) when slow < factor => (false, Told(@long!)),
            (_, null) => (null, $"{Told(@long!)}, but no requests in {PromQlDuration.Format(row.Short)}"),
            (_, { } fast) when fast < factor => (false, $"{Told(@long!)}, {Told(@short!)}: it is over, or slower"),
            _ when @long!.Missed < FewFailures => (null, string.Create(CultureInfo.InvariantCulture, $"{Told(@long)}, but that is only {@long.Missed:0.#} of {@long.Requests:0} requests: too few to tell it from chance")),
            _ => (true, $"{Told(@long)}, {Told(@short!)}"),
        };
        return new BurnCondition(row.Severity, factor, PromQlDuration.Format(row.Long), PromQlDuration.Format(row.Short), isMet, why);
    }

    private static BurnRate? Find(ImmutableArray<BurnRate> rates, TimeSpan window) => rates.FirstOrDefault(rate => rate.Window == PromQlDuration.Format(window));

    private static string Told(BurnRate rate) => string.Create(CultureInfo.InvariantCulture, $"{rate.Rate:0.##} over {rate.Window}");

    /// <param name="Budget">The part of the budget that is gone when the long window is over.</param>
    private sealed record Row(string Severity, double Budget, TimeSpan Long, TimeSpan Short);
}
