using System.Text.Json;
using Opsroom.Models.Playbooks;
using Opsroom.Tests.Tools;
using Opsroom.Tests.Tools.Workspace;
using Opsroom.Tools;

namespace Opsroom.Tests.Models.Playbooks.Operations;

/// <summary>Rules and dashboards are made without a language model, with the real tools.</summary>
public sealed class RulesAnswerTests
{
    private static readonly ToolCatalog Tools = new(Samples.BuiltIn());
    private static readonly string[] Offered = ["lint_alert_rules", "generate_alert_rules", "generate_dashboard", "documentation_search"];

    [Theory]
    [InlineData("draft SLO alerts for checkout", "generate_alert_rules", "monitoring/rules/checkout.yaml")]
    [InlineData("write alert rules for the cart service with 99.95% availability", "generate_alert_rules", "99.95 %")]
    [InlineData("build a dashboard for cart", "generate_dashboard", "monitoring/dashboards/cart.json")]
    [InlineData("check these rules:\n```yaml\ngroups:\n- name: a\n  rules:\n  - alert: A\n    expr: rate(up[5m]) > 1\n```", "lint_alert_rules", "rate-of-gauge")]
    public void What_was_asked_for_is_done_and_told(string task, string tool, string said)
    {
        var run = Run();
        var answer = run.Ask(task);
        Assert.Null(answer.Error);
        Assert.Equal(tool, Assert.Single(run.Exchanges).Tool);
        Assert.Contains(said, answer.Message);
    }

    [Theory]
    [InlineData("what alerts are firing for checkout?")]
    [InlineData("is there an alert rule for checkout?")]
    [InlineData("build a dashboard")]
    public void What_asks_something_else_or_says_too_little_writes_nothing(string task)
    {
        var run = Run();
        Assert.NotNull(run.Ask(task).Error);
        Assert.DoesNotContain(run.Exchanges, made => made.Tool.StartsWith("generate", StringComparison.Ordinal));
    }

    private static PlaybookRun Run() => new(PlaybookCatalog.All.Single(playbook => playbook.Agent == "monitoring_agent"), Call) { Offered = Offered };

    private static PlaybookRun.Reply Call(string tool, JsonElement arguments)
    {
        if (tool == "documentation_search")
        {
            return PlaybookRun.Reply.Ok(new { results = Array.Empty<object>() });
        }

        var outcome = Tools.Find(tool)!.InvokeAsync(arguments, Samples.Context(Workspaces.With()), TestContext.Current.CancellationToken);
        var done = outcome.GetAwaiter().GetResult();
        return new(done.Succeeded, done.Result);
    }
}
