using System.Globalization;
using System.Text.Json;

namespace Opsroom.Tools.Testing.Coverage;

/// <summary>Coverage in JSON: that of coverage.py (<c>coverage json</c>), and <c>coverage-final.json</c> of Istanbul, which jest, vitest and nyc write.</summary>
internal static class JsonCoverage
{
    /// <exception cref="JsonException">It is not JSON; has line and column.</exception>
    /// <returns>Null where it is something else than coverage.</returns>
    public static CoverageCount? Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        return Object(root, "files") is { } files && root.TryGetProperty("meta", out _) ? CoveragePy(files)
            : root.ValueKind == JsonValueKind.Object && root.EnumerateObject().Any() && root.EnumerateObject().All(file => Object(file.Value, "statementMap") is not null) ? Istanbul(root)
            : null;
    }

    /// <summary>Lines that ran and that did not; branches as jumps from a line to another one, where they were measured.</summary>
    private static CoverageCount CoveragePy(JsonElement files)
    {
        var count = new CoverageCount(CoverageFormat.CoveragePy);
        foreach (var each in files.EnumerateObject())
        {
            var file = count.FileOf(each.Name);
            foreach (var (name, ran) in new[] { ("executed", true), ("missing", false) })
            {
                foreach (var line in Items(each.Value, $"{name}_lines").Select(Number).OfType<int>())
                {
                    file.AddLine(line, ran);
                }

                foreach (var (from, to) in Items(each.Value, $"{name}_branches").Where(jump => jump.ValueKind == JsonValueKind.Array && jump.GetArrayLength() == 2).Select(jump => (Number(jump[0]), Number(jump[1]))))
                {
                    if (from is { } line)
                    {
                        file.AddBranch(line, string.Create(CultureInfo.InvariantCulture, $"{to}"), ran);
                    }
                }
            }
        }

        return count;
    }

    /// <summary>A line is one that a statement begins on, and ran where one of them did, as Istanbul itself counts.</summary>
    private static CoverageCount Istanbul(JsonElement root)
    {
        var count = new CoverageCount(CoverageFormat.Istanbul);
        foreach (var each in root.EnumerateObject())
        {
            var file = count.FileOf(each.Name);
            foreach (var (statement, place) in Members(each.Value, "statementMap"))
            {
                if (LineOf(place, "start") is { } line)
                {
                    file.AddLine(line, Object(each.Value, "s") is { } hits && hits.TryGetProperty(statement, out var hit) && IsHit(hit));
                }
            }

            foreach (var (branch, place) in Members(each.Value, "branchMap"))
            {
                if ((place.TryGetProperty("line", out var said) ? Number(said) : Object(place, "loc") is { } loc ? LineOf(loc, "start") : null) is not { } line || Object(each.Value, "b") is not { } taken)
                {
                    continue;
                }

                foreach (var (way, at) in Items(taken, branch).Select((way, at) => (way, at)))
                {
                    file.AddBranch(line, string.Create(CultureInfo.InvariantCulture, $"{branch}.{at}"), IsHit(way));
                }
            }
        }

        return count;
    }

    private static int? LineOf(JsonElement place, string end) => Object(place, end) is { } found && found.TryGetProperty("line", out var line) ? Number(line) : null;

    private static bool IsHit(JsonElement hits) => hits.ValueKind == JsonValueKind.Number && hits.TryGetDouble(out var number) && number > 0;

    private static int? Number(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    private static JsonElement? Object(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement of, string name) =>
        Object(of, name) is { } found ? found.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Object).Select(member => (member.Name, member.Value)) : [];

    private static JsonElement[] Items(JsonElement of, string name) => of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [];
}
