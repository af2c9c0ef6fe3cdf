using System.Collections.Concurrent;
using System.Diagnostics;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Workflow.Running;

/// <summary>The open activities of one run. Begun and ended by its events; a run that another process began starts a trace of its own.</summary>
internal sealed class RunTrace(ThreadKey thread, ActivityContext request)
{
    private readonly ConcurrentDictionary<string, Activity> open = new(StringComparer.Ordinal);
    private Activity? root;

    /// <summary>The agent, supervisor or reflection at work in a branch, else the run.</summary>
    public Activity? Innermost(string? branch) => open.TryGetValue(branch ?? "", out var activity) ? activity : root;

    public void Follow(RunState run, ThreadEvent @event)
    {
        var branch = @event.Branch ?? "";
        switch (@event)
        {
            case RunStarted or RunResumed:
                root ??= OpsroomActivity.StartRun(thread, run.RunId, run.Kind, run.AgentName, request);
                break;
            case SupervisorStarted supervisor:
                Open(branch, OpsroomActivity.StartSupervisor(supervisor.Supervisor, @event.Branch, thread, run.RunId, root.ContextOr(request)));
                break;
            case AgentStarted agent:
                Open(branch, OpsroomActivity.StartAgent(agent.Agent, branch, agent.Round, thread, run.RunId, root.ContextOr(request)));
                break;
            case ReflectionStarted:
                Open(branch, OpsroomActivity.StartSupervisor("reflection", @event.Branch, thread, run.RunId, root.ContextOr(request)));
                break;
            case PlanDecided or AgentChosen or ReflectionMade:
                Close(branch, null);
                break;
            case AgentFinished finished:
                Close(branch, finished.Error);
                break;
            case RunEnded ended:
                End(ended);
                break;
            default:
                break;
        }
    }

    private void End(RunEnded ended)
    {
        foreach (var branch in open.Keys)
        {
            Close(branch, ended.Error);
        }

        root?.SetOutcome(ended.Status, ended.Error);
        root?.Stop();
    }

    private void Open(string branch, Activity? activity)
    {
        if (activity is not null)
        {
            open[branch] = activity;
        }
    }

    private void Close(string branch, Fault? fault)
    {
        if (open.TryRemove(branch, out var activity))
        {
            activity.SetFault(fault);
            activity.Stop();
        }
    }
}
