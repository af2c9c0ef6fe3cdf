using System.Diagnostics;
using Opsroom.Threads;

namespace Opsroom.Telemetry;

/// <summary>
/// Starts the activities of a run: request, run, supervisor, agent, model call, tool call. Without a listener each of them is null and costs nothing.
/// Steps run wherever the runner puts them, so a parent is always handed over as a context and never taken from the surroundings.
/// </summary>
public static class OpsroomActivity
{
    /// <summary>What an exporter subscribes to.</summary>
    public const string SourceName = "Opsroom";

    private const string InvokeWorkflow = "invoke_workflow";
    private const string InvokeAgent = "invoke_agent";
    private const string Chat = "chat";
    private const string ExecuteTool = "execute_tool";

    private static readonly ActivitySource Source = new(SourceName, typeof(OpsroomActivity).Assembly.GetName().Version?.ToString(3));

    /// <summary>The context to hand to children: the activity's own, or <paramref name="otherwise"/> where nobody listens.</summary>
    public static ActivityContext ContextOr(this Activity? activity, ActivityContext otherwise) => activity?.Context ?? otherwise;

    /// <summary>One run, from the request that started it to its rest.</summary>
    /// <param name="agent">The agent or tool that was asked for; null on a routed run.</param>
    public static Activity? StartRun(ThreadKey thread, RunId run, RunKind kind, string? agent, ActivityContext parent)
    {
        var workflow = agent ?? "devops_root_supervisor";
        var activity = Start(InvokeWorkflow, workflow, ActivityKind.Internal, "chain", thread, run, parent);
        activity?
            .SetTag(TagNames.Agent, workflow)
            .SetTag(TagNames.Tenant, thread.Tenant)
            .SetTag(TagNames.RunKind, kind == RunKind.Tool ? "tool" : "agent")
            .SetTag(TagNames.LangSmithName, $"{InvokeWorkflow} {workflow}");
        return activity;
    }

    /// <summary>A supervisor or the reflection deciding.</summary>
    public static Activity? StartSupervisor(string supervisor, string? branch, ThreadKey thread, RunId run, ActivityContext parent)
    {
        var activity = Start(InvokeAgent, supervisor, ActivityKind.Internal, "chain", thread, run, parent);
        activity?.SetTag(TagNames.Agent, supervisor).SetTag(TagNames.Branch, branch);
        return activity;
    }

    /// <summary>An agent's work on its job, for one round.</summary>
    public static Activity? StartAgent(string agent, string branch, int round, ThreadKey thread, RunId run, ActivityContext parent)
    {
        var activity = Start(InvokeAgent, agent, ActivityKind.Internal, "chain", thread, run, parent);
        activity?.SetTag(TagNames.Agent, agent).SetTag(TagNames.Branch, branch).SetTag(TagNames.Round, round);
        return activity;
    }

    /// <summary>One attempt at a model's turn. Those who ask models know neither thread nor run: the activity that is current, which the runner sets for each step, says them.</summary>
    /// <param name="model">As <c>provider:name</c>, or <c>playbook</c>.</param>
    public static Activity? StartModelCall(string model, string agent, int attempt)
    {
        var (provider, name) = Split(model);
        var step = Activity.Current;
        return Source.StartActivity($"{Chat} {name}", provider == name ? ActivityKind.Internal : ActivityKind.Client, step.ContextOr(default))?
            .SetTag(TagNames.Operation, Chat)
            .SetTag(TagNames.Provider, provider)
            .SetTag(TagNames.RequestModel, name)
            .SetTag(TagNames.Agent, agent)
            .SetTag(TagNames.Attempt, attempt)
            .SetTag(TagNames.LangSmithKind, "llm")
            .SetTag(TagNames.Conversation, step?.GetTagItem(TagNames.Conversation))
            .SetTag(TagNames.Run, step?.GetTagItem(TagNames.Run))
            .SetTag(TagNames.LangSmithThread, step?.GetTagItem(TagNames.LangSmithThread));
    }

    /// <summary>One execution of a tool call.</summary>
    public static Activity? StartToolCall(string tool, string callId, string agent, ThreadKey thread, RunId run, ActivityContext parent)
    {
        var activity = Start(ExecuteTool, tool, ActivityKind.Internal, "tool", thread, run, parent);
        activity?
            .SetTag(TagNames.Tool, tool)
            .SetTag(TagNames.ToolCall, callId)
            .SetTag(TagNames.ToolType, "function")
            .SetTag(TagNames.Agent, agent);
        return activity;
    }

    /// <summary>What a model call used. Set on the call alone, so that nothing is counted twice.</summary>
    /// <param name="model">Which model answered, as <c>provider:name</c>.</param>
    public static void SetUsage(this Activity activity, string model, ModelUsage usage)
    {
        activity.SetTag(TagNames.ResponseModel, Split(model).Name);
        if (usage == ModelUsage.None)
        {
            return;
        }

        activity.SetTag(TagNames.InputTokens, usage.InputTokens).SetTag(TagNames.OutputTokens, usage.OutputTokens);
        if (usage.CachedInputTokens > 0)
        {
            activity.SetTag(TagNames.CachedInputTokens, usage.CachedInputTokens);
        }
    }

    /// <summary>How the run ended; a fault makes the activity an error.</summary>
    public static void SetOutcome(this Activity activity, RunStatus status, Fault? fault)
    {
        activity.SetTag(TagNames.RunStatus, StatusName(status));
        activity.SetFault(fault);
    }

    /// <summary>Marks the activity as failed with the fault's code; null leaves it as it is.</summary>
    public static void SetFault(this Activity activity, Fault? fault)
    {
        if (fault is not null)
        {
            activity.SetTag(TagNames.ErrorType, fault.Code).SetStatus(ActivityStatusCode.Error, fault.Message);
        }
    }

    internal static string StatusName(RunStatus status) => status switch
    {
        RunStatus.InProgress => "in_progress",
        RunStatus.PendingApproval => "pending_approval",
        RunStatus.Complete => "complete",
        RunStatus.Rejected => "rejected",
        RunStatus.Failed => "failed",
        RunStatus.Cancelled => "cancelled",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "not a run status"),
    };

    internal static (string Provider, string Name) Split(string model) =>
        model.IndexOf(':') is var colon and > 0 ? (model[..colon], model[(colon + 1)..]) : (model, model);

    private static Activity? Start(
        string operation, string subject, ActivityKind kind, string langSmithKind, ThreadKey thread, RunId run, ActivityContext parent)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var surrounding = Activity.Current;
        if (parent == default)
        {
            // a default context would otherwise be replaced by whatever activity happens to be current here
            Activity.Current = null;
        }

        var activity = Source.StartActivity($"{operation} {subject}", kind, parent);
        if (activity is null)
        {
            Activity.Current = surrounding;
            return null;
        }

        return activity
            .SetTag(TagNames.Operation, operation)
            .SetTag(TagNames.Conversation, thread.Id.Value)
            .SetTag(TagNames.Run, run.Value)
            .SetTag(TagNames.LangSmithKind, langSmithKind)
            .SetTag(TagNames.LangSmithThread, thread.Id.Value);
    }
}
