using System.Text;

namespace Opsroom.Tools.CodeGeneration.Clients;

/// <summary>Writes lines with their indentation. Lines end with a line feed everywhere.</summary>
internal sealed class CodeWriter(int width)
{
    private readonly StringBuilder text = new();
    private int depth;

    public CodeWriter Line(string line = "")
    {
        if (line.Length > 0)
        {
            text.Append(' ', depth * width).Append(line);
        }

        text.Append('\n');
        return this;
    }

    public CodeWriter Lines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Line(line);
        }

        return this;
    }

    /// <summary>What follows stands one step further in until the result is disposed; then <paramref name="close"/> is written, if it is given.</summary>
    public IDisposable Block(string open, string? close = null)
    {
        Line(open);
        depth++;
        return new Closing(this, close);
    }

    public override string ToString() => text.ToString();

    private sealed class Closing(CodeWriter writer, string? close) : IDisposable
    {
        public void Dispose()
        {
            writer.depth--;
            if (close is not null)
            {
                writer.Line(close);
            }
        }
    }
}
