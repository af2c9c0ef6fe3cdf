using Opsroom.Models;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Workflow.Running;

/// <summary>Turns what happens during a model call into events and chunks.</summary>
internal sealed class ModelObserver(string agent, ThreadKey thread, IStepSink sink, Redactor redactor, bool streams = true) : IModelCallObserver
{
    private StreamingRedactor pieces = redactor.Stream(thread);
    private string model = "";
    private int attempt;
    private int index;

    /// <summary>Whether watchers are shown nothing of a language model's message before it is complete, because it is checked first.</summary>
    public bool HoldsBack { get; init; }

    public async ValueTask AttemptStartedAsync(string model, int attempt, Reservation? reserved)
    {
        (this.model, this.attempt, index, pieces) = (model, attempt, 0, redactor.Stream(thread));
        if (!await sink.BeginAsync(durably: reserved is not null, new ModelRequested(agent, model, attempt, reserved)))
        {
            throw new BudgetReachedException();
        }
    }

    public void Chunk(string text)
    {
        if (!Holds)
        {
            Send(pieces.Push(text));
        }
    }

    public void AttemptAbandoned(string model, int attempt, string reason) => sink.Yield([new AttemptAbandoned(attempt, reason, model)]);

    /// <summary>The message is complete: what was held back goes out.</summary>
    /// <param name="message">As it is journaled.</param>
    public void Complete(string message)
    {
        // it comes late, and still a line at a time, as those who follow expect it
        for (var start = 0; Holds && start < message.Length;)
        {
            var end = message.IndexOf('\n', start) is var line and >= 0 ? line + 1 : message.Length;
            Send(pieces.Push(message[start..end]));
            start = end;
        }

        Send(pieces.Flush());
    }

    private bool Holds => HoldsBack && Claims.ClaimCheck.Covers(model);

    private void Send(string text)
    {
        if (streams && text.Length > 0)
        {
            sink.Chunk(agent, model, attempt, index++, text);
        }
    }
}
