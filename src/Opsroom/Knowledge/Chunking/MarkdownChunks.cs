using System.Collections.Immutable;
using Opsroom.Knowledge.Documents;

namespace Opsroom.Knowledge.Chunking;

/// <summary>Cuts Markdown at its headings, and long sections between lines, so that lists and tables stay readable.</summary>
internal static class MarkdownChunks
{
    /// <summary>Characters that a passage holds at most, unless one line alone is longer.</summary>
    public const int Longest = 1200;

    private const int Levels = 6;
    private const int FenceLength = 3;

    public static ImmutableArray<Passage> Of(Document document)
    {
        var passages = ImmutableArray.CreateBuilder<Passage>();
        var headings = new string?[Levels];
        var pending = new List<string>();
        var (size, first) = (0, 0);
        string? fence = null;
        var number = document.FirstLine - 1;
        foreach (var line in document.Body.Split('\n'))
        {
            number++;
            if (fence is null && Heading(line) is var (level, title))
            {
                Close();
                // the outermost heading repeats the title, which every result names anyway
                headings[level - 1] = level == 1 && title == document.Title ? null : title;
                Array.Clear(headings, level, Levels - level);
                continue;
            }

            fence = Fence(line, fence);
            if (size + line.Length > Longest && fence is null)
            {
                Close();
            }

            if (pending.Count == 0 && string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            first = pending.Count == 0 ? number : first;
            pending.Add(line);
            size += line.Length + 1;
        }

        Close();
        return passages.ToImmutable();

        void Close()
        {
            if (pending.Count > 0)
            {
                passages.Add(new(string.Join(" > ", headings.OfType<string>()), first, string.Join('\n', pending).TrimEnd()));
                pending.Clear();
                size = 0;
            }
        }
    }

    private static (int Level, string Title)? Heading(string line)
    {
        var level = line.AsSpan().IndexOfAnyExcept('#');
        return level is > 0 and <= Levels && line[level] == ' ' && line[level..].Trim().TrimEnd('#').TrimEnd() is { Length: > 0 } title ? (level, title) : null;
    }

    /// <summary>The fence that is open after a line.</summary>
    private static string? Fence(string line, string? open)
    {
        var text = line.AsSpan().Trim();
        if (open is not null)
        {
            return text.StartsWith(open, StringComparison.Ordinal) && text.Trim(open[0]).IsEmpty ? null : open;
        }

        if (text.IsEmpty || text[0] is not ('`' or '~'))
        {
            return null;
        }

        var length = text.IndexOfAnyExcept(text[0]) is var end and >= 0 ? end : text.Length;
        return length >= FenceLength ? new string(text[0], length) : null;
    }
}
