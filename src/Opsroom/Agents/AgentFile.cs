using System.Collections.Immutable;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Opsroom.Agents;

/// <summary>A Markdown file with YAML front matter, as written. What it leaves out is null.</summary>
internal sealed partial record AgentFile(string Name, string? Team, string? Description, ImmutableArray<string>? Tools, string Instructions, bool? QuotesEvidence = null)
{
    /// <summary>Suffix of a supervisor's name, and so of a team's.</summary>
    public const string SupervisorSuffix = "_supervisor";

    private const string Fence = "---";

    private static readonly string[] Keys = ["name", "description", "team", "tools", "evidence"];

    /// <summary>Whether it describes a supervisor.</summary>
    public bool IsSupervisor => Name.EndsWith(SupervisorSuffix, StringComparison.Ordinal);

    /// <summary>Reads a file's text. The name is the file's, and where the front matter gives one too it must be the same.</summary>
    /// <param name="stem">The file name without <c>.md</c>.</param>
    /// <param name="folder">The folder it lies in, which names the team; null at the top.</param>
    /// <exception cref="FormatException">What is wrong and how to mend it, as a sentence that continues "FILE …".</exception>
    public static AgentFile Parse(string stem, string? folder, string text)
    {
        var (matter, body) = Split(text);
        var fields = ReadFields(matter);
        var name = Scalar(fields, "name") ?? stem;
        if (!NamePattern().IsMatch(name))
        {
            throw new FormatException($"has the name '{name}': use 2 to 64 lower-case letters, digits and underscores, a letter first");
        }

        if (name != stem)
        {
            throw new FormatException($"says name: {name}: call the file {name}.md, or leave the name out");
        }

        return new AgentFile(name, TeamName(Scalar(fields, "team") ?? folder), Scalar(fields, "description"), List(fields, "tools"), body.Trim(), Evidence(fields));
    }

    private static bool? Evidence(Dictionary<string, YamlNode> fields) => Scalar(fields, "evidence") switch
    {
        null => null,
        "quoted" => true,
        "free" => false,
        var other => throw new FormatException($"says evidence: {other}: write 'evidence: quoted' where a model's claims are to be checked against the evidence, or 'evidence: free'"),
    };

    /// <summary><c>Operations</c> and <c>operations_supervisor</c> name the same team.</summary>
    private static string? TeamName(string? written)
    {
        if (written is null)
        {
            return null;
        }

        var name = written.Trim().ToLowerInvariant();
        return name.EndsWith(SupervisorSuffix, StringComparison.Ordinal) ? name : name + SupervisorSuffix;
    }

    private static (string Matter, string Body) Split(string text)
    {
        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        if (lines[0].TrimEnd() != Fence)
        {
            throw new FormatException("has no front matter: begin it with a line '---', the keys, and another line '---'");
        }

        var end = Array.FindIndex(lines, 1, line => line.TrimEnd() == Fence);
        return end < 0
            ? throw new FormatException("has front matter that does not end: put a line '---' after its keys")
            : (string.Join('\n', lines[1..end]), string.Join('\n', lines[(end + 1)..]));
    }

    private static Dictionary<string, YamlNode> ReadFields(string matter)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(matter));
        }
        catch (YamlException broken)
        {
            // the opening fence is the file's first line
            throw new FormatException($"has front matter that is not YAML at line {broken.Start.Line + 1}: mend that line", broken);
        }

        if (stream.Documents.Count == 0)
        {
            return [];
        }

        if (stream.Documents[0].RootNode is not YamlMappingNode mapping)
        {
            throw new FormatException($"has front matter without keys: write {string.Join(", ", Keys)}, each as 'key: value'");
        }

        var fields = mapping.Children.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value, StringComparer.Ordinal);
        return fields.Keys.FirstOrDefault(key => !Keys.Contains(key)) is { } unknown
            ? throw new FormatException($"has the unknown key '{unknown}': the keys are {string.Join(", ", Keys)}")
            : fields;
    }

    private static string? Scalar(Dictionary<string, YamlNode> fields, string key) => fields.GetValueOrDefault(key) switch
    {
        null => null,
        YamlScalarNode { Value: { } value } when !string.IsNullOrWhiteSpace(value) => value.Trim(),
        _ => throw new FormatException($"gives no text for '{key}': write '{key}: …' on one line"),
    };

    private static ImmutableArray<string>? List(Dictionary<string, YamlNode> fields, string key)
    {
        if (!fields.TryGetValue(key, out var node))
        {
            return null;
        }

        return node is YamlSequenceNode sequence && sequence.Children.All(child => child is YamlScalarNode { Value: { } tool } && NamePattern().IsMatch(tool))
            ? [.. sequence.Children.Select(child => child.ToString()).Distinct(StringComparer.Ordinal)]
            : throw new FormatException($"gives '{key}' that are not a list of tool names: write '{key}: [search_logs, query_metrics]'");
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{1,63}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex NamePattern();
}
