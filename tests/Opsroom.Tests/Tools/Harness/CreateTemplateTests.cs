using System.Text.Json;
using Opsroom.TestKit.Harness;
using Opsroom.Tools;
using Opsroom.Tools.Harness;

namespace Opsroom.Tests.Tools.Harness;

public sealed class CreateTemplateTests
{
    private static readonly string?[] Configurations =
    [
        null, "{}", """{"script": "echo 'a: b'\n"}""", """{"command": "make", "image": "golang:1.25", "timeout": "20m"}""", """{"url": "https://example.com/health"}""",
        """{"type": "Wait", "spec": {"duration": "10m"}}""", """{"steps": [{"name": "One", "script": "a"}, {"name": "One", "type": "Wait", "spec": {"duration": "10m"}}, {"url": "https://x.y"}]}""",
        """{"pipeline_type": "canary", "service": "checkout", "environments": ["staging", "prod"], "options": {"language": "go"}}""", """{"pipeline_type": "gitops"}""", """{"pipeline_type": "blue-green"}""",
    ];

    [Fact]
    public async Task Every_kind_in_every_scope_is_valid_for_Harness_and_for_us()
    {
        var made = new List<CreatedTemplate>();
        foreach (var type in Enum.GetValues<TemplateType>())
        {
            foreach (var scope in Enum.GetValues<TemplateScope>())
            {
                made.AddRange(Configurations.Select(config => Make(type, scope, config: config)));
            }
        }

        Assert.All(made, template => Assert.True(template.Validation.Valid, string.Join("; ", template.Validation.Errors) + template.Yaml));
        var verdicts = await AjvJudge.JudgeAsync([.. made.Select(template => template.Yaml)], TestContext.Current.CancellationToken);
        Assert.All(made.Zip(verdicts), pair => Assert.True(pair.Second.Valid, $"{string.Join("; ", pair.Second.Errors)}\n{pair.First.Yaml}"));
    }

    [Theory]
    [InlineData(TemplateType.Step, "Step")]
    [InlineData(TemplateType.Stage, "Stage")]
    [InlineData(TemplateType.Pipeline, "Pipeline")]
    [InlineData(TemplateType.StepGroup, "StepGroup")]
    public void A_template_says_what_it_is_a_template_of(TemplateType type, string word)
    {
        var template = Make(type).Yaml.Map("template");

        Assert.Equal(word, template.Text("type"));
        Assert.Null(template.Map("spec")["identifier"]);
    }

    [Fact]
    public void The_scope_decides_whose_it_is()
    {
        Assert.Null(Make(scope: TemplateScope.Account).Yaml.Map("template")["orgIdentifier"]);
        Assert.Equal("default", Make(scope: TemplateScope.Org).Yaml.Map("template").Text("orgIdentifier"));
        Assert.Null(Make(scope: TemplateScope.Org).Yaml.Map("template")["projectIdentifier"]);
        Assert.Equal("default_project", Make(scope: TemplateScope.Project).Yaml.Map("template").Text("projectIdentifier"));
    }

    [Fact]
    public void A_stage_of_a_strategy_has_its_steps()
    {
        var stage = Make(TemplateType.Stage, config: """{"pipeline_type": "blue-green"}""").Yaml.Map("template", "spec");

        Assert.Equal(["K8sBlueGreenDeploy", "ShellScript", "K8sBGSwapServices"], stage.StepTypes());
        Assert.Equal("<+input>", stage.Text("spec", "service", "serviceRef"));
        Assert.Equal("<+input>", stage.Text("spec", "environment", "environmentRef"));
    }

    [Fact]
    public void A_version_label_stays_text() => Assert.Contains("versionLabel: \"1.0\"\n", Make(label: "1.0").Yaml, StringComparison.Ordinal);

    [Theory]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("")]
    [InlineData("-1")]
    public void A_version_label_that_Harness_refuses_is_refused(string label) => Assert.Equal(FaultCodes.InvalidArgument, Try(label: label).Failure?.Code);

    [Theory]
    [InlineData(TemplateType.Step, """{"spec": {"a": 1}}""")]
    [InlineData(TemplateType.StepGroup, """{"steps": []}""")]
    [InlineData(TemplateType.StepGroup, """{"steps": ["a"]}""")]
    [InlineData(TemplateType.StepGroup, """{"steps": [{"name": "🚀"}]}""")]
    [InlineData(TemplateType.Stage, """{"steps": [{"script": "a"}], "stage_type": "Party"}""")]
    [InlineData(TemplateType.Pipeline, """{"pipeline_type": "big-bang"}""")]
    [InlineData(TemplateType.Pipeline, """{"options": {"approval_count": "x"}}""")]
    [InlineData(TemplateType.Pipeline, """{"environments": ["!"]}""")]
    [InlineData(TemplateType.Step, """{"timeout": "never"}""")]
    [InlineData(TemplateType.Step, """[]""")]
    public void A_config_that_cannot_be_used_is_refused(TemplateType type, string config)
    {
        var failure = Try(type, config: config).Failure;

        Assert.Equal(FaultCodes.InvalidArgument, failure?.Code);
        Assert.NotEqual(".", failure!.Message);
    }

    [Fact]
    public void A_config_key_that_nobody_knows_is_a_finding() => Assert.Contains("unknown-option", Make(config: """{"scrip": "a"}""").Validation.Warnings.Select(finding => finding.Rule));

    [Fact]
    public void A_step_that_Harness_does_not_have_is_a_finding()
    {
        var validation = Make(config: """{"type": "ShelScript", "spec": {}}""").Validation;

        Assert.False(validation.Valid);
        Assert.Contains("ShellScript", Assert.Single(validation.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_with_nothing_usable_is_refused() => Assert.Equal(FaultCodes.InvalidArgument, Try(name: "🚀").Failure?.Code);

    private static CreatedTemplate Make(TemplateType type = TemplateType.Step, TemplateScope scope = TemplateScope.Project, string name = "Smoke test", string? config = null, string? label = null)
    {
        var result = Try(type, scope, name, config, label);
        Assert.True(result.Failure is null, $"{type} {config}: {result.Failure}");
        return result.Value!;
    }

    private static ToolResult<CreatedTemplate> Try(TemplateType type = TemplateType.Step, TemplateScope scope = TemplateScope.Project, string name = "Smoke test", string? config = null, string? label = null) =>
        Pipelines.Tools.CreateTemplate(type, name, scope, config is null ? null : JsonElement.Parse(config), Pipelines.Context(), label);
}
