using System.Text;

namespace Opsroom.Tools.Incidents.Bundles;

/// <summary>The lines of a text as they lie in memory: UTF-8, counted from 1, none of them a string until somebody asks.</summary>
internal sealed class TextLines
{
    /// <summary>Lines of one file that are kept; what stands below is left out.</summary>
    public const int MaxLines = 4_000_000;

    private readonly int[] _ends;

    private TextLines(string source, ReadOnlyMemory<byte> text, int[] ends) => (Source, Text, _ends) = (source, text, ends);

    /// <summary>The file, as a path in the bundle.</summary>
    public string Source { get; }

    /// <summary>The whole text.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    public int Count => _ends.Length;

    /// <summary>Whether lines were left out.</summary>
    public bool IsCut => Count == MaxLines && _ends[^1] + 1 < Text.Length;

    /// <summary>A line without its end.</summary>
    /// <param name="number">From 1.</param>
    public ReadOnlySpan<byte> this[int number]
    {
        get
        {
            var start = number == 1 ? 0 : _ends[number - 2] + 1;
            var line = Text.Span[start.._ends[number - 1]];
            return line is [.., (byte)'\r'] ? line[..^1] : line;
        }
    }

    /// <param name="source">The file, as a path in the bundle.</param>
    /// <param name="text">UTF-8; bytes that are none are kept as they are.</param>
    public static TextLines Of(string source, ReadOnlyMemory<byte> text)
    {
        var span = text.Span;
        var ends = new List<int>(Math.Min(span.Length / 100, MaxLines));
        var at = 0;
        while (at < span.Length && ends.Count < MaxLines)
        {
            var end = span[at..].IndexOf((byte)'\n');
            ends.Add(end < 0 ? span.Length : at + end);
            at = ends[^1] + 1;
        }

        return new(source, text, [.. ends]);
    }

    /// <summary>A line as text, cut after <paramref name="longest"/> bytes.</summary>
    public string TextOf(int number, int longest = 4096)
    {
        var line = this[number];
        if (line.Length > longest)
        {
            line = line[..longest];
            // not in the middle of a letter
            while (line.Length > 0 && (Text.Span[StartOf(number) + line.Length] & 0xC0) == 0x80)
            {
                line = line[..^1];
            }
        }

        return Encoding.UTF8.GetString(line);
    }

    public Place PlaceOf(int number) => Place.Line(Source, number);

    public Place PlaceOf(int first, int last) => Place.Lines(Source, first, last);

    private int StartOf(int number) => number == 1 ? 0 : _ends[number - 2] + 1;
}
