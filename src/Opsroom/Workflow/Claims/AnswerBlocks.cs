using System.Text.RegularExpressions;

namespace Opsroom.Workflow.Claims;

internal enum BlockKind
{
    Heading,
    Item,
    Paragraph,
    Quote,
    Listing,
    Row,
}

/// <summary>A block of Markdown.</summary>
/// <param name="Level">Of a heading from 1; of anything else how far it is indented.</param>
/// <param name="First">Its first line, from 0.</param>
/// <param name="Last">Its last line.</param>
/// <param name="Info">Of a listing: its language.</param>
internal sealed record AnswerBlock(BlockKind Kind, int Level, int First, int Last, string Info = "");

/// <summary>Splits an answer into the blocks in which claims stand.</summary>
internal static partial class AnswerBlocks
{
    /// <summary>A line that is bold from end to end is a heading below all others.</summary>
    private const int BoldLevel = 7;

    public static List<AnswerBlock> Read(IReadOnlyList<string> lines)
    {
        var blocks = new List<AnswerBlock>();
        var open = false;
        for (var index = 0; index < lines.Count; index++)
        {
            var line = lines[index];
            var indent = line.Length - line.TrimStart().Length;
            if (line.AsSpan().Trim().IsEmpty)
            {
                open = false;
            }
            else if (Fence().Match(line) is { Success: true } fence)
            {
                var end = index + 1;
                while (end < lines.Count && !lines[end].TrimStart().StartsWith(fence.Groups["fence"].Value, StringComparison.Ordinal))
                {
                    end++;
                }

                blocks.Add(new AnswerBlock(BlockKind.Listing, indent, index, Math.Min(end, lines.Count - 1), fence.Groups["info"].Value.ToLowerInvariant()));
                (index, open) = (end, false);
            }
            else if (line.TrimStart().StartsWith('>'))
            {
                open = Extend(blocks, BlockKind.Quote, indent, index);
            }
            else if (Heading().Match(line) is { Success: true } heading)
            {
                blocks.Add(new AnswerBlock(BlockKind.Heading, heading.Groups["marks"].Length, index, index));
                open = false;
            }
            else if (Bold().IsMatch(line))
            {
                blocks.Add(new AnswerBlock(BlockKind.Heading, BoldLevel, index, index));
                open = false;
            }
            else if (line.TrimStart().StartsWith('|'))
            {
                blocks.Add(new AnswerBlock(BlockKind.Row, indent, index, index));
                open = false;
            }
            else if (Item().IsMatch(line))
            {
                blocks.Add(new AnswerBlock(BlockKind.Item, indent, index, index));
                open = true;
            }
            else if (open && blocks[^1] is { Kind: BlockKind.Item or BlockKind.Paragraph } last)
            {
                blocks[^1] = last with { Last = index };
            }
            else
            {
                blocks.Add(new AnswerBlock(BlockKind.Paragraph, indent, index, index));
                open = true;
            }
        }

        return blocks;
    }

    /// <summary>What a line says, without the marks that make it an item, a heading or a quote.</summary>
    public static string Words(string line) => Marks().Replace(line, "").Trim();

    private static bool Extend(List<AnswerBlock> blocks, BlockKind kind, int indent, int line)
    {
        if (blocks.Count > 0 && blocks[^1] is var last && last.Kind == kind && last.Last == line - 1)
        {
            blocks[^1] = last with { Last = line };
        }
        else
        {
            blocks.Add(new AnswerBlock(kind, indent, line, line));
        }

        return false;
    }

    [GeneratedRegex(@"^\s*(?<fence>```+|~~~+)\s*(?<info>[\w+-]*)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\s{0,3}(?<marks>#{1,6})\s", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\s{0,3}(?:\*\*|__)[^*_]+(?:\*\*|__):?\s*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Bold();

    [GeneratedRegex(@"^\s*(?:[-*+]|\d{1,3}[.)])\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Item();

    [GeneratedRegex(@"^\s*(?:(?:[-*+]|\d{1,3}[.)])\s+|#{1,6}\s+|>\s?)?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Marks();
}
