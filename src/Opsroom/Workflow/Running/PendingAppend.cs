using Opsroom.Threads;
using Opsroom.Workflow.Budgets;

namespace Opsroom.Workflow.Running;

/// <summary>What one turn of a loop is about to append: what was yielded and all bookkeeping that follows from it at once.</summary>
/// <param name="day">How the day's budget stands, where the store has said that nearly all of it is used.</param>
internal sealed class PendingAppend(ThreadState before, DateTimeOffset now, DayStanding? day = null)
{
    private readonly List<LoopMessage.Yield> yields = [];
    private readonly List<LoopMessage.Command> commands = [];
    private readonly List<(LoopMessage.Begin Call, bool Admitted)> begun = [];
    private ThreadState state = before;

    // what was told of a day that has just ended says nothing of this one
    private readonly DayStanding? standing = day?.Day == DateOnly.FromDateTime(now.UtcDateTime) ? day : null;
    private readonly DateOnly today = DateOnly.FromDateTime(now.UtcDateTime);
    private UsageEntry takenOnDay = UsageEntry.OfDay(DateOnly.FromDateTime(now.UtcDateTime));

    public List<ThreadEvent> Events { get; } = [];

    public List<BlobContent> Blobs { get; } = [];

    /// <summary>What the store has to hold it against; null where it takes nothing from a budget of the day.</summary>
    public DayLimit? DayLimit { get; private set; }

    /// <summary>Whether somebody outside will rely on it: a run that ends or starts, a command that answers.</summary>
    public bool MustFlush { get; private set; }

    public void Take(LoopMessage.Yield yield)
    {
        if (state.Run is not { Ended: false } run || run.RunId != yield.RunId)
        {
            // the run has ended meanwhile
            yield.Durable?.TrySetCanceled();
            return;
        }

        if (yield.Durable is { } about && Decider.Stops(run) && !TakesBack(run, yield.Events))
        {
            // a change that has not begun when the run has to stop does not begin
            about.TrySetException(new RunStoppingException());
            return;
        }

        yields.Add(yield);
        Blobs.AddRange(yield.Blobs);
        MustFlush |= yield.Durable is not null;
        foreach (var @event in yield.Events)
        {
            Add(@event);
        }
    }

    public void Take(LoopMessage.Command command)
    {
        CommandYield decided;
        try
        {
            decided = command.Decide(state);
        }
        catch (Exception fault)
        {
            command.Fail(fault);
            return;
        }

        commands.Add(command);
        Blobs.AddRange(decided.Blobs);
        MustFlush |= decided.Flush;
        foreach (var @event in decided.Events)
        {
            Add(@event);
        }
    }

    private static bool TakesBack(RunState run, IReadOnlyList<ThreadEvent> events) => events.OfType<ToolStarted>().FirstOrDefault() is { } started
        && run.Calls.FirstOrDefault(call => call.Id == started.CallId) is { Rollback: true };

    /// <summary>Lets a call begin, or has its step wait for a larger budget. What the step reserved before and left open is charged with that.</summary>
    public void Take(LoopMessage.Begin call)
    {
        if (state.Run is not { Ended: false, Budgets: { } budgets } run || run.RunId != call.RunId || (call.Durably && Decider.Stops(run)))
        {
            // the run has ended meanwhile, or has to stop and begins nothing more
            call.Admitted.TrySetResult(false);
            return;
        }

        var reached = BudgetCheck.Find(state, budgets, call.Events, standing?.With(takenOnDay.Plus(WorkedUntilNow)), now);
        begun.Add((call, reached is null));
        MustFlush |= call.Durably;
        if (reached is null)
        {
            foreach (var @event in call.Events)
            {
                Add(@event);
            }

            DayLimit = budgets.Day.IsOpen ? null : new DayLimit(today, budgets.Day);
            return;
        }

        foreach (var open in run.Spending.Of(reached.Branch, reached.Step))
        {
            Add(new AttemptAbandoned(open.Attempt, "The step waits for a larger budget.", null) { RunId = run.RunId, Branch = open.Branch, Step = open.Step });
        }

        Add(reached);
    }

    /// <summary>Adds the bookkeeping that the workflow decides on the state reached, until a step with an effect or rest comes next.</summary>
    public void FollowDecisions()
    {
        if (Events.Count == 0)
        {
            return;
        }

        while (Decider.Decide(state).OfType<Step.Emit>().ToList() is { Count: > 0 } emitted)
        {
            emitted.ForEach(step => Add(step.Event));
        }
    }

    /// <summary>All of it is durable.</summary>
    public void Acknowledge()
    {
        commands.ForEach(command => command.Complete(state));
        yields.ForEach(yield => yield.Durable?.TrySetResult());
        begun.ForEach(one => one.Call.Admitted.TrySetResult(one.Admitted));
        commands.Clear();
        yields.Clear();
        begun.Clear();
    }

    /// <summary>Nothing of it is durable. Commands fail; what steps yielded is handed back.</summary>
    public IReadOnlyList<LoopMessage.Yield> Refuse(Exception reason)
    {
        commands.ForEach(command => command.Fail(reason));
        commands.Clear();
        begun.ForEach(one => one.Call.Fail(reason));
        begun.Clear();
        var kept = yields.ToList();
        yields.Clear();
        if (reason is OwnershipLostException)
        {
            kept.ForEach(yield => yield.Fail(reason));
        }

        return kept;
    }

    private void Add(ThreadEvent @event)
    {
        var stamped = Complete(@event) with { At = now };
        Events.Add(stamped);
        takenOnDay = takenOnDay.Plus(UsageEntry.SumOf([.. WorkedTime.Until(stamped, Works, state.LastAt), .. UsageEntry.Of(stamped)], today));
        state = state.Apply(stamped);
        MustFlush |= @event is RunEnded;
    }

    /// <summary>What only the owner knows of an event.</summary>
    private ThreadEvent Complete(ThreadEvent @event) => @event switch
    {
        ModelAnswered answered => Settle(answered),
        _ => @event,
    };

    private bool Works => state.Run is { Status: RunStatus.InProgress };

    /// <summary>What the thread has worked on this day since its last event, which the next one takes.</summary>
    private UsageEntry WorkedUntilNow => UsageEntry.SumOf(Works ? WorkedTime.Between(state.LastAt, now) : [], today);

    private ModelAnswered Settle(ModelAnswered answered) =>
        state.Run?.Spending.Find(answered, answered.Attempt) is { Reservation: var reserved, At: var at }
            ? answered with
            {
                Settles = new SettledReservation(
                    reserved.InputTokens, reserved.OutputTokens, reserved.Cost, at.UtcDateTime.Date == now.UtcDateTime.Date ? null : DateOnly.FromDateTime(at.UtcDateTime)),
            }
            : answered;
}
