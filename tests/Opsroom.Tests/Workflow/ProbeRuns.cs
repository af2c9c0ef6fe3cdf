using System.Collections.Immutable;
using System.Text.Json;
using Opsroom.TestKit.Workflow;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Tests.Workflow;

/// <summary>Calls of the probes' tools in the thread <c>t</c>, and what people say about them.</summary>
internal static class ProbeRuns
{
    private const string Free = """
        targets:
          - { system: probe, environment: staging }
        free_environments: [staging]
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<WorkflowFixture> OpenFreeAsync(ProbeTools probe)
    {
        var opsroom = await WorkflowFixture.OpenAsync(toolSets: [probe]);
        opsroom.WritePolicy(Free);
        await opsroom.CrashAndReopenAsync(Cancelled);
        return opsroom;
    }

    public static async Task<StartOutcome.Started> StartAsync(WorkflowFixture opsroom, string tool, object arguments) =>
        (StartOutcome.Started)await opsroom.Owner.StartAsync(
            new StartRun(WorkflowFixture.Key("t"), false, tool, null, null, tool, JsonSerializer.SerializeToElement(arguments), Principal.Local, null), Cancelled);

    public static async Task<RunState> CallAsync(WorkflowFixture opsroom, string tool, object arguments) =>
        await opsroom.Owner.WaitForRestAsync(WorkflowFixture.Key("t"), (await StartAsync(opsroom, tool, arguments)).RunId, Cancelled);

    public static DecideApproval Decision(RunState run, bool? approved) => new(
        WorkflowFixture.Key("t"), run.RunId, run.Pending!.Asked.ApprovalId, approved, null, ImmutableSortedDictionary<string, bool>.Empty,
        ImmutableSortedDictionary<string, JsonElement>.Empty, null, Principal.Local, null);

    public static Task<DecideOutcome> DecideAsync(WorkflowFixture opsroom, DecideApproval decision) => opsroom.Owner.DecideAsync(decision, Cancelled);

    public static async Task<RunState> ApproveAsync(WorkflowFixture opsroom, RunState run)
    {
        Assert.IsType<DecideOutcome.Recorded>(await DecideAsync(opsroom, Decision(run, true)));
        return await opsroom.Owner.WaitForRestAsync(WorkflowFixture.Key("t"), run.RunId, Cancelled);
    }
}
