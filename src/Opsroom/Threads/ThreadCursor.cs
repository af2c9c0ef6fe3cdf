using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Opsroom.Threads;

/// <summary>Where a page ended: when its last thread changed, and that thread's key.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ThreadCursor(long UpdatedAt, long Id)
{
    private const int Length = 2 * sizeof(long);

    /// <summary>Reads a cursor; the first page's where there is none.</summary>
    public static ThreadCursor Parse(string? text)
    {
        if (text is null)
        {
            return new ThreadCursor(long.MaxValue, long.MaxValue);
        }

        Span<byte> bytes = stackalloc byte[Length];
        return Base64Url.TryDecodeFromChars(text, bytes, out var length) && length == Length
            ? new ThreadCursor(BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[sizeof(long)..]))
            : throw new FormatException($"'{text}' is not a cursor: pass next_cursor of the page before as it is.");
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, UpdatedAt);
        BinaryPrimitives.WriteInt64BigEndian(bytes[sizeof(long)..], Id);
        return Base64Url.EncodeToString(bytes);
    }
}
