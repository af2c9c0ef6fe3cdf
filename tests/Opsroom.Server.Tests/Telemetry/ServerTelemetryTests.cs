using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Opsroom.TestKit.Telemetry;

namespace Opsroom.Server.Tests.Telemetry;

public sealed class ServerTelemetryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opsroom-telemetry-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_routed_run_is_one_connected_trace_from_the_request_to_the_tool_calls()
    {
        await using var receiver = await FakeOtlpReceiver.StartNewAsync(TestContext.Current.CancellationToken);
        string thread;
        await using (var server = await StartAsync(Stream.Null, ("LANGSMITH_API_KEY", "lsv2_test"), ("LANGSMITH_ENDPOINT", receiver.Address.ToString()), ("LANGSMITH_PROJECT", "ops")))
        {
            using var client = new HttpClient { BaseAddress = server.Address };
            await client.GetAsync("/health", TestContext.Current.CancellationToken);
            using var response = await client.PostAsJsonAsync("/agent/invoke", new { task = "Create a canary pipeline for checkout" }, TestContext.Current.CancellationToken);
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
            Assert.Equal("success", answer.GetProperty("status").GetString());
            thread = answer.GetProperty("thread_id").GetString()!;
        }

        var run = Assert.Single(receiver.Spans, span => span["gen_ai.conversation.id"] == thread && span["gen_ai.operation.name"] == "invoke_workflow");
        var trace = receiver.Spans.Where(span => span.TraceId == run.TraceId).ToList();
        // the client of this test is in the process too, and begins the trace
        var request = Assert.Single(trace, span => span.Kind == 2);
        Assert.Equal("/agent/invoke", request["url.path"]);
        Assert.Equal(request.SpanId, run.ParentSpanId);
        Assert.All(trace.Where(span => span.ParentSpanId.Length > 0), span => Assert.Contains(span.ParentSpanId, trace.Select(other => other.SpanId)));
        Assert.Single(trace, span => span.ParentSpanId.Length == 0);
        Assert.Contains(trace, span => span.Name == "invoke_agent harness_expert");
        Assert.Contains(trace, span => span["gen_ai.operation.name"] == "chat" && span["gen_ai.request.model"] == "playbook" && span["gen_ai.conversation.id"] == thread);
        Assert.Contains(trace, span => span["gen_ai.operation.name"] == "execute_tool" && span["gen_ai.tool.name"] == "create_pipeline");
        Assert.DoesNotContain(receiver.Spans, span => span["url.path"] == "/health");
        Assert.All(receiver.Exports, export => Assert.Equal(("lsv2_test", "ops"), (export.Headers["x-api-key"], export.Headers["Langsmith-Project"])));
    }

    [Fact]
    public async Task Every_request_is_a_line_with_the_id_that_was_answered()
    {
        using var output = new MemoryStream();
        var ids = new List<string?>();
        await using (var server = await StartAsync(output))
        {
            using var client = new HttpClient { BaseAddress = server.Address };
            foreach (var path in new[] { "/agents?key=hunter2", "/nowhere" })
            {
                using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
                ids.Add(response.Headers.GetValues("X-Request-ID").Single());
            }
        }

        var text = Encoding.UTF8.GetString(output.ToArray());
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetProperty("event").GetString() == "Request completed").ToList();
        Assert.Equal(ids, lines.Select(line => line.GetProperty("request_id").GetString()));
        Assert.Equal(["/agents", "/nowhere"], lines.Select(line => line.GetProperty("path").GetString()));
        Assert.Equal([200, 404], lines.Select(line => line.GetProperty("status_code").GetInt32()));
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
    }

    private Task<RunningServer> StartAsync(Stream log, params (string Name, string Value)[] environment) => OpsroomServer.StartAsync(
        new OpsroomServerOptions
        {
            Host = "127.0.0.1",
            Port = 0,
            WorkingDirectory = _folder.FullName,
            LogOutput = log,
            Environment = environment.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal),
        },
        TestContext.Current.CancellationToken);
}
