using System.Collections.Frozen;
using System.Text.Json;
using Opsroom.Agents;
using Opsroom.Threads;
using Opsroom.Workflow.Reflection;
using Opsroom.Workflow.Streaming;

namespace Opsroom.Server.Streaming;

/// <summary>
/// How a thread looks to those who stream it: in the shape of LangGraph's <c>astream_events</c>. Each kind of journal event gives one stream event or none,
/// so that an <c>id</c> names exactly one journal event.
/// </summary>
internal sealed class StreamEvents(ThreadId thread)
{
    /// <summary>The name of the chain that a whole run is.</summary>
    private const string Workflow = "workflow";

    /// <summary>Characters of one chunk, so that its line stays short even if each has to be escaped.</summary>
    private const int LongestChunk = 32 * 1024;

    private static readonly FrozenDictionary<string, Shape?> Shapes = new Dictionary<string, Shape?>(StringComparer.Ordinal)
    {
        ["file_received"] = null,
        ["thread_forked"] = null,
        ["thread_imported"] = null,
        ["files_removed"] = null,
        ["context_compacted"] = null,
        ["run_started"] = new("on_chain_start", _ => Workflow, StreamData.Input("task", "agent_name", "context", "tool", "arguments")),
        ["run_resumed"] = null,
        ["attempt_abandoned"] = new("on_custom_event", _ => "model_retry", StreamData.Plain("attempt", "reason", "model")),
        ["stop_requested"] = null,
        ["run_ended"] = new("on_chain_end", _ => Workflow, StreamData.RunOutput),
        ["supervisor_started"] = new("on_chain_start", of => of.Text("supervisor"), StreamData.Input()),
        ["plan_decided"] = new("on_chain_end", _ => AgentRoster.RootName, StreamData.Output("jobs", "reason", "confidence", "router")),
        ["agent_chosen"] = new("on_chain_end", of => of.Text("supervisor"), StreamData.Output("agent", "reason", "confidence", "runner_up", "low_confidence", "router")),
        ["agent_started"] = new("on_chain_start", of => of.Text("agent"), StreamData.Input("task", "round")),
        ["model_requested"] = new("on_chat_model_start", of => of.Text("model"), StreamData.Input("attempt")),
        ["model_answered"] = new("on_chat_model_end", of => of.Text("model"), StreamData.ModelOutput),
        ["model_failed"] = null,
        ["tool_requested"] = null,
        ["tool_started"] = new("on_tool_start", of => of.Text("tool"), StreamData.ToolInput),
        ["tool_finished"] = new("on_tool_end", of => of.Text("tool"), StreamData.ToolOutput),
        ["artifact_written"] = null,
        ["procedure_moved"] = new("on_custom_event", _ => "progress", StreamData.Plain("tool", "calls")),
        ["change_verified"] = null,
        ["outcome_unknown"] = new("on_custom_event", _ => "outcome_unknown", StreamData.Plain("tool", "attempt", "known")),
        ["approval_asked"] = new("on_custom_event", _ => "approval_required", StreamData.Plain("approval_id", "digest", "items")),
        ["run_paused"] = null,
        ["approval_decided"] = new("on_custom_event", _ => "approval_decided", StreamData.Plain("approval_id", "approved", "comment", "status")),
        ["approval_expired"] = new("on_custom_event", _ => "approval_expired", StreamData.Plain("approval_id", "items", "status")),
        ["approval_voided"] = new("on_custom_event", _ => "approval_voided", StreamData.Plain("approval_id", "item_id", "reason")),
        ["values_sealed"] = null,
        ["budget_reached"] = new("on_custom_event", _ => "budget_reached", StreamData.Plain("scope", "measures")),
        ["agent_finished"] = new("on_chain_end", of => of.Text("agent"), StreamData.Output("message", "model", "error")),
        ["reflection_started"] = new("on_chain_start", _ => IReflector.Name, StreamData.Input("agent")),
        ["reflection_made"] = new(
            "on_chain_end", _ => IReflector.Name, StreamData.Output("agent", "quality", "completeness", "findings", "remediation", "reflector")),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly ToolInputs inputs = new();
    private readonly MessagesInFlight messages = new();

    /// <summary>The agent that began to work last.</summary>
    public string? LastAgent { get; private set; }

    /// <summary>Every kind of journal event that has a rule here.</summary>
    public static IReadOnlyCollection<string> Kinds => Shapes.Keys;

    /// <summary>Learns from an event that is not to be sent.</summary>
    public void Pass(StoredEvent stored, JournalEvent of)
    {
        inputs.Meet(stored.Kind, of);
        messages.Meet(stored.Kind, of);
    }

    /// <summary>Writes a journal event, if watchers see its kind.</summary>
    public void Write(SseWriter sse, StoredEvent stored, JournalEvent of)
    {
        Pass(stored, of);
        LastAgent = stored.Kind == "agent_started" ? of.Text("agent") : LastAgent;
        if (Shapes.GetValueOrDefault(stored.Kind) is not { } shape)
        {
            return;
        }

        var json = sse.Begin(stored.Sequence);
        var failed = of.Find("succeeded") is { ValueKind: JsonValueKind.False };
        Open(json, failed ? "on_tool_error" : shape.Event, shape.Name(of), of.Text("run_id"), of.Text("agent"), of.Text("branch"), of.Text("step"), of.Text("call_id"));
        shape.Data(json, of, inputs);
        Close(sse, json);
        inputs.Forget(stored.Kind, of);
        foreach (var chunk in messages.Begun(stored.Kind, of))
        {
            WriteChunk(sse, chunk);
        }
    }

    /// <summary>Writes a piece of a message that is being written.</summary>
    public void Write(SseWriter sse, FeedItem.Chunk chunk)
    {
        if (messages.HasBegun(chunk))
        {
            WriteChunk(sse, chunk);
        }
    }

    /// <summary>Writes how far a long call is.</summary>
    public void Write(SseWriter sse, FeedItem.Progress progress)
    {
        var json = sse.Begin(null);
        Open(json, "on_custom_event", "progress", progress.RunId.Value, progress.Agent, progress.Branch, progress.Step, progress.CallId);
        json.WriteString("tool", progress.Tool);
        json.WriteString("message", progress.Message);
        if (progress.Fraction is { } fraction && double.IsFinite(fraction))
        {
            json.WriteNumber("fraction", fraction);
        }

        Close(sse, json);
    }

    /// <summary>Writes the event that ends a stream.</summary>
    public void WriteDone(SseWriter sse, RunStatus? status)
    {
        var json = sse.Begin(null, "done"u8);
        json.WriteStartObject();
        json.WriteString("status", status switch
        {
            RunStatus.PendingApproval => "pending_approval",
            RunStatus.Rejected or RunStatus.Failed => "error",
            RunStatus.Cancelled => "cancelled",
            _ => "complete",
        });
        json.WriteString("thread_id", thread.Value);
        json.WriteEndObject();
        sse.End();
    }

    /// <summary>Writes why a stream ends before its run rests.</summary>
    public static void WriteError(SseWriter sse, string error, string code)
    {
        var json = sse.Begin(null, "error"u8);
        json.WriteStartObject();
        json.WriteString("error", error);
        json.WriteString("code", code);
        json.WriteEndObject();
        sse.End();
    }

    private void WriteChunk(SseWriter sse, FeedItem.Chunk chunk)
    {
        for (var start = 0; start < chunk.Text.Length;)
        {
            var length = Math.Min(LongestChunk, chunk.Text.Length - start);
            if (start + length < chunk.Text.Length && char.IsHighSurrogate(chunk.Text[start + length - 1]))
            {
                length--;
            }

            var json = sse.Begin(null);
            Open(json, "on_chat_model_stream", chunk.Model, chunk.RunId.Value, chunk.Agent, chunk.Branch, chunk.Step, null);
            json.WriteStartObject("chunk");
            json.WriteString("content", chunk.Text.AsSpan(start, length));
            json.WriteNumber("index", chunk.Index);
            json.WriteEndObject();
            Close(sse, json);
            start += length;
        }
    }

    private void Open(Utf8JsonWriter json, string @event, string? name, string? run, string? agent, string? branch, string? step, string? call)
    {
        json.WriteStartObject();
        json.WriteString("event", @event);
        json.WriteString("name", name ?? "");
        json.WriteString("run_id", run ?? "");
        json.WriteStartArray("tags");
        if (agent is not null)
        {
            json.WriteStringValue("agent:" + agent);
        }

        json.WriteEndArray();
        json.WriteStartObject("metadata");
        json.WriteString("thread_id", thread.Value);
        WriteKnown(json, "agent", agent);
        WriteKnown(json, "branch", branch);
        WriteKnown(json, "step", step);
        WriteKnown(json, "call_id", call);
        json.WriteEndObject();
        json.WriteStartObject("data");
    }

    private static void Close(SseWriter sse, Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndObject();
        sse.End();
    }

    private static void WriteKnown(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    /// <param name="Event">The name LangGraph has for what happened.</param>
    /// <param name="Name">Of what it happened to.</param>
    private sealed record Shape(string Event, Func<JournalEvent, string?> Name, WriteData Data);
}
