using System.Net.Sockets;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs;

/// <summary>Clients that open a stream and leave it unread, with so little room of their own that the server has to wait for them.</summary>
internal sealed class SlowReaders : IDisposable
{
    private const int Room = 4096;

    private readonly HttpClient http;
    private readonly List<HttpResponseMessage> streams = [];

    public SlowReaders(Uri server) => http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync }) { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };

    public async Task OpenAsync(string thread, int number, CancellationToken cancellationToken)
    {
        for (var opened = 0; opened < number; opened++)
        {
            using var request = ProofClient.Watch(thread);
            streams.Add(await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken));
        }
    }

    /// <summary>Reads each stream to its end and gives its durable events.</summary>
    public async Task<IReadOnlyList<List<SseBlock>>> ReadAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(streams.Select(async stream =>
        {
            var durable = new List<SseBlock>();
            await foreach (var block in SseBlock.ReadAsync(await stream.Content.ReadAsStreamAsync(cancellationToken), cancellationToken))
            {
                if (block.Id is not null)
                {
                    durable.Add(block);
                }
            }

            return durable;
        }));

    public void Dispose()
    {
        streams.ForEach(stream => stream.Dispose());
        http.Dispose();
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = Room };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
