using Opsroom.Tools.Yaml;

namespace Opsroom.Tests.Tools.Harness;

/// <summary>Changes one place of a tree, leaving the tree itself as it is.</summary>
internal static class Damage
{
    private static readonly YamlNode[] Values =
    [
        new YamlScalar(string.Empty), new YamlScalar("null", ScalarKind.Null), YamlScalar.Of(1), new YamlScalar("x y"), new YamlScalar("5s"), new YamlMap(), new YamlList(), YamlScalar.Of(true),
        new YamlScalar("<+input>"), new YamlScalar("1.5", ScalarKind.Number),
    ];

    /// <param name="place">Which of the places below the root, counted over and over.</param>
    /// <param name="kind">0 removes, 1 doubles, 2 misspells, any other puts another value there.</param>
    public static YamlMap Do(YamlMap root, int place, int kind) => (YamlMap)Copy(root, place % Count(root), kind, out _);

    private static int Count(YamlNode node) => node switch
    {
        YamlMap map => map.Entries.Sum(entry => 1 + Count(entry.Value)),
        YamlList list => list.Items.Sum(item => 1 + Count(item)),
        _ => 0,
    };

    private static YamlNode Copy(YamlNode node, int place, int kind, out int left)
    {
        left = place;
        switch (node)
        {
            case YamlMap map:
                var copy = new YamlMap();
                foreach (var (key, value) in map.Entries)
                {
                    var isHere = left-- == 0;
                    var inner = isHere ? value : Copy(value, left, kind, out left);
                    if (!isHere || kind > 0)
                    {
                        copy.Add(isHere && kind is 1 or 2 ? key.Value + "x" : key.Value, isHere && kind > 2 ? Values[kind % Values.Length] : inner);
                    }
                }

                return copy;
            case YamlList list:
                var items = new List<YamlNode>();
                foreach (var item in list.Items)
                {
                    var isHere = left-- == 0;
                    var inner = isHere ? item : Copy(item, left, kind, out left);
                    items.AddRange(!isHere ? [inner] : kind switch { 0 => [], 1 or 2 => [inner, inner], _ => [Values[kind % Values.Length]] });
                }

                return new YamlList(items);
            default:
                return node;
        }
    }
}
