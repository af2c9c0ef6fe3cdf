using System.Runtime.CompilerServices;

namespace Opsroom.Tools.Incidents.Signs.Patterns;

/// <summary>
/// Which pairs of neighbouring bytes a text has, ASCII letters in either case, as a filter of Bloom: what it denies is not in the text. It spares a close look
/// for a wording of which only a part is there.
/// </summary>
internal ref struct LetterPairs
{
    private const int Words = 32;

    private Bits bits;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public LetterPairs(ReadOnlySpan<byte> text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            var place = PlaceOf(Bytes.Lower(text[i - 1]), Bytes.Lower(text[i]));
            bits[place >> 6] |= 1UL << place;
        }
    }

    /// <summary>The places of a literal in lower case, for <see cref="MayHave"/>.</summary>
    public static int[] PlacesOf(ReadOnlySpan<byte> literal)
    {
        var places = new int[Math.Max(0, literal.Length - 1)];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = PlaceOf(literal[i], literal[i + 1]);
        }

        return places;
    }

    /// <summary>Whether all of the places are taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly bool MayHave(int[] places)
    {
        foreach (var place in places)
        {
            if ((bits[place >> 6] & (1UL << place)) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static int PlaceOf(byte first, byte second) => ((first * 67) + second) & ((Words * 64) - 1);

    [InlineArray(Words)]
    private struct Bits
    {
        private ulong first;
    }
}
