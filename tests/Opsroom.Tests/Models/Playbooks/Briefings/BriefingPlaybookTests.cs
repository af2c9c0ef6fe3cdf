using Opsroom.Models.Playbooks;
using Reply = Opsroom.Tests.Models.Playbooks.PlaybookRun.Reply;

namespace Opsroom.Tests.Models.Playbooks.Briefings;

public class BriefingPlaybookTests
{
    [Theory]
    [InlineData("scaffold_agent", "Start a Go service called pledge-ledger", "making the project `pledge-ledger`", "OPSROOM_MODEL")]
    [InlineData("codegen_agent", "TypeScript client from openapi.json", "generating the typescript client", "OPSROOM_MODEL")]
    [InlineData("codegen_agent", "C# models from our JSON schema", "generating csharp models", "OPSROOM_MODEL")]
    [InlineData("codegen_agent", "validate openapi.yaml", "judging the API description", "OPSROOM_MODEL")]
    [InlineData("database_agent", "write a migration that drops a column", "writing the migration", "OPSROOM_MODEL")]
    [InlineData("database_agent", "ALTER TABLE orders DROP COLUMN note;", "judging the SQL", "OPSROOM_MODEL")]
    [InlineData("database_agent", "explain this query: select * from orders", "explaining the query", null)]
    [InlineData("testing_agent", "write pytest tests for cart.py", "writing the pytest tests", "OPSROOM_MODEL")]
    [InlineData("testing_agent", "run the tests", "running the tests", null)]
    [InlineData("monitoring_agent", "is HighErrorRate alert firing?", "`amtool alert query alertname=HighErrorRate`", "ALERTMANAGER_URL")]
    [InlineData("monitoring_agent", "search the logs of checkout for timeouts", "searching the logs", "LOKI_URL")]
    [InlineData("monitoring_agent", "p99 of checkout over the last 2 hours", "reading the metrics", "PROMETHEUS_URL")]
    [InlineData("monitoring_agent", "error budget for 99.9% availability", "the report on the objective", "PROMETHEUS_URL")]
    [InlineData("monitoring_agent", "build a dashboard for cart", "the dashboard", "OPSROOM_MODEL")]
    [InlineData("monitoring_agent", "write alert rules for cart", "the alert rules", "OPSROOM_MODEL")]
    [InlineData("incident_agent", "why is checkout slow", "the investigation of `checkout`", "PROMETHEUS_URL")]
    [InlineData("incident_agent", "postmortem pls", "the postmortem", "PROMETHEUS_URL")]
    [InlineData("template_manager", "list the templates", "looking through the catalogue", null)]
    [InlineData("template_manager", "make a template for our Go services", "making the template", "OPSROOM_MODEL")]
    public void What_was_not_done_is_named_with_the_setting_that_matters(string agent, string task, string said, string? setting)
    {
        var answer = Run(agent).Ask(task);

        Assert.Contains("**Not done:**", answer.Message);
        Assert.Contains(said, answer.Message);
        Assert.Equal(("not_configured", setting), (answer.Error?.Code, answer.Error?.Setting));
    }

    [Fact]
    public void What_was_understood_is_shown()
    {
        var message = Run("monitoring_agent").Ask("p99 of checkout-api in prod over the last 2 hours", new { @namespace = "shop" }).Message;
        Assert.Contains("- **Service:** `checkout-api`", message);
        Assert.Contains("- **Environment:** `prod`", message);
        Assert.Contains("- **Namespace:** `shop`", message);
        Assert.Contains("- **Time:** 2h", message);
    }

    [Fact]
    public void A_task_that_names_nothing_is_told_so() =>
        Assert.Contains("I found no service, environment or file", Run("monitoring_agent").Ask("numbers please").Message);

    [Fact]
    public void A_question_is_looked_up_in_the_documents_once()
    {
        var run = new PlaybookRun(Playbook("incident_agent"), (_, _) => Reply.Ok(new { results = new[] { new { title = "Runbook", excerpt = "Drain the queue.", location = "runbooks/mail.md" } } }));
        var answer = run.Ask("the mail queue is stuck");
        Assert.Single(run.CallsOf("documentation_search"));
        Assert.Contains("**Runbook:** Drain the queue. (runbooks/mail.md)", answer.Message);
    }

    [Fact]
    public void A_value_cannot_break_out_of_its_code_span()
    {
        var message = Run("scaffold_agent").Ask("start", new { service = "a` **b**\n# c" }).Message;
        Assert.Contains("`a' **b** # c`", message);
    }

    [Fact]
    public void Tools_that_are_there_are_not_called_missing()
    {
        var run = new PlaybookRun(Playbook("template_manager"), (_, _) => Reply.Failed("not_configured", "No documents are indexed."))
        {
            Offered = ["documentation_search", "validate_template", "workspace_write"],
        };
        var message = run.Ask("make a template for our Go services").Message;
        Assert.DoesNotContain("does not offer", message);
        Assert.Contains("`POST /tools/workspace_write/invoke`", message);
    }

    private static PlaybookRun Run(string agent) => new(Playbook(agent), (_, _) => Reply.Failed("not_configured", "No documents are indexed.", "PINECONE_API_KEY"));

    private static Playbook Playbook(string agent) => PlaybookCatalog.All.Single(playbook => playbook.Agent == agent);
}
