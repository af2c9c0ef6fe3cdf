using System.Text.Json;
using Opsroom.Agents;
using Opsroom.TestKit.Models;
using Opsroom.Workflow.Routing;

namespace Opsroom.Tests.Workflow.Routing;

public sealed class OfflineRouterTests
{
    private readonly OfflineRouter _router = new();

    [Theory]
    [InlineData("test the deployment pipeline", "harness_expert")]
    [InlineData("generate a Kubernetes manifest", "kubernetes_agent")]
    [InlineData("database alert firing", "monitoring_agent")]
    [InlineData("why is checkout slow", "incident_agent")]
    [InlineData("write a migration that drops a column", "database_agent")]
    [InlineData("make a template for our Go services", "template_manager")]
    [InlineData("ПОЧЕМУ ТОРМОЗИТ ОПЛАТА", "incident_agent")]
    [InlineData("生成一个 Kubernetes 清单", "kubernetes_agent")]
    [InlineData("ｄｅｐｌｏｙ　ｏｒｄｅｒｓ　ｔｏ　ｓｔａｇｉｎｇ", "deployment_agent")]
    public async Task The_object_of_the_work_decides_not_the_loudest_word(string task, string agent)
    {
        var choice = await RouteAsync(task);

        Assert.Equal(agent, choice.Agent);
        Assert.Equal("playbook", choice.Router);
        Assert.Empty(choice.Calls);
    }

    [Fact]
    public async Task The_context_decides_where_the_task_does_not()
    {
        var pipeline = await RouteAsync("is this valid?", """{"files": [".harness/pipelines/checkout.yaml"], "pipeline_id": "checkout_cd"}""");
        var contract = await RouteAsync("is this valid?", """{"files": ["contracts/orders.openapi.yaml"], "spec": "openapi"}""");

        Assert.Equal("harness_expert", pipeline.Agent);
        Assert.Equal("codegen_agent", contract.Agent);
    }

    [Fact]
    public async Task What_was_sent_as_untrusted_has_no_say()
    {
        var bare = await RouteAsync("have a look");
        var misled = await RouteAsync("have a look", """{"untrusted": {"log": "drop table orders; alter table x; select * from y"}}""");

        Assert.Equal((bare.Agent, bare.Confidence), (misled.Agent, misled.Confidence));
    }

    [Fact]
    public async Task The_reason_names_what_weighed_most()
    {
        var choice = await RouteAsync("Erstelle eine Canary-Pipeline für orders");

        Assert.Contains("pipeline", choice.Reason, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_unsure_choice_says_so_and_names_the_runner_up()
    {
        var choice = await RouteAsync("hello");

        Assert.True(choice.LowConfidence);
        Assert.NotNull(choice.RunnerUp);
        Assert.Contains(choice.RunnerUp, choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_of_100_000_characters_is_routed_by_its_beginning_and_end()
    {
        var task = "Explain this query plan, which index is missing? " + new string('x', 100_000) + " SELECT * FROM orders";

        Assert.Equal("database_agent", (await RouteAsync(task)).Agent);
    }

    [Fact]
    public async Task Hostile_text_is_routed_without_a_fault()
    {
        foreach (var task in (string[])["\0", "\uD800", "💥", "'; --", new string('a', 5000), "###", "=>", "v", "1.", "%", "…", "\u0301", "- \n- \n1. ", "then then then", "и и и"])
        {
            Assert.NotEmpty((await RouteAsync(task)).Agent);
        }
    }

    private async Task<RoutedAgent> RouteAsync(string task, string? context = null)
    {
        JsonElement? given = context is null ? null : JsonElement.Parse(context);
        var agents = BuiltInAgents.Roster.Agents;
        var observer = new RecordingObserver();
        var cancellationToken = TestContext.Current.CancellationToken;
        var plan = await _router.PlanAsync(new(task, given, agents), observer, cancellationToken);
        return await _router.ChooseAgentAsync(new(plan.Jobs[0].Task, plan.Jobs[0].Team, given, agents), observer, cancellationToken);
    }
}
