using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;
using Opsroom.Server.Hosting;
using Opsroom.Telemetry;
using Opsroom.TestKit.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Server.Tests.Telemetry;

public sealed class TraceExportTests
{
    private readonly ThreadKey _thread = new("default", ThreadId.New());
    private readonly RunId _run = RunId.New();

    [Fact]
    public async Task LangSmith_gets_its_path_and_its_headers()
    {
        await using var receiver = await FakeOtlpReceiver.StartNewAsync(TestContext.Current.CancellationToken);
        using var host = await StartAsync(
            ("LangSmith:ApiKey", "lsv2_test"), ("LangSmith:Project", "team, ops=1"), ("LangSmith:Endpoint", receiver.Address.ToString()),
            ("OTEL_EXPORTER_OTLP_HEADERS", "authorization=meant-for-another"));

        RunOnce();
        Flush(host);

        var export = receiver.Exports[0];
        Assert.Equal("/otel/v1/traces", export.Path);
        Assert.Equal("application/x-protobuf", export.ContentType);
        Assert.Equal("lsv2_test", export.Headers["x-api-key"]);
        Assert.Equal("team, ops=1", export.Headers["Langsmith-Project"]);
        Assert.DoesNotContain("authorization", export.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        // what other tests of this process send over HTTP is listened to as well
        var spans = receiver.Spans.Where(span => span["gen_ai.conversation.id"] == _thread.Id.Value).ToList();
        Assert.NotEmpty(spans);
        Assert.All(spans, span => Assert.Equal(("opsroom", "Opsroom"), (span.Service, span.Source)));
    }

    [Fact]
    public async Task A_run_arrives_as_one_connected_trace()
    {
        await using var receiver = await FakeOtlpReceiver.StartNewAsync(TestContext.Current.CancellationToken);
        using var host = await StartAsync(("LangSmith:ApiKey", "lsv2_test"), ("LangSmith:Endpoint", receiver.Address.ToString()));

        RunOnce();
        Flush(host);

        var spans = receiver.Spans.Where(span => span["gen_ai.conversation.id"] == _thread.Id.Value).ToList();
        Assert.Equal(3, spans.Count);
        Assert.Single(spans.Select(span => span.TraceId).Distinct());
        var root = Assert.Single(spans, span => span.ParentSpanId.Length == 0);
        Assert.Equal("invoke_workflow devops_root_supervisor", root.Name);
        Assert.All(spans.Except([root]), span => Assert.Contains(span.ParentSpanId, spans.Select(other => other.SpanId)));
        Assert.Equal("create_pipeline", spans.Single(span => span["langsmith.span.kind"] == "tool")["gen_ai.tool.name"]);
    }

    [Fact]
    public async Task LangSmith_and_a_collector_both_get_everything()
    {
        await using var langSmith = await FakeOtlpReceiver.StartNewAsync(TestContext.Current.CancellationToken);
        await using var collector = await FakeOtlpReceiver.StartNewAsync(TestContext.Current.CancellationToken);
        using var host = await StartAsync(
            ("LangSmith:ApiKey", "lsv2_test"), ("LangSmith:Endpoint", $"{langSmith.Address}/"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address.ToString()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-team=ops"), ("OTEL_SERVICE_NAME", "opsroom-test"));

        RunOnce();
        Flush(host);

        Assert.Equal("/v1/traces", collector.Exports[0].Path);
        Assert.Equal("ops", collector.Exports[0].Headers["x-team"]);
        Assert.DoesNotContain("x-api-key", collector.Exports[0].Headers.Keys);
        Assert.DoesNotContain("x-team", langSmith.Exports[0].Headers.Keys);
        Assert.Equal(3, SpanIds(langSmith).Count);
        Assert.Equal(SpanIds(langSmith), SpanIds(collector));
        Assert.All(collector.Spans, span => Assert.Equal("opsroom-test", span.Service));
    }

    [Fact]
    public async Task Secrets_do_not_leave_with_a_trace()
    {
        await using var receiver = await FakeOtlpReceiver.StartNewAsync(TestContext.Current.CancellationToken);
        using var host = await StartAsync(("LangSmith:ApiKey", "lsv2_test"), ("LangSmith:Endpoint", receiver.Address.ToString()));

        using (var run = OpsroomActivity.StartRun(_thread, _run, RunKind.Agent, null, default)!)
        {
            run.SetTag("note", "password=hunter2");
            run.SetFault(new Fault("tool_failed", "postgres://app:hunter2@db refused"));
        }

        Flush(host);

        var span = Assert.Single(receiver.Spans, span => span["gen_ai.conversation.id"] == _thread.Id.Value);
        Assert.StartsWith("password=[redacted:password:", span["note"], StringComparison.Ordinal);
        Assert.Contains("[redacted:url_password:", span.StatusMessage, StringComparison.Ordinal);
        Assert.Equal(2, span.StatusCode);
    }

    [Fact]
    public async Task Traces_that_do_not_arrive_are_said_once_and_again_when_they_do()
    {
        await using var receiver = await FakeOtlpReceiver.StartNewAsync(TestContext.Current.CancellationToken);
        receiver.Answer = HttpStatusCode.Unauthorized;
        var log = new RecordingLog();
        using var host = await StartAsync(log, ("LangSmith:ApiKey", "lsv2_test"), ("LangSmith:Endpoint", receiver.Address.ToString()));

        for (var i = 0; i < 3; i++)
        {
            RunOnce();
            Flush(host);
        }

        var line = Assert.Single(log.Lines);
        Assert.StartsWith($"Warning Traces do not reach {receiver.Address}otel/v1/traces", line, StringComparison.Ordinal);

        receiver.Answer = HttpStatusCode.OK;
        RunOnce();
        Flush(host);

        Assert.Equal([line, $"Information Traces reach {receiver.Address}otel/v1/traces again"], log.Lines);
    }

    [Fact]
    public async Task Without_a_key_and_a_collector_no_tracing_is_set_up()
    {
        using var host = await StartAsync(("LangSmith:Project", "unused"));

        Assert.Null(host.Services.GetService<TracerProvider>());
    }

    [Theory]
    [InlineData("LangSmith:Endpoint", "nonsense")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("OTEL_TRACES_EXPORTER", "zipkin")]
    public void A_wrong_setting_is_named(string key, string value)
    {
        var reader = new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection([new("LangSmith:ApiKey", "k"), new(key, value)]).Build());

        TelemetryOptions.Read(reader);

        var problem = Assert.Single(reader.Problems);
        Assert.StartsWith($"{key} is '{value}'", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", "true", false)]
    [InlineData("otlp", "false", true)]
    [InlineData("otlp", "true", false)]
    public void OpenTelemetrys_switches_are_obeyed(string exporter, string disabled, bool enabled)
    {
        var reader = new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(
            [new("OTEL_TRACES_EXPORTER", exporter), new("OTEL_SDK_DISABLED", disabled)]).Build());

        Assert.Equal(enabled, TelemetryOptions.Read(reader).Enabled);
    }

    private static Task<IHost> StartAsync(params (string Key, string Value)[] settings) => StartAsync(new RecordingLog(), settings);

    private static async Task<IHost> StartAsync(RecordingLog log, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)));
        builder.Logging.AddProvider(log);
        builder.Services.AddSingleton(new Redactor(new byte[32], []));
        builder.Services.AddOpsroomTelemetry(TelemetryOptions.Read(new SettingsReader(builder.Configuration)));
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    private List<string> SpanIds(FakeOtlpReceiver receiver) =>
        [.. receiver.Spans.Where(span => span["gen_ai.conversation.id"] == _thread.Id.Value).Select(span => span.SpanId).Order(StringComparer.Ordinal)];

    private static void Flush(IHost host) => host.Services.GetRequiredService<TracerProvider>().ForceFlush();

    private void RunOnce()
    {
        using var run = OpsroomActivity.StartRun(_thread, _run, RunKind.Agent, null, default)!;
        using var agent = OpsroomActivity.StartAgent("harness_expert", "b1", 0, _thread, _run, run.Context)!;
        OpsroomActivity.StartToolCall("create_pipeline", "call-1", "harness_expert", _thread, _run, agent.Context)!.Dispose();
    }

    private sealed class RecordingLog : ILoggerProvider, ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
            {
                if (formatter(state, exception) is { } line && line.StartsWith("Traces", StringComparison.Ordinal))
                {
                    _lines.Add($"{logLevel} {line}");
                }
            }
        }

        public void Dispose()
        {
        }
    }
}
