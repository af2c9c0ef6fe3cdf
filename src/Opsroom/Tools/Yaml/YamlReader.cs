using Opsroom.Telemetry.Redaction;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Opsroom.Tools.Yaml;

/// <summary>Why a text is not one readable YAML document.</summary>
/// <param name="Rule">The finding's rule.</param>
public sealed record YamlFault(string Rule, string Message, int Line, int Column);

/// <summary>What was read: the first document as far as it goes, and what was wrong on the way.</summary>
public sealed record YamlReading(YamlNode? Root, IReadOnlyList<YamlFault> Faults);

/// <summary>How much is read before a text is refused.</summary>
/// <param name="Length">Characters.</param>
/// <param name="Nodes">Values, aliases written out.</param>
public sealed record YamlLimits(int Length, int Nodes)
{
    /// <summary>Enough for anything that people write by hand.</summary>
    public static YamlLimits OneDocument { get; } = new(YamlReader.MaxLength, YamlReader.MaxNodes);
}

/// <summary>
/// Reads YAML into a tree with places. Anchors and merge keys are resolved, keys that stand twice are reported, and size, depth and the number of nodes
/// are bounded, so that no input can exhaust the server. Never throws on bad input.
/// </summary>
public sealed class YamlReader
{
    public const int MaxLength = 2 * 1024 * 1024;
    public const int MaxDepth = 100;
    public const int MaxNodes = 200_000;

    private readonly Parser parser;
    private readonly Dictionary<AnchorName, YamlNode> anchors = [];
    private readonly List<YamlFault> faults = [];
    private int nodes;

    private readonly string text;
    private readonly YamlLimits limits;
    private readonly int linesAbove;
    private string[]? lines;

    private YamlReader(string text, YamlLimits limits, int linesAbove)
    {
        this.text = text;
        this.limits = limits;
        this.linesAbove = linesAbove;
        parser = new(new Scanner(new StringReader(text), skipComments: true));
    }

    public static YamlReading Read(string text) => Read(text, YamlLimits.OneDocument, 0);

    /// <param name="text">One document.</param>
    /// <param name="limits">How much is read.</param>
    /// <param name="linesAbove">How many lines stand before it in the text that it was taken from; places count them.</param>
    public static YamlReading Read(string text, YamlLimits limits, int linesAbove)
    {
        if (text.Length > limits.Length)
        {
            return new(null, [new("yaml-too-large", $"The document has {text.Length:N0} characters; at most {limits.Length:N0} are read.", linesAbove + 1, 1)]);
        }

        return new YamlReader(text.TrimStart('\uFEFF'), limits, linesAbove).ReadStream();
    }

    private YamlReading ReadStream()
    {
        YamlNode? root = null;
        try
        {
            parser.Consume<StreamStart>();
            if (parser.TryConsume<DocumentStart>(out _))
            {
                root = ReadNode(1);
                parser.Consume<DocumentEnd>();
            }

            if (parser.TryConsume<DocumentStart>(out var second) && ReadNode(1) is not YamlScalar { Kind: ScalarKind.Null })
            {
                faults.Add(new("yaml-documents", "The text holds more than one YAML document; one is read. Keep one, or give them one by one.", LineOf(second.Start), (int)second.Start.Column));
            }
        }
        catch (TooMuchException bound)
        {
            faults.Add(bound.Fault);
            root = null;
        }
        catch (YamlException fault)
        {
            var (line, column) = PlaceOf(fault);
            faults.Add(new("yaml-syntax", Sentence(fault), line, column));
            root = null;
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or IndexOutOfRangeException or NullReferenceException or OverflowException or InvalidCastException)
        {
            // the parser has other ways to say that a damaged text is not YAML
            var at = parser.Current?.End ?? Mark.Empty;
            faults.Add(new("yaml-syntax", "This cannot be read as YAML. Mend the indentation, quotes or brackets here.", LineOf(at), Math.Max(1, (int)at.Column)));
            root = null;
        }

        return new(root, faults);
    }

    private YamlNode ReadNode(int depth)
    {
        var start = parser.Current?.Start ?? Mark.Empty;
        if (depth > MaxDepth)
        {
            throw new TooMuchException(new("yaml-too-deep", $"The document is nested deeper than {MaxDepth} levels.", LineOf(start), (int)start.Column));
        }

        Count(start, 1);
        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Resolve(alias);
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return Remember(scalar.Anchor, ToScalar(scalar));
        }

        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            if (Redacted(sequence) is { } redacted)
            {
                return Remember(sequence.Anchor, redacted);
            }

            var list = new YamlList { Line = LineOf(sequence.Start), Column = (int)sequence.Start.Column };
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                list.Items.Add(ReadNode(depth + 1));
            }

            return Remember(sequence.Anchor, list);
        }

        return ReadMap(parser.Consume<MappingStart>(), depth);
    }

    /// <summary>A text in the place of which stands what it was redacted to, which YAML takes for a list; null where it is a list.</summary>
    private YamlScalar? Redacted(SequenceStart start)
    {
        var at = (int)start.Start.Index;
        var length = start.Style == SequenceStyle.Flow && at < text.Length ? RedactionToken.LengthAt(text.AsSpan(at)) : 0;
        if (length == 0)
        {
            return null;
        }

        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            parser.SkipThisAndNestedEvents();
        }

        return new YamlScalar(text.Substring(at, length)) { Line = LineOf(start.Start), Column = (int)start.Start.Column };
    }

    private YamlNode ReadMap(MappingStart start, int depth)
    {
        var map = new YamlMap { Line = LineOf(start.Start), Column = (int)start.Start.Column };
        var merged = new List<YamlNode>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var mark = parser.Current?.Start ?? Mark.Empty;
            var key = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (key is not YamlScalar name)
            {
                faults.Add(new("yaml-key", "A key must be a plain word here, not a list or a mapping.", LineOf(mark), (int)mark.Column));
            }
            else if (name.Value == "<<")
            {
                merged.Add(value);
            }
            else if (!seen.Add(name.Value))
            {
                faults.Add(new("duplicate-key", $"The key \"{Excerpt(name.Value)}\" stands twice in the same mapping; remove one.", LineOf(mark), (int)mark.Column));
            }
            else
            {
                map.Entries.Add(new(name, value));
            }
        }

        foreach (var source in merged)
        {
            Merge(map, source, seen);
        }

        return Remember(start.Anchor, map);
    }

    private void Merge(YamlMap map, YamlNode source, HashSet<string> seen)
    {
        foreach (var each in source is YamlList list ? list.Items : [source])
        {
            if (each is not YamlMap other)
            {
                faults.Add(new("yaml-merge", "The merge key << needs a mapping, or a list of mappings.", each.Line, each.Column));
                continue;
            }

            foreach (var entry in other.Entries)
            {
                if (seen.Add(entry.Key.Value))
                {
                    map.Entries.Add(entry);
                }
            }
        }
    }

    private YamlNode Resolve(AnchorAlias alias)
    {
        if (!anchors.TryGetValue(alias.Value, out var node))
        {
            throw new YamlException(alias.Start, alias.End, $"the alias *{alias.Value} has no anchor before it");
        }

        // an alias of aliases grows exponentially; what it stands for is counted each time
        Count(alias.Start, Weight(node));
        return node;
    }

    private YamlNode Remember(AnchorName anchor, YamlNode node)
    {
        if (!anchor.IsEmpty)
        {
            anchors[anchor] = node;
        }

        return node;
    }

    private void Count(Mark where, int more)
    {
        nodes += more;
        if (nodes > limits.Nodes)
        {
            throw new TooMuchException(new("yaml-too-large", $"The document has more than {limits.Nodes:N0} values, aliases written out.", LineOf(where), (int)where.Column));
        }
    }

    private int Weight(YamlNode node)
    {
        var weight = 0;
        var left = new Stack<YamlNode>([node]);
        while (weight <= limits.Nodes && left.TryPop(out var next))
        {
            weight++;
            foreach (var child in next switch { YamlMap map => map.Entries.Select(entry => entry.Value), YamlList list => list.Items, _ => [] })
            {
                left.Push(child);
            }
        }

        return weight;
    }

    private YamlScalar ToScalar(Scalar scalar)
    {
        var isText = scalar.Style != ScalarStyle.Plain || (!scalar.Tag.IsEmpty && scalar.Tag.Value == "tag:yaml.org,2002:str");
        return new(scalar.Value, isText ? ScalarKind.Text : ScalarText.KindOf(scalar.Value))
        {
            Line = LineOf(scalar.Start),
            Column = (int)scalar.Start.Column,
            IsPlain = scalar.Style == ScalarStyle.Plain,
            BlockColumn = scalar.Style == ScalarStyle.Literal ? IndentBelow((int)scalar.Start.Line) + 1 : 0,
        };
    }

    /// <summary>The indentation of the first line with anything in it below a line.</summary>
    private int IndentBelow(int line)
    {
        lines ??= text.Split('\n');
        for (var i = line; i < lines.Length; i++)
        {
            var indent = lines[i].Length - lines[i].AsSpan().TrimStart(' ').Length;
            if (indent < lines[i].TrimEnd('\r').Length)
            {
                return indent;
            }
        }

        return 0;
    }

    /// <summary>Where to look. For a tab the parser names the mapping it is in, which may be far above.</summary>
    private (int Line, int Column) PlaceOf(YamlException fault)
    {
        var where = fault.End.Index > fault.Start.Index ? fault.End : fault.Start;
        if (fault.Message.Contains("tab", StringComparison.Ordinal))
        {
            lines ??= text.Split('\n');
            for (var i = Math.Max(0, (int)where.Line - 1); i < lines.Length; i++)
            {
                var indent = lines[i].Length - lines[i].AsSpan().TrimStart(" \t").Length;
                if (lines[i].AsSpan(0, indent).IndexOf('\t') is var tab and >= 0)
                {
                    return (linesAbove + i + 1, tab + 1);
                }
            }
        }

        return (LineOf(where), Math.Max(1, (int)where.Column));
    }

    private int LineOf(Mark mark) => linesAbove + Math.Max(1, (int)mark.Line);

    private static string Sentence(YamlException fault)
    {
        var message = Excerpt(fault.Message.Length == 0 ? "this is not YAML" : fault.Message).TrimEnd('.');
        return $"This cannot be read as YAML: {char.ToLowerInvariant(message[0])}{message[1..]}. Mend the indentation, quotes or brackets here.";
    }

    private static string Excerpt(string text) => text.Length <= 160 ? text : text[..160] + "…";

    private sealed class TooMuchException(YamlFault fault) : Exception(fault.Message)
    {
        public YamlFault Fault { get; } = fault;
    }
}
