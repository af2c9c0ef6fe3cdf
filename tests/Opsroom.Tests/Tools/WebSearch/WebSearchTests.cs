using System.Text.Json;
using Opsroom.Telemetry;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.WebSearch;
using Opsroom.Tools;
using Opsroom.Tools.WebSearch;

namespace Opsroom.Tests.Tools.WebSearch;

public sealed class WebSearchTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_search_gives_pages_with_their_addresses()
    {
        await using var tavily = await FakeTavily.StartNewAsync(Cancelled);
        tavily.Pages =
        [
            new FakePage("Exit\ncode 137", "https://pages.example/137", "Killed by the kernel.\u001b[31m\n" + new string('x', 5_000), 0.93),
            new FakePage("A script", "javascript:alert(1)", "", 0.9),
            new FakePage("Second", "https://pages.example/2", "Other", 1.7),
        ];
        var outcome = await AskAsync(tavily.Options, """{"query": "exit code 137", "max_results": 3}""");

        Assert.True(outcome.Succeeded);
        JsonElement[] results = [.. outcome.Result.GetProperty("results").EnumerateArray()];
        Assert.Equal(["https://pages.example/137", "https://pages.example/2"], results.Select(result => result.GetProperty("url").GetString()));
        Assert.Equal("Exit code 137", results[0].GetProperty("title").GetString());
        Assert.Equal([0.93, 1], results.Select(result => result.GetProperty("score").GetDouble()));
        Assert.InRange(results[0].GetProperty("excerpt").GetString()!.Length, 900, 1_001);
        Assert.DoesNotContain(results[0].GetProperty("excerpt").GetString()!, char.IsControl);
        var asked = Assert.Single(tavily.Searches);
        Assert.Equal(("exit code 137", 3), (asked["query"]!.GetValue<string>(), asked["max_results"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Searches_send_text_outside_and_bring_text_from_outside()
    {
        var tool = Tool(new TavilyOptions(), TimeProvider.System);
        Assert.Equal((Effect.Read, true, true), (tool.Effect, tool.Tainted, tool.Egress));
        var error = (await tool.InvokeAsync(Samples.Json("""{"query": "x"}"""), Samples.Context(), Cancelled)).Result.GetProperty("error");
        Assert.Equal((FaultCodes.NotConfigured, "TAVILY_API_KEY"), (error.GetProperty("code").GetString(), error.GetProperty("setting").GetString()));
    }

    [Fact]
    public async Task A_busy_Tavily_is_asked_again_when_it_says()
    {
        await using var tavily = await FakeTavily.StartNewAsync(Cancelled);
        tavily.RefuseNext(429, "Too many requests.", "7");
        var time = new SkippingTimeProvider { LongestSkip = TimeSpan.FromSeconds(10) };
        Assert.True((await AskAsync(tavily.Options, """{"query": "x"}""", time)).Succeeded);
        Assert.Equal([TimeSpan.FromSeconds(7)], time.Delays);
        Assert.Equal(2, tavily.Searches.Count);
    }

    [Fact]
    public async Task A_Tavily_that_wants_to_be_left_alone_for_long_is_and_it_is_said()
    {
        await using var tavily = await FakeTavily.StartNewAsync(Cancelled);
        tavily.RefuseNext(429, "Too many requests.", "90");
        var error = (await AskAsync(tavily.Options, """{"query": "x"}""")).Result.GetProperty("error");
        Assert.Equal(FaultCodes.Unreachable, error.GetProperty("code").GetString());
        Assert.Contains("in 90 s", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Single(tavily.Searches);
    }

    [Theory]
    [InlineData(432, FaultCodes.Denied, "used up", 1)]
    [InlineData(433, FaultCodes.Denied, "used up", 1)]
    [InlineData(400, FaultCodes.InvalidArgument, "Tavily says: no such thing", 1)]
    [InlineData(500, FaultCodes.Unreachable, "HTTP 500", 4)]
    public async Task What_is_refused_says_what_to_do(int status, string code, string words, int searches)
    {
        await using var tavily = await FakeTavily.StartNewAsync(Cancelled);
        for (var search = 0; search < searches; search++)
        {
            tavily.RefuseNext(status, "no such thing.");
        }

        var time = new SkippingTimeProvider { LongestSkip = TimeSpan.FromSeconds(10) };
        var error = (await AskAsync(tavily.Options, """{"query": "x"}""", time)).Result.GetProperty("error");
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Contains(words, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(searches, tavily.Searches.Count);
    }

    [Fact]
    public async Task A_wrong_key_is_denied_and_never_shown()
    {
        await using var tavily = await FakeTavily.StartNewAsync(Cancelled);
        var outcome = await AskAsync(new TavilyOptions { BaseUrl = tavily.Options.BaseUrl, ApiKey = new Secret("tvly-wrong") }, """{"query": "x"}""");
        var error = outcome.Result.GetProperty("error");
        Assert.Equal((FaultCodes.Denied, "TAVILY_API_KEY"), (error.GetProperty("code").GetString(), error.GetProperty("setting").GetString()));
        Assert.DoesNotContain("tvly-wrong", outcome.Result.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("api.tavily.com")]
    [InlineData("https://user:pw@api.tavily.com")]
    public void A_wrong_address_is_named(string url) =>
        Assert.StartsWith("Tavily:BaseUrl", Assert.Single(new TavilyOptions { BaseUrl = url }.Validate()), StringComparison.Ordinal);

    private static Tool Tool(TavilyOptions options, TimeProvider time) => new ToolCatalog([new WebSearchTools(new TavilyClient(options, time))]).Find("web_search")!;

    private static Task<ToolCallOutcome> AskAsync(TavilyOptions options, string arguments, TimeProvider? time = null) =>
        Tool(options, time ?? TimeProvider.System).InvokeAsync(Samples.Json(arguments), Samples.Context(), Cancelled);
}
