namespace Opsroom.Threads.Blobs;

/// <summary>Reads a blob a part at a time. No transaction stays open between reads, so a slow reader holds nobody up.</summary>
internal sealed class BlobStream(IBlobParts parts, long blob, long size) : Stream
{
    private readonly byte[] _part = new byte[Math.Min(size, IBlobParts.PartLength)];
    private long _ordinal = -1;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => size;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= size || buffer.IsEmpty)
        {
            return 0;
        }

        var (ordinal, offset) = Math.DivRem(_position, IBlobParts.PartLength);
        if (ordinal != _ordinal)
        {
            _ordinal = -1;
            var length = await parts.ReadPartAsync(blob, ordinal, _part, cancellationToken);
            if (length != Math.Min(size - ordinal * IBlobParts.PartLength, IBlobParts.PartLength))
            {
                throw new IOException("The content was deleted while it was read.");
            }

            _ordinal = ordinal;
        }

        var available = Math.Min(size - _position, IBlobParts.PartLength - offset);
        var count = (int)Math.Min(available, buffer.Length);
        _part.AsMemory((int)offset, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        SeekOrigin.End => size + offset,
        _ => throw new ArgumentOutOfRangeException(nameof(origin)),
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
