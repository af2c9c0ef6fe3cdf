using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Opsroom.Threads;

namespace Opsroom.Workflow.Running;

/// <summary>Performs steps: the only place with effects. What comes of a step, failures included, is events.</summary>
internal sealed partial class StepPerformer(
    SupervisorSteps supervisors, ModelStep models, ToolStep tools, ProcedureStep procedures, ApprovalStep approvals, ReflectionStep reflection, RunSignals signals, ILogger logger)
{
    public async Task PerformAsync(Step step, ThreadState thread, IStepSink sink, CancellationToken runCancelled)
    {
        Activity.Current = signals.ParentOf(thread.Key, thread.Run!.RunId, step.BranchId);
        try
        {
            await (step switch
            {
                Step.Plan => supervisors.PlanAsync(thread, sink, runCancelled),
                Step.ChooseAgent choose => supervisors.ChooseAsync(thread, choose.Branch, sink, runCancelled),
                Step.AskModel ask => models.AskAsync(thread, ask.Branch, sink, runCancelled),
                Step.RunTool call => tools.RunAsync(thread, call.Branch, call.Call, sink, runCancelled),
                Step.MoveProcedure move => procedures.MoveAsync(thread, move.Branch, move.Call, sink, runCancelled),
                Step.AskApproval => approvals.AskAsync(thread.Run, sink),
                Step.Reflect reflect => reflection.ReflectAsync(thread, reflect.Branch, sink, runCancelled),
                _ => throw new InvalidOperationException($"No rule for {step.GetType().Name}."),
            });
        }
        catch (OperationCanceledException) when (runCancelled.IsCancellationRequested)
        {
            throw;
        }
        catch (BudgetReachedException)
        {
            // it is decided again when the budget is raised
        }
        catch (OwnershipLostException)
        {
            // the next owner decides the same step again
        }
        catch (RunStoppingException)
        {
            // it did not begin, and the run ends without it
        }
        catch (Exception fault)
        {
            LogStepFailed(logger, step.Id, thread.Run.RunId, thread.Key.Id, fault);
            sink.Yield([new StopRequested("internal", "server")]);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Step {Step} of run {RunId} in thread {ThreadId} failed")]
    private static partial void LogStepFailed(ILogger logger, string step, RunId runId, ThreadId threadId, Exception exception);
}
