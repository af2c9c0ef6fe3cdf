namespace Opsroom.Server.Hosting;

/// <summary>How far the server is between starting and stopping.</summary>
internal sealed class Readiness : IDisposable
{
    private readonly CancellationTokenSource streamsEnd = new();
    private volatile ServerPhase phase = ServerPhase.Starting;

    public ServerPhase Phase => phase;

    /// <summary>Cancelled once the runs of a stopping server rest or are left, so that nobody waits for them here.</summary>
    public CancellationToken StreamsEnd => streamsEnd.Token;

    public void Started() => phase = ServerPhase.Ready;

    public void Stopping() => phase = ServerPhase.Stopping;

    public void EndStreams() => streamsEnd.Cancel();

    public void Dispose() => streamsEnd.Dispose();
}

internal enum ServerPhase
{
    Starting,
    Ready,
    Stopping,
}
