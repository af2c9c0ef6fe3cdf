using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Opsroom.Tools;
using Opsroom.Tools.Yaml;

namespace Opsroom.Approvals.Rules;

/// <summary>Reads a policy file. Anything that is not understood is an error: a rule that was misread could allow what it was written to forbid.</summary>
internal sealed partial class PolicyReader
{
    /// <summary>Characters; what a person writes stays far below, and every call is judged by all of it.</summary>
    public const int MaxLength = 256 * 1024;

    private static readonly string[] FileKeys = ["targets", "free_environments", "ask", "rules"];
    private static readonly string[] TargetKeys = ["system", "name", "namespace", "environment"];

    private readonly PolicyFindings findings = new();

    private PolicyReader()
    {
    }

    /// <summary>The policy, or null where there are errors among the findings.</summary>
    public static (PolicyFile? File, IReadOnlyList<Finding> Findings) Read(string text)
    {
        var reader = new PolicyReader();
        var file = reader.ReadFile(text);
        return (reader.findings.HasErrors ? null : file, reader.findings.All);
    }

    private PolicyFile? ReadFile(string text)
    {
        if (text.Length > MaxLength)
        {
            findings.Add(new Finding("policy-too-large", Severity.Error, $"The file has {text.Length:N0} characters; at most {MaxLength:N0} are read.", null, 1, 1));
            return null;
        }

        var (root, faults) = YamlReader.Read(text);
        foreach (var fault in faults)
        {
            findings.Add(new Finding(fault.Rule, Severity.Error, fault.Message, null, fault.Line, fault.Column));
        }

        if (root is null or YamlScalar { Kind: ScalarKind.Null })
        {
            if (faults.Count == 0)
            {
                findings.Add(new Finding("policy-empty", Severity.Error, "The file is empty. Write 'rules: []' for the built-in default, or remove the file.", null, 1, 1));
            }

            return null;
        }

        return PolicySection.Of(root, "A policy", FileKeys, findings) is { } file ? ReadFile(file) : null;
    }

    private PolicyFile ReadFile(PolicySection file)
    {
        ImmutableArray<MappedTarget> targets = [.. file.Items("targets").Select(ReadTarget).OfType<MappedTarget>()];
        var environments = targets.Select(target => target.Environment).Append(PolicyFile.Production).ToHashSet(StringComparer.Ordinal);
        var ask = file.Find("ask") is { } terms ? AskReader.Read(terms, PolicyFile.DefaultAsk, findings) : PolicyFile.DefaultAsk;
        var rules = new RuleReader(findings, environments, ask);
        return new PolicyFile(targets, ReadFree(file, environments), ask, [.. file.Items("rules").Select(rules.Read).OfType<PolicyRule>()]);
    }

    private MappedTarget? ReadTarget(YamlNode node)
    {
        if (PolicySection.Of(node, "A target", TargetKeys, findings) is not { } target)
        {
            return null;
        }

        var environment = target.Text("environment", required: true);
        if (environment is not null && !EnvironmentName().IsMatch(environment))
        {
            findings.Error(target.Find("environment")!, "policy-environment", "An environment is a name of letters, digits, dots, underscores and hyphens, not a pattern.");
        }

        var (system, name, part) = (target.Text("system", required: true), target.Text("name"), target.Text("namespace"));
        return system is null || environment is null ? null : new MappedTarget(new Glob(system), new Glob(name ?? "*"), part is null ? null : new Glob(part), environment);
    }

    private ImmutableHashSet<string> ReadFree(PolicySection file, HashSet<string> known)
    {
        if (file.Find("free_environments") is YamlList { Items.Count: 0 })
        {
            return [];
        }

        var free = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        foreach (var (name, at) in file.Texts("free_environments"))
        {
            if (name == PolicyFile.Production)
            {
                findings.Error(at, "policy-free-production", "production cannot be free: everything that is not mapped counts as production. Write a rule that allows exactly what may go on without a person.");
            }
            else if (!known.Contains(name))
            {
                var near = Spelling.Nearest(name, known);
                findings.Warn(at, "policy-unknown-environment", $"No target is mapped to '{PolicySection.Shown(name)}', so this frees nothing.{(near is null ? "" : $" Did you mean '{near}'?")}");
            }

            free.Add(name);
        }

        return free.ToImmutable();
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.NonBacktracking)]
    private static partial Regex EnvironmentName();
}
