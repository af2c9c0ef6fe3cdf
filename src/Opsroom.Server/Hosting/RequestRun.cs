using Opsroom.Threads;

namespace Opsroom.Server.Hosting;

/// <summary>The run that a request was about: a feature of its context, for the access log.</summary>
internal sealed record RequestRun(ThreadId ThreadId, RunId RunId)
{
    public string? Agent { get; init; }
}
