namespace Opsroom.Tools.Incidents.Signs.Patterns;

/// <summary>An element on the way away from the anchor, and what comes behind it.</summary>
/// <param name="Element">What is accepted here.</param>
/// <param name="Next">The step after it; none at the end of the pattern.</param>
/// <param name="Options">Where a choice goes on: its alternatives, each of which leads to <paramref name="Next"/>.</param>
/// <param name="Edge">Of each byte, whether the step and what follows can begin with it; null where they may also take nothing, or anything.</param>
internal sealed record PatternStep(Element Element, PatternStep? Next, PatternStep?[] Options, bool[]? Edge)
{
    private static readonly bool[] OfNumbers = Where(value => Bytes.IsDigit(value) || value is (byte)'.' or (byte)',');
    private static readonly bool[] OfTokens = Where(Bytes.IsInToken);
    private static readonly bool[][] OfLiterals = [.. Enumerable.Range(0, 256).Select(first => Where(value => Bytes.Lower(value) == first))];

    /// <summary>From left to right.</summary>
    public static PatternStep? Ahead(IReadOnlyList<Element> elements, PatternStep? next)
    {
        for (var i = elements.Count - 1; i >= 0; i--)
        {
            var behind = next;
            next = Of(elements[i], behind, [.. elements[i].Options.Select(option => Ahead(option, behind))], 0);
        }

        return next;
    }

    /// <summary>From right to left.</summary>
    public static PatternStep? Behind(IReadOnlyList<Element> elements, PatternStep? next)
    {
        foreach (var element in elements)
        {
            var before = next;
            next = Of(element, before, [.. element.Options.Select(option => Behind(option, before))], element.Literal.Length - 1);
        }

        return next;
    }

    private static PatternStep Of(Element element, PatternStep? next, PatternStep?[] options, int edge) => new(element, next, options, element.Kind switch
    {
        ElementKind.Choice => Array.TrueForAll(options, option => option?.Edge is not null) ? Where(value => Array.Exists(options, option => option!.Edge![value])) : null,
        ElementKind.Literal => element.Literal.Length > 0 ? OfLiterals[element.Literal[edge]] : null,
        ElementKind.Separators => next?.Edge is { } following ? Where(value => Bytes.IsSeparator(value) || following[value]) : null,
        ElementKind.Token => OfTokens,
        >= ElementKind.Number => OfNumbers,
        _ => null,
    });

    private static bool[] Where(Func<byte, bool> accepts) => [.. Enumerable.Range(0, 256).Select(value => accepts((byte)value))];
}
