using System.Collections.Immutable;
using System.Text;

namespace Opsroom.Tools.CodeGeneration.Go;

/// <summary>Writes lines as gofmt does: indented by tabs, in columns where lines stand together.</summary>
internal sealed class GoWriter
{
    private readonly StringBuilder text = new();
    private int depth;

    public GoWriter Line(string line = "")
    {
        if (line.Length > 0)
        {
            text.Append('\t', depth).Append(line);
        }

        text.Append('\n');
        return this;
    }

    public GoWriter Lines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Line(line);
        }

        return this;
    }

    /// <summary>A line one step further out: a case of a switch.</summary>
    public GoWriter Unindented(string line)
    {
        depth--;
        Line(line);
        depth++;
        return this;
    }

    /// <summary>Fields or constants: those with a comment stand alone, those without stand together in columns.</summary>
    public GoWriter Sections(IReadOnlyList<(IReadOnlyList<string> Doc, ImmutableArray<string> Cells)> rows)
    {
        for (var i = 0; i < rows.Count;)
        {
            if (i > 0)
            {
                Line();
            }

            if (rows[i].Doc.Count > 0)
            {
                Lines(rows[i].Doc).Lines(GoText.Aligned([rows[i].Cells]));
                i++;
                continue;
            }

            var together = rows.Skip(i).TakeWhile(row => row.Doc.Count == 0).Select(row => row.Cells).ToList();
            Lines(GoText.Aligned(together));
            i += together.Count;
        }

        return this;
    }

    /// <summary>What follows stands one step further in until the result is disposed; then <paramref name="close"/> is written.</summary>
    public IDisposable Block(string open, string close)
    {
        Line(open);
        depth++;
        return new Closing(this, close);
    }

    public override string ToString() => text.ToString();

    private sealed class Closing(GoWriter writer, string close) : IDisposable
    {
        public void Dispose()
        {
            writer.depth--;
            writer.Line(close);
        }
    }
}
