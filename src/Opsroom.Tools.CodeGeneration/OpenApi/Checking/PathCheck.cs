using Opsroom.Tools.CodeGeneration.OpenApi.Reading;
using Opsroom.Tools.Yaml;
using static Opsroom.Tools.CodeGeneration.OpenApi.Checking.SpecReport;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Checking;

/// <summary>Judges the paths: their templates, and which of them fit the same address.</summary>
internal sealed class PathCheck(SpecDocument document, SpecReport report, OperationCheck operations)
{
    /// <summary>Paths that are compared with each other; a comparison of more would take too long.</summary>
    private const int MostCompared = 2_000;

    public void Run()
    {
        var shapes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in document.Paths?.Entries ?? [])
        {
            var template = entry.Key.Value;
            if (template.StartsWith("x-", StringComparison.Ordinal))
            {
                continue;
            }

            CheckTemplate(entry.Key);
            var shape = string.Join('/', Segments(template).Select(segment => IsVariable(segment) ? "{}" : segment));
            if (!shapes.TryAdd(shape, template))
            {
                report.Add("path-duplicate", $"The paths {Quoted(shapes[shape])} and {Quoted(template)} are the same but for the names of their parameters.", entry.Key, template);
            }

            if (document.References.Resolve(entry.Value).Node is YamlMap path)
            {
                FieldNames.Check(report, path, FieldNames.PathItem, template);
                operations.Check(template, path);
            }
            else if (References.Of(entry.Value) is null)
            {
                report.Add("wrong-type", $"The path {Quoted(template)} must be a mapping of methods.", entry.Value, template);
            }
        }

        CompareAll();
    }

    private void CheckTemplate(YamlScalar key)
    {
        var template = key.Value;
        if (!template.StartsWith('/') || template.Count(letter => letter == '{') != template.Count(letter => letter == '}'))
        {
            report.Add("path-format", $"The path {Quoted(template)} must begin with a slash and close its braces.", key, template);
        }

        if (template.AsSpan().ContainsAny('?', '#'))
        {
            report.Add("path-query", $"The path {Quoted(template)} has a query or a fragment in it; describe them as parameters.", key, template);
        }

        if (template.Length > 1 && template.EndsWith('/'))
        {
            report.Add("path-trailing-slash", $"The path {Quoted(template)} ends with a slash; many clients and servers take that for another path.", key, template);
        }
    }

    private void CompareAll()
    {
        var paths = (document.Paths?.Entries ?? []).Where(entry => entry.Key.Value.Contains('{', StringComparison.Ordinal)).Take(MostCompared)
            .Select(entry => (entry.Key, Segments: Segments(entry.Key.Value), Methods: Methods(entry.Value))).GroupBy(each => each.Segments.Length);
        foreach (var group in paths)
        {
            var same = group.ToList();
            for (var i = 0; i < same.Count; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    if (IsAmbiguous(same[i].Segments, same[j].Segments) && same[i].Methods.Overlaps(same[j].Methods))
                    {
                        report.Add("path-ambiguous", $"An address can fit both {Quoted(same[j].Key.Value)} and {Quoted(same[i].Key.Value)}.", same[i].Key, same[i].Key.Value);
                    }
                }
            }
        }
    }

    /// <summary>Both fit one address, and neither is the more exact one.</summary>
    private static bool IsAmbiguous(string[] left, string[] right)
    {
        var (leftExact, rightExact) = (false, false);
        for (var i = 0; i < left.Length; i++)
        {
            var (a, b) = (IsVariable(left[i]), IsVariable(right[i]));
            if (!a && !b && left[i] != right[i])
            {
                return false;
            }

            leftExact |= !a && b;
            rightExact |= a && !b;
        }

        return leftExact && rightExact;
    }

    private HashSet<string> Methods(YamlNode node) =>
        [.. (document.References.Map(node)?.Entries ?? []).Select(entry => entry.Key.Value).Where(name => SpecDocument.Methods.Contains(name, StringComparer.Ordinal))];

    private static string[] Segments(string template) => template.Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsVariable(string segment) => segment.StartsWith('{') && segment.EndsWith('}') && ParameterReader.VariablesOf(segment).Count() == 1;
}
