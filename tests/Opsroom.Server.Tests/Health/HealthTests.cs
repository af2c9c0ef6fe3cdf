using System.Net;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Health;

public sealed class HealthTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Health_has_its_four_fields_and_no_model_is_not_a_fault()
    {
        var (response, body) = await server.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("healthy", body.GetProperty("status").GetString());
        Assert.Equal("not_configured", body.GetProperty("llm").GetString());
        Assert.Equal("not_configured", body.GetProperty("pinecone").GetString());
        Assert.Equal("0.1.0", body.GetProperty("version").GetString());
    }

    [Theory]
    [InlineData("/health/live", "alive")]
    [InlineData("/health/ready", "ready")]
    public async Task A_server_that_answers_is_alive_and_ready(string path, string status)
    {
        var (response, body) = await server.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(status, body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Health_answers_a_probe_that_wants_no_body()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/health");
        var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
