using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text.Json;

namespace Opsroom.Server.Streaming;

/// <summary>Writes server-sent events, comments included. What is written waits until it is flushed.</summary>
internal sealed class SseWriter(PipeWriter output) : IDisposable
{
    private readonly Utf8JsonWriter json = new(output, JsonWire.Writer);

    /// <summary>Bytes that wait.</summary>
    public long Waiting => output.UnflushedBytes;

    /// <summary>Begins an event; its JSON is written to what this returns, and <see cref="End"/> ends it.</summary>
    /// <param name="id">The sequence of a durable event; null where a client that reconnects need not know of it.</param>
    /// <param name="name">The kind of event, where it is not a plain message.</param>
    public Utf8JsonWriter Begin(long? id, ReadOnlySpan<byte> name = default)
    {
        if (id is { } sequence)
        {
            Span<byte> digits = stackalloc byte[20];
            Utf8Formatter.TryFormat(sequence, digits, out var length);
            output.Write("id: "u8);
            output.Write(digits[..length]);
            output.Write("\n"u8);
        }

        if (!name.IsEmpty)
        {
            output.Write("event: "u8);
            output.Write(name);
            output.Write("\n"u8);
        }

        output.Write("data: "u8);
        json.Reset(output);
        return json;
    }

    public void End()
    {
        json.Flush();
        output.Write("\n\n"u8);
    }

    /// <summary>A line that clients skip and proxies see.</summary>
    public void Comment() => output.Write(":\n\n"u8);

    /// <summary>Sends what waits, and waits itself while the client is slow. False where the client is gone.</summary>
    public async ValueTask<bool> FlushAsync(CancellationToken cancellationToken)
    {
        var flushed = await output.FlushAsync(cancellationToken);
        return !flushed.IsCompleted && !flushed.IsCanceled;
    }

    public void Dispose() => json.Dispose();
}
