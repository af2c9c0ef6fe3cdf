using Opsroom.Tools;

namespace Opsroom.Tests.Tools.Harness;

public sealed class ValidationRuleTests
{
    private static readonly string Clean = Sample("clean");

    /// <summary>A rule, its severity, what of the clean pipeline is changed into what, and the text at the place of the finding.</summary>
    public static TheoryData<string, Severity, string, string, string> Cases { get; } = new()
    {
        { "document-root", Severity.Error, "pipeline:\n  name: Orders", "pipelin:\n  name: Orders", "pipelin:" },
        { "unknown-key", Severity.Warning, "  notificationRules:", "  zzz: 1\n  notificationRules:", "zzz" },
        { "misspelt-key", Severity.Warning, "  notificationRules:", "  notificationRule:", "notificationRule" },
        { "misspelt-key", Severity.Warning, "timeout: 1h 30m", "timeuot: 1h 30m", "timeuot" },
        { "misspelt-key", Severity.Warning, "envVariables:", "envVariable:", "envVariable" },
        { "misspelt-key", Severity.Warning, "deployToAll: false", "deployToAl: false", "deployToAl" },
        { "misspelt-key", Severity.Warning, "retryIntervals: [10s]", "retryInterval: [10s]", "retryInterval" },
        { "misplaced-key", Severity.Warning, "                    repo: acme/orders", "                    repo: acme/orders\n                    when:\n                      stageStatus: All", "when" },
        { "misplaced-key", Severity.Warning, "          cloneCodebase: true", "          cloneCodebase: true\n          failureStrategies: []", "failureStrategies" },
        { "misplaced-key", Severity.Warning, "                  timeout: 1h 30m", "                  timeout: 1h 30m\n                  dockerfile: D", "dockerfile" },
        { "missing-key", Severity.Error, "        identifier: build\n", "", "name: Build" },
        { "missing-key", Severity.Error, "    - name: image_tag\n      type: String", "    - type: String", "type: String" },
        { "missing-key", Severity.Error, "                          shell: Bash\n", "", "source:" },
        { "wrong-kind", Severity.Error, "  name: Orders", "  name: 1e3", "1e3" },
        { "wrong-kind", Severity.Error, "    team: orders\n", "    team: orders\n  flowControl: [a]\n", "[a]" },
        { "wrong-kind", Severity.Error, "  stages:\n", "  stages:\n    - nothing\n", "nothing" },
        { "element-wrapper", Severity.Error, "    - stage:\n        name: Approve", "    - stagx:\n        name: Approve", "stagx" },
        { "empty-list", Severity.Error, "                  steps:\n                    - step:\n                        name: Canary deployment", "                  steps: []\n                  ignored:\n                    - step:\n                        name: Canary deployment", "[]" },
        { "identifier-format", Severity.Error, "identifier: lint", "identifier: li-nt", "li-nt" },
        { "name-format", Severity.Error, "name: Staging", "name: Staging (eu)", "Staging (eu)" },
        { "duplicate-identifier", Severity.Error, "identifier: staging\n", "identifier: build\n", "build\n        type: Deployment" },
        { "duplicate-identifier", Severity.Error, "identifier: push\n", "identifier: unit\n", "unit\n                  type: BuildAndPush" },
        { "ambiguous-identifier", Severity.Warning, "identifier: rolling\n", "identifier: look\n", "look\n                  type: K8sRolling" },
        { "duplicate-variable", Severity.Error, "name: db_password", "name: image_tag", "image_tag\n      type: Secret" },
        { "unknown-stage-type", Severity.Error, "type: Approval", "type: Aproval", "Aproval" },
        { "unknown-step-type", Severity.Error, "type: K8sRollingDeploy", "type: K8sRolingDeploy", "K8sRolingDeploy" },
        { "step-in-wrong-stage", Severity.Error, "type: BuildAndPushDockerRegistry", "type: K8sRollingDeploy", "K8sRollingDeploy\n                  timeout: 1h" },
        { "missing-spec", Severity.Error, "                  spec:\n                    approvalMessage", "                  settings:\n                    approvalMessage", "name: Approve production" },
        { "missing-timeout", Severity.Warning, "                  timeout: 1h 30m\n", "", "name: Push" },
        { "timeout-format", Severity.Error, "timeout: 1h 30m", "timeout: 90 minutes", "90 minutes" },
        { "timeout-format", Severity.Error, "timeout: 1h 30m", "timeout: 5s", "5s" },
        { "unknown-value", Severity.Error, "stageStatus: Success", "stageStatus: Sucess", "Sucess" },
        { "unknown-value", Severity.Error, "pipelineStatus: Success", "pipelineStatus: always", "always" },
        { "unknown-value", Severity.Error, "type: StageRollback\n    - stage:\n        name: Approve", "type: Rollback\n    - stage:\n        name: Approve", "Rollback\n" },
        { "unknown-value", Severity.Error, "errors: [AllErrors]\n              action:\n                type: Retry", "errors: [AllError]\n              action:\n                type: Retry", "AllError]" },
        { "unknown-value", Severity.Error, "deploymentType: Kubernetes", "deploymentType: Kubernets", "Kubernets" },
        { "unknown-value", Severity.Error, "      type: Secret", "      type: Password", "Password" },
        { "looping-strategy", Severity.Error, "                        matrix:\n                          linter: [vet, staticcheck]", "                        maxConcurrency: 2", "maxConcurrency" },
        { "looping-strategy", Severity.Error, "                          linter: [vet, staticcheck]", "                          linter: [vet]\n                        parallelism: 2", "matrix" },
        { "missing-service", Severity.Error, "          service:\n            serviceRef: orders\n", "", "deploymentType" },
        { "missing-environment", Severity.Error, "          environment:\n            environmentRef: production\n            infrastructureDefinitions: <+input>\n", "", "deploymentType" },
        { "missing-failure-strategies", Severity.Error, "        failureStrategies:\n          - onFailure:\n              errors: [AllErrors]\n              action:\n                type: StageRollback\n    - stage:\n        name: Approve", "    - stage:\n        name: Approve", "name: Staging" },
        { "missing-rollback", Severity.Warning, "            rollbackSteps:\n              - step:\n                  name: Swap back\n                  identifier: swap_back\n                  type: K8sBGSwapServices\n                  timeout: 10m\n                  spec: {}\n", "", "steps:" },
        { "missing-rollback", Severity.Warning, "            rollbackSteps:\n              - step:\n                  name: Swap back\n                  identifier: swap_back\n                  type: K8sBGSwapServices\n                  timeout: 10m\n                  spec: {}\n", "            rollbackSteps: []\n", "[]\n        failure" },
        { "production-without-approval", Severity.Warning, "environmentRef: staging", "environmentRef: prod-eu", "prod-eu" },
        { "unfinished-blue-green", Severity.Warning, "                  identifier: swap\n                  type: K8sBGSwapServices", "                  identifier: swap\n                  type: K8sRollingDeploy", "name: Production" },
        { "missing-build-infrastructure", Severity.Warning, "          runtime:\n            type: Cloud\n            spec: {}\n", "", "cloneCodebase" },
        { "missing-codebase", Severity.Warning, "  properties:\n    ci:\n      codebase:\n        connectorRef: account.github\n        repoName: orders\n        build: <+input>\n", "", "true\n          platform" },
        { "unknown-expression", Severity.Warning, "<+pipeline.variables.image_tag>?", "<+pipelin.variables.image_tag>?", "<+pipelin." },
        { "expression-syntax", Severity.Warning, "<+pipeline.variables.image_tag>?", "<+pipeline.variables.image_tag", "<+pipeline.variables.image_tag\n" },
        { "unresolved-reference", Severity.Warning, "<+pipeline.variables.image_tag>?", "<+pipeline.variables.imagetag>?", "<+pipeline.variables.imagetag>?" },
        { "unresolved-reference", Severity.Warning, "<+pipeline.stages.build.spec", "<+pipeline.stages.biuld.spec", "<+pipeline.stages.biuld" },
        { "unresolved-reference", Severity.Warning, "steps.push.artifact_push", "steps.publish.artifact_push", "<+pipeline.stages.build" },
        { "unresolved-reference", Severity.Warning, "canary.steps.canary_deployment.output", "canary.steps.rolling.output", "<+execution" },
        { "unresolved-reference", Severity.Warning, "<+stage.variables.replicas>", "<+stage.variables.replica>", "<+stage" },
        { "secret-in-clear", Severity.Warning, "      type: Secret\n      value: orders_db", "      type: String\n      value: hunter22", "hunter22" },
        { "secret-in-clear", Severity.Warning, "REGION: eu", "REGION: \"[redacted:github:0123abcd]\"", "\"[redacted" },
        { "no-notifications", Severity.Info, "  notificationRules:", "  template: {templateRef: x, versionLabel: v}\n  unknownRules:", "" },
        { "no-failure-strategy", Severity.Info, "        failureStrategies:\n          - onFailure:\n              errors: [AllErrors]\n              action:\n                type: Retry", "        other:\n          - onFailure:\n              errors: [AllErrors]\n              action:\n                type: Retry", "name: Build" },
        { "unpinned-template", Severity.Info, "                    versionLabel: v2\n", "", "templateRef" },
        { "floating-image", Severity.Info, "golang:1.25", "golang:latest", "golang:latest" },
        { "duplicate-key", Severity.Error, "  name: Orders\n", "  name: Orders\n  name: Again\n", "name: Again" },
        { "yaml-syntax", Severity.Error, "  name: Orders\n", "  name: \"Orders\n", "" },
        { "yaml-syntax", Severity.Error, "  name: Orders\n", "\tname: Orders\n", "\tname" },
        { "yaml-key", Severity.Error, "  name: Orders\n", "  [a, b]: c\n  name: Orders\n", "[a, b]" },
        { "yaml-merge", Severity.Error, "    team: orders\n", "    <<: text\n    team: orders\n", "text" },
        { "yaml-documents", Severity.Error, "  notificationRules:", "---\na: b\nnotificationRules:", "---\na" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_rule_speaks_where_it_is_broken_and_nowhere_else(string rule, Severity severity, string whole, string broken, string at)
    {
        Assert.Contains(whole, Clean, StringComparison.Ordinal);
        var yaml = rule == "no-notifications" ? Clean[..Clean.IndexOf(whole, StringComparison.Ordinal)] : Clean.Replace(whole, broken, StringComparison.Ordinal);

        var findings = All(yaml);
        var finding = findings.FirstOrDefault(each => each.Rule == rule && Stands(yaml, each, at));

        Assert.True(finding is not null, $"No {rule} at {at}: {string.Join("; ", findings)}");
        Assert.Equal(severity, finding.Severity);
        Assert.DoesNotContain(All(Clean), each => each.Rule == rule);
    }

    [Theory]
    [InlineData("clean")]
    [InlineData("helm-and-terraform")]
    [InlineData("legacy")]
    public void A_pipeline_as_people_write_it_has_no_error_and_no_unknown_key(string sample)
    {
        var validation = Pipelines.Tools.ValidatePipeline(new(Sample(sample), null));

        Assert.Empty(validation.Errors);
        Assert.DoesNotContain(validation.Warnings, finding => finding.Rule is "unknown-key" or "misspelt-key" or "misplaced-key" or "unknown-expression" or "unresolved-reference");
    }

    [Fact]
    public void The_clean_pipeline_is_clean() => Assert.Equal(100, Pipelines.Tools.ValidatePipeline(new(Clean, null)).QualityScore);

    [Fact]
    public void A_misspelt_key_comes_with_its_fix()
    {
        var finding = All(Clean.Replace("timeout: 1h 30m", "timeuot: 1h 30m", StringComparison.Ordinal)).First(each => each.Rule == "misspelt-key");

        Assert.Equal("timeout", finding.Fix?.Text);
        Assert.Equal((finding.Line, finding.Column + "timeuot".Length), (finding.Fix?.EndLine, finding.Fix?.EndColumn));
    }

    [Fact]
    public void Windows_line_ends_change_nothing() =>
        Assert.Equal(All(Clean), All(Clean.Replace("\n", "\r\n", StringComparison.Ordinal)));

    [Fact]
    public void Anchors_and_merge_keys_are_followed()
    {
        var yaml = Clean
            .Replace("          - onFailure:\n              errors: [AllErrors]\n              action:\n                type: Retry", "          - &retry\n            onFailure:\n              errors: [AllErrors]\n              action:\n                type: Retry", StringComparison.Ordinal)
            .Replace("        timeout: 1d\n        spec:", "        timeout: 1d\n        failureStrategies:\n          - *retry\n        <<: {description: merged}\n        spec:", StringComparison.Ordinal);

        Assert.Empty(All(yaml));
    }

    internal static IReadOnlyList<Finding> All(string yaml)
    {
        var validation = Pipelines.Tools.ValidatePipeline(new(yaml, null));
        return [.. validation.Errors, .. validation.Warnings, .. validation.Suggestions];
    }

    internal static string Sample(string name)
    {
        using var stream = typeof(ValidationRuleTests).Assembly.GetManifestResourceStream($"Opsroom.Tests.Tools.Harness.Samples.{name}.yaml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static bool Stands(string yaml, Finding finding, string at)
    {
        if (finding.Line is not { } line || finding.Column is not { } column)
        {
            return at.Length == 0;
        }

        var lines = yaml.Split('\n');
        return string.Join('\n', lines[(line - 1)..])[(column - 1)..].StartsWith(at, StringComparison.Ordinal);
    }
}
