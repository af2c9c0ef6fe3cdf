using Opsroom.Telemetry;
using Opsroom.Threads;
using Opsroom.Workflow.Reflection;

namespace Opsroom.Workflow.Running;

/// <summary>Has an agent's result looked at.</summary>
internal sealed class ReflectionStep(IReflector reflector, Redactor redactor)
{
    public async Task ReflectAsync(ThreadState thread, BranchState branch, IStepSink sink, CancellationToken runCancelled)
    {
        var observer = new ModelObserver(IReflector.Name, thread.Key, sink, redactor, streams: false);
        var seen = await reflector.ReflectAsync(thread, branch, SupervisorSteps.NextAttempt(branch.Open), observer, runCancelled);
        var mayMend = branch.Round < thread.Run!.Limits.RemediationRounds;
        sink.Yield(
        [
            .. SupervisorSteps.Answers(IReflector.Name, seen.Calls),
            new ReflectionMade(branch.Agent!, seen.Quality, seen.Completeness, seen.Findings, mayMend ? seen.Remediation : null, seen.Reflector),
        ]);
    }
}
