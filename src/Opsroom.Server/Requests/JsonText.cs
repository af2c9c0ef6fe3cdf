using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Opsroom.Server.Errors;

namespace Opsroom.Server.Requests;

/// <summary>Reads JSON from outside. What could not be stored and given back unchanged is refused as broken: text that is no Unicode, names that stand twice, numbers beyond a double.</summary>
internal static class JsonText
{
    /// <summary>How deep a request may nest.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };

    /// <summary>The value, or what is wrong with the text.</summary>
    /// <param name="location">Where the text stands in the request; the position of the fault is appended.</param>
    /// <param name="allowNul">Whether strings may hold U+0000.</param>
    public static RequestProblem? TryParse(ReadOnlySpan<byte> text, JsonLocation[] location, bool allowNul, out JsonElement value)
    {
        value = default;
        if (text.StartsWith("\uFEFF"u8))
        {
            return Broken(location, 0, "It begins with a byte order mark");
        }

        if (!Utf8.IsValid(text))
        {
            return Broken(location, 0, "It is not UTF-8");
        }

        try
        {
            if (FindFault(text, allowNul) is var (position, fault) && fault is not null)
            {
                return Broken(location, position, fault);
            }

            value = JsonElement.Parse(text, Options);
            return null;
        }
        catch (JsonException broken)
        {
            return Broken(location, PositionOf(broken, text), Words(broken));
        }
    }

    private static (int Position, string? Fault) FindFault(ReadOnlySpan<byte> text, bool allowNul)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            var fault = reader.TokenType switch
            {
                JsonTokenType.Number when !reader.TryGetDouble(out var number) || !double.IsFinite(number) => "A number is too large",
                JsonTokenType.String or JsonTokenType.PropertyName when reader.ValueIsEscaped => FaultOfEscapes(ref reader, allowNul),
                _ => null,
            };
            if (fault is not null)
            {
                return ((int)reader.TokenStartIndex, fault);
            }
        }

        return (0, null);
    }

    private static string? FaultOfEscapes(ref Utf8JsonReader reader, bool allowNul)
    {
        try
        {
            return reader.GetString()!.Contains('\0') && !allowNul ? "A string holds a NUL character" : null;
        }
        catch (InvalidOperationException)
        {
            return "A string holds half of a surrogate pair";
        }
    }

    private static int PositionOf(JsonException broken, ReadOnlySpan<byte> text)
    {
        var start = 0;
        for (var line = broken.LineNumber ?? 0; line > 0; line--)
        {
            start += text[start..].IndexOf((byte)'\n') + 1;
        }

        return Math.Min(start + (int)(broken.BytePositionInLine ?? 0), text.Length);
    }

    /// <summary>The reader's own sentence without the position that it appends.</summary>
    private static string Words(JsonException broken)
    {
        var message = broken.Message;
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.', ' ');
    }

    private static RequestProblem Broken(JsonLocation[] location, int position, string why) =>
        new("json_invalid", [.. location, position], "JSON decode error", JsonElement.Parse("{}"), new JsonObject { ["error"] = why });
}
