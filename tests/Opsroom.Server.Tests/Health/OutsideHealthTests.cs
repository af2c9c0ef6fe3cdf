using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Health;

/// <summary>What health says of systems outside, which are probed in the background.</summary>
public sealed class OutsideHealthTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(200, "healthy", "healthy")]
    [InlineData(401, "unhealthy: the key was rejected (PINECONE_API_KEY)", "degraded")]
    [InlineData(404, "unhealthy: there is no such index (PINECONE_INDEX_NAME)", "degraded")]
    [InlineData(500, "unhealthy: it answered 500", "degraded")]
    public async Task Pinecone_is_what_its_latest_probe_showed(int answers, string expected, string status)
    {
        var asked = new TaskCompletionSource<(string Path, string? Key)>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var pinecone = await FakeAsync(context =>
        {
            asked.TrySetResult((context.Request.Path, context.Request.Headers["Api-Key"]));
            context.Response.StatusCode = answers;
            return Task.CompletedTask;
        });
        await using var server = await ScriptedServer.StartAsync(options => options with
        {
            Configuration = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Pinecone:ControlUrl"] = pinecone.Urls.Single(), ["Embeddings:Provider"] = "none" },
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PINECONE_API_KEY"] = "pinecone-key", ["PINECONE_INDEX_NAME"] = "runbooks" },
        });
        Assert.Equal(("/indexes/runbooks", "pinecone-key"), await asked.Task.WaitAsync(Cancelled));
        string? said;
        do
        {
            var (response, body) = await server.GetAsync("/health");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            said = body.GetProperty("pinecone").GetString();
            Assert.True(said == expected || said == "unhealthy: it was not reached yet", said);
            Assert.True(said != expected || body.GetProperty("status").GetString() == status);
        }
        while (said != expected);
    }

    [Fact]
    public async Task A_model_that_was_not_reached_degrades_and_never_delays()
    {
        await using var server = new HangingProvider();
        await server.InitializeAsync();
        var (response, body) = await server.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith("degraded: openai:", body.GetProperty("llm").GetString(), StringComparison.Ordinal);
        Assert.Equal("degraded", body.GetProperty("status").GetString());
    }

    private static async Task<WebApplication> FakeAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        application.Run(answer);
        await application.StartAsync(Cancelled);
        return application;
    }

    /// <summary>A server whose model's provider takes connections and never answers.</summary>
    private sealed class HangingProvider : ServerFixture
    {
        private readonly TcpListener listener = Listening();

        protected override OpsroomServerOptions Configure() => DefaultOptions with
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["OPSROOM_MODEL"] = "openai:some",
                ["OPENAI_API_KEY"] = "key",
                ["OPENAI_BASE_URL"] = $"http://{listener.LocalEndpoint}/v1",
            },
        };

        private static TcpListener Listening()
        {
            var started = new TcpListener(IPAddress.Loopback, 0);
            started.Start();
            return started;
        }
    }
}
