using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Opsroom.Models;
using Opsroom.Models.Playbooks;
using Xunit;

namespace Opsroom.TestKit.Models;

/// <summary>What every model provider has to do, shown over the wire against a fake of its server.</summary>
public abstract partial class ModelProviderContract : IAsyncLifetime
{
    private const string Schema = """
        {"type":"object","properties":{"name":{"type":"string","pattern":"^[a-z]+$"},"options":{"type":"object"},"size":{"$ref":"#/$defs/size"}},"required":["name"],"$defs":{"size":{"type":"integer","minimum":1}}}
        """;

    private readonly SkippingTimeProvider time = new();
    private readonly RecordingObserver observer = new();
    private FakeModelServer server = null!;

    /// <summary>The provider, as a model's name begins.</summary>
    public abstract string Provider { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Model => $"{Provider}:test-model";

    public async ValueTask InitializeAsync()
    {
        server = CreateServer();
        await server.StartAsync(Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Text_streams_as_it_comes()
    {
        using var heard = new SemaphoreSlim(0);
        var watching = new RecordingObserver { OnChunk = _ => heard.Release() };
        server.Reply(FakeReply.Say("Crea", "ting ", "it") with { BeforePiece = (piece, left) => piece == 0 ? Task.CompletedTask : heard.WaitAsync(left) });
        using var catalog = Catalog();

        var answer = Assert.IsType<ModelOutcome.Answer>(await Caller(catalog).CallAsync(Request(), watching, Cancelled));

        Assert.Equal("Creating it", answer.Text);
        Assert.Equal([$"started {Model} 1 paid", "chunk Crea", "chunk ting ", "chunk it"], watching.Heard);
        Assert.Equal((Model, 1, false), (answer.Model, answer.Attempt, answer.Truncated));
    }

    [Fact]
    public async Task Parallel_calls_keep_their_arguments_exactly()
    {
        const string First = """{"name":"shop \"ü\" 🚀","size":1.50,"big":12345678901234567890123,"list":[1,null,{"a":false}]}""";
        server.Reply(FakeReply.Call(new("call_a", "create", First), new("call_b", "validate", "{}")) with { Pieces = ["Two things."] });

        var answer = await AnswerAsync();

        Assert.Equal("Two things.", answer.Text);
        Assert.Equal([("call_a", "create"), ("call_b", "validate")], answer.Calls.Select(call => (call.CallId, call.Name)));
        var arguments = JsonSerializer.SerializeToElement(answer.Calls[0].Arguments);
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(First), arguments), arguments.GetRawText());
        Assert.Equal(("1.50", "12345678901234567890123"), (arguments.GetProperty("size").GetRawText(), arguments.GetProperty("big").GetRawText()));
        Assert.Empty(answer.Calls[1].Arguments ?? new Dictionary<string, object?>(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Arguments_that_are_not_json_are_a_call_with_its_error()
    {
        server.Reply(FakeReply.Call(new FakeCall("call_a", "create", """{"name": """)));

        var call = Assert.Single((await AnswerAsync()).Calls);

        Assert.Equal("create", call.Name);
        Assert.NotNull(call.Exception);
    }

    [Fact]
    public async Task The_schemas_of_tools_go_out_as_they_are()
    {
        server.Reply(FakeReply.Say("Fine"));

        await AnswerAsync(Request() with { Tools = [Tool("list"), Tool("create")] });

        var tools = ToolsIn(server.Requests[0].Body);
        Assert.Equal(["list", "create"], tools.Select(tool => tool.Name));
        Assert.All(tools, tool => Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Schema), tool.Schema), tool.Schema.GetRawText()));
    }

    [Fact]
    public async Task Earlier_calls_and_their_results_are_told()
    {
        server.Reply(FakeReply.Say("Fine"));
        var call = new FunctionCallContent("call_a", "create", new Dictionary<string, object?> { ["size"] = JsonElement.Parse("1.50") });
        var result = new FunctionResultContent("call_a", JsonElement.Parse("""{"message":"no such service"}"""))
        {
            AdditionalProperties = new AdditionalPropertiesDictionary { [PlaybookBrief.SucceededKey] = false },
        };
        var request = Request();

        await AnswerAsync(request with { Messages = [.. request.Messages, new ChatMessage(ChatRole.Assistant, [call]), new ChatMessage(ChatRole.Tool, [result])] });

        var (arguments, told) = ExchangeIn(server.Requests[0].Body);
        Assert.Equal("""{"size":1.50}""", arguments);
        Assert.Equal("""{"message":"no such service"}""", told);
    }

    [Fact]
    public async Task A_structured_question_sends_its_schema_and_gets_json()
    {
        server.Reply(FakeReply.Say("""{"agent":""", "\"harness_expert\"}"));
        var schema = JsonElement.Parse("""{"type":"object","properties":{"agent":{"type":"string","enum":["harness_expert"]}},"required":["agent"]}""");

        var answer = await AnswerAsync(Request() with { Format = ChatResponseFormat.ForJsonSchema(schema, "routing") });

        Assert.Equal("""{"agent":"harness_expert"}""", answer.Text);
        var sent = FormatIn(server.Requests[0].Body);
        Assert.Equal("harness_expert", sent.GetProperty("properties").GetProperty("agent").GetProperty("enum")[0].GetString());
        Assert.False(sent.GetProperty("additionalProperties").GetBoolean());
    }

    [Fact]
    public async Task Tokens_are_counted_once_and_priced()
    {
        server.Reply(FakeReply.Say("a", "b", "c") with { Usage = new FakeUsage(Input: 600, CacheRead: 400, CacheWrite: 0, Output: 200) });

        var answer = await AnswerAsync(change: options => options.Prices["test-model"] = new ModelPrice { Input = 3, CachedInput = 0.3m, CacheWrite = 3.75m, Output = 15 });

        Assert.Equal(new(1000, 400, 200, 0.00492m), answer.Usage);
    }

    [Fact]
    public async Task An_answer_that_stops_at_the_limit_says_so()
    {
        server.Reply(FakeReply.Say("half a sent") with { Finish = FakeFinish.Length });

        var answer = await AnswerAsync(change: options => options.MaxOutputTokens = 777);

        Assert.True(answer.Truncated);
        Assert.Equal("half a sent", answer.Text);
        Assert.Equal(777, LimitIn(server.Requests[0].Body));
    }

    [Fact]
    public async Task An_empty_answer_is_an_answer()
    {
        server.Reply(FakeReply.Say());

        var answer = await AnswerAsync();

        Assert.Equal("", answer.Text);
        Assert.Empty(answer.Calls);
    }

    [Fact]
    public async Task One_span_names_the_call_and_counts_its_tokens()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var run = new Activity("run").Start();
        server.Reply(FakeReply.Say("Fine"));

        await AnswerAsync();

        var span = Assert.Single(spans, span => span.TraceId == run.TraceId && span.TagObjects.Any(tag => tag.Key.StartsWith("gen_ai.", StringComparison.Ordinal)));
        Assert.Equal("Opsroom", span.Source.Name);
        Assert.Equal("chat test-model", span.DisplayName);
        Assert.Equal(Provider, span.GetTagItem("gen_ai.provider.name"));
        Assert.Equal("test-model", span.GetTagItem("gen_ai.response.model"));
        Assert.Equal((100L, 20L), (span.GetTagItem("gen_ai.usage.input_tokens"), span.GetTagItem("gen_ai.usage.output_tokens")));
    }

    /// <summary>A fake of the provider's server, not started.</summary>
    protected abstract FakeModelServer CreateServer();

    /// <summary>Sets the provider's key and address.</summary>
    protected abstract void Configure(ModelOptions options, string key, string address);

    /// <summary>The tools in a request's body.</summary>
    protected abstract IReadOnlyList<(string Name, JsonElement Schema)> ToolsIn(JsonElement body);

    /// <summary>The arguments of the first call and the result of the first result in a request's body; checks that the latter is marked as failed where the protocol can.</summary>
    protected abstract (string Arguments, string Result) ExchangeIn(JsonElement body);

    /// <summary>The schema that a structured answer has to follow.</summary>
    protected abstract JsonElement FormatIn(JsonElement body);

    /// <summary>The most tokens that an answer may have.</summary>
    protected abstract int LimitIn(JsonElement body);

    protected static ModelRequest Request() =>
        new("harness_expert", [new ChatMessage(ChatRole.System, "You are careful."), new ChatMessage(ChatRole.User, "Make a pipeline")], [], Format: null, MayFallBack: true, FirstAttempt: 1);

    private static AIFunctionDeclaration Tool(string name) => AIFunctionFactory.CreateDeclaration(name, $"The tool {name}.", JsonElement.Parse(Schema));

    private async Task<ModelOutcome.Answer> AnswerAsync(ModelRequest? request = null, Action<ModelOptions>? change = null)
    {
        var outcome = await CallAsync(request, change);
        Assert.True(outcome is ModelOutcome.Answer, outcome.ToString());
        return (ModelOutcome.Answer)outcome;
    }

    private async Task<ModelOutcome> CallAsync(ModelRequest? request = null, Action<ModelOptions>? change = null)
    {
        using var catalog = Catalog(change);
        return await Caller(catalog).CallAsync(request ?? Request(), observer, Cancelled);
    }

    private ModelCatalog Catalog(Action<ModelOptions>? change = null, string? address = null)
    {
        var options = new ModelOptions { Model = Model, RequestTimeout = TimeSpan.FromMinutes(5) };
        Configure(options, server.Key, address ?? server.Address);
        change?.Invoke(options);
        Assert.Empty(options.Validate([]));
        return new ModelCatalog(options, [], [], time);
    }

    private ModelCaller Caller(ModelCatalog catalog) => new(catalog, time, NullLogger<ModelCaller>.Instance);
}
