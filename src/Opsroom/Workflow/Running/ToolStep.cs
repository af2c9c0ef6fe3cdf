using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Opsroom.Approvals;
using Opsroom.Telemetry;
using Opsroom.Threads;
using Opsroom.Tools;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Workspace;

namespace Opsroom.Workflow.Running;

/// <summary>
/// Makes one tool call, if policy and people allow it. What it wrote becomes durable together with its result. A call that changes something outside is journaled
/// before it acts, and where nobody saw it end its outcome is found out before anything else happens.
/// </summary>
internal sealed class ToolStep(ToolCatalog tools, CallAdmission admission, ValueSealer sealer, Redactor redactor, IStore store, ReadRoots readRoots, TimeProvider clock)
{
    /// <summary>How often a change is tried whose connection breaks before the target has made it.</summary>
    private const int MostAttempts = 3;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    public async Task RunAsync(ThreadState thread, BranchState branch, CallState call, IStepSink sink, CancellationToken runCancelled)
    {
        if (tools.Find(call.Tool) is not { } tool)
        {
            sink.Yield([Impossible(thread, branch, call, new Fault("not_found", $"The tool {call.Tool} is no longer part of this server."))]);
            return;
        }

        if (RealArgumentsOf(call, tool, thread, sink, branch) is not ({ } real, { } given))
        {
            return;
        }

        var stopping = Stopping(thread);
        if (stopping && !call.Interrupted && (!call.Rollback || call.Gate is CallGate.Asked or CallGate.Rejected or CallGate.Expired))
        {
            sink.Yield([Failed(branch, call, call.Attempt, new Fault("denied", call.Rollback ? NobodyIsAsked : "The run was stopped before it was made."))]);
            return;
        }

        var making = new Making(thread, branch, call, tool, sink, WorkspaceOf(thread, tool), redactor, real, given)
        {
            Journal = cancellationToken => store.ReadEventsAsync(thread.Key, 0, cancellationToken),
        };
        if (call.Interrupted && (!call.AgainAnyway || stopping) && !await MayMakeAgainAsync(making, runCancelled))
        {
            return;
        }

        if (await AdmitAsync(making, runCancelled) is { } admitted)
        {
            await MakeAsync(making, admitted, runCancelled);
        }
    }

    private const string NobodyIsAsked = "It has to be approved, and the run is being stopped, so nobody is asked any more and it was not made.";

    private static bool Stopping(ThreadState thread) => Decider.Stops(thread.Run!);

    /// <summary>The end of a call that cannot be made. Where an attempt may have acted nobody is told that it did not.</summary>
    private static ThreadEvent Impossible(ThreadState thread, BranchState branch, CallState call, Fault fault) => call switch
    {
        { InDoubt: true } when !Stopping(thread) => new OutcomeUnknown(
            call.Id, branch.Agent!, call.Tool, call.Attempt, $"{fault.Message} An attempt had begun before, and what became of it cannot be found out."),
        { Interrupted: true } => Failed(branch, call, call.Attempt, fault with { Message = $"{fault.Message} Whether an earlier attempt made it is not known." }),
        _ => Failed(branch, call, call.Attempt, fault),
    };

    /// <summary>The arguments with sealed values given back, for tools that send them out. Null where a value is gone: the call has failed.</summary>
    private (JsonElement Real, Concealment Given)? RealArgumentsOf(CallState call, Tool tool, ThreadState thread, IStepSink sink, BranchState branch)
    {
        if (tool is { Effect: < Effect.Change, Egress: false, HasPlan: false })
        {
            return (call.Arguments, Concealment.None);
        }

        var real = sealer.Restore(call.Arguments, thread, out var missing, out var given);
        if (missing is null)
        {
            return (real, given);
        }

        sink.Yield([Impossible(thread, branch, call, new Fault(
            "invalid_argument", $"The value behind {missing} is not kept any more, so {tool.Name} was not called with it. Give the value again in a new task."))]);
        return null;
    }

    /// <summary>Finds out what became of an attempt that nobody saw the end of. True where it was not made and may be made now.</summary>
    private static async Task<bool> MayMakeAgainAsync(Making making, CancellationToken runCancelled)
    {
        var (call, stopping) = (making.Call, Stopping(making.Thread));
        var mayBegin = Decider.MayBegin(making.Thread.Run!, call);
        var found = await VerifyAsync(making, making.Context(call.IntentVersion ?? call.Requested!.Plan!.IntentVersion, call.Attempt), runCancelled);
        making.Sink.Yield(
        [
            Verified(making, call.Attempt, found),
            found switch
            {
                Verification.Made made => Finished(making, call.Attempt, new ToolCallOutcome(true, made.Result)),
                Verification.NotMade when !mayBegin => Failed(making.Branch, call, call.Attempt, new Fault("denied", "The run was stopped before it was made.")),
                Verification.NotMade => new AttemptAbandoned(call.Attempt, "The target has not made it.", null),
                Verification.Unclear unclear when stopping => Failed(
                    making.Branch, call, call.Attempt, new Fault("internal", $"The run was stopped, and whether it was made is not known. {unclear.WhatIsKnown}")),
                Verification.Unclear unclear => Unknown(making, call.Attempt, unclear.WhatIsKnown),
                _ => throw new InvalidOperationException($"No rule for {found.GetType().Name}."),
            },
        ]);
        return found is Verification.NotMade && mayBegin;
    }

    private static async Task<Verification> VerifyAsync(Making making, ToolContext context, CancellationToken runCancelled) =>
        await making.Tool.VerifyAsync(making.Real, context, runCancelled) switch
        {
            Verification.Made made => new Verification.Made(making.Given.Conceal(made.Result)),
            Verification.Unclear unclear => new Verification.Unclear(making.Given.Conceal(unclear.WhatIsKnown)),
            var found => found,
        };

    /// <summary>What policy says now, after everything that was said before. Null where the call is not made: it is denied, or waits for people.</summary>
    private async Task<Admitted?> AdmitAsync(Making making, CancellationToken runCancelled)
    {
        var (branch, call, tool) = (making.Branch, making.Call, making.Tool);
        var asked = await AskPolicyAsync(making, runCancelled);
        if (asked.Failure is { } failure)
        {
            making.Sink.Yield([CallAdmission.Event(branch, call, tool, asked), Failed(branch, call, call.Attempt, new Fault(failure.Code, failure.Message, Setting: failure.Setting))]);
            return null;
        }

        if (asked.Answer is { } answer)
        {
            making.Sink.Yield([CallAdmission.Event(branch, call, tool, asked), Finished(making, call.Attempt, new ToolCallOutcome(true, answer))]);
            return null;
        }

        if (asked.Decision.Verdict == Verdict.Deny)
        {
            making.Sink.Yield([CallAdmission.Event(branch, call, tool, asked), Failed(branch, call, call.Attempt, new Fault("denied", asked.Decision.Reason))]);
            return null;
        }

        var moved = call.MayArriveLate && asked.Plan?.IntentVersion != call.IntentVersion;
        if (moved && !await MayMakeAgainAsync(making, runCancelled))
        {
            return null;
        }

        if (call.Gate == CallGate.Approved)
        {
            // what a person said to make again has moved on since: that it may have been made is what they were told
            var changed = !call.AgainAnyway && asked.Plan?.Binding != call.Requested!.Plan!.Binding;
            var (request, item) = ItemOf(making.Thread.Run!, call);
            var reason = changed ? "What it acts on has changed since it was approved."
                : item.ExpiresAt <= clock.GetUtcNow() ? "The approval expired before the call could be made."
                : !CallAdmission.StillMeets(call.Requested!, asked) ? "Policy has become stricter since it was approved."
                : null;
            if (reason is null)
            {
                return new Admitted(asked, null);
            }

            making.Sink.Yield([
                new ApprovalVoided(request.Asked.ApprovalId, item.ItemId, call.Id, reason),
                CallAdmission.Event(branch, call, tool, asked, reason),
            ]);
            return null;
        }

        if (asked.Decision.Verdict == Verdict.Ask)
        {
            making.Sink.Yield(Stopping(making.Thread)
                ? [CallAdmission.Event(branch, call, tool, asked), Failed(branch, call, call.Attempt, new Fault("denied", NobodyIsAsked))]
                : [CallAdmission.Event(branch, call, tool, asked)]);
            return null;
        }

        return new Admitted(asked, call.Gate == CallGate.Allowed && !moved ? null : CallAdmission.Event(branch, call, tool, asked));
    }

    /// <summary>Where the call was approved.</summary>
    private static (ApprovalState Request, ApprovalItem Item) ItemOf(RunState run, CallState call)
    {
        var request = run.Approvals.Last(approval => approval.Verdicts.ContainsKey(call.ItemId!));
        return (request, request.Asked.Items.First(item => item.ItemId == call.ItemId));
    }

    /// <summary>Asks until the store can say whether a freeze is on; nothing is decided without knowing.</summary>
    private async Task<Admission> AskPolicyAsync(Making making, CancellationToken runCancelled)
    {
        while (true)
        {
            try
            {
                return await admission.AdmitAsync(making, runCancelled);
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(RetryDelay, clock, runCancelled);
            }
        }
    }

    private static async Task MakeAsync(Making making, Admitted admitted, CancellationToken runCancelled)
    {
        var (call, tool, sink) = (making.Call, making.Tool, making.Sink);
        var (asked, requested) = admitted;
        var attempt = call.Attempt + 1;
        var changes = asked.Effect >= Effect.Change;
        var started = new ToolStarted(call.Id, making.Branch.Agent!, tool.Name, attempt, asked.Plan?.Undo, tool.IsProcedure, changes ? asked.Plan!.IntentVersion : null);
        IReadOnlyList<ThreadEvent> before = requested is null ? [started] : [requested, started];
        if (!await BeginAsync(call, attempt, durably: changes && !tool.IsProcedure, before, sink) || tool.IsProcedure)
        {
            return;
        }

        using var activity = OpsroomActivity.StartToolCall(
            tool.Name, call.Id, making.Branch.Agent!, making.Thread.Key, making.Thread.Run!.RunId, Activity.Current?.Context ?? default);
        var context = making.Context(changes ? asked.Plan!.IntentVersion : null, attempt);
        var outcome = await tool.InvokeAsync(making.Real, context, runCancelled);
        outcome = outcome with { Result = making.Given.Conceal(outcome.Result) };
        if (!outcome.Succeeded)
        {
            activity?.SetFault(new Fault(CodeOf(outcome), making.Redact(MessageOf(outcome))));
        }

        if (changes && !outcome.Succeeded && CodeOf(outcome) is FaultCodes.Unreachable or FaultCodes.Timeout or FaultCodes.Internal)
        {
            await SettleAsync(making, context, attempt, outcome, runCancelled);
            return;
        }

        sink.Yield(
            [
                .. making.Workspace.StagedFiles.Select(file => new ArtifactWritten(call.Id, making.Branch.Agent!, file.Path, file.MediaType, file.Bytes.Length, file.Sha256)),
                Finished(making, attempt, outcome),
            ],
            [.. making.Workspace.StagedFiles.Select(BlobOf)]);
    }

    /// <summary>False where a budget has no room. What has begun is not stopped half-way by one: neither a further attempt nor a procedure's own call is.</summary>
    private static async Task<bool> BeginAsync(CallState call, int attempt, bool durably, IReadOnlyList<ThreadEvent> before, IStepSink sink)
    {
        if (attempt == 1 && call.Parent is null)
        {
            return await sink.BeginAsync(durably, before);
        }

        if (durably)
        {
            await sink.YieldDurablyAsync(before);
        }
        else
        {
            sink.Yield(before);
        }

        return true;
    }

    /// <summary>A change that failed in a way that leaves open whether it was made. What the target says it did not make is tried again, as after a crash.</summary>
    private static async Task SettleAsync(Making making, ToolContext context, int attempt, ToolCallOutcome outcome, CancellationToken runCancelled)
    {
        var found = await VerifyAsync(making, context, runCancelled);
        making.Sink.Yield([Verified(making, attempt, found), found switch
        {
            Verification.Made made => Finished(making, attempt, new ToolCallOutcome(true, made.Result)),
            Verification.NotMade when attempt < MostAttempts => new AttemptAbandoned(attempt, MessageOf(outcome), null),
            Verification.NotMade => Finished(making, attempt, outcome),
            Verification.Unclear unclear => Unknown(making, attempt, $"{MessageOf(outcome)} {unclear.WhatIsKnown}"),
            _ => throw new InvalidOperationException($"No rule for {found.GetType().Name}."),
        }]);
    }

    private ThreadWorkspace WorkspaceOf(ThreadState thread, Tool tool) =>
        new(thread.Key.Id, thread.Files, store, readRoots, (path, _) => ValueTask.FromResult(EarlierResult(thread, path))) { KeepsReads = tool.HasPlan };

    private static string CodeOf(ToolCallOutcome outcome) => outcome.Result.GetProperty("error").GetProperty("code").GetString()!;

    private static string MessageOf(ToolCallOutcome outcome) => outcome.Result.GetProperty("message").GetString()!;

    private static ToolFinished Finished(Making making, int attempt, ToolCallOutcome outcome) => new(
        making.Call.Id, making.Branch.Agent!, making.Tool.Name, attempt, outcome.Succeeded, outcome.Result, making.Tool.Tainted || outcome.Tainted);

    private static ChangeVerified Verified(Making making, int attempt, Verification found) => new(
        making.Call.Id, making.Branch.Agent!, making.Tool.Name, attempt, found switch
        {
            Verification.Made => "done",
            Verification.NotMade => "not_done",
            _ => "unknown",
        });

    private static OutcomeUnknown Unknown(Making making, int attempt, string known) => new(making.Call.Id, making.Branch.Agent!, making.Tool.Name, attempt, known);

    private static ToolFinished Failed(BranchState branch, CallState call, int attempt, Fault fault) =>
        new(call.Id, branch.Agent!, call.Tool, attempt, false, FaultJson.Of(fault), false);

    private static BlobContent BlobOf(StagedFile file) =>
        new(file.Sha256, file.Bytes.Length, _ => ValueTask.FromResult<Stream>(new MemoryStream(file.Bytes.ToArray(), writable: false)));

    /// <summary>The whole result of an earlier call of this run, for a model that was shown an excerpt.</summary>
    private static FileContent? EarlierResult(ThreadState thread, string path)
    {
        var result = thread.Run!.Calls.FirstOrDefault(call => call.Finished is not null && ModelWindow.ResultPath(call.Id) == path)?.Finished!.Result;
        return result is { } found ? new FileContent(path, "application/json", Encoding.UTF8.GetBytes(found.GetRawText())) : null;
    }

    /// <param name="Requested">What policy decided, where that is not journaled yet.</param>
    private sealed record Admitted(Admission Asked, ToolRequested? Requested);
}
