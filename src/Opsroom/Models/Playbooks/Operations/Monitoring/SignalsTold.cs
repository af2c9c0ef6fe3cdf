using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;

namespace Opsroom.Models.Playbooks.Operations.Monitoring;

/// <summary>Tells of golden signals, with the queries by which they can be asked again.</summary>
internal static class SignalsTold
{
    private static readonly string[] Signals = ["latency", "traffic", "errors", "saturation"];

    public static void Tell(Told told, string service, JsonElement result)
    {
        told.Line($"**{Told.Code(service)}: {result.Text("verdict")}** over {result.Text("time_range")}: {Told.Quote(result.Text("summary"))}.");
        foreach (var (name, signal) in Signals.Select(name => (name, result.Member(name) ?? default)))
        {
            var unit = signal.Text("unit");
            told.Bullet(signal.Number("value") is { } value
                ? $"{name}: {Amounts.Of(value, unit)} (before {Amounts.Of(signal.Number("baseline"), unit)}, a day before {Amounts.Of(signal.Number("day_before"), unit)}), **{signal.Text("verdict")}**: {Told.Quote(signal.Text("why"))}"
                : $"{name}: **{signal.Text("verdict")}**, {Told.Quote(signal.Text("why"))}");
            if (signal.Text("query") is { } query)
            {
                told.Under(Told.Code(query));
            }
        }

        Missing(told, result);
    }

    /// <summary>What was looked for in vain.</summary>
    public static void Missing(Told told, JsonElement result)
    {
        foreach (var note in result.Items("not_found").Concat(result.Items("notes")).Take(5))
        {
            told.Bullet(Told.Quote(note.GetString()));
        }
    }

    /// <param name="trend">The same measure over the range.</param>
    public static void TellOne(Told told, MonitoringWish.OneSignal wish, JsonElement measure, ToolExchange trend)
    {
        var unit = measure.Text("unit");
        told.Line($"**{measure.Text("name")} of {Told.Code(wish.Service)} is {Amounts.Of(measure.Number("value"), unit)}** over the last 5 minutes (the 5 before: {Amounts.Of(measure.Number("baseline"), unit)}, a day before: {Amounts.Of(measure.Number("day_before"), unit)}).");
        if (!trend.Succeeded)
        {
            told.Line($"How it went over {wish.Range} could not be read: {Told.Quote(ToolAnswers.FailureOf(trend))}.");
        }
        else if (trend.Result.Items("series").FirstOrDefault().Member("stats") is { } stats)
        {
            told.Line($"Over {wish.Range}: {MetricsTold.Statistics(stats, unit == "s" && measure.Text("query")?.Contains("milliseconds", StringComparison.Ordinal) == true ? "ms" : unit)}.");
        }

        told.Bullet($"Query: {Told.Code(measure.Text("query"))}");
    }
}
