using System.Text.Json;

namespace Opsroom.Server.Streaming;

/// <summary>The arguments of the calls that a stream has met. The journal has them once, where the call is asked for; clients want them where it starts and ends.</summary>
internal sealed class ToolInputs
{
    private readonly Dictionary<string, JsonElement> byCall = new(StringComparer.Ordinal);

    /// <summary>Keeps the arguments of a call that is asked for.</summary>
    public void Meet(string kind, JournalEvent of)
    {
        if (kind == "tool_requested" && of.Text("call_id") is { } call && of.Find("arguments") is { } arguments)
        {
            byCall[call] = arguments.Clone();
        }
    }

    /// <summary>Lets go of what a call that has finished was asked with.</summary>
    public void Forget(string kind, JournalEvent of)
    {
        if (kind == "tool_finished" && of.Text("call_id") is { } call)
        {
            byCall.Remove(call);
        }
    }

    /// <summary>Writes the arguments of the call that an event belongs to.</summary>
    public void Write(Utf8JsonWriter json, JournalEvent of)
    {
        json.WritePropertyName("input");
        if (of.Text("call_id") is { } call && byCall.TryGetValue(call, out var arguments))
        {
            arguments.WriteTo(json);
        }
        else
        {
            json.WriteStartObject();
            json.WriteEndObject();
        }
    }
}
