using System.Globalization;
using System.Text.Json;

namespace Opsroom.Tools.Incidents.Bundles.Reading;

/// <summary>Reads OTLP in JSON: one export or a list of them, as collectors write it and as Tempo returns it; identifiers in hexadecimal or base64, times as text or numbers.</summary>
internal static class TraceReader
{
    private const int MaxDepth = 5;

    public static void Read(JsonElement element, Place place, RecordingBuilder into, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            return;
        }

        if (element.ValueKind == JsonValueKind.Array)
        {
            Each(element, place, (item, where) => Read(item, where, into, depth + 1));
        }
        else if (element.NameOf("scopeSpans", "scope_spans", "instrumentationLibrarySpans") is { } scopes)
        {
            ReadResource(element, scopes, place, into);
        }
        else if (element.NameOf("resourceSpans", "resource_spans", "batches", "data", "trace", "traces") is { } wrapper)
        {
            Read(element.GetProperty(wrapper), place.At(wrapper), into, depth + 1);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            into.Refuse(place.Source, "It holds no resourceSpans.");
        }
    }

    private static void ReadResource(JsonElement resource, string scopes, Place place, RecordingBuilder into)
    {
        var attributes = Attributes(resource.Find("resource")?.Find("attributes"));
        var service = attributes.GetValueOrDefault("service.name") ?? "";
        Each(resource.GetProperty(scopes), place.At(scopes), (scope, where) =>
        {
            if (scope.Find("spans") is { } spans)
            {
                Each(spans, where.At("spans"), (span, at) => Add(span, service, at, into));
            }
        });
    }

    private static void Add(JsonElement span, string service, Place place, RecordingBuilder into)
    {
        if (span.ValueKind != JsonValueKind.Object || into.Spans.Count >= RecordingBuilder.MaxOfAKind)
        {
            return;
        }

        var start = Nanoseconds(span.Text("startTimeUnixNano", "start_time_unix_nano"));
        var end = Nanoseconds(span.Text("endTimeUnixNano", "end_time_unix_nano"));
        into.Saw(end is null ? null : MomentText.OfNanoseconds(end.Value));
        var status = span.Find("status");
        var parent = Identifier(span.Text("parentSpanId", "parent_span_id"), 8);
        into.Spans.Add(new(
            Identifier(span.Text("traceId", "trace_id"), 16), Identifier(span.Text("spanId", "span_id"), 8), parent.Trim('0').Length == 0 ? null : parent, service,
            span.Text("name") ?? "", start is null ? null : MomentText.OfNanoseconds(start.Value), start <= end ? TimeSpan.FromTicks((end.Value - start.Value) / 100) : null,
            status?.Text("code") is "2" or "STATUS_CODE_ERROR" or "ERROR" or "Error", status?.Text("message"), Attributes(span.Find("attributes")), Events(span, place), place));
    }

    private static List<SpanEvent> Events(JsonElement span, Place place)
    {
        var events = new List<SpanEvent>();
        if (span.Find("events") is { } list)
        {
            Each(list, place.At("events"), (item, where) => events.Add(new(
                Nanoseconds(item.Text("timeUnixNano", "time_unix_nano")) is { } at ? MomentText.OfNanoseconds(at) : null, item.Text("name") ?? "", Attributes(item.Find("attributes")), where)));
        }

        return events;
    }

    private static void Each(JsonElement list, Place place, Action<JsonElement, Place> take)
    {
        if (list.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in list.EnumerateArray())
            {
                take(item, place.Item(index++));
            }
        }
        else if (list.ValueKind == JsonValueKind.Object)
        {
            take(list, place);
        }
    }

    private static IReadOnlyDictionary<string, string> Attributes(JsonElement? attributes)
    {
        if (attributes is { ValueKind: JsonValueKind.Object })
        {
            return attributes.Words();
        }

        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in attributes.Items())
        {
            if (attribute.Text("key") is { } key && attribute.Find("value") is { } value)
            {
                words[key] = ValueOf(value);
            }
        }

        return words;
    }

    private static string ValueOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in value.EnumerateObject())
            {
                return property.Value.AsText() ?? property.Value.GetRawText();
            }
        }

        return value.AsText() ?? "";
    }

    private static long? Nanoseconds(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 9e18 ? (long)number
        : MomentText.Parse(text ?? "") is { } time ? (time - DateTimeOffset.UnixEpoch).Ticks * 100
        : null;

    /// <summary>An identifier in lower-case hexadecimal, however it was written.</summary>
    private static string Identifier(string? text, int bytes)
    {
        if (string.IsNullOrEmpty(text) || text.Length == bytes * 2)
        {
            return text?.ToLowerInvariant() ?? "";
        }

        Span<byte> decoded = stackalloc byte[32];
        return Convert.TryFromBase64String(text, decoded, out var written) && written == bytes ? Convert.ToHexStringLower(decoded[..written]) : text;
    }
}
