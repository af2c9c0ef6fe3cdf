using Opsroom.Threads;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools;

/// <summary>What a tool may know and use of the call it is made in.</summary>
public sealed class ToolContext(string callId, string agent, IWorkspace workspace, Action<ToolProgress> progress)
{
    /// <summary>Unique for this call, and the same again if the call is made again after a crash.</summary>
    public string CallId { get; } = callId;

    /// <summary>Who called; <c>direct</c> for a direct call.</summary>
    public string Agent { get; } = agent;

    /// <summary>Whose thread it is.</summary>
    public string Tenant { get; init; } = ThreadKey.DefaultTenant;

    /// <summary>The thread's files.</summary>
    public IWorkspace Workspace { get; } = workspace;

    /// <summary>The change being made or verified; null while only reading, writing into the workspace or planning.</summary>
    public ChangeInHand? Change { get; init; }

    /// <summary>Reads the journal of the thread from its beginning, this very call perhaps included; null where the call belongs to no thread.</summary>
    public Func<CancellationToken, IAsyncEnumerable<ThreadEvent>>? Journal { get; init; }

    /// <summary>How far a procedure is; null in any other call.</summary>
    public ProcedureState? Procedure { get; init; }

    /// <summary>Tells watchers how far a long call is. Not journaled.</summary>
    public void Report(ToolProgress report) => progress(report);
}

/// <param name="Message">One sentence for a person.</param>
/// <param name="Fraction">0 to 1 where it is known.</param>
public sealed record ToolProgress(string Message, double? Fraction = null);
