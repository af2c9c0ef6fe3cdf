using System.Text.Json;
using Opsroom.Models.Playbooks;
using Opsroom.Models.Playbooks.Harness;
using Opsroom.Tests.Tools;
using Opsroom.Tests.Tools.Workspace;
using Opsroom.Tools;

namespace Opsroom.Tests.Models.Playbooks.Harness;

/// <summary>The playbook and the tools it calls agree: names, arguments, and what is read of the results.</summary>
public class HarnessPlaybookWithToolsTests
{
    private static readonly ToolCatalog Tools = new(Samples.BuiltIn());

    [Theory]
    [InlineData("Create a canary deployment pipeline for my-service")]
    [InlineData("Create a CI/CD pipeline")]
    [InlineData("gitops pipeline for the order history service to staging then prod, with a security scan, notify ops@example.com")]
    [InlineData("blue-green pipeline for ghcr.io/acme/web:1.2.3 in namespace shop, Go, dev/prod")]
    [InlineData("canary 10%, 25% and 50% pipeline called \"Release: 🚀 v2\" for service `Straße`")]
    [InlineData("rolling pipelines for cart, checkout and payments")]
    [InlineData("Create a step template for smoke tests in the org scope, version 1.2.0")]
    [InlineData("Create a stage template, a step group template and a pipeline template")]
    [InlineData("Crée un pipeline bleu-vert pour le service paiement en recette puis en production")]
    [InlineData("为 my-service 创建金丝雀流水线")]
    public async Task What_the_playbook_asks_for_is_made_and_valid(string task)
    {
        var (answer, exchanges) = await AskAsync(task);

        Assert.Null(answer.Error);
        Assert.NotEmpty(exchanges);
        Assert.All(exchanges, made =>
        {
            Assert.True(made.Succeeded, made.Result.ToString());
            Assert.True(made.Result.GetProperty("validation").GetProperty("valid").GetBoolean(), made.Result.ToString());
            Assert.Contains(made.Result.GetProperty("path").GetString()!, answer.Message);
        });
    }

    [Fact]
    public async Task The_answer_names_the_stages_in_order_and_what_is_to_be_filled_in()
    {
        var (answer, exchanges) = await AskAsync("Create a canary pipeline for my-service to dev, staging and prod");

        var yaml = Assert.Single(exchanges).Result.GetProperty("yaml").GetString()!;
        var text = PipelineText.Of(yaml);
        Assert.Contains("<+input>", yaml);
        Assert.NotEmpty(text.Inputs);
        Assert.True(text.Stages.Length >= 4, string.Join(", ", text.Stages));
        Assert.Contains(string.Join(" → ", text.Stages), answer.Message);
        Assert.Contains("quality score", answer.Message);
    }

    [Fact]
    public async Task A_namespace_that_Harness_could_not_use_is_left_out_at_the_second_attempt()
    {
        var context = JsonSerializer.SerializeToElement(new { @namespace = "My Space" });
        var (first, exchanges) = await AskAsync("Create a canary pipeline for cart", context);
        Assert.Equal("tool_failed", first.Error?.Code);

        var (second, _) = await AskAsync("Create a canary pipeline for cart", context, first.Error!.Message, exchanges);

        Assert.Null(second.Error);
    }

    [Fact]
    public async Task Broken_yaml_is_judged()
    {
        var (answer, _) = await AskAsync("validate this\n```yaml\npipeline: [\n```");
        Assert.Contains("not valid", answer.Message);
        Assert.Contains("`yaml-syntax` (line ", answer.Message);
    }

    private static async Task<(PlaybookTurn.Answer Answer, List<ToolExchange> Exchanges)> AskAsync(
        string task, JsonElement? context = null, string? remediation = null, IEnumerable<ToolExchange>? before = null)
    {
        var exchanges = (before ?? []).ToList();
        var playbook = new HarnessPlaybook();
        var brief = new PlaybookBrief(task, context, remediation, [], []);
        for (var turn = 0; turn < 10; turn++)
        {
            var next = playbook.Next(new PlaybookSituation(brief, [.. exchanges], [.. Tools.All.Select(tool => tool.Name)]));
            if (next is PlaybookTurn.Answer answer)
            {
                return (answer, exchanges);
            }

            foreach (var call in ((PlaybookTurn.CallTools)next).Calls)
            {
                var arguments = JsonSerializer.SerializeToElement(call.Arguments);
                var tool = Tools.Find(call.Tool)!;
                Assert.Empty(tool.Check(arguments));
                var outcome = await tool.InvokeAsync(arguments, new ToolContext("c", "harness_expert", Workspaces.With(), _ => { }), TestContext.Current.CancellationToken);
                exchanges.Add(new ToolExchange($"call-{exchanges.Count}", call.Tool, arguments, outcome.Succeeded, outcome.Result));
            }
        }

        throw new InvalidOperationException("The playbook does not come to an answer.");
    }
}
