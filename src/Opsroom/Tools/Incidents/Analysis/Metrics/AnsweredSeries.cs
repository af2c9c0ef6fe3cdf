using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Bundles.Reading;

namespace Opsroom.Tools.Incidents.Analysis.Metrics;

/// <summary>
/// Finds series of numbers in the JSON that other tools answered, whatever they call their fields: lists of objects with a time and numbers, lists of pairs of a time and a
/// number, and lists of times beside lists of numbers.
/// </summary>
internal static partial class AnsweredSeries
{
    private const int MaxDepth = 24;
    private const int MostSeries = 300;
    private const int FewestPoints = 3;
    private const int LongestAnswer = 8 * 1024 * 1024;

    private static readonly string[] TimeKeys = ["timestamp", "time", "at", "ts", "t", "beginTimeSeconds", "endTimeSeconds", "timeStamp", "startTime", "endTime", "start", "date", "key_as_string", "bucket", "datetime", "x", "period", "interval"];

    private static readonly string[] NameKeys = ["metric", "metricName", "MetricName", "Label", "name", "title", "displayName", "Id", "expression", "query", "target", "scope", "legendFormat"];

    public static IEnumerable<RecordedMetric> Of(RecordedNote note)
    {
        if (note.FirstLine > note.Lines.Count || note.Lines.Text.Length > LongestAnswer || note.Lines[note.FirstLine].TrimStart(" \t"u8) is not [(byte)'{' or (byte)'[', ..])
        {
            return [];
        }

        var found = new List<RecordedMetric>();
        foreach (var document in StructuredText.Read(note.Lines.Text, LongestAnswer).Documents)
        {
            Walk(document.Json, new(note.Lines.Source, document.Location), new(note, []), found, 0);
        }

        return found;
    }

    /// <summary>Whether an answer in JSON holds lists and nothing in any of them.</summary>
    public static bool IsEmpty(RecordedNote note)
    {
        if (note.FirstLine > note.Lines.Count || note.Lines.Text.Length > 64 * 1024 || note.Lines[note.FirstLine].TrimStart(" \t"u8) is not [(byte)'{' or (byte)'[', ..])
        {
            return false;
        }

        var (documents, fault) = StructuredText.Read(note.Lines.Text, LongestAnswer);
        return fault is null && !documents.IsEmpty && documents.All(document => Lists(document.Json, 0) is { Empty: > 0, Filled: 0 });
    }

    private static (int Empty, int Filled) Lists(JsonElement element, int depth)
    {
        if (depth > MaxDepth)
        {
            return default;
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.GetArrayLength() == 0 ? (1, 0) : (0, 1);
        }

        var (empty, filled) = (0, 0);
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                var (none, some) = Lists(property.Value, depth + 1);
                (empty, filled) = (empty + none, filled + some);
            }
        }

        return (empty, filled);
    }

    private static void Walk(JsonElement element, Place place, Around around, List<RecordedMetric> found, int depth)
    {
        if (depth > MaxDepth || found.Count >= MostSeries)
        {
            return;
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            if (Take(element, place, around, found))
            {
                return;
            }

            var index = 0;
            foreach (var item in element.EnumerateArray())
            {
                Walk(item, place.Item(index++), around, found, depth + 1);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            var named = around.Within(element);
            if (!Beside(element, place, named, found))
            {
                foreach (var property in element.EnumerateObject())
                {
                    Walk(property.Value, place.At(property.Name), named.Under(property.Name), found, depth + 1);
                }
            }
        }
    }

    /// <summary>A list of pairs, or of objects that have a time and numbers.</summary>
    private static bool Take(JsonElement list, Place place, Around around, List<RecordedMetric> found)
    {
        if (list.GetArrayLength() == 0)
        {
            return false;
        }

        if (list.GetArrayLength() == 2 && TimeOf(list[0]) is { } at && list[0].ValueKind == JsonValueKind.Number && Number(list[1]) is { } only)
        {
            found.Add(new(around.Name, around.Query, around.Unit, around.Note.Source, null, null, [new(around.Labels(), [new(at, only, 1)], place) { Within = [] }], place));
            return true;
        }

        if (list[0] is { ValueKind: JsonValueKind.Array } pair && pair.GetArrayLength() == 2 && TimeOf(pair[0]) is not null)
        {
            return Add(list, place, around, ["1"], item => item.ValueKind == JsonValueKind.Array && item.GetArrayLength() == 2 ? (TimeOf(item[0]), Number(item[1])) : default, found);
        }

        if (list[0].ValueKind != JsonValueKind.Object || list[0].NameOf(TimeKeys) is not { } key || TimeOf(list[0].GetProperty(key)) is null)
        {
            return false;
        }

        var any = false;
        foreach (var path in Numbers(list, key))
        {
            any |= Add(list, place, around.Under(string.Join('.', path)), path, item => (item.Find(key) is { } at ? TimeOf(at) : null, At(item, path) is { } value ? Number(value) : null), found);
        }

        return any;
    }

    /// <summary>The paths to numbers, at most two keys deep, in the first items of a list.</summary>
    private static List<ImmutableArray<string>> Numbers(JsonElement list, string timeKey)
    {
        var paths = new List<ImmutableArray<string>>();
        foreach (var item in list.EnumerateArray().Take(5).Where(item => item.ValueKind == JsonValueKind.Object))
        {
            foreach (var property in item.EnumerateObject().Where(property => property.Name != timeKey && !TimeKeys.Contains(property.Name, StringComparer.OrdinalIgnoreCase)))
            {
                IEnumerable<ImmutableArray<string>> more = property.Value.ValueKind switch
                {
                    JsonValueKind.Number => [[property.Name]],
                    JsonValueKind.Object => property.Value.EnumerateObject().Where(inner => inner.Value.ValueKind == JsonValueKind.Number).Select(inner => (ImmutableArray<string>)[property.Name, inner.Name]),
                    _ => [],
                };
                paths.AddRange(more.Where(path => !paths.Exists(known => known.SequenceEqual(path))));
            }
        }

        return paths.Count > 12 ? paths[..12] : paths;
    }

    /// <summary>A list of times beside a list of numbers of the same length.</summary>
    private static bool Beside(JsonElement map, Place place, Around around, List<RecordedMetric> found)
    {
        var lists = map.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Array && property.Value.GetArrayLength() >= FewestPoints).ToList();
        var times = lists.Find(property => property.Value.EnumerateArray().Take(FewestPoints).All(item => TimeOf(item) is not null));
        if (times.Value.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        var moments = times.Value.EnumerateArray().Select(TimeOf).ToList();
        var any = false;
        foreach (var numbers in lists.Where(property => property.Name != times.Name && property.Value.GetArrayLength() == moments.Count))
        {
            var index = 0;
            any |= Add(numbers.Value, place.At(numbers.Name), around, [], item => (moments[index++], Number(item)), found);
        }

        return any;
    }

    private static bool Add(JsonElement list, Place place, Around around, ImmutableArray<string> within, Func<JsonElement, (DateTimeOffset?, double?)> read, List<RecordedMetric> found)
    {
        var points = new List<MetricPoint>();
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (read(item) is ({ } at, { } value))
            {
                points.Add(new(at, value, index));
            }

            index++;
        }

        if (points.Count < FewestPoints || points.Select(point => point.At).Distinct().Count() < FewestPoints)
        {
            return false;
        }

        var series = new RecordedSeries(around.Labels(), [.. points.OrderBy(point => point.At)], place) { Within = within };
        found.Add(new(around.Name, around.Query, around.Unit, around.Note.Source, null, null, [series], place));
        return true;
    }

    private static JsonElement? At(JsonElement item, ImmutableArray<string> path)
    {
        JsonElement? at = item;
        foreach (var key in path)
        {
            at = at is { ValueKind: JsonValueKind.Object } map && map.TryGetProperty(key, out var value) ? value : null;
        }

        return at;
    }

    private static DateTimeOffset? TimeOf(JsonElement value) =>
        value.AsText() is { Length: >= 9 and < 40 } text && (value.ValueKind == JsonValueKind.Number || text.Contains('-', StringComparison.Ordinal) || text.All(char.IsAsciiDigit)) && MomentText.Parse(text) is { Year: >= 2001 and < 2100 } at ? at : null;

    private static double? Number(JsonElement value) => value.ValueKind is JsonValueKind.Number or JsonValueKind.String
        && double.TryParse(value.AsText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>What stands around a list of numbers and says what they are.</summary>
    private sealed record Around(RecordedNote Note, ImmutableArray<JsonElement> Maps)
    {
        private static readonly HashSet<string> Wrappers = new(StringComparer.OrdinalIgnoreCase)
        {
            "data", "result", "results", "values", "value", "points", "pointlist", "datapoints", "series", "metrics", "MetricDataResults", "timeseries", "response", "actor", "account", "nrql", "frames", "1", "v", "y",
        };

        private ImmutableArray<string> Keys { get; init; } = [];

        public string Name
        {
            get
            {
                var file = Path.GetFileNameWithoutExtension(Note.Name);
                return string.Join(' ', Given().Concat(Keys.Where(key => !Wrappers.Contains(key))).Distinct(StringComparer.Ordinal)) is { Length: > 0 } name ? $"{name} ({file})" : file;
            }
        }

        /// <summary>What was asked, where the answer or the command says it.</summary>
        public string Query => Maps.Select(map => map.Text("query", "expr")).FirstOrDefault(query => query is not null) ?? (Note.Command is { } command && Asked().Match(command) is { Success: true } match ? match.Groups["query"].Value : "");

        public string? Unit => Maps.Reverse().Select(map => map.Text("unit", "Unit")).FirstOrDefault(unit => unit is not null);

        public Around Within(JsonElement map) => this with { Maps = Maps.Add(map) };

        public Around Under(string key) => this with { Keys = Keys.Add(key) };

        public Dictionary<string, string> Labels()
        {
            var labels = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var map in Maps)
            {
                foreach (var (key, value) in map.Find("labels", "tags", "dimensions", "attributes").Words().Concat(map.Find("metric") is { ValueKind: JsonValueKind.Object } metric ? ((JsonElement?)metric).Words() : []))
                {
                    labels[key] = value;
                }

                foreach (var tag in map.Find("tag_set", "tags").Texts().Append(map.Text("scope")).OfType<string>().SelectMany(tags => tags.Split(',')).Select(tag => tag.Split(':', 2)).Where(tag => tag.Length == 2))
                {
                    labels[tag[0].Trim()] = tag[1].Trim();
                }
            }

            return labels;
        }

        private IEnumerable<string> Given() => Maps.Reverse().Take(3).Reverse().SelectMany(map => NameKeys.Select(key => map.Find(key)).Select(name => name?.AsText() ?? name?.Find("value")?.AsText())
            .OfType<string>().Where(name => name.Length is > 0 and < 200).Take(2));
    }

    [GeneratedRegex("""query=(?<query>[^&'"]*(?:"[^"]*"[^&'"]*)*)""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Asked();
}
