namespace Opsroom.Tools.Incidents.Signs.Patterns;

/// <summary>An element on the way away from the anchor, and what comes behind it.</summary>
/// <param name="Element">What is accepted here.</param>
/// <param name="Next">The step after it; none at the end of the pattern.</param>
/// <param name="Options">Where a choice goes on: its alternatives, each of which leads to <paramref name="Next"/>.</param>
internal sealed record PatternStep(Element Element, PatternStep? Next, PatternStep?[] Options)
{
    /// <summary>From left to right.</summary>
    public static PatternStep? Ahead(IReadOnlyList<Element> elements, PatternStep? next)
    {
        for (var i = elements.Count - 1; i >= 0; i--)
        {
            var behind = next;
            next = new(elements[i], behind, [.. elements[i].Options.Select(option => Ahead(option, behind))]);
        }

        return next;
    }

    /// <summary>From right to left.</summary>
    public static PatternStep? Behind(IReadOnlyList<Element> elements, PatternStep? next)
    {
        foreach (var element in elements)
        {
            var before = next;
            next = new(element, before, [.. element.Options.Select(option => Behind(option, before))]);
        }

        return next;
    }
}
