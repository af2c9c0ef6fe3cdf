using System.Globalization;
using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;

namespace Opsroom.Models.Playbooks.Operations.Monitoring;

/// <summary>Tells what a query of Prometheus answered.</summary>
internal static class MetricsTold
{
    private const int MostTold = 12;

    public static void Tell(Told told, JsonElement result)
    {
        var series = result.Items("series").ToList();
        var from = result.Text("from");
        told.Line(series.Count == 0 ? "**No series fits the query.** That is no value of 0: the metric or its labels have other names, or nothing is scraped that has it."
            : $"**{result.Member("stats")?.Integer("series") ?? series.Count} series**{(from is null ? " now" : $" from {Told.Code(from)} to {Told.Code(result.Text("to"))}, a point each {Told.Code(result.Text("step"))}")}:");
        foreach (var each in series.Take(MostTold))
        {
            var last = each.Items("samples").LastOrDefault();
            var value = last.Number("value") is { } number ? Amounts.Plain(number) : last.Text("not_number") ?? "–";
            told.Bullet($"{Labels(each)}: {(from is null ? value : each.Member("stats") is { } stats ? Statistics(stats, null) : value)}");
        }

        foreach (var note in result.Items("notes").Where(_ => series.Count > 0).Take(5))
        {
            told.Bullet(Told.Quote(note.GetString()));
        }

        told.Line($"Query: {Told.Code(result.Text("query"))}");
    }

    /// <summary>What a series did, in a line.</summary>
    public static string Statistics(JsonElement stats, string? unit)
    {
        List<string> parts = [$"last {Amounts.Of(stats.Number("last"), unit)}, lowest {Amounts.Of(stats.Number("min"), unit)}, highest {Amounts.Of(stats.Number("max"), unit)}, median {Amounts.Of(stats.Number("median"), unit)}"];
        if (stats.Member("trend")?.Text("direction") is "rising" or "falling")
        {
            parts.Add(stats.Member("trend")!.Value.Text("direction")!);
        }

        parts.AddRange(stats.Items("change_points").TakeLast(2).Select(change => $"changed at {Told.Code(change.Text("at"))} from {Amounts.Of(change.Number("before"), unit)} to {Amounts.Of(change.Number("after"), unit)}"));
        if (stats.Integer("anomaly_count") is > 0 and var anomalies)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{anomalies} points stand out"));
        }

        return string.Join("; ", parts);
    }

    private static string Labels(JsonElement series) => series.Member("labels") is { ValueKind: JsonValueKind.Object } labels && labels.EnumerateObject().Any()
        ? Told.Code(string.Join(", ", labels.EnumerateObject().Select(label => $"{label.Name}={label.Value}"))) : "all";
}
