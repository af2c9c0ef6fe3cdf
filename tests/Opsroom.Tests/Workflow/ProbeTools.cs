using System.ComponentModel;
using System.Text.Json;
using Opsroom.Tools;
using Opsroom.Tools.Changes;

namespace Opsroom.Tests.Workflow;

/// <summary>A change, and a procedure of two of them, that look, act and verify as a test says, and count.</summary>
public sealed class ProbeTools
{
    private int made;

    public int Made => made;

    public Func<string, string?, ChangePlan> Plan { get; set; } = (name, _) => PlanOf(name, "v1");

    /// <summary>Awaited before a call is looked at.</summary>
    public Func<string, Task> Looking { get; set; } = _ => Task.CompletedTask;

    public Func<string, string?, ToolContext, Task<ToolResult<ProbeResult>>> Act { get; set; } =
        (name, _, _) => Task.FromResult<ToolResult<ProbeResult>>(new ProbeResult(name));

    public Func<string, ToolContext, Verification> Verify { get; set; } = (_, _) => Verification.NotDone();

    public IReadOnlyList<PlannedCall> Calls { get; set; } =
        [Child("one", new { name = "one" }), Child("two", new { name = "two" })];

    /// <summary>What the procedure does next.</summary>
    public Func<ProcedureState, ProcedureMove>? Move { get; set; }

    /// <summary>A file that a change looks into while it is planned, although no argument names it.</summary>
    public string? ReadsToPlan { get; set; }

    /// <summary>Awaited by the call that only reads.</summary>
    public Func<CancellationToken, Task> Watching { get; set; } = _ => Task.CompletedTask;

    public static ChangePlan PlanOf(string name, string version) =>
        new(new ChangeTarget("probe", name), $"Probe/{name}", version, new Preview($"{name} at {version} is set."));

    public static PlannedCall Child(string name, object arguments) => new(name, "probe_set", JsonSerializer.SerializeToElement(arguments));

    /// <summary>A call that takes back what the one with this name did.</summary>
    public static PlannedCall Back(string name) => Child($"back-{name}", new { name = $"back-{name}" }) with { Rollback = true };

    [Tool("probe_set", Effect.Change, Plan = nameof(PlanSetAsync), Verify = nameof(VerifySet))]
    [Description("Sets a probe.")]
    [ToolExample("""{"name": "one"}""")]
    public async Task<ToolResult<ProbeResult>> SetAsync(
        [Description("Its name.")] string name, [Description("What it wants to see.")] string? password, [Description("Its text.")] TextInput? text, ToolContext context)
    {
        Interlocked.Increment(ref made);
        return await Act(name, password ?? text?.Text, context);
    }

    public async Task<ToolResult<ChangePlan>> PlanSetAsync(string name, string? password, ToolContext context)
    {
        await Looking(name);
        if (ReadsToPlan is { } path)
        {
            await context.Workspace.ReadAsync(path, CancellationToken.None);
        }

        return Plan(name, password);
    }

    public Verification VerifySet(string name, ToolContext context) => Verify(name, context);

    [Tool("probe_both", Effect.Change, Plan = nameof(PlanBoth), Result = typeof(ProbeResult))]
    [Description("Sets several probes.")]
    [ToolExample("""{"name": "all"}""")]
    public ProcedureMove Both([Description("What for.")] string name, ProcedureState state) => Move is { } move ? move(state)
        : state.Calls.IsEmpty
        ? ProcedureMove.Call(Calls.Select(call => call.Name))
        : ProcedureMove.Finish(new ProbeResult(name));

    [Tool("probe_watch", Effect.Read)]
    [Description("Watches a probe.")]
    [ToolExample("{}")]
    public async Task<ProbeResult> WatchAsync(CancellationToken cancellationToken)
    {
        await Watching(cancellationToken);
        return new ProbeResult("watched");
    }

    public ToolResult<ChangePlan> PlanBoth(string name) => PlanOf(name, "v1") with { Children = [.. Calls] };
}

public sealed record ProbeResult(string Note);
