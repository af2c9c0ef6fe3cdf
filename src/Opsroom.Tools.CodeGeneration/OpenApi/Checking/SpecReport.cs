using System.Collections.Immutable;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Checking;

/// <summary>Gathers what the rules find, the same thing at the same place once.</summary>
internal sealed class SpecReport
{
    /// <summary>Findings that are kept.</summary>
    public const int MaxFindings = 1_000;

    private readonly List<Finding> findings = [];
    private readonly HashSet<(string, int, int, string)> seen = [];

    /// <summary>The worst first, then in the order of the text.</summary>
    public ImmutableArray<Finding> All => [.. findings.OrderBy(finding => finding.Severity).ThenBy(finding => finding.Line).ThenBy(finding => finding.Column).Take(MaxFindings)];

    public void Add(string rule, string message, YamlNode? at, string? path = null)
    {
        var (line, column) = (at?.Line ?? 1, at?.Column ?? 1);
        if (findings.Count < 20 * MaxFindings && seen.Add((rule, line, column, message)))
        {
            findings.Add(new(rule, SpecRules.ById[rule].Severity, message, path, line, column));
        }
    }

    /// <summary>A name of the document in a sentence.</summary>
    public static string Quoted(string? text) => $"\"{OutsideText.OneLine(text ?? "", 120)}\"";
}
