using System.Text.Json.Nodes;
using Opsroom.Server.Workflow;
using Opsroom.Threads;

namespace Opsroom.Server.Tests.Workflow;

/// <summary>Each phase of a run, by the events that lead there.</summary>
public sealed class WorkflowStatusTests
{
    private const string Root = "devops_root_supervisor";
    private const string Team = "infrastructure_supervisor";
    private const string Agent = "kubernetes_agent";

    private static readonly RunId Run = new("run-1");
    private static readonly DateTimeOffset Noon = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly RunLimits Limits = new(50, 600, 2, 3);

    private static readonly ThreadEvent[] Routed =
    [
        Start(null),
        new SupervisorStarted(Root),
        new PlanDecided([new PlannedJob("b1", "Do it", Team, [])], "because", 0.9, "playbook"),
        new SupervisorStarted(Team) { Branch = "b1" },
        new AgentChosen(Team, Agent, "because", 0.9, null, false, "playbook") { Branch = "b1" },
        new AgentStarted(Agent, "Do it", 0) { Branch = "b1" },
        new AgentFinished(Agent, "Done.", "playbook", null) { Branch = "b1" },
        new ReflectionStarted(Agent) { Branch = "b1" },
        new ReflectionMade(Agent, 1, 1, [], null, "playbook") { Branch = "b1" },
        new RunEnded(RunStatus.Complete, null),
    ];

    [Theory]
    [InlineData(1, "initialization", null)]
    [InlineData(2, "routing", null)]
    [InlineData(3, "infrastructure_routing", null)]
    [InlineData(4, "infrastructure_routing", null)]
    [InlineData(5, "executing", Agent)]
    [InlineData(6, "executing", Agent)]
    [InlineData(7, "reflection", Agent)]
    [InlineData(8, "reflection", Agent)]
    [InlineData(9, "executing", null)]
    public void A_routed_run_goes_through_its_phases(int events, string phase, string? next)
    {
        var status = Of(Routed[..events]);
        Assert.Equal("in_progress", status.Status);
        Assert.Equal(phase, status.CurrentPhase);
        Assert.Equal(next, status.NextAction);
        Assert.Null(status.Result);
        Assert.Null(status.ApprovalRequired);
    }

    [Fact]
    public void A_run_at_rest_says_what_came_of_it()
    {
        var status = Of(Routed);
        Assert.Equal(("complete", "complete", null), (status.Status, status.CurrentPhase, status.NextAction));
        Assert.Equal([Root, Team], status.SupervisorPath);
        Assert.Equal("the result", status.Result!["message"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(RunStatus.Failed, "failed")]
    [InlineData(RunStatus.Cancelled, "cancelled")]
    [InlineData(RunStatus.Rejected, "rejected")]
    public void A_run_that_ended_otherwise_says_so(RunStatus ended, string expected)
    {
        var status = Of([Start(Agent), new RunEnded(ended, new Fault("x", "y"))]);
        Assert.Equal((expected, expected), (status.Status, status.CurrentPhase));
    }

    [Fact]
    public void A_direct_run_has_no_supervisors()
    {
        var begun = Of([Start(Agent)]);
        Assert.Equal(("initialization", Agent), (begun.CurrentPhase, begun.NextAction));
        var working = Of([Start(Agent), new AgentStarted(Agent, "Do it", 0) { Branch = "b1" }]);
        Assert.Equal(("executing", Agent), (working.CurrentPhase, working.NextAction));
        Assert.Empty(working.SupervisorPath);
    }

    [Fact]
    public void A_thread_with_files_only_rests()
    {
        var status = Of([new FileReceived("a.txt", "text/plain", 1, "00", "local")]);
        Assert.Equal(("complete", "initialization"), (status.Status, status.CurrentPhase));
        Assert.Null(status.Result);
    }

    private static WorkflowStatus Of(IEnumerable<ThreadEvent> events) => WorkflowStatus.Of(
        events.Aggregate(
            new ThreadState(new ThreadKey(ThreadKey.DefaultTenant, ThreadId.Parse("t1"))),
            (state, next) => state.Apply(next with { At = Noon, RunId = next is FileReceived ? null : Run })),
        _ => new JsonObject { ["message"] = "the result" });

    private static RunStarted Start(string? agent) => new(RunKind.Agent, "Do it", agent, null, null, null, "local", Limits, null);
}
