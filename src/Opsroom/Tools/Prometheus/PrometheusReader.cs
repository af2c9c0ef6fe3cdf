using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Opsroom.Tools.Prometheus;

/// <summary>Reads what a query answered.</summary>
internal static class PrometheusReader
{
    private const int MostWarnings = 10;

    /// <summary>The answer, or null where this is none.</summary>
    public static PrometheusAnswer? Read(JsonElement body, int mostSeries)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("status", out var status) || !status.ValueEquals("success")
            || !body.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object
            || !data.TryGetProperty("resultType", out var type) || !data.TryGetProperty("result", out var result) || result.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var warnings = body.TryGetProperty("warnings", out var said) && said.ValueKind == JsonValueKind.Array
            ? said.EnumerateArray().Take(MostWarnings).Select(each => OutsideText.OneLine(each.ToString())).ToImmutableArray()
            : [];
        var kind = type.GetString() ?? "";
        return kind switch
        {
            "scalar" => new PrometheusAnswer(kind, [new PrometheusSeries(ImmutableSortedDictionary<string, string>.Empty, [Sample(result)])], warnings, false),
            "string" => new PrometheusAnswer(kind, [], warnings, false),
            "vector" or "matrix" => new PrometheusAnswer(
                kind, [.. result.EnumerateArray().Take(mostSeries).Select(Series)], warnings, result.GetArrayLength() > mostSeries),
            _ => null,
        };
    }

    private static PrometheusSeries Series(JsonElement series) => new(
        series.GetProperty("metric").EnumerateObject().ToImmutableSortedDictionary(label => label.Name, label => label.Value.GetString() ?? "", StringComparer.Ordinal),
        series.TryGetProperty("value", out var value) ? [Sample(value)]
            : series.TryGetProperty("values", out var values) ? [.. values.EnumerateArray().Select(Sample)]
            : []);

    /// <summary>A pair of seconds and a number as text.</summary>
    private static PrometheusSample Sample(JsonElement pair) =>
        new(DateTimeOffset.UnixEpoch.AddSeconds(pair[0].GetDouble()), ToNumber(pair[1].GetString() ?? ""));

    private static double ToNumber(string text) => text switch
    {
        "+Inf" or "Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN,
    };
}
