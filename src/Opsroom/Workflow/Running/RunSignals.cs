using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Workflow.Running;

/// <summary>Tells traces, metrics and the log what the journals say, as it is appended. It reads events only, so that what is told is what happened.</summary>
internal sealed partial class RunSignals(ILogger logger)
{
    private readonly ConcurrentDictionary<(ThreadKey Thread, RunId Run), RunTrace> traces = new();

    /// <summary>Remembers under which request a run is about to start.</summary>
    public void Expect(ThreadKey thread, RunId run, ActivityContext request)
    {
        if (request != default)
        {
            traces[(thread, run)] = new RunTrace(thread, request);
        }
    }

    /// <summary>The run did not start after all.</summary>
    public void Forget(ThreadKey thread, RunId run) => traces.TryRemove((thread, run), out _);

    /// <summary>The activity that a step of a run belongs under.</summary>
    public Activity? ParentOf(ThreadKey thread, RunId run, string? branch) =>
        traces.TryGetValue((thread, run), out var trace) ? trace.Innermost(branch) : null;

    /// <summary>Events became durable.</summary>
    public void Appended(ThreadState before, ThreadState after, IReadOnlyList<ThreadEvent> events)
    {
        foreach (var @event in events)
        {
            if (@event.RunId is { } run && after.Run is { } state && state.RunId == run)
            {
                Tell(after.Key, state, @event);
                TellOfApproval(after.Key, state, @event);
            }
        }
    }

    private void Tell(ThreadKey thread, RunState run, ThreadEvent @event)
    {
        if (@event is RunStarted or RunResumed)
        {
            traces.GetOrAdd((thread, run.RunId), static key => new RunTrace(key.Thread, default));
        }

        if (traces.TryGetValue((thread, run.RunId), out var trace))
        {
            trace.Follow(run, @event);
        }

        switch (@event)
        {
            case RunStarted:
                OpsroomMeter.RunStarted(run.Kind);
                LogRunStarted(logger, thread.Id, run.RunId, run.AgentName);
                break;
            case RunResumed:
                LogRunResumed(logger, thread.Id, run.RunId);
                break;
            case ModelAnswered answered:
                OpsroomMeter.ModelUsed(answered.Model, answered.Agent, answered.Usage);
                break;
            case AgentChosen chosen:
                LogAgentChosen(logger, thread.Id, run.RunId, chosen.Agent, chosen.Confidence);
                break;
            case ToolFinished finished:
                OpsroomMeter.ToolFinished(finished.Tool, finished.Succeeded ? null : CodeOf(finished));
                break;
            case RunEnded ended:
                traces.TryRemove((thread, run.RunId), out _);
                var duration = ended.At - run.StartedAt;
                OpsroomMeter.RunEnded(run.Kind, ended.Status, duration);
                LogRunEnded(logger, thread.Id, run.RunId, run.AgentUsed, ended.Status, ended.Error?.Code, duration.TotalSeconds);
                break;
            default:
                break;
        }
    }

    private void TellOfApproval(ThreadKey thread, RunState run, ThreadEvent @event)
    {
        switch (@event)
        {
            case ApprovalAsked asked:
                foreach (var item in asked.Items)
                {
                    OpsroomMeter.ApprovalAsked(item.Kind);
                    LogAsked(logger, thread.Id, run.RunId, item.ItemId, item.Kind, item.Action, item.Resource, item.Environment, item.ExpiresAt);
                }

                break;
            case ApprovalDecided decided when run.FindApproval(decided.ApprovalId) is { } request:
                foreach (var vote in decided.Votes)
                {
                    LogDecided(logger, thread.Id, run.RunId, vote.ItemId, vote.Vote, decided.Principal, request.Verdicts[vote.ItemId]);
                    if (decided.Settles && request.Verdicts[vote.ItemId] != ItemVerdict.Pending)
                    {
                        Settled(request, vote.ItemId, request.Verdicts[vote.ItemId].ToString().ToLowerInvariant(), decided.At);
                    }
                }

                break;
            case ApprovalExpired expired when run.FindApproval(expired.ApprovalId) is { } request:
                foreach (var item in expired.Items)
                {
                    LogExpired(logger, thread.Id, run.RunId, item);
                    Settled(request, item, "expired", expired.At);
                }

                break;
            case ApprovalVoided voided when run.FindApproval(voided.ApprovalId) is { } request:
                LogVoided(logger, thread.Id, run.RunId, voided.ItemId, voided.Reason);
                Settled(request, voided.ItemId, "voided", null);
                break;
            case OutcomeUnknown unknown:
                LogUnknown(logger, thread.Id, run.RunId, unknown.Tool, unknown.CallId);
                break;
            default:
                break;
        }
    }

    private static void Settled(ApprovalState request, string itemId, string outcome, DateTimeOffset? at)
    {
        if (request.Asked.Items.FirstOrDefault(item => item.ItemId == itemId) is { } item)
        {
            OpsroomMeter.ApprovalSettled(item.Kind, outcome, at - request.Asked.At);
        }
    }

    private static string CodeOf(ToolFinished finished) =>
        finished.Result.TryGetProperty("error", out var error) && error.TryGetProperty("code", out var code) ? code.GetString()! : "internal";

    [LoggerMessage(Level = LogLevel.Debug, Message = "Run {RunId} of thread {ThreadId} started ({Agent})")]
    private static partial void LogRunStarted(ILogger logger, ThreadId threadId, RunId runId, string? agent);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {RunId} of thread {ThreadId} goes on where its journal ends")]
    private static partial void LogRunResumed(ILogger logger, ThreadId threadId, RunId runId);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Run {RunId} of thread {ThreadId} was routed to {Agent} with confidence {Confidence}")]
    private static partial void LogAgentChosen(ILogger logger, ThreadId threadId, RunId runId, string agent, double confidence);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {RunId} of thread {ThreadId} waits for a person: item {ItemId} ({Kind}) {Tool} on {Resource} in {Environment}, until {ExpiresAt}")]
    private static partial void LogAsked(
        ILogger logger, ThreadId threadId, RunId runId, string itemId, ApprovalKind kind, string tool, string? resource, string? environment, DateTimeOffset expiresAt);

    [LoggerMessage(Level = LogLevel.Information, Message = "Item {ItemId} of run {RunId} in thread {ThreadId}: {Vote} by {Principal}; it is {Verdict}")]
    private static partial void LogDecided(ILogger logger, ThreadId threadId, RunId runId, string itemId, Vote vote, string principal, ItemVerdict verdict);

    [LoggerMessage(Level = LogLevel.Information, Message = "Item {ItemId} of run {RunId} in thread {ThreadId} expired: nobody decided in time")]
    private static partial void LogExpired(ILogger logger, ThreadId threadId, RunId runId, string itemId);

    [LoggerMessage(Level = LogLevel.Information, Message = "The approval of item {ItemId} of run {RunId} in thread {ThreadId} is void: {Reason}")]
    private static partial void LogVoided(ILogger logger, ThreadId threadId, RunId runId, string itemId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Whether {Tool} was made is not known (call {CallId}, run {RunId}, thread {ThreadId}); a person is asked")]
    private static partial void LogUnknown(ILogger logger, ThreadId threadId, RunId runId, string tool, string callId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {RunId} of thread {ThreadId} ended: {Agent} {Status} {Code} after {Duration} s")]
    private static partial void LogRunEnded(ILogger logger, ThreadId threadId, RunId runId, string? agent, RunStatus status, string? code, double duration);
}
