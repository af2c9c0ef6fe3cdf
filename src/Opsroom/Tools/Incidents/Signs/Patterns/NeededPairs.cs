namespace Opsroom.Tools.Incidents.Signs.Patterns;

/// <summary>Pairs of bytes without which a pattern is in no text: those of its literals, and of one alternative of each choice that has only such as hold literals.</summary>
internal sealed class NeededPairs
{
    private readonly int[] always;
    private readonly NeededPairs[][] choices;

    public NeededPairs(IReadOnlyList<Element> elements)
    {
        always = [.. elements.SelectMany(element => LetterPairs.PlacesOf(element.Literal)).Distinct()];
        choices =
        [
            .. elements.Where(element => element.Kind == ElementKind.Choice)
                .Select(choice => choice.Options.Select(option => new NeededPairs(option)).ToArray())
                .Where(options => Array.TrueForAll(options, option => option.always.Length > 0)),
        ];
    }

    public bool MayBeIn(in LetterPairs pairs)
    {
        if (!pairs.MayHave(always))
        {
            return false;
        }

        foreach (var options in choices)
        {
            if (!HasOne(options, pairs))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasOne(NeededPairs[] options, in LetterPairs pairs)
    {
        foreach (var option in options)
        {
            if (option.MayBeIn(pairs))
            {
                return true;
            }
        }

        return false;
    }
}
