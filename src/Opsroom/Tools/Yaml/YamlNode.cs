using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Opsroom.Tools.Yaml;

/// <summary>A node of a YAML document: what was read, with its place, or what is to be written, without one.</summary>
public abstract class YamlNode
{
    /// <summary>From 1; 0 where the node was not read from text.</summary>
    public int Line { get; init; }

    /// <summary>From 1; 0 where the node was not read from text.</summary>
    public int Column { get; init; }

    /// <summary>The scalar's text, or null for anything else.</summary>
    public string? Text => (this as YamlScalar)?.Value;
}

/// <summary>What a plain scalar means under YAML's core schema.</summary>
public enum ScalarKind
{
    Text,
    Number,
    Boolean,
    Null,
}

public sealed class YamlScalar(string value, ScalarKind kind = ScalarKind.Text) : YamlNode
{
    public string Value { get; } = value;

    public ScalarKind Kind { get; } = kind;

    /// <summary>Whether the text stood there as it is, without quotes.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Where the text starts in the lines below its place, for a literal block; 0 for anything else.</summary>
    public int BlockColumn { get; init; }

    public static YamlScalar Of(int value) => new(value.ToString(CultureInfo.InvariantCulture), ScalarKind.Number);

    public static YamlScalar Of(bool value) => new(value ? "true" : "false", ScalarKind.Boolean);
}

public sealed class YamlList : YamlNode
{
    public YamlList(IEnumerable<YamlNode> items) => Items.AddRange(items);

    public YamlList()
    {
    }

    [SuppressMessage("Design", "MA0016:Prefer using collection abstraction instead of implementation", Justification = "A tree that is being built; readers and writers change it in place.")]
    public List<YamlNode> Items { get; } = [];

    public static YamlList Of(IEnumerable<string> values) => new(values.Select(value => new YamlScalar(value)));
}

public readonly record struct YamlEntry(YamlScalar Key, YamlNode Value);

/// <summary>A mapping in the order it was written; a key that stands twice is kept twice.</summary>
public sealed class YamlMap : YamlNode
{
    [SuppressMessage("Design", "MA0016:Prefer using collection abstraction instead of implementation", Justification = "A tree that is being built; readers and writers change it in place.")]
    public List<YamlEntry> Entries { get; } = [];

    public YamlNode? this[string key]
    {
        get
        {
            foreach (var entry in Entries)
            {
                if (entry.Key.Value == key)
                {
                    return entry.Value;
                }
            }

            return null;
        }
    }

    public bool Has(string key) => this[key] is not null;

    public YamlMap Add(string key, YamlNode value)
    {
        Entries.Add(new(new YamlScalar(key), value));
        return this;
    }

    public YamlMap Add(string key, string value) => Add(key, new YamlScalar(value));

    public YamlMap Add(string key, int value) => Add(key, YamlScalar.Of(value));

    public YamlMap Add(string key, bool value) => Add(key, YamlScalar.Of(value));

    /// <summary>Adds what is there: nothing for null.</summary>
    public YamlMap AddIfAny(string key, string? value) => value is null ? this : Add(key, value);

    /// <summary>Adds what is there: nothing for null.</summary>
    public YamlMap AddIfAny(string key, YamlNode? value) => value is null ? this : Add(key, value);

    /// <summary>Adds a list: nothing for an empty one.</summary>
    public YamlMap AddIfAny(string key, IEnumerable<YamlNode> items)
    {
        var list = new YamlList(items);
        return list.Items.Count == 0 ? this : Add(key, list);
    }
}
