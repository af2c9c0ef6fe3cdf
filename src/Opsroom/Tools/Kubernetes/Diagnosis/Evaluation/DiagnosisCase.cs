using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Evaluation;

/// <summary>A labelled snapshot: <c>objects.yaml</c> and <c>expected.yaml</c> of a folder.</summary>
internal sealed record DiagnosisCase(string Name, string Objects, bool IsBroken, DateTimeOffset? Observed, ImmutableArray<ExpectedCause> Causes)
{
    /// <exception cref="FormatException">The folder holds no case; the message says what is wrong.</exception>
    public static DiagnosisCase Read(string folder)
    {
        var name = Path.GetFileName(folder.TrimEnd(Path.DirectorySeparatorChar));
        var reading = YamlReader.Read(File.ReadAllText(Path.Combine(folder, "expected.yaml")));
        if (reading.Root is not YamlMap expected || expected.FlagAt("broken") is not { } broken)
        {
            throw new FormatException($"{name}/expected.yaml does not say whether it is broken.");
        }

        var causes = expected.MapsAt("causes").Select(cause => new ExpectedCause(
            [.. cause.TextsAt("objects"), .. cause.TextAt("object") is { } first ? (IEnumerable<string>)[first] : []],
            [.. cause.ItemsAt("keywords").Select(group => ImmutableArray.CreateRange(group is YamlList words ? words.Items.Select(word => word.Text ?? "") : [group.Text ?? ""]))],
            cause.TextAt("what") ?? "")).ToImmutableArray();
        return new(name, File.ReadAllText(Path.Combine(folder, "objects.yaml")), broken, expected.TimeAt("observed"), causes);
    }

    /// <summary>How well a diagnosis names the cause.</summary>
    public CaseOutcome Judge(DiagnosisResult result, TimeSpan elapsed)
    {
        var rank = 0;
        for (var at = 0; at < result.Findings.Length && rank == 0; at++)
        {
            rank = Causes.Any(cause => cause.IsMatchedBy(result.Findings[at])) ? at + 1 : 0;
        }

        return new(Name, IsBroken, rank, result.Healthy, [.. result.Findings.Where(finding => finding.Severity != Severity.Info)], string.Join("; ", Causes.Select(cause => cause.What)), elapsed);
    }

    /// <summary>The folders that hold cases, by name.</summary>
    public static IEnumerable<string> Folders(string root) =>
        Directory.EnumerateDirectories(root).Where(folder => File.Exists(Path.Combine(folder, "expected.yaml"))).Order(StringComparer.Ordinal);
}

/// <param name="Objects">Objects that a finding may name.</param>
/// <param name="Keywords">Of each group one word has to stand in the message.</param>
/// <param name="What">For people.</param>
internal sealed record ExpectedCause(ImmutableArray<string> Objects, ImmutableArray<ImmutableArray<string>> Keywords, string What)
{
    public bool IsMatchedBy(DiagnosedFinding finding) =>
        Objects.Any(each => Plain(each) == Plain(finding.Object)) && Keywords.All(group => group.Any(word => finding.Message.Contains(word, StringComparison.OrdinalIgnoreCase)));

    private static string Plain(string name) => name.Replace("//", "/", StringComparison.Ordinal);
}
