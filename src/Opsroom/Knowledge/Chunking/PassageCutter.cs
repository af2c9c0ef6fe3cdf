using System.Collections.Immutable;

namespace Opsroom.Knowledge.Chunking;

/// <summary>Makes passages of lines and headings as a reader of some format comes to them. Long sections are cut between lines, so that lists and tables stay readable.</summary>
/// <param name="title">The document's; an outermost heading that repeats it is left out, since every result names it anyway.</param>
internal sealed class PassageCutter(string title)
{
    /// <summary>Characters that a passage holds at most, unless its lines belong together.</summary>
    public const int Longest = 1200;

    /// <summary>Levels of headings that are told apart; deeper ones count as the last.</summary>
    public const int Levels = 6;

    /// <summary>Characters at which even what belongs together is cut.</summary>
    private const int Hard = 8 * Longest;

    /// <summary>A heading that is longer is a line that was taken for one.</summary>
    private const int LongestHeading = 200;

    private readonly ImmutableArray<Passage>.Builder passages = ImmutableArray.CreateBuilder<Passage>();
    private readonly string?[] headings = new string?[Levels];
    private readonly List<string> pending = [];
    private int size;
    private int first;
    private int? page;

    /// <param name="level">From 1, the outermost.</param>
    public void Heading(int level, string text)
    {
        Close();
        level = Math.Clamp(level, 1, Levels);
        headings[level - 1] = level == 1 && text == title ? null : text.Length <= LongestHeading ? text : text[..LongestHeading];
        Array.Clear(headings, level, Levels - level);
    }

    /// <summary>Goes on under these headings, outermost first, whatever they were before.</summary>
    public void Under(IReadOnlyList<string> path)
    {
        Close();
        Array.Clear(headings);
        for (var level = 0; level < Math.Min(path.Count, Levels); level++)
        {
            headings[level] = path[level].Length <= LongestHeading ? path[level] : path[level][..LongestHeading];
        }
    }

    /// <param name="number">From 1; of the page where there are pages.</param>
    /// <param name="together">Whether it belongs to the line before, as within a block of code.</param>
    public void Line(int number, string text, bool together = false)
    {
        if (text.Length > Hard)
        {
            foreach (var piece in text.Chunk(Longest))
            {
                Line(number, new string(piece), together: false);
            }

            return;
        }

        if (size + text.Length > (together ? Hard : Longest))
        {
            Close();
        }

        if (pending.Count == 0 && string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        first = pending.Count == 0 ? number : first;
        pending.Add(text);
        size += text.Length + 1;
    }

    /// <summary>Goes on to a page; what stands on two pages is two passages.</summary>
    public void Page(int number)
    {
        Close();
        page = number;
    }

    public ImmutableArray<Passage> End()
    {
        Close();
        return passages.ToImmutable();
    }

    private void Close()
    {
        if (pending.Count > 0)
        {
            passages.Add(new(string.Join(" > ", headings.OfType<string>()), first, string.Join('\n', pending).TrimEnd(), page));
            pending.Clear();
            size = 0;
        }
    }
}
