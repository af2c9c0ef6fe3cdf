using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Opsroom.Server.Errors;

/// <summary>One thing that is wrong with a request, in the words that Pydantic v2 has for it.</summary>
/// <param name="Type">Pydantic's name of the problem: <c>missing</c>, <c>string_type</c>, …</param>
/// <param name="Location">Where: names and positions, <c>body</c>, <c>query</c>, <c>path</c> or <c>header</c> first.</param>
/// <param name="Message">Pydantic's sentence.</param>
/// <param name="Input">What was given; null where nothing was.</param>
/// <param name="Context">The bounds that were missed, where there are any.</param>
internal sealed record RequestProblem(
    string Type, ImmutableArray<JsonLocation> Location, string Message, JsonElement? Input, JsonObject? Context = null)
{
    private const int LargestInput = 16 * 1024;
    private const int ExcerptLength = 200;

    /// <summary>Writes the problem as an element of FastAPI's <c>detail</c> list.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", Type);
        json.WriteStartArray("loc");
        foreach (var part in Location)
        {
            part.WriteTo(json);
        }

        json.WriteEndArray();
        json.WriteString("msg", Message);
        json.WritePropertyName("input");
        WriteInput(json);
        if (Context is not null)
        {
            json.WritePropertyName("ctx");
            Context.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private void WriteInput(Utf8JsonWriter json)
    {
        if (Input is not { } input)
        {
            json.WriteNullValue();
        }
        else if (JsonMarshal.GetRawUtf8Value(input).Length <= LargestInput)
        {
            input.WriteTo(json);
        }
        else
        {
            var text = input.ValueKind == JsonValueKind.String ? input.GetString()! : input.GetRawText();
            var length = char.IsHighSurrogate(text[ExcerptLength - 1]) ? ExcerptLength - 1 : ExcerptLength;
            json.WriteStringValue(string.Concat(text.AsSpan(0, length), "…"));
        }
    }
}

/// <summary>One step of a problem's location: a name, or a position in a list or a text.</summary>
internal readonly record struct JsonLocation(string? Name, int Index)
{
    public static implicit operator JsonLocation(string name) => new(name, 0);

    public static implicit operator JsonLocation(int index) => new(null, index);

    public void WriteTo(Utf8JsonWriter json)
    {
        if (Name is not null)
        {
            json.WriteStringValue(Name);
        }
        else
        {
            json.WriteNumberValue(Index);
        }
    }
}
