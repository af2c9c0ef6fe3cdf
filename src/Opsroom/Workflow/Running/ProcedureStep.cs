using System.Collections.Immutable;
using Opsroom.Telemetry;
using Opsroom.Threads;
using Opsroom.Tools;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Workspace;

namespace Opsroom.Workflow.Running;

/// <summary>Asks a procedure what it does next, once all its calls have an answer. It can be asked again as often as need be: the answer follows from the journal.</summary>
internal sealed class ProcedureStep(ToolCatalog tools, ValueSealer sealer, Redactor redactor, IStore store, ReadRoots readRoots)
{
    public async Task MoveAsync(ThreadState thread, BranchState branch, CallState call, IStepSink sink, CancellationToken runCancelled)
    {
        var children = branch.Turns[^1].Calls.Where(child => child.Parent == call.Id).ToList();
        var planned = call.Requested?.Plan?.Children ?? [];
        var stopping = Decider.StopOf(thread.Run!);
        if (tools.Find(call.Tool) is not { IsProcedure: true } tool)
        {
            sink.Yield([Finish(branch, call, ToolCallOutcome.Failed(ToolFailure.NotFound(
                $"The procedure {call.Tool} is no longer part of this server; it was stopped after {children.Count} of its calls.")), false)]);
            return;
        }

        var arguments = sealer.Restore(call.Arguments, thread, out _, out var given);

        var workspace = new ThreadWorkspace(thread.Key.Id, thread.Files, store, readRoots, (_, _) => ValueTask.FromResult<FileContent?>(null));
        var making = new Making(thread, branch, call, tool, sink, workspace, redactor, arguments, given);
        var context = making.Context(
            new ProcedureState([.. children.Select(child => new ProcedureCall(child.Name!, child.Finished!.Succeeded, child.Finished.Result))])
            {
                Stopping = stopping,
                Planned = [.. planned.Select(child => new PlannedCall(child.Name, child.Tool, child.Arguments, child.Note, child.Rollback is true))],
            });
        var move = await tool.MoveAsync(arguments, context, runCancelled);
        if (move.Calls.IsEmpty)
        {
            var outcome = move.Failure is { } failure ? ToolCallOutcome.Failed(failure) : new ToolCallOutcome(true, move.Result!.Value);
            sink.Yield([Finish(branch, call, outcome with { Result = given.Conceal(outcome.Result) }, tool.Tainted)]);
            return;
        }

        var next = move.Calls.Select(name => planned.FirstOrDefault(child => child.Name == name)).ToImmutableArray();
        if (next.Any(child => child is null) || move.Calls.Distinct(StringComparer.Ordinal).Count() < move.Calls.Length
            || move.Calls.Any(name => children.Exists(child => child.Name == name)))
        {
            sink.Yield([Finish(branch, call, ToolCallOutcome.Failed(new ToolFailure(
                FaultCodes.Internal, $"{tool.Name} asked for a call that its plan does not have, or for the same one twice ({string.Join(", ", move.Calls)}); it was stopped there.")), false)]);
            return;
        }

        if (stopping is not null && next.Any(child => child!.Rollback is not true))
        {
            var begun = children.Count(child => child.Finished!.Succeeded);
            sink.Yield([Finish(branch, call, ToolCallOutcome.Failed(new ToolFailure(
                FaultCodes.Denied, $"The run was stopped ({stopping}), and {tool.Name} took nothing more back. {begun} of its calls were made and stand; undo them one by one where they should not.")), false)]);
            return;
        }

        sink.Yield([new ProcedureMoved(call.Id, branch.Agent!, tool.Name, [.. next.OfType<CoveredCall>()], stopping)]);
    }

    private static ToolFinished Finish(BranchState branch, CallState call, ToolCallOutcome outcome, bool tainted) =>
        new(call.Id, branch.Agent!, call.Tool, call.Attempt, outcome.Succeeded, outcome.Result, tainted);
}
