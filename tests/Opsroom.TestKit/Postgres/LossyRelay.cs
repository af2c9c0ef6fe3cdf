using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Opsroom.TestKit.Postgres;

/// <summary>Stands between a store and PostgreSQL on loopback. It passes everything on, until it is told to keep the answer to a statement and to cut the connection instead.</summary>
public sealed class LossyRelay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();
    private readonly int target;
    private readonly Task accepting;
    private volatile byte[]? statement;
    private volatile bool kept;

    public LossyRelay(int target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Whether an answer was kept since the last time that it was asked for.</summary>
    public bool HasKept => kept;

    /// <summary>The next connection that sends the statement is cut once the server has answered.</summary>
    public void KeepNextAnswerTo(string text)
    {
        kept = false;
        statement = Encoding.ASCII.GetBytes(text);
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Stop();
        await accepting;
        closing.Dispose();
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(RelayAsync(await listener.AcceptTcpClientAsync(closing.Token)));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, target, closing.Token);
                var connection = new Connection();
                using var ended = CancellationTokenSource.CreateLinkedTokenSource(closing.Token);
                var there = CopyAsync(client.GetStream(), server.GetStream(), sent => Watch(connection, sent), ended.Token);
                var back = CopyAsync(server.GetStream(), client.GetStream(), _ => !connection.KeepsAnswers, ended.Token);
                await await Task.WhenAny(there, back);
                await ended.CancelAsync();
            }
            catch (Exception cut) when (cut is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // one end went away
            }
        }
    }

    private bool Watch(Connection connection, ReadOnlySpan<byte> sent)
    {
        if (statement is { } awaited && sent.IndexOf(awaited) >= 0)
        {
            statement = null;
            connection.KeepsAnswers = kept = true;
        }

        return true;
    }

    /// <summary>Copies until <paramref name="pass"/> says no, which ends the connection.</summary>
    private static async Task CopyAsync(NetworkStream from, NetworkStream to, Pass pass, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var length && pass(buffer.AsSpan(0, length)))
        {
            await to.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
        }
    }

    private delegate bool Pass(ReadOnlySpan<byte> bytes);

    private sealed class Connection
    {
        public volatile bool KeepsAnswers;
    }
}
