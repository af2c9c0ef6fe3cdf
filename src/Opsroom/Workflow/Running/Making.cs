using System.Text.Json;
using Opsroom.Telemetry;
using Opsroom.Threads;
using Opsroom.Tools;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Workspace;

namespace Opsroom.Workflow.Running;

/// <summary>A call being made, and what its tool is given of it.</summary>
/// <param name="Real">The arguments as they go out.</param>
/// <param name="Given">Hides the sealed values among them.</param>
internal sealed record Making(
    ThreadState Thread, BranchState Branch, CallState Call, Tool Tool, IStepSink Sink, ThreadWorkspace Workspace, Redactor Redactor, JsonElement Real, Concealment Given)
{
    /// <summary>Reads the journal of the thread.</summary>
    public Func<CancellationToken, IAsyncEnumerable<ThreadEvent>>? Journal { get; init; }

    /// <param name="intentVersion">Of what is being changed; null while nothing is.</param>
    public ToolContext Context(string? intentVersion, int attempt) =>
        Context(intentVersion is null ? null : new ChangeInHand(KeyOf(Call.Id), intentVersion, attempt) { Procedure = Call.Parent is null ? null : KeyOf(Call.Parent) }, null);

    /// <param name="procedure">How far its calls are.</param>
    public ToolContext Context(ProcedureState procedure) => Context(null, procedure);

    /// <summary>What does not go through the journal and is seen all the same.</summary>
    public string Redact(string text) => Redactor.Redact(text, Thread.Key).Text;

    private string KeyOf(string callId) => $"{Thread.Run!.RunId}.{callId}";

    private ToolContext Context(ChangeInHand? change, ProcedureState? procedure) => new(
        Call.Id, Branch.Agent!, Workspace, report => Sink.Progress(Branch.Agent!, Call.Id, Tool.Name, Redact(Given.Conceal(report.Message)), report.Fraction))
    {
        Journal = Journal,
        Tenant = Thread.Key.Tenant,
        Change = change,
        Procedure = procedure,
    };
}
