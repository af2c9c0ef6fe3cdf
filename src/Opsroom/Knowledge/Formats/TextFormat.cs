using System.Collections.Immutable;
using Opsroom.Knowledge.Chunking;

namespace Opsroom.Knowledge.Formats;

/// <summary>Cuts plain text, between lines and preferably where a line is blank. Form feeds begin a new page.</summary>
internal static class TextFormat
{
    private const char FormFeed = '\f';

    /// <param name="pages">Whether form feeds are the ends of pages.</param>
    public static ImmutableArray<Passage> Passages(string title, string text, bool pages = false)
    {
        var cutter = new PassageCutter(title);
        var page = 0;
        foreach (var range in text.AsSpan().Split(FormFeed))
        {
            if (pages)
            {
                cutter.Page(++page);
            }

            var number = 0;
            foreach (var line in text.AsSpan(range).EnumerateLines())
            {
                cutter.Line(++number, line.ToString());
            }
        }

        return cutter.End();
    }
}
