using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Opsroom.Tools.Logs.Patterns;

/// <summary>
/// The words of one message with what varies in them masked: numbers, ids, addresses, times, durations, sizes, and quoted names. A word is known by its hash; its text is made only for a new pattern.
/// </summary>
internal sealed partial class MaskedTokens
{
    /// <summary>Words behind the last one count as one that varies.</summary>
    public const int MostTokens = 48;

    /// <summary>What of a message is looked at.</summary>
    public const int LongestMessage = 1_000;

    private const byte IsSpace = 1;
    private const byte NeedsMask = 2;
    private const ulong Seed = 0x9E37_79B9_7F4A_7C15;
    private const ulong Factor = 0xFF51_AFD7_ED55_8CCD;

    private static readonly byte[] Kinds = CreateKinds();

    private readonly ulong[] hashes = new ulong[MostTokens];
    private readonly (int Start, int Length, bool IsCopied)[] places = new (int, int, bool)[MostTokens];
    private readonly bool[] varies = new bool[MostTokens];
    private readonly byte[] masked = new byte[LongestMessage * 8];
    private readonly byte[] message = new byte[LongestMessage];
    private int maskedLength;

    public int Count { get; private set; }

    /// <summary>Of all words together, in their order.</summary>
    public ulong Hash { get; private set; }

    public ReadOnlySpan<ulong> Hashes => hashes.AsSpan(0, Count);

    /// <summary>Whether something in the word was masked.</summary>
    public bool IsMasked(int token) => varies[token];

    public string Text(int token)
    {
        var (start, length, isCopied) = places[token];
        return Encoding.UTF8.GetString(isCopied ? masked.AsSpan(start, length) : message.AsSpan(start, length));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong HashOf(ReadOnlySpan<byte> word)
    {
        var hash = Seed ^ (ulong)word.Length;
        while (word.Length >= sizeof(ulong))
        {
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(word));
            word = word[sizeof(ulong)..];
        }

        ulong rest = 0;
        for (var at = 0; at < word.Length; at++)
        {
            rest |= (ulong)word[at] << (at * 8);
        }

        // zero means "varies"
        return Mix(hash ^ rest) | 1;
    }

    /// <summary>Reads a message and, as if it stood behind it, the error that goes with it.</summary>
    public void Read(ReadOnlySpan<byte> text, ReadOnlySpan<byte> error)
    {
        (Count, maskedLength, Hash) = (0, 0, Seed);
        var length = Math.Min(text.Length, LongestMessage);
        text[..length].CopyTo(message);
        if (!error.IsEmpty && length + 8 < LongestMessage)
        {
            message[length++] = (byte)' ';
            var more = Math.Min(error.Length, LongestMessage - length);
            error[..more].CopyTo(message.AsSpan(length));
            length += more;
        }

        ReadWords(message.AsSpan(0, length));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadWords(ReadOnlySpan<byte> text)
    {
        ref var kinds = ref MemoryMarshal.GetArrayDataReference(Kinds);
        var at = 0;
        while (at < text.Length)
        {
            while (at < text.Length && Unsafe.Add(ref kinds, text[at]) == IsSpace)
            {
                at++;
            }

            if (at == text.Length)
            {
                return;
            }

            var start = at;
            var seen = 0;
            for (; at < text.Length; at++)
            {
                var kind = Unsafe.Add(ref kinds, text[at]);
                if (kind == IsSpace)
                {
                    break;
                }

                seen |= kind;
            }

            if (Count == MostTokens - 1)
            {
                AddRest();
                return;
            }

            Add(text, start, at, (seen & NeedsMask) != 0);
        }
    }

    private void Add(ReadOnlySpan<byte> text, int start, int end, bool needsMask)
    {
        var word = text[start..end];
        if (needsMask)
        {
            var from = maskedLength;
            Mask(text, start, end);
            var made = masked.AsSpan(from, maskedLength - from);
            Add(from, made.Length, !made.SequenceEqual(word), HashOf(made), isCopied: true);
            return;
        }

        Add(start, word.Length, false, HashOf(word), isCopied: false);
    }

    private void Add(int start, int length, bool isMasked, ulong hash, bool isCopied)
    {
        // a word that only looked as if something in it varied stands in the message as well, yet its copy serves
        places[Count] = (start, length, isCopied);
        varies[Count] = isMasked;
        hashes[Count++] = hash;
        Hash = Mix(Hash ^ hash);
    }

    private void AddRest()
    {
        var from = maskedLength;
        Write("<*>"u8);
        Add(from, 3, true, HashOf("<*>"u8), isCopied: true);
    }

    private static ulong Mix(ulong value)
    {
        value *= Factor;
        return BitOperations.RotateLeft(value, 29) ^ (value >> 32);
    }

    private static byte[] CreateKinds()
    {
        var kinds = new byte[256];
        for (var letter = 0; letter <= ' '; letter++)
        {
            kinds[letter] = IsSpace;
        }

        foreach (var letter in "0123456789\"'"u8)
        {
            kinds[letter] = NeedsMask;
        }

        return kinds;
    }
}
