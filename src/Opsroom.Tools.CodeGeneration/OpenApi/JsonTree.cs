using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi;

/// <summary>Reads JSON into the same tree with places as YAML: a YAML reader is slower, and strict about tabs.</summary>
internal ref struct JsonTree
{
    private readonly ReadOnlySpan<byte> text;
    private readonly int maxNodes;
    private readonly ImmutableArray<Finding>.Builder faults = ImmutableArray.CreateBuilder<Finding>();
    private Utf8JsonReader reader;
    private int nodes;
    private int counted;
    private int line = 1;
    private int lineStart;

    private JsonTree(ReadOnlySpan<byte> text, int maxNodes)
    {
        this.text = text;
        this.maxNodes = maxNodes;
        reader = new(text, new JsonReaderOptions { MaxDepth = YamlReader.MaxDepth, CommentHandling = JsonCommentHandling.Skip });
    }

    public static (YamlNode? Root, ImmutableArray<Finding> Faults) Read(string text, int maxNodes)
    {
        var tree = new JsonTree(Encoding.UTF8.GetBytes(text), maxNodes);
        try
        {
            tree.reader.Read();
            var root = tree.ReadValue();
            // what stands behind the document makes the reader complain
            tree.reader.Read();
            return (root, tree.faults.ToImmutable());
        }
        catch (JsonException fault)
        {
            var isTooDeep = fault.Message.Contains("maximum configured depth", StringComparison.Ordinal);
            var (rule, message) = isTooDeep
                ? ("openapi-too-deep", $"The document is nested deeper than {YamlReader.MaxDepth} levels.")
                : tree.nodes > maxNodes ? ("openapi-too-large", $"The document has more than {maxNodes:N0} values.")
                : ("openapi-syntax", $"This cannot be read as JSON: {OutsideText.OneLine(fault.Message.Split(" LineNumber:")[0])}.");
            return (null, [new(rule, Severity.Error, message, Line: (int)(fault.LineNumber ?? tree.line - 1) + 1, Column: (int)(fault.BytePositionInLine ?? 0) + 1)]);
        }
    }

    private YamlNode ReadValue()
    {
        if (++nodes > maxNodes)
        {
            throw new JsonException();
        }

        var (at, column) = Place();
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return ReadObject(at, column);
            case JsonTokenType.StartArray:
                var list = new YamlList { Line = at, Column = column };
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    list.Items.Add(ReadValue());
                }

                return list;
            case JsonTokenType.String:
                return new YamlScalar(reader.GetString()!) { Line = at, Column = column };
            case var token:
                var kind = token switch { JsonTokenType.Number => ScalarKind.Number, JsonTokenType.Null => ScalarKind.Null, _ => ScalarKind.Boolean };
                return new YamlScalar(Encoding.UTF8.GetString(reader.ValueSpan), kind) { Line = at, Column = column, IsPlain = true };
        }
    }

    private YamlMap ReadObject(int at, int column)
    {
        var map = new YamlMap { Line = at, Column = column };
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var (keyLine, keyColumn) = Place();
            var key = new YamlScalar(reader.GetString()!) { Line = keyLine, Column = keyColumn };
            reader.Read();
            var value = ReadValue();
            if (seen.Add(key.Value))
            {
                map.Entries.Add(new(key, value));
            }
            else
            {
                faults.Add(new("duplicate-key", Severity.Error, $"The key \"{OutsideText.OneLine(key.Value, 80)}\" stands twice in the same object; remove one.", Line: keyLine, Column: keyColumn));
            }
        }

        return map;
    }

    private (int Line, int Column) Place()
    {
        var at = (int)reader.TokenStartIndex;
        while (text[counted..at].IndexOf((byte)'\n') is var next and >= 0)
        {
            counted += next + 1;
            (line, lineStart) = (line + 1, counted);
        }

        return (line, at - lineStart + 1);
    }
}
