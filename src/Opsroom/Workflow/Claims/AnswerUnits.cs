namespace Opsroom.Workflow.Claims;

/// <summary>What is judged together: a claim with the quotes that belong to it.</summary>
/// <param name="OfCause">Whether it says what the cause is.</param>
internal sealed record AnswerUnit(IReadOnlyList<AnswerBlock> Blocks, bool OfCause);

/// <summary>Finds which blocks belong together.</summary>
internal static class AnswerUnits
{
    public static IEnumerable<AnswerUnit> Of(List<AnswerBlock> blocks, Func<AnswerBlock, string> wordsOf)
    {
        // headings that are open, the outermost first, with whether causes stand below them
        var open = new List<(int Level, bool OfCause)>();
        for (var index = 0; index < blocks.Count;)
        {
            var block = blocks[index];
            if (block.Kind == BlockKind.Heading)
            {
                open.RemoveAll(heading => heading.Level >= block.Level);
                var words = wordsOf(block);
                var below = open.Count > 0 && open[^1].OfCause;
                var isCauses = CauseWords.IsHeading(words);
                open.Add((block.Level, isCauses || below && !CauseWords.IsAboutOthers(words)));
                // a heading below that of the causes is a cause itself, with all that stands under it
                if (below && !isCauses && !CauseWords.IsAboutOthers(words) && !CauseWords.IsNone(words))
                {
                    var end = index + 1;
                    while (end < blocks.Count && (blocks[end].Kind != BlockKind.Heading || blocks[end].Level > block.Level))
                    {
                        end++;
                    }

                    if (end > index + 1)
                    {
                        yield return new AnswerUnit(blocks[index..end], true);
                    }

                    index = end;
                    continue;
                }

                index++;
                continue;
            }

            var labelled = block.Kind != BlockKind.Row && CauseWords.IsLabelled(wordsOf(block));
            var ofCause = labelled || open.Count > 0 && open[^1].OfCause && block.Kind != BlockKind.Row;
            var last = End(blocks, index, labelled && wordsOf(block).TrimEnd().EndsWith(':'));
            yield return new AnswerUnit(blocks[index..last], ofCause);
            index = last;
        }
    }

    /// <summary>Behind the last block that belongs to the one at <paramref name="index"/>.</summary>
    /// <param name="takesList">Whether the list that follows belongs to it too.</param>
    private static int End(List<AnswerBlock> blocks, int index, bool takesList)
    {
        var first = blocks[index];
        var end = index + 1;
        while (end < blocks.Count && first.Kind is BlockKind.Item or BlockKind.Paragraph)
        {
            var belongs = blocks[end] switch
            {
                { Kind: BlockKind.Quote } => true,
                { Kind: BlockKind.Listing, Level: var level } => first.Kind == BlockKind.Paragraph || level > first.Level || blocks[end].First == blocks[end - 1].Last + 1,
                { Kind: BlockKind.Item or BlockKind.Paragraph, Level: var level } => first.Kind == BlockKind.Item && level > first.Level || takesList && blocks[end].Kind == BlockKind.Item,
                _ => false,
            };
            if (!belongs)
            {
                break;
            }

            end++;
        }

        return end;
    }
}
