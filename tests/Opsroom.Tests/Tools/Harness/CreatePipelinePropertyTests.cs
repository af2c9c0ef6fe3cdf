using System.Text.Json;
using CsCheck;
using Opsroom.TestKit.Harness;
using Opsroom.Tools.Harness;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tests.Tools.Harness;

public sealed class CreatePipelinePropertyTests
{
    private static readonly string[] HostileNames =
    [
        "Checkout", "checkout-api", "Zahlung: Größe \"XL\"", "it's", "🚀 launch", new('x', 200), new('9', 200), "12345", "0x1F", "1e3", "yes", "No", "null", "~", "2001-01-01", "0.5", "-1",
        "<+secrets.getValue(\"x\")>", "a\nb: c\n- d", "a\r\nb", "{a: b}", "[x]", "# x", "*alias x", "&anchor x", "!!str x", "| x", "> x", "%TAG x", "@x", "`x`", "支付服务", "Оплата", "결제", "תשלום",
        "الدفع", "ﬁne", "a\u0000b", "a\u0085b", "a\u2028b", "\ud83dx", "..a", "--- a", "prod", "prod-eu", "Production 🌍", "x\ty", "a  b", "\uFEFFname", "a/b\\c", "${x}", "$(x)", "{{x}}", "'; DROP TABLE x",
    ];

    private static readonly string[] HostileOptions =
    [
        """{}""", """{"language": "go", "repo": "r", "image": "acme/x"}""", """{"description": "a: b # c\nd: e", "tags": {"yes": "no", "1": "1e3", "a: b": "~", "": "x"}}""",
        """{"tags": {"yes": "no", "1": "1e3", "a: b": "~"}, "repo": "null", "image": "0x1F"}""", """{"build_command": "echo 'a: b'\n  indented\n\ttabbed\n", "test_command": "yes", "framework": "gradle"}""",
        """{"verification": "continuous", "canary_percentages": [1, 99], "health_url": "http://x/?a=b#c"}""", """{"nonsense": {"a": [1, null]}, "language": "klingon"}""",
        """{"commands": {"Load test": "a\r\nb"}, "approvers": ["account.x", "_y"], "approval_count": 3}""", """{"infrastructure": "k8s", "artifact_source": "src", "namespace": "n-1", "timeout": "1h 30m"}""",
        """{"slack_webhook_secret": "s", "pagerduty_secret": "p", "teams_webhook_secret": "t", "notification_emails": ["a@b.c"], "gitops_clusters": ["c1"], "gitops_image_key": "image.tag"}""",
        """{"build_cluster_connector": "account.k", "build_namespace": "b", "dockerfile": "a: b", "docker_context": "./ # x", "variables": {"x": "yes", "y": "1_000"}}""",
    ];

    private static readonly Gen<string> Names = Gen.OneOf(OneOf(HostileNames), Gen.String[1, 40], Gen.Char.AlphaNumeric.Array[1, 60].Select(letters => new string(letters)));

    private static readonly Gen<string> StageNames = Gen.OneOf(
        OneOf(["build", "Unit tests", "security-scan", "push", "approval", "deploy", "Deploy to staging", "Integration tests", "Load test", "rollback", "Database migration"]), Names);

    private static readonly Gen<Arguments> All = Gen.Select(
        Names, Gen.Enum<PipelineType>(), Names, Names.Array[1, 6], StageNames.Array[0, 6], OneOf([.. HostileOptions, "null", "null"]),
        (name, type, service, environments, stages, options) => new Arguments(name, type, service, environments, stages.Length == 0 ? null : stages, options == "null" ? null : options));

    [Fact]
    public async Task Five_hundred_pipelines_of_hostile_arguments_are_all_valid_for_Harness_and_for_us()
    {
        AjvJudge.Require();
        await All.Array[500].SampleAsync(
        async cases =>
        {
            var made = new List<(Arguments Case, CreatedPipeline Created)>();
            foreach (var each in cases)
            {
                var result = Pipelines.Try(each.Type, each.Name, each.Service, each.Environments, each.Stages, each.Options);
                if (result.Value is { } created)
                {
                    CheckByUs(each, created);
                    made.Add((each, created));
                }
                else
                {
                    Assert.True(each.MayBeRefused, $"{each} was refused: {result.Failure}");
                }
            }

            Assert.True(made.Count > 300, $"Only {made.Count} of 500 were usable.");
            CheckIdentifiers(made);
            var verdicts = await AjvJudge.JudgeAsync([.. made.Select(each => each.Created.Yaml)], TestContext.Current.CancellationToken);
            Assert.All(made.Zip(verdicts), pair => Assert.True(pair.Second.Valid, $"{pair.First.Case}: {string.Join("; ", pair.Second.Errors)}\n{pair.First.Created.Yaml}"));
        },
        iter: 1, threads: 1);
    }

    private static Gen<string> OneOf(string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static void CheckByUs(Arguments arguments, CreatedPipeline created)
    {
        Assert.True(created.Validation.Valid, $"{arguments}: {string.Join("; ", created.Validation.Errors)}");
        Assert.Equal([], created.Validation.Warnings.Where(finding => finding.Rule != "unknown-option"));
        Assert.True(Pipelines.Tools.ValidatePipeline(new(created.Yaml, null)).Valid);
        var deployed = created.Body().Deployments();
        Assert.Equal(arguments.Environments.Select(name => name.Trim()).Distinct(StringComparer.Ordinal).Count(), deployed.Length);
        Assert.DoesNotContain("<+secrets.getValue(\"x\")>", created.Yaml, StringComparison.Ordinal);
        Assert.Equal(["pipeline"], ((YamlMap)YamlReader.Read(created.Yaml).Root!).Entries.Select(entry => entry.Key.Value));
    }

    private static void CheckIdentifiers(List<(Arguments Case, CreatedPipeline Created)> made)
    {
        foreach (var same in made.GroupBy(each => each.Created.PipelineId, StringComparer.Ordinal))
        {
            // words joined by a blank, a dash, a dot or an underscore are one name to Harness
            var names = same.Select(each => string.Join('_', each.Case.Name.Trim().Split([' ', '-', '.', '_'], StringSplitOptions.RemoveEmptyEntries))).Distinct(StringComparer.Ordinal);
            Assert.Single(names);
        }
    }

    private sealed record Arguments(string Name, PipelineType Type, string Service, string[] Environments, string[]? Stages, string? Options)
    {
        /// <summary>Random text may hold no letter at all; and one of the options has an empty key.</summary>
        public bool MayBeRefused => new[] { Name, Service }.Concat(Environments).Concat(Stages ?? []).Any(text => !text.EnumerateRunes().Any(System.Text.Rune.IsLetterOrDigit))
            || Options?.Contains("\"\":", StringComparison.Ordinal) == true;

        public override string ToString() => JsonSerializer.Serialize(new { Name, Type, Service, Environments, Stages, Options });
    }
}
