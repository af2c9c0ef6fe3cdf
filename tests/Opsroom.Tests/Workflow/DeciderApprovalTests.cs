using CsCheck;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Tests.Workflow;

public sealed class DeciderApprovalTests
{
    private static readonly Gen<SimulatedApprovals> Runs = Gen.Int[0, int.MaxValue].Select(seed => new SimulatedApprovals(seed).Play());

    [Fact]
    public void Whatever_people_say_and_whenever_it_crashes_a_run_ends_once_and_makes_nothing_that_was_not_allowed() => Runs.Sample(run =>
    {
        Assert.IsType<RunEnded>(run.Journal[^1]);
        Assert.Single(run.Journal.OfType<RunEnded>());
        Assert.Null(run.State.Run!.Pending);
    });

    [Fact]
    public void No_change_is_left_without_an_answer_about_whether_it_was_made() => Runs.Sample(run =>
        Assert.All(run.State.Run!.Calls.Where(call => call is { Attempt: > 0, IsProcedure: false, Running: true }), call => Assert.NotNull(call.Finished)));

    [Fact]
    public void What_was_refused_is_not_made_afterwards() => Runs.Sample(run =>
    {
        var refused = new HashSet<string>();
        foreach (var @event in run.Journal)
        {
            if (@event is ToolFinished { Succeeded: false } finished)
            {
                refused.Add(finished.CallId);
            }

            Assert.False(@event is ToolStarted started && refused.Contains(started.CallId));
        }
    });

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
}
