using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Opsroom.Threads;

/// <summary>
/// One fact about a thread. Events are appended to the thread's journal and never changed; everything known about a thread is a fold over them.
/// <see cref="EventCodec"/> maps each kind to its type and gives the exact bytes that are stored.
/// </summary>
public abstract record ThreadEvent
{
    /// <summary>The wire name of this kind, unique in the family.</summary>
    [JsonPropertyOrder(-10)]
    public abstract string Kind { get; }

    /// <summary>The version of the family that wrote this event.</summary>
    [JsonPropertyOrder(-9), JsonPropertyName("v")]
    public int Version { get; init; } = EventCodec.FamilyVersion;

    /// <summary>When it was appended, UTC. Set by the owner of the thread.</summary>
    [JsonPropertyOrder(-8)]
    public DateTimeOffset At { get; init; }

    /// <summary>The run it belongs to; absent on events about the thread itself.</summary>
    [JsonPropertyOrder(-7)]
    public RunId? RunId { get; init; }

    /// <summary>The job of the run's plan it belongs to (<c>b1</c>, <c>b2</c>, …); absent where the run as a whole is meant.</summary>
    [JsonPropertyOrder(-6)]
    public string? Branch { get; init; }

    /// <summary>The step that yielded it: <c>branch:ordinal</c>, the same again when the step is performed again after a crash.</summary>
    [JsonPropertyOrder(-5)]
    public string? Step { get; init; }
}

/// <summary>An event of a kind that this version does not know: it is kept and streamed, and the thread is not advanced.</summary>
public sealed record UnknownEvent(string UnknownKind) : ThreadEvent
{
    public override string Kind => UnknownKind;
}

// ---- the thread -------------------------------------------------------------------------------------------------------

/// <summary>A person handed a file in.</summary>
public sealed record FileReceived(string Path, string MediaType, long Size, string Sha256, string Principal) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "file_received";
}

/// <summary>This thread is a copy of another one up to and with <paramref name="AtEvent"/>; what came before is past and binds nothing.</summary>
public sealed record ThreadForked(string FromThread, long AtEvent, string Principal, IdempotencyClaim? Idempotency = null) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "thread_forked";
}

/// <summary>This thread came from an archive; what came before is past and binds nothing. Its events are those of the archive, byte by byte, and a run that was in progress there has ended.</summary>
/// <param name="FromThread">What it was called where it was exported.</param>
/// <param name="AtEvent">Sequence of the archive's last event.</param>
/// <param name="HeadHash">Hash of that event (lower-case hex).</param>
public sealed record ThreadImported(string FromThread, long AtEvent, string HeadHash, string Principal, IdempotencyClaim? Idempotency = null) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "thread_imported";
}

/// <summary>The content of every file of the thread was removed from the store, earlier versions included. It changes nothing that anybody did, so the thread's last change stays when it was.</summary>
/// <param name="Reason">Why: <c>retention</c>.</param>
/// <param name="Files">How many files the workspace had.</param>
/// <param name="Bytes">Their size together.</param>
/// <param name="Blobs">SHA-256 of the contents that the thread does not refer to any more.</param>
public sealed record FilesRemoved(string Reason, int Files, long Bytes, ImmutableArray<string> Blobs) : ThreadEvent
{
    /// <summary>The reason of what the retention limits removed.</summary>
    public const string ByRetention = "retention";

    [JsonPropertyOrder(-10)]
    public override string Kind => "files_removed";

    /// <summary>The files of a thread as it stands.</summary>
    public static FilesRemoved Of(ThreadState thread, string reason, IEnumerable<string> blobs) =>
        new(reason, thread.Files.Count, thread.Files.Values.Sum(file => file.Size), [.. blobs]);
}

/// <summary>Older runs were replaced in the model's window by a summary.</summary>
/// <param name="ThroughRun">The last run that the summary covers.</param>
/// <param name="Runs">How many runs it covers.</param>
/// <param name="Summary">What a model is shown in their place.</param>
public sealed record ContextCompacted(RunId ThroughRun, int Runs, string Summary) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "context_compacted";
}

// ---- the run ----------------------------------------------------------------------------------------------------------

/// <summary>What kind of request a run answers.</summary>
[JsonConverter(typeof(SnakeCaseEnum<RunKind>))]
public enum RunKind
{
    /// <summary>A task for one agent or for the supervisors.</summary>
    Agent,

    /// <summary>One tool, called directly.</summary>
    Tool,
}

/// <summary>Bounds that a run was started with.</summary>
/// <param name="Steps">Model calls and tool calls it may make in all.</param>
/// <param name="TimeoutSeconds">How long it may take, waiting for people not counted.</param>
/// <param name="RemediationRounds">How often the reflection may send an agent back.</param>
/// <param name="ModelTries">How often a model may answer with something unusable before the run ends.</param>
/// <param name="Budgets">What may be used; null where nothing is limited.</param>
public sealed record RunLimits(int Steps, int TimeoutSeconds, int RemediationRounds, int ModelTries, RunBudgets? Budgets = null);

/// <summary>The first answer to a request that carried an <c>Idempotency-Key</c> is that of the event which has the claim.</summary>
/// <param name="Key">The client's key.</param>
/// <param name="BodyDigest">HMAC (hex) under the data key over method, path and body.</param>
public sealed record IdempotencyClaim(string Key, string BodyDigest);

/// <param name="Roles">What the principal may do: policy asks for it, also after a restart.</param>
/// <param name="UndoOf">The call that this direct call takes back.</param>
public sealed record RunStarted(
    RunKind RunKind, string Task, string? AgentName, JsonElement? Context, string? Tool, JsonElement? Arguments,
    string Principal, RunLimits Limits, IdempotencyClaim? Idempotency, ImmutableArray<string>? Roles = null, string? UndoOf = null) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "run_started";
}

/// <summary>A new owner took the unfinished run over.</summary>
public sealed record RunResumed(long Epoch) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "run_resumed";
}

/// <summary>An attempt at a step came to nothing and is not part of the result: its process died, or its stream was cut.</summary>
public sealed record AttemptAbandoned(int Attempt, string Reason, string? Model) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "attempt_abandoned";
}

/// <summary>Somebody, the run's deadline, or a fault of the server's own asked the run to stop at its next safe point.</summary>
/// <param name="Reason"><c>cancelled</c>, <c>timeout</c> or <c>internal</c>.</param>
public sealed record StopRequested(string Reason, string Principal, IdempotencyClaim? Idempotency = null) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "stop_requested";
}

/// <summary>How a run is.</summary>
[JsonConverter(typeof(SnakeCaseEnum<RunStatus>))]
public enum RunStatus
{
    InProgress,
    PendingApproval,
    Complete,
    Rejected,
    Failed,
    Cancelled,
}

/// <summary>Why a run or a tool call failed, as clients see it.</summary>
/// <param name="Code">One of the codes of the HTTP contract.</param>
/// <param name="Message">What happened and what to do about it.</param>
/// <param name="Retryable">Whether the same request may succeed later.</param>
/// <param name="Setting">The configuration key that would mend it.</param>
public sealed record Fault(string Code, string Message, bool Retryable = false, string? Setting = null);

public sealed record RunEnded(RunStatus Status, Fault? Error) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "run_ended";
}

// ---- supervisors --------------------------------------------------------------------------------------------------------

public sealed record SupervisorStarted(string Supervisor) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "supervisor_started";
}

/// <summary>One job of a plan.</summary>
/// <param name="Id">The branch it will run as.</param>
/// <param name="Task">What its agent is asked to do.</param>
/// <param name="Team">The supervisor it goes to.</param>
/// <param name="After">Jobs whose results it needs first.</param>
public sealed record PlannedJob(string Id, string Task, string Team, ImmutableArray<string> After);

/// <summary>The root supervisor split the task into jobs and gave each to a team.</summary>
/// <param name="Router"><c>playbook</c> or the model that answered.</param>
public sealed record PlanDecided(ImmutableArray<PlannedJob> Jobs, string Reason, double Confidence, string Router) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "plan_decided";
}

/// <summary>A team's supervisor gave a job to one of its agents.</summary>
/// <param name="RunnerUp">The agent that would have been next.</param>
/// <param name="LowConfidence">Whether the result should say that the choice was unsure.</param>
public sealed record AgentChosen(
    string Supervisor, string Agent, string Reason, double Confidence, string? RunnerUp, bool LowConfidence, string Router) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "agent_chosen";
}

// ---- agents ---------------------------------------------------------------------------------------------------------------

/// <param name="Round">0 at first, then one more for each remediation.</param>
public sealed record AgentStarted(string Agent, string Task, int Round) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "agent_started";
}

/// <summary>A model is about to be called. Durable before a call that costs money.</summary>
/// <param name="Reserved">What the call may use at most; null where it costs nothing or the run has no budget.</param>
public sealed record ModelRequested(string Agent, string Model, int Attempt, Reservation? Reserved = null) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "model_requested";
}

/// <summary>A call of a tool that a model asked for.</summary>
/// <param name="Id">Unique in the run.</param>
/// <param name="Invalid">Why the call cannot be made as asked (unknown tool, arguments that fail the schema); null where it can.</param>
public sealed record ToolCallRequest(string Id, string Tool, JsonElement Arguments, string? Invalid = null);

/// <summary>Tokens counted by the provider; input includes what was read from or written to a cache. Cost in US dollars by the configured price table.</summary>
public sealed record ModelUsage(long InputTokens, long CachedInputTokens, long OutputTokens, decimal? Cost)
{
    public static ModelUsage None { get; } = new(0, 0, 0, null);
}

/// <summary>A model finished its turn.</summary>
/// <param name="Invalid">Why the turn is unusable (empty, truncated); null where it is usable.</param>
/// <param name="Error">What a playbook says kept it from its main deliverable; null from an LLM.</param>
/// <param name="Settles">The reservation that it ends; set by the owner of the thread.</param>
/// <param name="Claims">What came of holding the content against the evidence; null where it was not checked or states nothing.</param>
public sealed record ModelAnswered(
    string Agent, string Model, int Attempt, string Content, ImmutableArray<ToolCallRequest> ToolCalls, ModelUsage Usage, string? Invalid, Fault? Error,
    SettledReservation? Settles = null, ClaimsChecked? Claims = null) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "model_answered";
}

/// <summary>No model could answer.</summary>
public sealed record ModelFailed(string Agent, string Model, int Attempt, Fault Error) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "model_failed";
}

/// <summary>An agent or a direct call wrote a file into the workspace; its content is a blob.</summary>
public sealed record ArtifactWritten(string CallId, string Agent, string Path, string MediaType, long Size, string Sha256) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "artifact_written";
}

/// <summary>An agent's work on its job ended, for this round.</summary>
/// <param name="Message">Markdown for a person.</param>
/// <param name="Model">Which model answered last.</param>
public sealed record AgentFinished(string Agent, string Message, string Model, Fault? Error) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "agent_finished";
}

public sealed record ReflectionStarted(string Agent) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "reflection_started";
}

/// <summary>Something the reflection saw in the results of tools.</summary>
/// <param name="Evidence">The call it was seen in.</param>
public sealed record ReflectionFinding(string Severity, string Message, string? Evidence);

/// <param name="Quality">0 to 1: how good what was made is.</param>
/// <param name="Completeness">0 to 1: how much of the task was done.</param>
/// <param name="Remediation">What the agent is asked to mend; null where the result stands.</param>
public sealed record ReflectionMade(
    string Agent, double Quality, double Completeness, ImmutableArray<ReflectionFinding> Findings, string? Remediation, string Reflector) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "reflection_made";
}
