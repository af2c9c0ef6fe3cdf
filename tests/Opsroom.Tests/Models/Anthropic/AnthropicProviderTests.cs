using System.Text.Json;
using Opsroom.Models;
using Opsroom.Telemetry;
using Opsroom.TestKit.Models;

namespace Opsroom.Tests.Models.Anthropic;

public sealed class AnthropicProviderTests : ModelProviderContract
{
    public override string Provider => "anthropic";

    protected override FakeModelServer CreateServer() => new FakeAnthropic();

    protected override void Configure(ModelOptions options, string key, string address) =>
        (options.AnthropicApiKey, options.AnthropicBaseUrl) = (new Secret(key), address);

    protected override IReadOnlyList<(string Name, JsonElement Schema)> ToolsIn(JsonElement body) =>
        [.. body.GetProperty("tools").EnumerateArray().Select(tool => (tool.GetProperty("name").GetString()!, tool.GetProperty("input_schema")))];

    protected override (string Arguments, string Result) ExchangeIn(JsonElement body)
    {
        var blocks = body.GetProperty("messages").EnumerateArray().SelectMany(message => message.GetProperty("content").EnumerateArray()).ToList();
        var result = blocks.Single(block => block.GetProperty("type").GetString() == "tool_result");
        Assert.True(result.GetProperty("is_error").GetBoolean());
        return (blocks.Single(block => block.GetProperty("type").GetString() == "tool_use").GetProperty("input").GetRawText(), result.GetProperty("content").GetString()!);
    }

    protected override JsonElement FormatIn(JsonElement body) => body.GetProperty("output_config").GetProperty("format").GetProperty("schema");

    protected override int LimitIn(JsonElement body) => body.GetProperty("max_tokens").GetInt32();
}
