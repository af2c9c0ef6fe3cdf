using System.Text.Json;
using Opsroom.Threads;

namespace Opsroom.Server.Streaming;

/// <summary>Writes what stands under <c>data</c>.</summary>
internal delegate void WriteData(Utf8JsonWriter json, JournalEvent of, ToolInputs inputs);

/// <summary>The forms that <c>data</c> has.</summary>
internal static class StreamData
{
    /// <summary><c>{"input": {fields}}</c></summary>
    public static WriteData Input(params string[] fields) => Part("input", fields);

    /// <summary><c>{"output": {fields}}</c></summary>
    public static WriteData Output(params string[] fields) => Part("output", fields);

    /// <summary>The fields themselves.</summary>
    public static WriteData Plain(params string[] fields) => (json, of, _) => CopyAll(json, of, fields);

    /// <summary>How a run ended.</summary>
    public static void RunOutput(Utf8JsonWriter json, JournalEvent of, ToolInputs inputs)
    {
        json.WriteStartObject("output");
        json.WriteString("status", RunNames.Of(StatusOf(of)));
        of.Copy(json, "error");
        json.WriteEndObject();
    }

    /// <summary>What a model answered, as LangChain has it.</summary>
    public static void ModelOutput(Utf8JsonWriter json, JournalEvent of, ToolInputs inputs)
    {
        json.WriteStartObject("output");
        of.Copy(json, "content");
        WriteCalls(json, of);
        WriteUsage(json, of);
        of.Copy(json, "invalid");
        of.Copy(json, "error");
        json.WriteEndObject();
    }

    public static void ToolInput(Utf8JsonWriter json, JournalEvent of, ToolInputs inputs) => inputs.Write(json, of);

    public static void ToolOutput(Utf8JsonWriter json, JournalEvent of, ToolInputs inputs)
    {
        inputs.Write(json, of);
        of.Copy(json, "result", "output");
    }

    /// <summary>The status that a run ended with.</summary>
    public static RunStatus StatusOf(JournalEvent ended) => RunNames.StatusOf(ended.Text("status"))!.Value;

    private static WriteData Part(string part, string[] fields) => (json, of, _) =>
    {
        json.WriteStartObject(part);
        CopyAll(json, of, fields);
        json.WriteEndObject();
    };

    private static void CopyAll(Utf8JsonWriter json, JournalEvent of, string[] fields)
    {
        foreach (var field in fields)
        {
            of.Copy(json, field);
        }
    }

    private static void WriteCalls(Utf8JsonWriter json, JournalEvent of)
    {
        if (of.Find("tool_calls") is not { ValueKind: JsonValueKind.Array } calls)
        {
            // too large to stand in the event: a reference
            of.Copy(json, "tool_calls");
            return;
        }

        json.WriteStartArray("tool_calls");
        foreach (var call in calls.EnumerateArray().Select(call => new JournalEvent(call)))
        {
            json.WriteStartObject();
            call.Copy(json, "id");
            call.Copy(json, "tool", "name");
            call.Copy(json, "arguments", "args");
            json.WriteString("type", "tool_call");
            call.Copy(json, "invalid");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteUsage(Utf8JsonWriter json, JournalEvent of)
    {
        json.WriteStartObject("usage_metadata");
        if (of.Find("usage") is { ValueKind: JsonValueKind.Object } element)
        {
            var usage = new JournalEvent(element);
            var (input, output) = (usage.Number("input_tokens"), usage.Number("output_tokens"));
            json.WriteNumber("input_tokens", input);
            json.WriteNumber("output_tokens", output);
            json.WriteNumber("total_tokens", input + output);
            json.WriteStartObject("input_token_details");
            json.WriteNumber("cache_read", usage.Number("cached_input_tokens"));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
