using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Opsroom.TestKit.Postgres;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Hosting;

/// <summary>A server whose store another one uses.</summary>
public sealed class SecondServerTests(PostgresServer postgres) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("opsroom-second-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_listens_unready_and_goes_on_when_the_first_has_left(bool onPostgres)
    {
        var url = onPostgres ? await postgres.CreateDatabaseAsync(Cancelled) : null;
        var first = await OpsroomServer.StartAsync(Options(url, 0, wait: 60), Cancelled);
        var port = FreePort.Take();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        var starting = OpsroomServer.StartAsync(Options(url, port, wait: 60), Cancelled);
        using var ready = await FirstAnswerAsync(client, "/health/ready");
        using var health = await client.GetAsync("/health", Cancelled);
        using var live = await client.GetAsync("/health/live", Cancelled);
        using var threads = await client.GetAsync("/threads", Cancelled);
        using var run = await client.PostAsJsonAsync("/agent/invoke", new { task = "Create a pipeline" }, Cancelled);

        Assert.False(starting.IsCompleted);
        Assert.All(new[] { ready, health, threads, run }, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode));
        Assert.All(new[] { ready, threads, run }, answer => Assert.NotNull(answer.Headers.RetryAfter));
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        var store = (string?)(await health.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!["store"];
        Assert.StartsWith("unhealthy: Another server uses", store, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Secret, store, StringComparison.Ordinal);

        await first.DisposeAsync();
        await using var second = await starting;
        using var now = await client.GetAsync("/health/ready", Cancelled);
        Assert.Equal(HttpStatusCode.OK, now.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_gives_up_with_one_line_when_the_first_stays(bool onPostgres)
    {
        var url = onPostgres ? await postgres.CreateDatabaseAsync(Cancelled) : null;
        await using var first = await OpsroomServer.StartAsync(Options(url, 0, wait: 0), Cancelled);

        await using var second = OpsroomProcess.Serve(
            folder, FreePort.Take(),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["Store__WaitSeconds"] = "1", ["Logging__Level"] = "error", ["DATABASE_URL"] = url ?? "mysql://another/programs" });
        await second.WaitForExitAsync(Cancelled);

        Assert.Equal(2, second.ExitCode);
        var line = Assert.Single(second.Output.Split('\n'), line => line.StartsWith("opsroom: ", StringComparison.Ordinal));
        Assert.Contains("Another server uses", line, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Secret, second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_password_is_in_no_log_and_no_answer()
    {
        await using var own = new PostgresServer();
        var url = await own.CreateDatabaseAsync(Cancelled);
        using var log = new MemoryStream();
        var options = Options(url, 0, wait: 0) with { LogOutput = log, LogLevel = "debug" };
        await using (var server = await OpsroomServer.StartAsync(options, Cancelled))
        {
            using var client = new HttpClient { BaseAddress = server.Address };
            var answers = new List<string> { await client.GetStringAsync("/health", Cancelled) };
            await own.StopAsync(crash: false, Cancelled);
            foreach (var path in (string[])["/health", "/health/ready", "/threads"])
            {
                using var answer = await client.GetAsync(path, Cancelled);
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
                answers.Add(await answer.Content.ReadAsStringAsync(Cancelled));
            }

            Assert.Contains("PostgreSQL at 127.0.0.1", answers[0], StringComparison.Ordinal);
            Assert.All(answers, AssertNoSecret);
        }

        AssertNoSecret(System.Text.Encoding.UTF8.GetString(log.ToArray()));
    }

    private static void AssertNoSecret(string text)
    {
        Assert.DoesNotContain(PostgresServer.Secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.EscapeDataString(PostgresServer.Secret), text, StringComparison.Ordinal);
    }

    /// <summary>A server gives no other sign that it listens.</summary>
    private static async Task<HttpResponseMessage> FirstAnswerAsync(HttpClient client, string path)
    {
        while (true)
        {
            try
            {
                return await client.GetAsync(path, Cancelled);
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), Cancelled);
            }
        }
    }

    private OpsroomServerOptions Options(string? url, int port, int wait) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        DataDirectory = Path.Combine(folder, "data"),
        WorkingDirectory = folder,
        LogOutput = Stream.Null,
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["DATABASE_URL"] = url ?? "mysql://another/programs" },
        Configuration = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Store:WaitSeconds"] = $"{wait}" },
    };
}
