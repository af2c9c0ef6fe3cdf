using System.Net;
using System.Text.Json;
using Opsroom.TestKit.Harness;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Tools;

/// <summary>The tools that talk to Harness, by a server that is configured as an operator does it.</summary>
public sealed class HarnessToolsTests(HarnessToolsTests.Fixture server) : IClassFixture<HarnessToolsTests.Fixture>
{
    [Fact]
    public async Task A_server_with_a_token_reads_from_Harness()
    {
        server.Harness.Put("pipeline:\n  identifier: checkout\n");
        var run = server.Harness.Run("checkout", "Success");

        var (_, list) = await server.PostAsync("/tools/list_pipelines/invoke", """{"arguments": {"query": "checkout"}}""");
        var (_, status) = await server.PostAsync("/tools/get_pipeline_status/invoke", JsonSerializer.Serialize(new { arguments = new { execution_id = run } }));

        Assert.Equal("checkout", Assert.Single(list.GetProperty("result").GetProperty("pipelines").EnumerateArray()).GetProperty("pipeline_id").GetString());
        Assert.Equal("Success", status.GetProperty("result").GetProperty("status").GetString());
    }

    [Fact]
    public async Task An_agent_tells_how_a_run_goes()
    {
        server.Harness.Put("pipeline:\n  identifier: payments\n");
        var run = server.Harness.Run("payments", "ApprovalWaiting");

        var (_, answer) = await server.PostAsync("/agent/invoke", JsonSerializer.Serialize(new { task = $"What is the status of the Harness pipeline execution {run}?" }));

        Assert.Contains("ApprovalWaiting", answer.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(server.Harness.Token, answer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_push_waits_for_a_person_is_made_as_it_was_shown_and_can_be_taken_back()
    {
        const string before = "pipeline:\n  name: cart\n  identifier: cart\n  stages: []\n";
        const string after = "pipeline:\n  name: cart\n  identifier: cart\n  description: pays\n  stages: []\n";
        server.Harness.Put(before);
        var writes = server.Harness.Writes.Count;
        var (_, asked) = await server.PostAsync("/tools/push_pipeline/invoke", JsonSerializer.Serialize(new { arguments = new { yaml_content = after }, thread_id = "push" }));
        var item = Assert.Single(asked.GetProperty("result").GetProperty("approval_items").EnumerateArray());
        Assert.Equal(("change", "production"), (item.GetProperty("risk").GetString(), item.GetProperty("environment").GetString()));
        Assert.Contains("+  description: pays", item.GetProperty("preview").GetProperty("diff").GetString(), StringComparison.Ordinal);
        Assert.Equal(writes, server.Harness.Writes.Count);

        var (_, pushed) = await server.PostAsync("/workflow/approve/push", """{"approved": true}""");
        Assert.Equal("Operations approved and executed", pushed.GetProperty("message").GetString());
        Assert.Equal(after.Trim(), server.Harness.YamlOf("cart")!.Trim());

        var (_, undo) = await server.PostAsync("/threads/push/undo", JsonSerializer.Serialize(new { call_id = item.GetProperty("call_id").GetString() }));
        Assert.Equal("pending_approval", undo.GetProperty("status").GetString());
        await server.PostAsync("/workflow/approve/push", """{"approved": true}""");
        Assert.Equal(before.Trim(), server.Harness.YamlOf("cart")!.Trim());
        Assert.Equal(writes + 2, server.Harness.Writes.Count);
    }

    [Fact]
    public async Task What_changed_in_Harness_after_it_was_shown_is_asked_again()
    {
        server.Harness.Put("pipeline:\n  name: drift\n  identifier: drift\n  stages: []\n");
        const string ours = "pipeline:\n  name: drift\n  identifier: drift\n  description: ours\n  stages: []\n";
        await server.PostAsync("/tools/push_pipeline/invoke", JsonSerializer.Serialize(new { arguments = new { yaml_content = ours }, thread_id = "drift" }));
        server.Harness.Put("pipeline:\n  name: drift\n  identifier: drift\n  description: theirs\n  stages: []\n");

        var (_, decided) = await server.PostAsync("/workflow/approve/drift", """{"approved": true}""");

        Assert.Equal("pending_approval", decided.GetProperty("outcome").GetProperty("status").GetString());
        Assert.Contains("-  description: theirs", decided.GetProperty("outcome").GetProperty("result").GetProperty("approval_items")[0].GetProperty("preview").GetProperty("diff").GetString(), StringComparison.Ordinal);
        Assert.Contains("theirs", server.Harness.YamlOf("drift")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_is_answered_again_after_other_runs_in_its_thread()
    {
        const string yaml = "pipeline:\n  name: later\n  identifier: later\n  stages: []\n";
        var (_, asked) = await server.PostAsync("/tools/push_pipeline/invoke", JsonSerializer.Serialize(new { arguments = new { yaml_content = yaml }, thread_id = "later" }));
        var approval = asked.GetProperty("result").GetProperty("approval_items")[0].GetProperty("approval_id").GetString();
        var (_, first) = await server.PostAsync("/workflow/approve/later", """{"approved": true}""");
        await server.PostAsync("/tools/list_pipelines/invoke", """{"arguments": {}, "thread_id": "later"}""");
        var writes = server.Harness.Writes.Count;

        var (_, again) = await server.PostAsync("/workflow/approve/later", """{"approved": true}""");
        var (_, named) = await server.PostAsync("/workflow/approve/later", JsonSerializer.Serialize(new { approved = true, approval_id = approval }));
        var (opposite, _) = await server.PostAsync("/workflow/approve/later", """{"approved": false}""");
        var (stranger, _) = await server.PostAsync("/workflow/approve/later", """{"approved": true, "approval_id": "approval-of-nobody"}""");

        Assert.Equal(first.GetProperty("outcome").ToString(), again.GetProperty("outcome").ToString());
        Assert.Equal(first.GetProperty("outcome").ToString(), named.GetProperty("outcome").ToString());
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.NotFound), (opposite.StatusCode, stranger.StatusCode));
        Assert.Equal(writes, server.Harness.Writes.Count);
    }

    [Fact]
    public async Task An_agent_that_is_told_to_trigger_a_run_asks_first()
    {
        server.Harness.Put("pipeline:\n  name: billing\n  identifier: billing\n  stages: []\n");
        var (_, asked) = await server.PostAsync("/agent/invoke", """{"task": "Trigger the billing pipeline in Harness", "thread_id": "trigger", "agent_name": "harness_expert"}""");
        Assert.Equal("pending_approval", asked.GetProperty("status").GetString());
        Assert.Empty(server.Harness.RunsOf("billing"));

        var (_, decided) = await server.PostAsync("/workflow/approve/trigger", """{"approved": true}""");

        Assert.Equal(("approved", "success"), (decided.GetProperty("status").GetString(), decided.GetProperty("outcome").GetProperty("status").GetString()));
        Assert.Single(server.Harness.RunsOf("billing"));
    }

    public sealed class Fixture : ServerFixture, IAsyncLifetime
    {
        private FakeHarness? harness;

        public FakeHarness Harness => harness ?? throw new InvalidOperationException("Harness has not started.");

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            harness = await FakeHarness.StartNewAsync(CancellationToken.None);
            await InitializeAsync();
        }

        async ValueTask IAsyncDisposable.DisposeAsync()
        {
            await DisposeAsync();
            await Harness.DisposeAsync();
        }

        protected override OpsroomServerOptions Configure() => DefaultOptions with
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["HARNESS_API_URL"] = Harness.Address.ToString(),
                ["HARNESS_API_TOKEN"] = Harness.Token,
                ["HARNESS_ACCOUNT_ID"] = Harness.Account,
                ["HARNESS_ORG_IDENTIFIER"] = Harness.Org,
                ["HARNESS_PROJECT_IDENTIFIER"] = Harness.Project,
            },
        };
    }
}
