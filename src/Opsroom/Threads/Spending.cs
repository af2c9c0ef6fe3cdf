using System.Collections.Immutable;

namespace Opsroom.Threads;

/// <summary>What a run has used and reserved, folded.</summary>
public sealed record Spending
{
    public static Spending None { get; } = new();

    /// <summary>What is used for certain. An attempt that came to nothing is charged in full: nobody knows what its provider counted.</summary>
    public Spent Settled { get; init; }

    /// <summary>What calls in flight may use, by branch, step and attempt.</summary>
    public ImmutableSortedDictionary<string, OpenReservation> Open { get; init; } = ImmutableSortedDictionary.Create<string, OpenReservation>(StringComparer.Ordinal);

    /// <summary>All that counts against a budget.</summary>
    public Spent Total => Open.Values.Aggregate(Settled, (sum, open) => sum + open.Reservation.Most);

    /// <summary>The reservation of the call that an event is about.</summary>
    public OpenReservation? Find(ThreadEvent @event, int attempt) => Open.GetValueOrDefault(KeyOf(@event.Branch, @event.Step, attempt));

    /// <summary>Reservations that a step has taken and not settled.</summary>
    public IEnumerable<OpenReservation> Of(string? branch, string? step) => Open.Values.Where(open => open.Branch == branch && open.Step == step);

    internal Spending Apply(ThreadEvent @event) => @event switch
    {
        ModelRequested { Reserved: { } reserved } asked => this with
        {
            Open = Open.SetItem(KeyOf(asked.Branch, asked.Step, asked.Attempt), new OpenReservation(asked.Branch, asked.Step!, asked.Attempt, asked.At, reserved)),
        },
        ModelRequested => this with { Settled = Settled + new Spent(0, 0, 0, 1) },
        ModelAnswered answered => Close(answered, answered.Attempt, (_, reserved) =>
            new Spent(answered.Usage.InputTokens + answered.Usage.OutputTokens, answered.Usage.Cost ?? 0, 0, reserved ? 1 : 0)),
        ModelFailed failed => Close(failed, failed.Attempt, (most, _) => most),
        AttemptAbandoned abandoned => Close(abandoned, abandoned.Attempt, (most, _) => most),
        ToolStarted { Attempt: 1 } => this with { Settled = Settled + new Spent(0, 0, 1, 0) },
        _ => this,
    };

    private Spending Close(ThreadEvent @event, int attempt, Func<Spent, bool, Spent> used)
    {
        var open = Find(@event, attempt);
        return new Spending
        {
            Settled = Settled + used(open?.Reservation.Most ?? default, open is not null),
            Open = open is null ? Open : Open.Remove(KeyOf(@event.Branch, @event.Step, attempt)),
        };
    }

    private static string KeyOf(string? branch, string? step, int attempt) => $"{branch} {step} {attempt}";
}

/// <param name="Attempt">Of the model call.</param>
/// <param name="At">When it was taken.</param>
public sealed record OpenReservation(string? Branch, string Step, int Attempt, DateTimeOffset At, Reservation Reservation);
