using System.Collections.Immutable;
using Opsroom.Knowledge.Chunking;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Opsroom.Knowledge.Formats;

/// <summary>
/// Reads a runbook that is YAML: keys that hold more than a value become headings, values become lines. It is read as a stream of events, so that neither depth nor
/// references can make more of it than is there.
/// </summary>
internal sealed class YamlFormat
{
    private const int Deepest = 100;

    private readonly Parser parser;
    private readonly PassageCutter cutter;
    private readonly List<string> path = [];
    private int line;
    private bool moved = true;

    private YamlFormat(string text, PassageCutter cutter) => (parser, this.cutter) = (new Parser(new StringReader(text)), cutter);

    /// <exception cref="FormatException">It is no YAML, or too deep.</exception>
    public static ImmutableArray<Passage> Passages(string title, string text)
    {
        var passages = new PassageCutter(title);
        try
        {
            new YamlFormat(text, passages).Read();
        }
        catch (YamlException wrong)
        {
            throw new FormatException($"it is no YAML: line {wrong.Start.Line}: {wrong.Message}", wrong);
        }

        return passages.End();
    }

    private void Read()
    {
        parser.Consume<StreamStart>();
        while (parser.TryConsume<DocumentStart>(out _))
        {
            Node("", 0);
            parser.Consume<DocumentEnd>();
        }
    }

    private void Node(string label, int depth)
    {
        if (depth > Deepest)
        {
            throw new FormatException($"it is nested more than {Deepest} levels deep");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            Write(label, scalar);
        }
        else if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            Line((int)alias.Start.Line, $"{label}*{alias.Value}");
        }
        else if (parser.TryConsume<MappingStart>(out _))
        {
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                Entry(depth);
            }
        }
        else
        {
            parser.Consume<SequenceStart>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                Node(parser.Accept<Scalar>(out _) ? "- " : "", depth + 1);
            }
        }
    }

    private void Entry(int depth)
    {
        if (!parser.TryConsume<Scalar>(out var key))
        {
            // a key that is a mapping or a list: read as text of its own
            Node("", depth + 1);
            Node("", depth + 1);
            return;
        }

        if (parser.Accept<Scalar>(out _) || parser.Accept<AnchorAlias>(out _))
        {
            Node($"{key.Value}: ", depth + 1);
            return;
        }

        path.Add(key.Value);
        moved = true;
        Node("", depth + 1);
        path.RemoveAt(path.Count - 1);
        moved = true;
    }

    private void Write(string label, Scalar scalar)
    {
        // a block begins on the line behind its sign
        var number = (int)scalar.Start.Line + (scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded ? 1 : 0);
        foreach (var (index, text) in scalar.Value.TrimEnd('\n').Split('\n').Index())
        {
            Line(number + (scalar.Style == ScalarStyle.Literal ? index : 0), index == 0 ? label + text : text);
        }
    }

    private void Line(int number, string text)
    {
        if (moved)
        {
            cutter.Under(path);
            moved = false;
        }

        line = Math.Max(line, number);
        cutter.Line(line, text);
    }
}
