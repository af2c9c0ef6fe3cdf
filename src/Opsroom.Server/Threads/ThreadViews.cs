using System.Collections.Immutable;
using System.Text.Json;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Server.Threads;

/// <summary>A page of threads, last changed first.</summary>
/// <param name="NextCursor">For the next page; null on the last one.</param>
public sealed record ThreadList(IReadOnlyList<ThreadRow> Items, string? NextCursor);

/// <summary>A thread as the list shows it.</summary>
/// <param name="Status">Of its last run; null where it has only files.</param>
/// <param name="Kind"><c>agent</c> or <c>tool</c>.</param>
/// <param name="Agent">Who worked last.</param>
/// <param name="Title">The beginning of its task.</param>
/// <param name="LastEvent">Sequence of its last event.</param>
public sealed record ThreadRow(
    string ThreadId, string? Status, string? Kind, string? Agent, string? Title, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long LastEvent)
{
    internal static ThreadRow Of(ThreadSummary thread) => new(
        thread.ThreadId.Value, RunNames.Of(thread.Status), RunNames.Of(thread.Kind), thread.Agent, thread.Title, thread.CreatedAt, thread.UpdatedAt, thread.Sequence);
}

/// <summary>All that is known about a thread.</summary>
/// <param name="LastEvent">Sequence of its last event.</param>
/// <param name="Tainted">Whether text from outside is in it.</param>
/// <param name="Run">The last run; null where there was none.</param>
/// <param name="PastRuns">Runs before the last one, oldest first.</param>
/// <param name="Summary">What stands in place of still earlier ones.</param>
/// <param name="SummarizedRuns">How many runs the summary covers.</param>
/// <param name="Files">The workspace.</param>
public sealed record ThreadView(
    string ThreadId, long LastEvent, bool Tainted, RunView? Run, IReadOnlyList<PastRunView> PastRuns, string? Summary, int SummarizedRuns, IReadOnlyList<FileView> Files)
{
    internal static ThreadView Of(ThreadState thread) => new(
        thread.Key.Id.Value, thread.Sequence, thread.Tainted, thread.Run is { } run ? RunView.Of(run) : null,
        [.. thread.Past.Select(past => new PastRunView(past.RunId.Value, past.Task, past.Agent, RunNames.Of(past.Status)!, past.Message, past.Files))],
        thread.Summary, thread.SummarizedRuns, [.. thread.Files.Values.Select(file => FileView.Of(file, thread.Key.Id))]);
}

/// <summary>An ended run as later ones remember it.</summary>
public sealed record PastRunView(string RunId, string Task, string? Agent, string Status, string Message, ImmutableArray<string> Files);

/// <summary>One run.</summary>
/// <param name="Kind"><c>agent</c> or <c>tool</c>.</param>
/// <param name="AgentName">The agent that was asked for; null where the supervisors routed it.</param>
/// <param name="Principal">Who asked.</param>
/// <param name="FirstEvent">Sequence of its first event.</param>
/// <param name="Steps">Model calls and tool calls so far.</param>
/// <param name="Jobs">What its plan holds.</param>
public sealed record RunView(
    string RunId, string Kind, string Task, string? AgentName, JsonElement? Context, string Principal, string Status, FaultView? Error,
    DateTimeOffset StartedAt, DateTimeOffset? EndedAt, long FirstEvent, int Steps, ImmutableArray<string> SupervisorPath, IReadOnlyList<JobView> Jobs)
{
    internal static RunView Of(RunState run) => new(
        run.RunId.Value, RunNames.Of(run.Kind)!, run.Task, run.AgentName, run.Context, run.Principal, RunNames.Of(run.Status)!, FaultView.Of(run.Error),
        run.StartedAt, run.EndedAt, run.FirstSequence, run.Steps, run.SupervisorPath, [.. run.Branches.Values.Select(JobView.Of)]);
}

/// <summary>One job of a run's plan.</summary>
/// <param name="Team">The supervisor it went to.</param>
/// <param name="After">Jobs whose results it needed.</param>
/// <param name="Phase">How far it is.</param>
/// <param name="Round">How often its agent was sent back.</param>
/// <param name="Calls">The tool calls it made.</param>
public sealed record JobView(
    string Id, string Task, string? Team, ImmutableArray<string> After, string? Agent, string Phase, int Round, string? Model, string? Message,
    FaultView? Error, IReadOnlyList<CallView> Calls)
{
    internal static JobView Of(BranchState branch) => new(
        branch.Id, branch.Task, branch.Team, branch.After, branch.Agent, JsonNamingPolicy.SnakeCaseLower.ConvertName(branch.Phase.ToString()), branch.Round,
        branch.Model, branch.Message, FaultView.Of(branch.Error),
        [.. branch.Turns.SelectMany(turn => turn.Calls).Select(call => new CallView(call.Id, call.Tool, call.Arguments, call.Attempt, call.Finished?.Succeeded))]);
}

/// <summary>One tool call.</summary>
/// <param name="Succeeded">Null while it has not finished.</param>
public sealed record CallView(string CallId, string Tool, JsonElement Arguments, int Attempt, bool? Succeeded);

/// <summary>Why something failed.</summary>
public sealed record FaultView(string Code, string Message, bool Retryable, string? Setting)
{
    internal static FaultView? Of(Fault? fault) => fault is null ? null : new(fault.Code, fault.Message, fault.Retryable, fault.Setting);
}

/// <summary>A file of a thread.</summary>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Url">Where it is handed out.</param>
public sealed record FileView(string Path, string MediaType, long Size, string Sha256, string Url)
{
    internal static FileView Of(ThreadFile file, ThreadId thread) => new(file.Path, file.MediaType, file.Size, file.Sha256, ArtifactAddress.Of(thread, file.Path));
}
