using Opsroom.Models;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Workflow.Running;

/// <summary>Turns what happens during a model call into events and chunks.</summary>
internal sealed class ModelObserver(string agent, ThreadKey thread, IStepSink sink, Redactor redactor, bool streams = true) : IModelCallObserver
{
    private string model = "";
    private int index;

    public async ValueTask AttemptStartedAsync(string model, int attempt, bool paid)
    {
        (this.model, index) = (model, 0);
        var asked = new ModelRequested(agent, model, attempt);
        if (paid)
        {
            await sink.YieldDurablyAsync(asked);
        }
        else
        {
            sink.Yield([asked]);
        }
    }

    public void Chunk(string text) => Send(redactor.Redact(text, thread).Text);

    public void AttemptAbandoned(string model, int attempt, string reason) => sink.Yield([new AttemptAbandoned(attempt, reason, model)]);

    private void Send(string text)
    {
        if (streams && text.Length > 0)
        {
            sink.Chunk(agent, model, index++, text);
        }
    }
}
