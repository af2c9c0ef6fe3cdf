using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>What is known of Harness's YAML, read from the tables in <c>Catalogue/</c> when first needed.</summary>
internal sealed partial class ShapeCatalogue
{
    private static readonly Lazy<ShapeCatalogue> Shared = new(() => new ShapeCatalogue());

    private readonly Dictionary<string, Shape> shapes = new(StringComparer.Ordinal);

    private ShapeCatalogue()
    {
        var lines = Lines("structure.txt").Concat(Lines("specs.txt")).ToList();
        foreach (var line in lines)
        {
            var name = line[..line.IndexOf(':', StringComparison.Ordinal)];
            shapes.Add(name, new Shape(name));
        }

        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            shapes[line[..colon]].SetKeys(Key().Matches(line[(colon + 1)..]).Select(ToKey));
        }

        StepTypes = Lines("steps.txt").Select(ToStepType).ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);
    }

    public static ShapeCatalogue Instance => Shared.Value;

    public FrozenDictionary<string, StepType> StepTypes { get; }

    public Shape this[string name] => shapes[name];

    private ShapeKey ToKey(Match match)
    {
        var name = match.Groups["name"].Value;
        var isRequired = match.Groups["required"].Success;
        if (match.Groups["cases"] is { Success: true } cases)
        {
            var byCase = new Dictionary<string, Shape>(StringComparer.Ordinal);
            foreach (var each in cases.Value.Split('|', StringSplitOptions.TrimEntries))
            {
                var colon = each.IndexOf(':', StringComparison.Ordinal);
                foreach (var value in each[..colon].Split(','))
                {
                    byCase[value] = shapes[each[(colon + 1)..]];
                }
            }

            return new(name, isRequired, Containment.Map, null, match.Groups["by"].Value, byCase.ToFrozenDictionary(StringComparer.Ordinal));
        }

        if (match.Groups["map"] is { Success: true } map)
        {
            return new(name, isRequired, Containment.Map, shapes[map.Value], null, null);
        }

        if (match.Groups["list"] is { Success: true } list)
        {
            return new(name, isRequired, Containment.List, list.Length == 0 ? null : shapes[list.Value], null, null);
        }

        return new(name, isRequired, Containment.Anything, null, null, null);
    }

    private StepType ToStepType(string line)
    {
        var parts = line.Split(' ');
        return new(parts[0].TrimEnd('!'), parts[0].EndsWith('!'), [.. parts[1].Split(',')], parts[2] == "*" ? null : shapes[parts[2]]);
    }

    private static IEnumerable<string> Lines(string file)
    {
        using var stream = typeof(ShapeCatalogue).Assembly.GetManifestResourceStream($"Opsroom.Tools.Harness.Validation.Catalogue.{file}")
            ?? throw new InvalidOperationException($"The table {file} is not part of the assembly.");
        using var reader = new StreamReader(stream);
        string? open = null;
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith(' '))
            {
                open += " " + line.Trim();
                continue;
            }

            if (open is not null)
            {
                yield return open;
            }

            open = line.Length == 0 || line[0] == '#' ? null : line;
        }

        if (open is not null)
        {
            yield return open;
        }
    }

    [GeneratedRegex(@"(?<name>[A-Za-z_][A-Za-z0-9_]*)(?<required>!)?(?:\{(?<map>\w+)\}|\[(?<list>\w*)\]|\?(?<by>\w+)\((?<cases>[^)]*)\))?", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Key();
}
