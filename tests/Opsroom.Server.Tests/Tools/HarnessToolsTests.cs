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
