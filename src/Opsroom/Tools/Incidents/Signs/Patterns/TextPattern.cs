using System.Runtime.InteropServices;

namespace Opsroom.Tools.Incidents.Signs.Patterns;

/// <summary>One way to word a message. It is looked for from its anchor, its longest literal, to both sides. Words are whole: <c>eviction</c> is not found in <c>evictions_total</c>, unless the pattern begins or ends with <c>*</c>, which takes what is left of the word.</summary>
internal sealed class TextPattern
{
    private const int LongestAnchor = 12;
    private const int ShortestAnchor = 2;

    private readonly bool wholeAtStart;
    private readonly bool wholeAtEnd;
    private readonly NeededPairs needed;
    private readonly PatternStep? ahead;
    private readonly PatternStep? behind;

    public TextPattern(IReadOnlyList<Element> elements)
    {
        var anchor = Enumerable.Range(0, elements.Count).OrderByDescending(i => elements[i].Literal.Count(value => value != (byte)' ')).ThenByDescending(i => i).FirstOrDefault();
        if (elements.Count == 0 || elements[anchor].Literal.Length < ShortestAnchor)
        {
            throw new FormatException($"A pattern needs {ShortestAnchor} characters in a row.");
        }

        Anchor = elements[anchor].Literal.AsMemory(0, Math.Min(LongestAnchor, elements[anchor].Literal.Length));
        wholeAtStart = elements[0].Kind is ElementKind.Literal or ElementKind.Choice;
        wholeAtEnd = elements[^1].Kind != ElementKind.Gap;
        needed = new(elements);
        ahead = PatternStep.Ahead([.. elements.Skip(anchor)], null);
        behind = PatternStep.Behind([.. elements.Take(anchor)], null);
    }

    /// <summary>The bytes, in lower case, without which the pattern cannot be in a text.</summary>
    public ReadOnlyMemory<byte> Anchor { get; }

    /// <summary>Whether a text with these pairs of bytes is worth a look.</summary>
    public bool MayBeIn(in LetterPairs pairs) => needed.MayBeIn(pairs);

    /// <param name="text">The text.</param>
    /// <param name="at">Where the anchor begins in it.</param>
    /// <param name="found">What was found there.</param>
    public bool TryMatch(ReadOnlySpan<byte> text, int at, out PatternHit found)
    {
        var walk = new PatternWalk(text, wholeAtStart, wholeAtEnd);
        found = default;
        if (!walk.TryForward(ahead, at, out var end) || !walk.TryBackward(behind, at, out var start))
        {
            return false;
        }

        found = new(start, end - start, walk.Subject, walk.Depends);
        return true;
    }

    /// <summary>Whether the pattern is anywhere in the text.</summary>
    public bool IsIn(ReadOnlySpan<byte> text)
    {
        var sought = Anchor.Span;
        for (var i = 0; i <= text.Length - sought.Length; i++)
        {
            var next = text[i..].IndexOfAny(sought[0], Bytes.Upper(sought[0]));
            if (next < 0)
            {
                return false;
            }

            i += next;
            if (Bytes.StartsWith(text[i..], sought) && TryMatch(text, i, out _))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Where a pattern stands in a text, and what it took out.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PatternHit(int Start, int Length, Range Subject, Range Depends);
