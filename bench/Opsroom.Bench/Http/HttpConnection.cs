using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace Opsroom.Bench.Http;

/// <summary>
/// One kept-alive HTTP/1.1 connection on a blocking socket. It reads whole answers, chunked or not, into one buffer: no header is parsed that is not needed,
/// nothing is allocated per request, so that the generator leaves the cores to the server.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] buffer = new byte[64 * 1024];
    private int filled;

    public HttpConnection(int port) => socket.Connect("127.0.0.1", port);

    /// <summary>What has been received and not been taken yet.</summary>
    public ReadOnlySpan<byte> Received => buffer.AsSpan(0, filled);

    public void Send(EncodedRequest request) => socket.Send(request.Bytes.Span);

    /// <summary>Sends a request and reads its whole answer; head and body stay valid until the next one.</summary>
    public Answer Exchange(EncodedRequest request)
    {
        filled = 0;
        Send(request);
        int headLength;
        while ((headLength = Received.IndexOf("\r\n\r\n"u8)) < 0)
        {
            Receive();
        }

        headLength += 4;
        if (LengthOf(buffer.AsSpan(0, headLength)) is { } length)
        {
            while (filled < headLength + length)
            {
                Receive();
            }
        }
        else
        {
            while (!Received.EndsWith("\r\n0\r\n\r\n"u8))
            {
                Receive();
            }
        }

        return new Answer(buffer.AsSpan(0, headLength), buffer.AsSpan(headLength, filled - headLength));
    }

    /// <summary>Waits for more bytes.</summary>
    public void Receive()
    {
        if (filled == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        var count = socket.Receive(buffer.AsSpan(filled));
        filled += count > 0 ? count : throw new IOException("The server closed the connection.");
    }

    /// <summary>Forgets what has been received.</summary>
    public void Clear() => filled = 0;

    public void Dispose() => socket.Dispose();

    /// <summary>The length that the head announces; null where the body is chunked.</summary>
    private static int? LengthOf(ReadOnlySpan<byte> head)
    {
        var name = "\r\nContent-Length: "u8;
        var at = head.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(head[(at + name.Length)..], out int length, out _) ? length : null;
    }
}

/// <summary>An answer, in the buffer of its connection.</summary>
/// <param name="head">Status line and headers.</param>
/// <param name="body">As it was sent: with the lengths of its chunks where it is chunked.</param>
internal readonly ref struct Answer(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
{
    public ReadOnlySpan<byte> Body { get; } = body;

    public bool Ok { get; } = head.StartsWith("HTTP/1.1 200 "u8);

    /// <summary>Whether a run was accepted and succeeded.</summary>
    public bool Succeeded => Ok && Body.IndexOf("\"status\":\"success\""u8) >= 0;

    public string Text => Encoding.UTF8.GetString(Body);
}
