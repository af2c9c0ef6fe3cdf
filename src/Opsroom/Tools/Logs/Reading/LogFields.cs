using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Opsroom.Tools.Logs.Reading;

/// <summary>The fields of a line beside its time, level and message; a bounded number of them.</summary>
internal static class LogFields
{
    private const int Most = 24;
    private const int LongestValue = 300;

    public static ImmutableArray<KeyValuePair<string, string>> Of(in LogLine line)
    {
        var fields = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        switch (line.Format)
        {
            case LogFormat.Json:
                OfJson(line.Body, fields);
                break;
            case LogFormat.Access:
                OfAccess(line.Body, line.Message, fields);
                break;
            default:
                OfPairs(line.Format == LogFormat.Logfmt ? line.Body : line.Message, fields);
                break;
        }

        return fields.ToImmutable();
    }

    private static void OfJson(ReadOnlySpan<byte> body, ImmutableArray<KeyValuePair<string, string>>.Builder fields)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { AllowTrailingCommas = true });
            using var json = JsonDocument.ParseValue(ref reader);
            Flatten(json.RootElement, "", fields);
        }
        catch (JsonException)
        {
            // a line that only looked like JSON has no fields
        }
    }

    /// <summary>Objects inside have their names before those of their fields, with a dot.</summary>
    public static void Flatten(JsonElement element, string prefix, ImmutableArray<KeyValuePair<string, string>>.Builder fields)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (fields.Count >= Most)
            {
                return;
            }

            var name = prefix + property.Name;
            if (property.Value.ValueKind == JsonValueKind.Object)
            {
                if (prefix.Count(letter => letter == '.') < 3)
                {
                    Flatten(property.Value, name + ".", fields);
                }
            }
            else if (property.Value.ValueKind != JsonValueKind.Null && FieldRoles.Of(Encoding.UTF8.GetBytes(name)) is not (FieldRole.Time or FieldRole.Message or FieldRole.Wrapped))
            {
                fields.Add(new(name, Cut(property.Value.ToString())));
            }
        }
    }

    private static void OfPairs(ReadOnlySpan<byte> text, ImmutableArray<KeyValuePair<string, string>>.Builder fields)
    {
        var pairs = new LogfmtPairs(text);
        while (fields.Count < Most && pairs.MoveNext())
        {
            if (FieldRoles.Of(pairs.Key) is not (FieldRole.Time or FieldRole.Message) && !pairs.Value.IsEmpty)
            {
                fields.Add(new(Encoding.UTF8.GetString(pairs.Key), Cut(Encoding.UTF8.GetString(pairs.Value))));
            }
        }
    }

    private static void OfAccess(ReadOnlySpan<byte> body, ReadOnlySpan<byte> message, ImmutableArray<KeyValuePair<string, string>>.Builder fields)
    {
        var text = Encoding.UTF8.GetString(message);
        var close = text.LastIndexOf('"');
        var request = text[1..Math.Max(1, close)].Split(' ');
        var status = text[(close + 1)..].Trim().Split(' ')[0];
        var client = Encoding.UTF8.GetString(body[..Math.Max(0, body.IndexOf((byte)' '))]);
        Add(fields, "client", client.StartsWith('[') || client.StartsWith(']') ? "" : client);
        Add(fields, "method", request[0]);
        Add(fields, "path", request.ElementAtOrDefault(1) ?? "");
        Add(fields, "status", status);
        // nginx and others write the seconds last
        var last = Encoding.UTF8.GetString(body[(body.LastIndexOf((byte)' ') + 1)..]);
        Add(fields, "duration", last.Contains('.', StringComparison.Ordinal) && last.All(letter => char.IsAsciiDigit(letter) || letter == '.') ? last : "");
    }

    private static void Add(ImmutableArray<KeyValuePair<string, string>>.Builder fields, string name, string value)
    {
        if (value.Length > 0)
        {
            fields.Add(new(name, Cut(value)));
        }
    }

    private static string Cut(string value) => value.Length <= LongestValue ? value : value[..LongestValue] + "…";
}
