using System.Text.Json;
using Microsoft.Extensions.AI;
using Opsroom.Models;
using Opsroom.Telemetry;
using Opsroom.TestKit.Models;

namespace Opsroom.Tests.Models.Anthropic;

public sealed class AnthropicPromptTests
{
    [Fact]
    public async Task The_cache_covers_tools_instructions_and_the_conversation_so_far()
    {
        var tools = new[] { "list", "create" }.Select(name => AIFunctionFactory.CreateDeclaration(name, "", JsonElement.Parse("""{"type":"object"}"""))).ToList<AITool>();
        var request = ModelCalls.Request(tools: tools);
        var result = new FunctionResultContent("call_a", "done");
        request = request with
        {
            Messages = [.. request.Messages, new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("call_a", "list")]), new ChatMessage(ChatRole.Tool, [result])],
        };

        var body = await SendAsync(request);

        Assert.Equal([false, true], body.GetProperty("tools").EnumerateArray().Select(HasCachePoint));
        Assert.Equal([true], body.GetProperty("system").EnumerateArray().Select(HasCachePoint));
        Assert.Equal([false, false, true], body.GetProperty("messages").EnumerateArray().Select(message => HasCachePoint(message.GetProperty("content")[0])));
        Assert.Null(result.AdditionalProperties);
        Assert.All(request.Messages.SelectMany(message => message.Contents), content => Assert.Null(content.AdditionalProperties));
    }

    [Fact]
    public async Task What_the_cache_took_in_is_priced_as_such()
    {
        var usage = new FakeUsage(Input: 100, CacheRead: 1000, CacheWrite: 2000, Output: 10);

        var answer = await AnswerAsync(FakeReply.Say("Fine") with { Usage = usage });

        Assert.Equal(new(3100, 1000, 10, ((100 * 3m) + (1000 * 0.3m) + (2000 * 3.75m) + (10 * 15m)) / 1_000_000m), answer.Usage);
    }

    private static bool HasCachePoint(JsonElement block) =>
        block.TryGetProperty("cache_control", out var point) && point.ValueKind is JsonValueKind.Object && point.GetProperty("type").GetString() == "ephemeral";

    private static async Task<JsonElement> SendAsync(ModelRequest request)
    {
        await using var server = await FakeAnthropic.StartNewAsync(TestContext.Current.CancellationToken);
        server.Reply(FakeReply.Say("Fine"));
        await CallAsync(server, request);
        return server.Requests[0].Body;
    }

    private static async Task<ModelOutcome.Answer> AnswerAsync(FakeReply reply)
    {
        await using var server = await FakeAnthropic.StartNewAsync(TestContext.Current.CancellationToken);
        server.Reply(reply);
        return Assert.IsType<ModelOutcome.Answer>(await CallAsync(server, ModelCalls.Request()));
    }

    private static async Task<ModelOutcome> CallAsync(FakeAnthropic server, ModelRequest request)
    {
        var options = new ModelOptions { Model = "anthropic:claude-test", AnthropicApiKey = new Secret(server.Key), AnthropicBaseUrl = server.Address };
        options.Prices["anthropic:claude-test"] = new ModelPrice { Input = 3, CachedInput = 0.3m, CacheWrite = 3.75m, Output = 15 };
        using var catalog = new ModelCatalog(options, [], [], TimeProvider.System);
        return await ModelCalls.Caller(catalog, TimeProvider.System).CallAsync(request, new RecordingObserver(), TestContext.Current.CancellationToken);
    }
}
