using System.Collections.Immutable;
using System.Text.Json;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Tests.Workflow;

/// <summary>Plays a run against the decider with an invented performer whose choices come from a seed: no store, no clock, no tasks.</summary>
internal sealed class SimulatedRun
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly JsonElement NoArguments = JsonDocument.Parse("{}").RootElement;

    private readonly Random random;
    private readonly bool routed;
    private int calls;

    public SimulatedRun(int seed, bool routed)
    {
        random = new Random(seed);
        this.routed = routed;
        State = new ThreadState(new ThreadKey("default", ThreadId.Parse("t")));
    }

    public ThreadState State { get; private set; }

    public List<ThreadEvent> Journal { get; } = [];

    /// <summary>What <see cref="Decider.Decide"/> named at each sequence.</summary>
    public List<ImmutableArray<string>> Named { get; } = [];

    public SimulatedRun Play(RunLimits limits, int stopAfter = int.MaxValue)
    {
        Append(new RunStarted(RunKind.Agent, "task", routed ? null : "agent_a", null, null, null, "local", limits, null));
        while (Decider.Decide(State) is { Count: > 0 } steps)
        {
            if (Journal.Count == stopAfter)
            {
                Append(new StopRequested("cancelled", "local"));
                continue;
            }

            var step = steps[random.Next(steps.Count)];
            foreach (var @event in step is Step.Emit emit ? [emit.Event] : Perform(step))
            {
                Append(@event with { Branch = @event.Branch ?? BranchOf(step), Step = @event.Step ?? step.Id });
            }

            Assert.True(Journal.Count < 5_000, "the run does not come to an end");
        }

        return this;
    }

    private void Append(ThreadEvent @event)
    {
        var stamped = @event with { At = Start.AddSeconds(Journal.Count), RunId = new RunId("run-000000000001") };
        Journal.Add(stamped);
        State = State.Apply(stamped);
        Named.Add([.. Decider.Decide(State).Select(step => step.Id)]);
    }

    private IEnumerable<ThreadEvent> Perform(Step step) => step switch
    {
        Step.Plan => [new PlanDecided(Jobs(), "because", 0.9, "playbook")],
        Step.ChooseAgent choose => [new AgentChosen(choose.Branch.Team!, $"agent_{random.Next(3)}", "because", 0.8, null, false, "playbook")],
        Step.AskModel ask => Ask(ask.Branch),
        Step.RunTool call => Run(call),
        Step.Reflect reflect => [new ReflectionMade(reflect.Branch.Agent!, 1, 1, [], random.Next(3) == 0 && reflect.Branch.Round < State.Run!.Limits.RemediationRounds ? "again" : null, "playbook")],
        _ => throw new InvalidOperationException(),
    };

    private ImmutableArray<PlannedJob> Jobs() =>
    [
        .. Enumerable.Range(1, random.Next(1, 5)).Select(number => new PlannedJob(
            $"b{number}", $"job {number}", "team", number > 1 && random.Next(2) == 0 ? [$"b{random.Next(1, number)}"] : [])),
    ];

    private IEnumerable<ThreadEvent> Ask(BranchState branch)
    {
        yield return new ModelRequested(branch.Agent!, "playbook", (branch.Open?.Number ?? 0) + 1);
        switch (random.Next(8))
        {
            case 0:
                yield return new AttemptAbandoned((branch.Open?.Number ?? 0) + 1, "cut", "playbook");
                break;
            case 1:
                yield return Answer(branch, "", [], "it is empty");
                break;
            case 2:
                yield return new ModelFailed(branch.Agent!, "playbook", 1, new Fault("model_unavailable", "down"));
                break;
            case < 6:
                yield return Answer(branch, "", [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => new ToolCallRequest($"call-{++calls}", "tool", NoArguments, random.Next(5) == 0 ? "wrong" : null))], null);
                break;
            default:
                yield return Answer(branch, "done", [], null);
                break;
        }
    }

    private static ModelAnswered Answer(BranchState branch, string text, ImmutableArray<ToolCallRequest> calls, string? invalid) =>
        new(branch.Agent!, "playbook", 1, text, calls, ModelUsage.None, invalid, null);

    private IEnumerable<ThreadEvent> Run(Step.RunTool step)
    {
        if (step.Call.Requested is null)
        {
            yield return new ToolRequested(step.Call.Id, step.Branch.Agent!, step.Call.Tool, NoArguments, "read", "allow", "rule");
        }

        yield return new ToolStarted(step.Call.Id, step.Branch.Agent!, step.Call.Tool, step.Call.Attempt + 1);
        yield return random.Next(6) == 0
            ? new AttemptAbandoned(step.Call.Attempt + 1, "died", null)
            : new ToolFinished(step.Call.Id, step.Branch.Agent!, step.Call.Tool, step.Call.Attempt + 1, random.Next(4) > 0, NoArguments, false);
    }

    private static string? BranchOf(Step step) => step switch
    {
        Step.ChooseAgent choose => choose.Branch.Id,
        Step.AskModel ask => ask.Branch.Id,
        Step.RunTool call => call.Branch.Id,
        Step.Reflect reflect => reflect.Branch.Id,
        _ => null,
    };
}
