using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Opsroom.Threads;

/// <summary>The chain through a journal: each hash is SHA-256 over the hash before it, the sequence (8 bytes, big-endian) and the event's bytes.</summary>
internal sealed class HashChain
{
    public const int HashLength = SHA256.HashSizeInBytes;

    private const int PrefixLength = HashLength + sizeof(long);

    private static readonly byte[] Zeros = new byte[HashLength];

    private byte[] _buffer = new byte[4096];

    /// <summary>Stands before the first event.</summary>
    public static ReadOnlySpan<byte> Start => Zeros;

    /// <summary>Writes the hash of one event; <paramref name="previous"/> and <paramref name="hash"/> may be the same memory.</summary>
    public void Next(ReadOnlySpan<byte> previous, long sequence, ReadOnlySpan<byte> bytes, Span<byte> hash)
    {
        var length = PrefixLength + bytes.Length;
        if (_buffer.Length < length)
        {
            _buffer = new byte[Math.Max(length, _buffer.Length * 2)];
        }

        previous.CopyTo(_buffer);
        BinaryPrimitives.WriteInt64BigEndian(_buffer.AsSpan(HashLength), sequence);
        bytes.CopyTo(_buffer.AsSpan(PrefixLength));
        SHA256.HashData(_buffer.AsSpan(0, length), hash);
    }
}
