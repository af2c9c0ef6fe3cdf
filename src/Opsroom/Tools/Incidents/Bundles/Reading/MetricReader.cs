using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Opsroom.Tools.Incidents.Bundles.Reading;

/// <summary>Reads answers of metrics backends: a matrix, a vector or a scalar; in Prometheus's envelope or bare; one or several in a file.</summary>
internal static class MetricReader
{
    private const int MaxDepth = 6;

    private static readonly string[] Lists = ["answers", "results", "metrics", "queries", "responses"];

    /// <summary>What an envelope says of the answers in it.</summary>
    private sealed record About(string Name, string Query, string? Unit, string? Backend, string? Stat, TimeSpan? Period);

    public static void Read(JsonElement element, Place place, string name, RecordingBuilder into) => Read(element, place, new(name, "", null, null, null, null), into, 0);

    private static void Read(JsonElement element, Place place, About about, RecordingBuilder into, int depth)
    {
        if (depth > MaxDepth || into.Metrics.Count >= RecordingBuilder.MaxOfAKind)
        {
            return;
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            if (IsSeriesList(element))
            {
                Add(element, place, about, into);
                return;
            }

            var index = 0;
            foreach (var item in element.EnumerateArray())
            {
                Read(item, place.Item(index++), about, into, depth + 1);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            ReadAnswer(element, place, Known(element, about), into, depth);
        }
    }

    private static void ReadAnswer(JsonElement answer, Place place, About about, RecordingBuilder into, int depth)
    {
        if (answer.Text("status") == "error" || (answer.Find("data", "result", "results") is null && answer.Text("error", "errorType") is not null))
        {
            into.Refuse(place.Source, $"The backend answered with an error: {OutsideText.OneLine(answer.Text("error", "errorType", "message") ?? "without a reason")}.");
        }
        else if (answer.Find("result") is { ValueKind: JsonValueKind.Array } result)
        {
            Add(result, place.At("result"), about, into);
        }
        else if (answer.Find("data") is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } data)
        {
            Read(data, place.At("data"), about, into, depth + 1);
        }
        else if (answer.NameOf(Lists) is { } list && answer.GetProperty(list).ValueKind is JsonValueKind.Array or JsonValueKind.Object)
        {
            Read(answer.GetProperty(list), place.At(list), about, into, depth + 1);
        }
        else if (answer.Find("values", "value") is not null)
        {
            into.Metrics.Add(new(about.Name, about.Query, about.Unit, about.Backend, about.Stat, about.Period, [Series(answer, place, into)], place));
        }
        else if (depth > 0 || !into.Metrics.Any(each => each.Place.Source == place.Source))
        {
            into.Refuse(place.Source, "It holds no matrix, vector or scalar.");
        }
    }

    private static About Known(JsonElement answer, About about) => new(
        about.Name, answer.Text("query", "expr", "promql") ?? about.Query, answer.Text("unit") ?? about.Unit, answer.Text("backend", "source") ?? about.Backend,
        answer.Text("stat", "statistic") ?? about.Stat, PeriodText.Parse(answer.Text("period", "step", "interval")) ?? about.Period);

    private static bool IsSeriesList(JsonElement list) =>
        (list.GetArrayLength() == 2 && list[0].ValueKind == JsonValueKind.Number && list[1].ValueKind is JsonValueKind.String or JsonValueKind.Number)
        || (list.GetArrayLength() > 0 && list[0].Find("values", "value") is not null && list[0].Find("metric", "labels") is not null);

    private static void Add(JsonElement result, Place place, About about, RecordingBuilder into)
    {
        var series = ImmutableArray.CreateBuilder<RecordedSeries>();
        if (result.GetArrayLength() == 2 && result[0].ValueKind is JsonValueKind.Number && Point(result, MetricPoint.Scalar, into) is { } scalar)
        {
            series.Add(new(new Dictionary<string, string>(StringComparer.Ordinal), [scalar], place));
        }
        else
        {
            var index = 0;
            foreach (var each in result.EnumerateArray())
            {
                series.Add(Series(each, place.Item(index++), into));
            }
        }

        into.Metrics.Add(new(about.Name, about.Query, about.Unit, about.Backend, about.Stat, about.Period, series.ToImmutable(), place));
    }

    private static RecordedSeries Series(JsonElement series, Place place, RecordingBuilder into)
    {
        var points = ImmutableArray.CreateBuilder<MetricPoint>();
        if (series.Find("values") is { ValueKind: JsonValueKind.Array } values)
        {
            points.Capacity = values.GetArrayLength();
            var index = 0;
            foreach (var pair in values.EnumerateArray())
            {
                if (Point(pair, index++, into) is { } point)
                {
                    points.Add(point);
                }
            }
        }
        else if (series.Find("value") is { ValueKind: JsonValueKind.Array } single && Point(single, MetricPoint.Single, into) is { } only)
        {
            points.Add(only);
        }

        points.Sort((one, other) => one.At.CompareTo(other.At));
        return new(series.Find("metric", "labels").Words(), points.ToImmutable(), place);
    }

    private static MetricPoint? Point(JsonElement pair, int index, RecordingBuilder into)
    {
        if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2 || pair[0].AsText() is not { } moment || MomentText.Parse(moment) is not { } at
            || ValueOf(pair[1]) is not { } value)
        {
            return null;
        }

        into.Saw(at);
        return new(at, value, index);
    }

    private static double? ValueOf(JsonElement value) => value.AsText() switch
    {
        null => null,
        "+Inf" or "Inf" or "Infinity" or "+Infinity" => double.PositiveInfinity,
        "-Inf" or "-Infinity" => double.NegativeInfinity,
        "NaN" or "nan" => double.NaN,
        { } text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
    };
}
