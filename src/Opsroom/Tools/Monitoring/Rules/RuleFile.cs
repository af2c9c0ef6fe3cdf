using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Prometheus.PromQl;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Monitoring.Rules;

/// <summary>The rules of a text: of a Prometheus rule file, of PrometheusRule objects, or of groups by themselves.</summary>
internal sealed record RuleFile(IReadOnlyList<RuleGroup> Groups, IReadOnlyList<YamlFault> Faults)
{
    /// <summary>Names of the series that its rules record.</summary>
    public HashSet<string> Recorded { get; } = [.. Groups.SelectMany(group => group.Rules).Where(rule => !rule.IsAlert).Select(rule => rule.Name)];

    public IEnumerable<RuleEntry> Rules => Groups.SelectMany(group => group.Rules);

    /// <summary>Never throws on bad input.</summary>
    public static RuleFile Read(string text)
    {
        if (text.Length > YamlReader.MaxLength)
        {
            return new([], [new("yaml-too-large", $"The text has {text.Length:N0} characters; at most {YamlReader.MaxLength:N0} are read. Give it in parts.", 1, 1)]);
        }

        var (groups, faults) = (new List<RuleGroup>(), new List<YamlFault>());
        foreach (var (document, linesAbove) in ManifestReader.Split(text))
        {
            var reading = YamlReader.Read(document, YamlLimits.OneDocument, linesAbove);
            faults.AddRange(reading.Faults);
            Take(reading.Root, groups, faults);
        }

        return new(groups, faults);
    }

    private static void Take(YamlNode? node, List<RuleGroup> groups, List<YamlFault> faults)
    {
        switch (node)
        {
            case null or YamlScalar { Kind: ScalarKind.Null }:
                break;
            case YamlMap map when map.TextAt("kind") == "PrometheusRule":
                TakeGroups(map["spec"], groups, faults, isWhole: false);
                break;
            case YamlMap map when map["items"] is YamlList items:
                foreach (var item in items.Items)
                {
                    Take(item, groups, faults);
                }

                break;
            case YamlMap map when map.Has("rules") && !map.Has("groups"):
                groups.Add(new(map));
                break;
            case YamlList list when list.Items.All(item => item is YamlMap map && map.Has("rules")):
                groups.AddRange(list.Items.OfType<YamlMap>().Select(map => new RuleGroup(map)));
                break;
            default:
                TakeGroups(node, groups, faults, isWhole: true);
                break;
        }
    }

    private static void TakeGroups(YamlNode? node, List<RuleGroup> groups, List<YamlFault> faults, bool isWhole)
    {
        if (node is not YamlMap map || map["groups"] is not YamlList list)
        {
            faults.Add(new("no-groups", "There are no rules here. Give a mapping with groups, each with a name and rules.", Math.Max(1, node?.Line ?? 1), Math.Max(1, node?.Column ?? 1)));
            return;
        }

        foreach (var (key, _) in isWhole ? map.Entries.Where(entry => entry.Key.Value != "groups") : [])
        {
            faults.Add(new("unknown-field", $"A rule file has groups and nothing else; Prometheus refuses {key.Value}. Remove it.", key.Line, key.Column));
        }

        foreach (var item in list.Items)
        {
            if (item is YamlMap group)
            {
                groups.Add(new(group));
            }
            else
            {
                faults.Add(new("wrong-type", "A group is a mapping with a name and rules.", item.Line, item.Column));
            }
        }
    }
}

/// <summary>Rules that are evaluated one after the other.</summary>
internal sealed class RuleGroup
{
    public RuleGroup(YamlMap map)
    {
        Map = map;
        Rules = [.. (map["rules"] as YamlList)?.Items.OfType<YamlMap>().Select((rule, index) => new RuleEntry(this, rule, index)) ?? []];
    }

    public YamlMap Map { get; }

    public string Name => Map.TextAt("name") ?? "";

    public TimeSpan? Interval => Map.TextAt("interval") is { } text ? PromQlDuration.Parse(text) : null;

    public IReadOnlyList<RuleEntry> Rules { get; }
}

/// <summary>One rule, its expression read.</summary>
internal sealed class RuleEntry
{
    private readonly Lazy<PromQlReading?> reading;

    public RuleEntry(RuleGroup group, YamlMap map, int index)
    {
        (Group, Map, Index) = (group, map, index);
        reading = new(() => map["expr"] is YamlScalar { Value: var text } && !string.IsNullOrWhiteSpace(text) ? PromQlParser.Read(text) : null);
    }

    public RuleGroup Group { get; }

    public YamlMap Map { get; }

    /// <summary>Its place in the group, from 0.</summary>
    public int Index { get; }

    public bool IsAlert => Map.Has("alert");

    public string Name => (IsAlert ? Map.TextAt("alert") : Map.TextAt("record")) ?? "";

    public YamlScalar? Expression => Map["expr"] as YamlScalar;

    /// <summary>What was read of the expression; null where there is none.</summary>
    public PromQlReading? Reading => reading.Value;

    /// <summary>The expression, where it is one that Prometheus takes.</summary>
    public PromQlNode? Root => Reading is { IsValid: true } good ? good.Root : null;

    public IEnumerable<YamlEntry> Labels => (Map["labels"] as YamlMap)?.Entries ?? [];

    public IEnumerable<YamlEntry> Annotations => (Map["annotations"] as YamlMap)?.Entries ?? [];

    /// <summary>Where a part of the expression stands in the text. Of text that is folded, where it begins.</summary>
    public (int Line, int Column) PlaceOf(int offset)
    {
        if (Expression is not { } scalar)
        {
            return (Map.Line, Map.Column);
        }

        var (line, column) = PromQlFault.PlaceOf(scalar.Value, offset);
        return scalar.BlockColumn > 0 ? (scalar.Line + line, scalar.BlockColumn + column - 1)
            : scalar.Value.Contains('\n', StringComparison.Ordinal) || !IsInOneLine(scalar) ? (scalar.Line, scalar.Column)
            : (scalar.Line, scalar.Column + column - (scalar.IsPlain ? 1 : 0));
    }

    // what was folded from several lines has blanks where they ended; only text without any is sure to stand in one
    private static bool IsInOneLine(YamlScalar scalar) => scalar.IsPlain || !scalar.Value.EndsWith('\n');
}
