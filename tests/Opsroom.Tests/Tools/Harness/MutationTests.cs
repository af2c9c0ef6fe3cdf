using System.Text.RegularExpressions;
using Opsroom.Tools.Harness;

namespace Opsroom.Tests.Tools.Harness;

/// <summary>Damages pipelines as people and models do, one place at a time: every damage must be seen, where it was done.</summary>
public sealed partial class MutationTests
{
    /// <summary>Keys that may be left out, so that a schema says nothing of a misspelling.</summary>
    private static readonly string[] Optional =
    [
        "timeout", "description", "when", "failureStrategies", "rollbackSteps", "tags", "variables", "notificationRules", "strategy", "delegateSelectors", "skipDryRun", "pruningEnabled", "deployToAll",
        "infrastructureDefinitions", "cloneCodebase", "platform", "envVariables", "image", "dockerfile", "caching", "approvalMessage", "approverInputs", "environmentVariables", "outputVariables",
        "executionTarget", "allowStageExecutions", "projectIdentifier", "condition", "maxConcurrency", "retryIntervals", "onRetryFailure", "onTimeout", "versionLabel", "metadata", "varFiles",
    ];

    public static TheoryData<string> Documents { get; } =
    [
        "sample:clean", "sample:helm-and-terraform", "sample:legacy", .. Enum.GetNames<PipelineType>().Select(type => "made:" + type),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_misspelt_key_is_seen_wherever_it_stands(string document)
    {
        var yaml = Read(document);
        foreach (Match key in Keys().Matches(yaml).Where(match => Optional.Contains(match.Groups["key"].Value, StringComparer.Ordinal) && !IsFree(yaml, match.Groups["key"].Index)))
        {
            // infrastructureDefinition is a key as well
            foreach (var wrong in Misspellings(key.Groups["key"].Value).Where(wrong => wrong != "infrastructureDefinition"))
            {
                var at = key.Groups["key"].Index;
                AssertSeen(yaml, yaml[..at] + wrong + yaml[(at + key.Groups["key"].Length)..], at, wrong, "misspelt-key", "misplaced-key");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_removed_timeout_or_spec_is_seen(string document)
    {
        var yaml = Read(document);
        foreach (var step in Blocks(yaml, "step"))
        {
            foreach (var (key, rule) in new[] { ("timeout", "missing-timeout"), ("spec", "missing-spec") })
            {
                if (WithoutKey(yaml, step, key) is { } mutated)
                {
                    Assert.True(Rules(mutated).Contains(rule), $"{document}: no {rule} after removing {key} at {step.Start}:\n{mutated[step.Start..Math.Min(mutated.Length, step.End)]}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Removed_rollback_steps_are_seen(string document)
    {
        var yaml = Read(document);
        foreach (var execution in Blocks(yaml, "execution"))
        {
            if (WithoutKey(yaml, execution, "rollbackSteps") is { } mutated && yaml[execution.Start..execution.End].Contains("Rollback", StringComparison.Ordinal))
            {
                Assert.Contains("missing-rollback", Rules(mutated));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_condition_that_slips_into_the_spec_is_seen(string document)
    {
        var yaml = Read(document);
        foreach (Match spec in StepSpecs().Matches(yaml))
        {
            var indent = spec.Groups["indent"].Value;
            var inner = $"{indent}  when:\n{indent}    stageStatus: Success\n{indent}  failureStrategies: []\n";
            var at = spec.Index + spec.Length;
            var mutated = yaml[..at] + inner + yaml[at..];

            Assert.True(ValidationRuleTests.All(mutated).Count(finding => finding.Rule == "misplaced-key") >= 2, $"{document} at {spec.Index}");
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_doubled_identifier_is_seen(string document)
    {
        var yaml = Read(document);
        var stages = StageIdentifiers().Matches(yaml).Select(match => match.Groups["id"]).ToList();
        for (var i = 1; i < stages.Count; i++)
        {
            Assert.Contains("duplicate-identifier", Rules(yaml[..stages[i].Index] + stages[i - 1].Value + yaml[(stages[i].Index + stages[i].Length)..]));
        }
    }

    [Theory]
    [InlineData("type: K8sRollingDeploy", "type: K8sRollingDeployment")]
    [InlineData("type: Deployment", "type: Deploy")]
    [InlineData("serviceRef: orders", "serviceReff: orders")]
    [InlineData("type: StageRollback", "type: RollbackStage")]
    [InlineData("identifier: lint", "identifier: 1lint")]
    [InlineData("identifier: lint", "identifier: \"\"")]
    [InlineData("pipelineStatus: Success", "stageStatus: Success")]
    [InlineData("stageStatus: Success", "pipelineStatus: Success")]
    [InlineData("minimumCount: 1", "minCount: 1")]
    [InlineData("          execution:\n            steps:\n              - parallel:", "          steps:\n              - parallel:")]
    [InlineData("- type: PipelineFailed", "- typo: PipelineFailed")]
    [InlineData("templateRef: org.notify", "template: org.notify")]
    public void Other_damage_is_seen(string whole, string broken)
    {
        var clean = ValidationRuleTests.Sample("clean");
        Assert.Contains(whole, clean, StringComparison.Ordinal);

        Assert.NotEmpty(Rules(clean.Replace(whole, broken, StringComparison.Ordinal)));
    }

    private static string Read(string document) => document.StartsWith("sample:", StringComparison.Ordinal)
        ? ValidationRuleTests.Sample(document["sample:".Length..])
        : Pipelines.Make(Enum.Parse<PipelineType>(document["made:".Length..]), options: """{"language": "go", "verification": "continuous", "approvers": ["account.x"]}""").Yaml;

    private static HashSet<string> Rules(string yaml)
    {
        var validation = Pipelines.Tools.ValidatePipeline(new(yaml, null));
        return [.. validation.Errors.Concat(validation.Warnings).Select(finding => finding.Rule)];
    }

    private static void AssertSeen(string whole, string mutated, int at, string what, params string[] rules)
    {
        var line = whole.AsSpan(0, at).Count('\n') + 1;
        var findings = ValidationRuleTests.All(mutated);
        Assert.True(findings.Any(finding => finding.Line == line && rules.Contains(finding.Rule, StringComparer.Ordinal)), $"{what} in line {line} was not seen: {string.Join("; ", findings)}");
    }

    private static IEnumerable<string> Misspellings(string key)
    {
        var middle = key.Length / 2;
        yield return key[..middle] + key[(middle + 1)..];
        yield return key[..middle] + key[middle] + key[middle..];
        if (key[middle - 1] != key[middle])
        {
            yield return key[..(middle - 1)] + key[middle] + key[middle - 1] + key[(middle + 1)..];
        }

        yield return key.EndsWith('s') ? key[..^1] : key + "s";
    }

    /// <summary>Inputs of templates and settings of others have keys that only these know.</summary>
    private static bool IsFree(string yaml, int at)
    {
        var indent = at - (yaml.LastIndexOf('\n', Math.Max(0, at - 1)) + 1);
        for (var start = yaml.LastIndexOf('\n', Math.Max(0, at - 1)); start > 0; start = yaml.LastIndexOf('\n', start - 1))
        {
            var line = yaml[(start + 1)..yaml.IndexOf('\n', start + 1)];
            var lineIndent = line.Length - line.TrimStart(' ', '-').Length;
            if (line.Trim().Length > 0 && lineIndent < indent)
            {
                indent = lineIndent;
                if (line.Contains("templateInputs:", StringComparison.Ordinal) || line.Contains("inputs:", StringComparison.Ordinal) || line.Contains("matrix:", StringComparison.Ordinal) || line.Contains("advanced:", StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static IEnumerable<(int Start, int End, int Indent)> Blocks(string yaml, string name)
    {
        foreach (Match match in Regex.Matches(yaml, $@"^(?<indent> *)(?<dash>- )?{name}:\n", RegexOptions.Multiline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)))
        {
            var indent = match.Groups["indent"].Length + match.Groups["dash"].Length;
            if (!IsFree(yaml, match.Index + indent))
            {
                var start = match.Index + match.Length;
                yield return (start, EndOf(yaml, start, indent), indent);
            }
        }
    }

    private static int EndOf(string yaml, int start, int indent)
    {
        while (start < yaml.Length)
        {
            var end = yaml.IndexOf('\n', start);
            var line = yaml[start..(end < 0 ? yaml.Length : end)];
            if (line.Trim().Length > 0 && line.Length - line.TrimStart(' ').Length <= indent)
            {
                return start;
            }

            start = end < 0 ? yaml.Length : end + 1;
        }

        return yaml.Length;
    }

    private static string? WithoutKey(string yaml, (int Start, int End, int Indent) block, string key)
    {
        var match = Regex.Match(yaml[block.Start..block.End], $"^ {{{block.Indent + 2}}}{key}:.*\n", RegexOptions.Multiline, TimeSpan.FromSeconds(10));
        if (!match.Success)
        {
            return null;
        }

        var start = block.Start + match.Index;
        return yaml[..start] + yaml[EndOf(yaml, start + match.Length, block.Indent + 2)..];
    }

    [GeneratedRegex(@"^ *(?:- )?(?<key>[A-Za-z]+):", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Keys();

    [GeneratedRegex(@"type: (?:Run|ShellScript|K8s(?:Rolling|Canary|BlueGreen|BG)\w+|HarnessApproval|HelmDeploy|TerraformPlan)\n(?: +timeout: \w+\n)?(?<indent> +)spec:\n", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex StepSpecs();

    [GeneratedRegex(@"stage:\n +name: .*\n +identifier: (?<id>\w+)\n", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex StageIdentifiers();
}
