using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Opsroom.TestKit.Models;

namespace Opsroom.Tests.Models;

public sealed class FakeModelServerTests
{
    [Fact]
    public async Task Anthropics_answers_whole_to_a_client_that_does_not_stream()
    {
        await using var server = await FakeAnthropic.StartNewAsync(TestContext.Current.CancellationToken);

        var message = await PostAsync(server, "/v1/messages", FakeReply.Call(new FakeCall("call_a", "create", """{"size":1}""")) with { Pieces = ["Two ", "parts"] });

        Assert.Equal("tool_use", message.GetProperty("stop_reason").GetString());
        Assert.Equal("Two parts", message.GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal(1, message.GetProperty("content")[1].GetProperty("input").GetProperty("size").GetInt32());
        Assert.Equal(20, message.GetProperty("usage").GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public async Task OpenAIs_answers_whole_to_a_client_that_does_not_stream()
    {
        await using var server = await FakeOpenAI.StartNewAsync(TestContext.Current.CancellationToken);

        var whole = await PostAsync(server, "/chat/completions", FakeReply.Say("No") with { Finish = FakeFinish.Refusal });

        var choice = whole.GetProperty("choices")[0];
        Assert.Equal("No", choice.GetProperty("message").GetProperty("refusal").GetString());
        Assert.Equal(JsonValueKind.Null, choice.GetProperty("message").GetProperty("content").ValueKind);
        Assert.Equal(120, whole.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    private static async Task<JsonElement> PostAsync(FakeModelServer server, string path, FakeReply reply)
    {
        server.Reply(reply);
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Key);
        client.DefaultRequestHeaders.Add("anthropic-version", "2023-06-01");
        using var response = await client.PostAsJsonAsync(server.Address + path, new { model = "m" }, TestContext.Current.CancellationToken);
        return await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }
}
