using System.Text.Json;
using Opsroom.Models.Playbooks;
using Opsroom.Tests.Tools;
using Opsroom.Tests.Tools.Workspace;
using Opsroom.Tools;

namespace Opsroom.Tests.Models.Playbooks.Development;

/// <summary>The database agent works without a language model, with the real tools.</summary>
public sealed class DatabasePlaybookTests
{
    private static readonly ToolCatalog Tools = new(Samples.BuiltIn());

    [Fact]
    public void Two_schemas_become_a_migration()
    {
        var (answer, run) = Ask("write the flyway migration from this\n```sql\nCREATE TABLE users (id bigint PRIMARY KEY);\n```\nto this\n```sql\nCREATE TABLE users (id bigint PRIMARY KEY, email text);\n```");
        Assert.Null(answer.Error);
        Assert.Contains("`db/migration/V1__add_email_to_users.sql`", answer.Message);
        Assert.Contains("ALTER TABLE users ADD COLUMN email text;", answer.Message);
        Assert.Contains("ALTER TABLE users DROP COLUMN email;", answer.Message);
        Assert.Single(run.CallsOf("generate_migrations"));
    }

    [Theory]
    [InlineData("what is wrong with this schema?\n```sql\nCREATE TABLE t (a int, price real);\n```")]
    [InlineData("prüfe das Schema\n```sql\nCREATE TABLE t (a int, price real);\n```")]
    [InlineData("inspect db/schema.sql")]
    public void A_schema_is_looked_into(string task)
    {
        var (answer, _) = Ask(task, ("db/schema.sql", "CREATE TABLE t (a int, price real);"));
        Assert.Null(answer.Error);
        Assert.Contains("`missing-primary-key`", answer.Message);
        Assert.Contains("`float-money`", answer.Message);
    }

    [Theory]
    [InlineData("why is this query slow on the connection orders?\n```sql\nSELECT * FROM orders WHERE customer_id = 1\n```")]
    [InlineData("explain on connection orders: SELECT * FROM orders WHERE customer_id = 1")]
    public void A_query_is_explained_on_its_connection(string task)
    {
        var (answer, run) = Ask(task);
        Assert.Equal("orders", (string?)Assert.Single(run.CallsOf("explain_query"))["connection"]);
        Assert.Equal(("not_configured", "Databases"), (answer.Error?.Code, answer.Error?.Setting));
    }

    [Theory]
    [InlineData("why is this query slow: SELECT * FROM orders WHERE customer_id = 1", "connection")]
    [InlineData("why is my query slow", "query")]
    public void What_it_cannot_know_it_asks_for(string task, string missing)
    {
        var (answer, run) = Ask(task);
        Assert.NotNull(answer.Error);
        Assert.Contains(missing, answer.Message);
        Assert.Empty(run.Exchanges);
    }

    [Fact]
    public void A_change_in_words_is_judged_and_planned_in_steps()
    {
        var run = new PlaybookRun(PlaybookCatalog.All.Single(playbook => playbook.Agent == "database_agent"), Reply) { Offered = ["lint_migration", "plan_migration", "inspect_schema"] };
        var answer = run.Ask("write a migration that renames users.name to full_name without downtime");
        Assert.Null(answer.Error);
        Assert.Contains("**Not safe**", answer.Message);
        Assert.Contains($"ALTER TABLE users ADD COLUMN full_name text;\n  -- {new string('x', 300)}end\n", answer.Message);
        Assert.Contains("- users.name is taken to be of type text.", answer.Message);
        Assert.Equal("ALTER TABLE users RENAME COLUMN name TO full_name;", (string?)Assert.Single(run.CallsOf("plan_migration"))["sql"]);

        static PlaybookRun.Reply Reply(string tool, JsonElement arguments) => tool == "lint_migration"
            ? PlaybookRun.Reply.Ok(new { findings = new[] { new { rule = "rename-column", severity = "error", message = "Clients that run break." } }, locks = new[] { new { statement = 1, @object = "users", mode = "ACCESS EXCLUSIVE", blocks = new[] { "reads", "writes" }, rewrites = false } } })
            : PlaybookRun.Reply.Ok(new
            {
                steps = new[] { new { number = 1, phase = "expand", title = "Add the new column", sql = $"ALTER TABLE users ADD COLUMN full_name text;\n  -- {new string('x', 300)}end" } },
                assumptions = new[] { "users.name is taken to be of type text." },
            });
    }

    [Fact]
    public void A_migration_that_stopped_is_not_told_to_have_run()
    {
        var run = new PlaybookRun(PlaybookCatalog.All.Single(playbook => playbook.Agent == "database_agent"), Reply) { Offered = ["lint_migration", "run_migration"] };
        var answer = run.Ask("run this migration on the connection shop:\n```sql\nALTER TABLE users ADD COLUMN a int;\nCREATE TABEL b (id int);\n```");
        Assert.NotNull(answer.Error);
        Assert.DoesNotContain("ran", answer.Message);
        Assert.Contains("Statement 2 (line 2) failed.", answer.Message);
        Assert.Contains("- failed: `CREATE TABEL b (id int)`", answer.Message);

        static PlaybookRun.Reply Reply(string tool, JsonElement arguments) => PlaybookRun.Reply.Ok(tool == "lint_migration"
            ? new { findings = Array.Empty<object>(), locks = Array.Empty<object>() }
            : new { applied = false, resume_from = 2, message = "Statement 2 (line 2) failed.", statements = new[] { new { outcome = "applied", sql = "ALTER TABLE users ADD COLUMN a int" }, new { outcome = "failed", sql = "CREATE TABEL b (id int)" } } });
    }

    private static (PlaybookTurn.Answer Answer, PlaybookRun Run) Ask(string task, params (string Path, string Text)[] files)
    {
        var workspace = Workspaces.With(files);
        var run = new PlaybookRun(PlaybookCatalog.All.Single(playbook => playbook.Agent == "database_agent"), Call) { Offered = ["inspect_schema", "generate_migrations", "explain_query"] };
        return (run.Ask(task, files: [.. files.Select(file => file.Path)]), run);

        PlaybookRun.Reply Call(string tool, JsonElement arguments)
        {
            var outcome = Tools.Find(tool)!.InvokeAsync(arguments, Samples.Context(workspace), TestContext.Current.CancellationToken);
            var done = outcome.GetAwaiter().GetResult();
            return new(done.Succeeded, done.Result);
        }
    }
}
