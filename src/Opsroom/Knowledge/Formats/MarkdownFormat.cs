using System.Collections.Immutable;
using Opsroom.Knowledge.Chunking;

namespace Opsroom.Knowledge.Formats;

/// <summary>Cuts Markdown at its headings. A heading inside a block of code is none.</summary>
internal static class MarkdownFormat
{
    private const int FenceLength = 3;

    /// <param name="firstLine">The line of the file that the text begins on, from 1.</param>
    public static ImmutableArray<Passage> Passages(string title, string text, int firstLine)
    {
        var cutter = new PassageCutter(title);
        string? fence = null;
        var number = firstLine - 1;
        foreach (var each in text.AsSpan().EnumerateLines())
        {
            var line = each.ToString();
            number++;
            if (fence is null && Heading(line) is var (level, heading))
            {
                cutter.Heading(level, heading);
                continue;
            }

            fence = Fence(line, fence);
            cutter.Line(number, line, together: fence is not null);
        }

        return cutter.End();
    }

    /// <summary>The first heading of the outermost level; null where there is none.</summary>
    public static string? FirstTitle(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("# ", StringComparison.Ordinal) && Heading(line.ToString()) is var (_, title))
            {
                return title;
            }
        }

        return null;
    }

    private static (int Level, string Title)? Heading(string line)
    {
        var level = line.AsSpan().IndexOfAnyExcept('#');
        return level is > 0 and <= PassageCutter.Levels && line[level] == ' ' && line[level..].Trim().TrimEnd('#').TrimEnd() is { Length: > 0 } title ? (level, title) : null;
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
