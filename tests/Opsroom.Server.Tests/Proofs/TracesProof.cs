using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.Proofs;
using Opsroom.TestKit.Telemetry;

namespace Opsroom.Server.Tests.Proofs;

/// <summary>What LangSmith gets of a run, and that runs do not wait for it. Rounds are runs with and without a receiver, whose times are compared.</summary>
public sealed class TracesProof
{
    private const string Model = "claude-sonnet-5-5";
    private const string Task = "Create a canary pipeline for checkout";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_routed_run_with_a_model_is_one_connected_trace_that_counts_its_tokens_once()
    {
        await using var receiver = await FakeOtlpReceiver.StartNewAsync(Cancelled);
        await using var model = await FakeAnthropic.StartNewAsync(Cancelled);
        model.Otherwise = new LongScript("/nowhere").Answer;
        var thread = $"trace-{Guid.NewGuid():N}";
        await using var server = await ProofServer.StartAsync([.. ProofServer.SettingsOf(model), .. LangSmithAt(receiver.Address)], Cancelled);
        await server.Client.PutAsync(thread, LongScript.LargeFile, LongScript.LargeContent, Cancelled);
        await server.Client.InvokeAsync(thread, LongScript.RoutedTask, null, Cancelled);
        var journal = await server.Client.JournalAsync(thread, Cancelled);

        var spans = await receiver.WaitForAsync(
            all => all.FirstOrDefault(span => IsRun(span, thread)) is { } run && all.Any(span => span.SpanId == run.ParentSpanId && span.Kind == 2), Cancelled);
        var run = Assert.Single(spans, span => IsRun(span, thread));
        var trace = spans.Where(span => span.TraceId == run.TraceId).ToList();
        var ids = trace.Select(span => span.SpanId).ToHashSet(StringComparer.Ordinal);
        // the model of this test is in the process too, and serves requests of its own
        var request = Assert.Single(trace, span => span.Kind == 2 && span["url.path"] == "/agent/invoke");
        Assert.Equal(request.SpanId, run.ParentSpanId);
        Assert.All(trace.Where(span => span.ParentSpanId.Length > 0 && span != request), span => Assert.Contains(span.ParentSpanId, ids));
        string[] asked = ["devops_root_supervisor", "infrastructure_supervisor", "development_supervisor", "operations_supervisor", "reflection", "harness_expert", "testing_agent", "deployment_agent"];
        Assert.All(asked, name => Assert.Contains(trace, span => span.Name == $"invoke_agent {name}"));
        var answers = journal.Where(@event => (string?)@event["kind"] == "model_answered").ToList();
        var chats = trace.Where(span => span["gen_ai.operation.name"] == "chat").ToList();
        Assert.Equal(answers.Count, chats.Count);
        Assert.All(chats, chat => Assert.Equal(("anthropic", Model, thread), (chat["gen_ai.provider.name"], chat["gen_ai.request.model"], chat["gen_ai.conversation.id"])));
        Assert.Equal(journal.Count(@event => (string?)@event["kind"] == "tool_finished"), trace.Count(span => span["gen_ai.operation.name"] == "execute_tool"));
        Assert.Equal(answers.Sum(answer => (long)answer["usage"]!["input_tokens"]!), TokensOf(trace, "gen_ai.usage.input_tokens"));
        Assert.Equal(answers.Sum(answer => (long)answer["usage"]!["output_tokens"]!), TokensOf(trace, "gen_ai.usage.output_tokens"));
        Assert.All(receiver.Exports, export => Assert.Equal(
            ("/otel/v1/traces", "lsv2_proof", "proofs"), (export.Path, export.Headers["x-api-key"], export.Headers["Langsmith-Project"])));
        ProofRun.Tell($"one trace of {trace.Count} spans, {chats.Count} model calls, {TokensOf(trace, "gen_ai.usage.input_tokens")} input tokens as journaled");
    }

    [Fact]
    public async Task Runs_go_on_while_the_receiver_takes_traces_and_never_answers()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var server = await ProofServer.StartAsync(LangSmithAt(new Uri($"http://{silent.LocalEndpoint}")), Cancelled);
        await server.Client.InvokeAsync("before", Task, null, Cancelled);
        using var hanging = await silent.AcceptTcpClientAsync(Cancelled);
        Assert.Equal("success", (string?)(await server.Client.InvokeAsync("meanwhile", Task, null, Cancelled))["status"]);
    }

    [Fact]
    public async Task Runs_go_on_as_before_when_the_receiver_stops()
    {
        await using var receiver = await FakeOtlpReceiver.StartNewAsync(Cancelled);
        await using var with = await ProofServer.StartAsync(LangSmithAt(receiver.Address), Cancelled);
        var rounds = ProofRun.Rounds(3);
        await MedianAsync(with, "warm", rounds);
        var listening = await MedianAsync(with, "listening", rounds);
        await receiver.DisposeAsync();
        var stopped = await MedianAsync(with, "stopped", rounds);
        ProofRun.Tell(string.Create(CultureInfo.InvariantCulture, $"median of {rounds} routed runs: {listening:0.00} ms with the receiver, {stopped:0.00} ms with it stopped, ratio {stopped / listening:0.00}"));
        if (ProofRun.IsLong)
        {
            Assert.InRange(stopped / listening, 0, 1.25);
        }
    }

    private static bool IsRun(ReceivedSpan span, string thread) => span["gen_ai.operation.name"] == "invoke_workflow" && span["gen_ai.conversation.id"] == thread;

    private static long TokensOf(IEnumerable<ReceivedSpan> trace, string name) =>
        trace.Sum(span => span[name] is { } count ? long.Parse(count, CultureInfo.InvariantCulture) : 0);

    private static Dictionary<string, string?> LangSmithAt(Uri address) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["LangSmith:ApiKey"] = "lsv2_proof",
        ["LangSmith:Project"] = "proofs",
        ["LangSmith:Endpoint"] = address.ToString(),
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "2000",
    };

    private static async Task<double> MedianAsync(ProofServer server, string name, int rounds)
    {
        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var begun = Stopwatch.GetTimestamp();
            await server.Client.InvokeAsync($"{name}-{round}", Task, null, Cancelled);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }
}
