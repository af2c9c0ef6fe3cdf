using System.Runtime.InteropServices;

namespace Opsroom.Tools.Incidents.Signs.Patterns;

/// <summary>One way to word a message. It is looked for from its anchor, its longest literal, to both sides; no text makes that slower than its length times a constant.</summary>
internal sealed class TextPattern
{
    private const int LongestAnchor = 16;
    private const int ShortestAnchor = 2;

    private readonly Element[] elements;
    private readonly int anchor;

    public TextPattern(IReadOnlyList<Element> elements)
    {
        this.elements = [.. elements];
        anchor = Enumerable.Range(0, elements.Count).MaxBy(i => elements[i].Literal.Length);
        if (elements.Count == 0 || elements[anchor].Literal.Length < ShortestAnchor)
        {
            throw new FormatException($"A pattern needs {ShortestAnchor} characters in a row.");
        }

        Anchor = elements[anchor].Literal.AsMemory(0, Math.Min(LongestAnchor, elements[anchor].Literal.Length));
    }

    /// <summary>The bytes, in lower case, without which the pattern cannot be in a text.</summary>
    public ReadOnlyMemory<byte> Anchor { get; }

    /// <param name="text">The text.</param>
    /// <param name="at">Where the anchor begins in it.</param>
    /// <param name="found">What was found there.</param>
    public bool TryMatch(ReadOnlySpan<byte> text, int at, out PatternHit found)
    {
        var walk = new PatternWalk(text, elements);
        found = default;
        if (!walk.TryForward(anchor, at, out var end) || !walk.TryBackward(anchor - 1, at, out var start) || !Bounded(text, start, end))
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
            if (Bytes.StartsWith(text[i..], sought) && TryMatch(text, i, out _))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Words are whole: <c>eviction</c> is not found in <c>evictions_total</c>. A pattern that begins or ends with <c>*</c> takes what is left of the word.</summary>
    private bool Bounded(ReadOnlySpan<byte> text, int start, int end) =>
        (elements[0].Kind != ElementKind.Literal || start == 0 || !Bytes.IsWord(text[start]) || !Bytes.IsWord(text[start - 1]))
        && (elements[^1].Kind == ElementKind.Gap || end == text.Length || end == 0 || !Bytes.IsWord(text[end - 1]) || !Bytes.IsWord(text[end]));
}

/// <summary>Where a pattern stands in a text, and what it took out.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PatternHit(int Start, int Length, Range Subject, Range Depends);
