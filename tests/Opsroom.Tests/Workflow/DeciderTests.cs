using CsCheck;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Tests.Workflow;

public sealed class DeciderTests
{
    private static readonly RunLimits Limits = new(Steps: 40, TimeoutSeconds: 60, RemediationRounds: 2, ModelTries: 3);
    private static readonly Gen<SimulatedRun> Runs =
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Bool, (seed, routed) => new SimulatedRun(seed, routed).Play(Limits));

    [Fact]
    public void Every_run_comes_to_an_end_and_ends_once() => Runs.Sample(run =>
    {
        Assert.IsType<RunEnded>(run.Journal[^1]);
        Assert.Single(run.Journal.OfType<RunEnded>());
        Assert.Empty(Decider.Decide(run.State));
        Assert.True(run.State.AtRest);
    });

    [Fact]
    public void Steps_named_together_have_different_ids() => Runs.Sample(run =>
        Assert.All(run.Named, named => Assert.Equal(named.Length, named.Distinct().Count())));

    [Fact]
    public void The_same_state_names_the_same_steps_also_after_its_events_were_stored_and_read() => Runs.Sample(run =>
    {
        var state = new ThreadState(run.State.Key);
        for (var index = 0; index < run.Journal.Count; index++)
        {
            state = state.Apply(EventCodec.FromJson(EventCodec.ToJson(run.Journal[index]), run.Journal[index].Kind));
            Assert.Equal(run.Named[index], Decider.Decide(state).Select(step => step.Id));
        }
    });

    [Fact]
    public void A_run_never_exceeds_its_limits() => Runs.Sample(run =>
    {
        // calls of one turn start together, so the last turn may finish above the limit
        Assert.InRange(run.State.Run!.Steps, 0, Limits.Steps + 12);
        Assert.All(run.State.Run.Branches.Values, branch => Assert.InRange(branch.Round, 0, Limits.RemediationRounds));
        Assert.All(run.State.Run.Branches.Values, branch => Assert.InRange(branch.InvalidTurns, 0, Limits.ModelTries));
    });

    [Fact]
    public void A_model_is_asked_only_when_every_call_of_its_last_turn_is_answered() => Runs.Sample(run =>
    {
        var open = new Dictionary<string, HashSet<string>>();
        foreach (var @event in run.Journal.Where(each => each.Branch is not null))
        {
            var calls = open.TryGetValue(@event.Branch!, out var known) ? known : open[@event.Branch!] = [];
            switch (@event)
            {
                case ModelRequested:
                    Assert.Empty(calls);
                    break;
                case ModelAnswered answered:
                    calls.UnionWith(answered.ToolCalls.Where(call => call.Invalid is null).Select(call => call.Id));
                    break;
                case ToolFinished finished:
                    Assert.True(calls.Remove(finished.CallId));
                    break;
            }
        }
    });

    [Fact]
    public void A_job_starts_only_after_the_jobs_whose_results_it_needs() => Runs.Sample(run =>
    {
        var reflected = new Dictionary<string, int>();
        var jobs = run.State.Run!.Plan?.Jobs.ToDictionary(job => job.Id) ?? [];
        foreach (var (@event, index) in run.Journal.Select((each, index) => (each, index)))
        {
            if (@event is ReflectionMade { Branch: { } done })
            {
                reflected[done] = index;
            }
            else if (@event is SupervisorStarted { Branch: { } branch })
            {
                Assert.All(jobs[branch].After, earlier => Assert.True(reflected.ContainsKey(earlier)));
            }
        }
    });

    [Fact]
    public void A_run_that_is_asked_to_stop_ends_at_once_whatever_it_was_doing() =>
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Bool, Gen.Int[1, 30]).Sample((seed, routed, after) =>
        {
            var run = new SimulatedRun(seed, routed).Play(Limits, after);
            var stop = run.Journal.FindIndex(@event => @event is StopRequested);
            if (stop >= 0)
            {
                Assert.Equal(RunStatus.Cancelled, Assert.IsType<RunEnded>(run.Journal[stop + 1]).Status);
            }
        });

    [Fact]
    public void A_thread_with_an_event_of_a_newer_version_is_not_advanced() => Runs.Sample(run =>
    {
        var state = new ThreadState(run.State.Key).Apply(run.Journal[0]).Apply(new UnknownEvent("from_the_future"));
        Assert.Empty(Decider.Decide(state));
    });
}
