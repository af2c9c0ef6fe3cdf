using System.Text.Json;
using Opsroom.Models;
using Opsroom.Telemetry;
using Opsroom.TestKit.Models;

namespace Opsroom.Tests.Models.OpenAICompatible;

public sealed class OpenAICompatibleProviderTests : ModelProviderContract
{
    public override string Provider => "openai";

    protected override FakeModelServer CreateServer() => new FakeOpenAI();

    protected override void Configure(ModelOptions options, string key, string address) =>
        (options.OpenAIApiKey, options.OpenAIBaseUrl) = (new Secret(key), address);

    protected override IReadOnlyList<(string Name, JsonElement Schema)> ToolsIn(JsonElement body) =>
        [.. body.GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("function")).Select(tool => (tool.GetProperty("name").GetString()!, tool.GetProperty("parameters")))];

    protected override (string Arguments, string Result) ExchangeIn(JsonElement body)
    {
        var messages = body.GetProperty("messages").EnumerateArray().ToList();
        var call = messages.Single(message => message.TryGetProperty("tool_calls", out _)).GetProperty("tool_calls")[0];
        var result = messages.Single(message => message.GetProperty("role").GetString() == "tool");
        var content = result.GetProperty("content");
        return (call.GetProperty("function").GetProperty("arguments").GetString()!, content.ValueKind is JsonValueKind.Array ? content[0].GetProperty("text").GetString()! : content.GetString()!);
    }

    protected override JsonElement FormatIn(JsonElement body)
    {
        var format = body.GetProperty("response_format").GetProperty("json_schema");
        Assert.True(format.GetProperty("strict").GetBoolean());
        return format.GetProperty("schema");
    }

    protected override int LimitIn(JsonElement body)
    {
        Assert.Equal(body.GetProperty("max_tokens").GetInt32(), body.GetProperty("max_completion_tokens").GetInt32());
        return body.GetProperty("max_completion_tokens").GetInt32();
    }
}
