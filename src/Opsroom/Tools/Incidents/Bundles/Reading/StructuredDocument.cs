using System.Buffers;
using System.Text.Json;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Incidents.Bundles.Reading;

/// <summary>One document of a JSON or YAML file, seen as either.</summary>
internal sealed class StructuredDocument
{
    private readonly Lazy<JsonElement> _json;
    private readonly Lazy<YamlNode> _yaml;

    public StructuredDocument(JsonElement json, string location)
    {
        (_json, _yaml) = (new(json), new(() => YamlFromJson.Convert(json)));
        Location = location;
    }

    public StructuredDocument(YamlNode yaml, string location, int lastLine)
    {
        (_json, _yaml) = (new(() => Convert(yaml)), new(yaml));
        (Location, LastLine) = (location, lastLine);
    }

    /// <summary>Empty for the only value of a JSON file, else <c>document 2</c>.</summary>
    public string Location { get; }

    /// <summary>The line of the file on which it ends, for YAML; 0 for JSON.</summary>
    public int LastLine { get; }

    public JsonElement Json => _json.Value;

    public YamlNode Yaml => _yaml.Value;

    private static JsonElement Convert(YamlNode node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(node, writer);
        }

        return JsonDocument.Parse(buffer.WrittenMemory).RootElement;
    }

    private static void Write(YamlNode node, Utf8JsonWriter writer)
    {
        switch (node)
        {
            case YamlMap map:
                writer.WriteStartObject();
                foreach (var (key, value) in map.Entries)
                {
                    writer.WritePropertyName(key.Value);
                    Write(value, writer);
                }

                writer.WriteEndObject();
                break;
            case YamlList list:
                writer.WriteStartArray();
                list.Items.ForEach(item => Write(item, writer));
                writer.WriteEndArray();
                break;
            case YamlScalar { Kind: ScalarKind.Null }:
                writer.WriteNullValue();
                break;
            default:
                // numbers as they are written: whoever reads them decides what they are
                writer.WriteStringValue(node.Text);
                break;
        }
    }
}
