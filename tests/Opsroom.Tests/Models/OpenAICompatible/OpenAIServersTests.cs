using System.Text.Json;
using Microsoft.Extensions.AI;
using Opsroom.Models;
using Opsroom.Models.OpenAICompatible;
using Opsroom.Telemetry;
using Opsroom.TestKit.Models;

namespace Opsroom.Tests.Models.OpenAICompatible;

public sealed class OpenAIServersTests
{
    [Fact]
    public async Task A_server_on_ones_own_machine_is_called_without_a_key()
    {
        await using var server = new FakeOpenAI { IsOpen = true };
        await server.StartAsync(TestContext.Current.CancellationToken);
        server.Reply(FakeReply.Say("Fine"));
        var options = new ModelOptions { Model = "openai:llama3.1:8b", OpenAIBaseUrl = server.Address };
        using var catalog = new ModelCatalog(options, [], [], TimeProvider.System);

        var outcome = await ModelCalls.Caller(catalog, TimeProvider.System).CallAsync(ModelCalls.Request(), new RecordingObserver(), TestContext.Current.CancellationToken);

        Assert.Equal(("openai:llama3.1:8b", "Fine"), (outcome.Model, Assert.IsType<ModelOutcome.Answer>(outcome).Text));
        Assert.Equal("llama3.1:8b", server.Requests[0].Model);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("https://shop.openai.azure.com/openai/v1/", false)]
    [InlineData("http://localhost:11434/v1", true)]
    public async Task The_old_name_of_the_limit_goes_to_servers_that_may_not_know_the_new_one(string? address, bool expected)
    {
        var options = new ModelOptions { OpenAIApiKey = new Secret("k"), OpenAIBaseUrl = address };
        var recorder = new BodyRecorder();
        using var http = new HttpClient(recorder);
        using var client = new OpenAICompatibleProvider().CreateClient("m", options, http);

        await Assert.ThrowsAnyAsync<Exception>(
            () => client.GetResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 9 }, TestContext.Current.CancellationToken));

        Assert.StartsWith((address ?? "https://api.openai.com/v1").TrimEnd('/') + "/chat/completions", recorder.Address, StringComparison.Ordinal);
        Assert.Equal(9, recorder.Body.GetProperty("max_completion_tokens").GetInt32());
        Assert.Equal(expected, recorder.Body.TryGetProperty("max_tokens", out _));
    }

    private sealed class BodyRecorder : HttpMessageHandler
    {
        public JsonElement Body { get; private set; }

        public string? Address { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Address = request.RequestUri?.ToString();
            Body = JsonElement.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
            throw new HttpRequestException("recorded");
        }
    }
}
