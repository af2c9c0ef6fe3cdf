using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Opsroom.Server.Hosting;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Server.Tests.Telemetry;

public sealed class AccessLogTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task A_request_is_one_line_with_exactly_the_fields_of_the_contract()
    {
        var line = Assert.Single(await ServeAsync(context =>
        {
            _clock.Advance(TimeSpan.FromMicroseconds(1234.7));
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        }));

        Assert.Equal(
            ["duration", "event", "level", "method", "path", "request_id", "status_code", "timestamp"],
            line.EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
        Assert.Equal("Request completed", line.GetProperty("event").GetString());
        Assert.Equal("info", line.GetProperty("level").GetString());
        Assert.Equal("req-1", line.GetProperty("request_id").GetString());
        Assert.Equal("POST", line.GetProperty("method").GetString());
        Assert.Equal("/agent/invoke", line.GetProperty("path").GetString());
        Assert.Equal(404, line.GetProperty("status_code").GetInt32());
        Assert.Equal(0.001235, line.GetProperty("duration").GetDouble());
    }

    [Fact]
    public async Task A_request_about_a_run_names_it()
    {
        var line = Assert.Single(await ServeAsync(context =>
        {
            context.Features.Set(new RequestRun(ThreadId.Parse("thread-1"), new RunId("run-1")) { Agent = "harness_expert" });
            return Task.CompletedTask;
        }));

        Assert.Equal("thread-1", line.GetProperty("thread_id").GetString());
        Assert.Equal("run-1", line.GetProperty("run_id").GetString());
        Assert.Equal("harness_expert", line.GetProperty("agent").GetString());
        Assert.Equal("req-1", line.GetProperty("request_id").GetString());
    }

    [Fact]
    public async Task What_is_logged_while_a_request_is_served_names_the_request_and_what_a_run_says_names_the_run()
    {
        var lines = await ServeAsync((context, logger) =>
        {
            logger.LogWarning("Something is odd");
            logger.LogWarning("Run {RunId} is odd", "run-1");
            return Task.CompletedTask;
        });

        Assert.Equal("req-1", lines[0].GetProperty("request_id").GetString());
        Assert.False(lines[1].TryGetProperty("request_id", out _));
    }

    [Fact]
    public async Task A_request_that_fails_is_logged_as_such()
    {
        var line = Assert.Single(await ServeAsync(_ => throw new InvalidOperationException("It broke")));

        Assert.Equal(500, line.GetProperty("status_code").GetInt32());
    }

    private Task<List<JsonElement>> ServeAsync(RequestDelegate serve) => ServeAsync((context, _) => serve(context));

    private async Task<List<JsonElement>> ServeAsync(Func<HttpContext, ILogger, Task> serve)
    {
        using var output = new MemoryStream();
        using (var factory = LoggingSetup.Create(new LoggingOptions(), () => new Redactor(new byte[32], []), output))
        {
            var other = factory.CreateLogger("Opsroom.Test");
            var log = new AccessLog(context => serve(context, other), _clock, factory.CreateLogger<AccessLog>());
            var context = new DefaultHttpContext { TraceIdentifier = "req-1" };
            context.Request.Method = "POST";
            context.Request.Path = "/agent/invoke";
            context.Request.QueryString = new QueryString("?task=hunter2");
            await Record.ExceptionAsync(() => log.InvokeAsync(context));
        }

        return [.. Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
