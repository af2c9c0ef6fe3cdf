using System.Net;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Errors;

public sealed class FrameworkErrorTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task An_unknown_route_is_404_with_a_sentence()
    {
        var (response, body) = await server.GetAsync("/nowhere");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.NotEmpty(body.GetProperty("detail").GetString()!);
        Assert.NotEmpty(response.Headers.GetValues("X-Request-ID").Single());
    }

    [Fact]
    public async Task A_wrong_method_is_405_and_says_which_is_right()
    {
        var (response, body) = await server.PostAsync("/agents", "{}");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Contains("GET", response.Content.Headers.Allow);
        Assert.Contains("GET", body.GetProperty("detail").GetString()!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc-123", "abc-123")]
    [InlineData("a b", null)]
    [InlineData("<script>", null)]
    public async Task A_sane_request_id_comes_back_and_any_other_is_replaced(string given, string? expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health");
        request.Headers.TryAddWithoutValidation("X-Request-ID", given);
        var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var id = response.Headers.GetValues("X-Request-ID").Single();
        Assert.Equal(expected ?? id, id);
        Assert.NotEqual(expected is null ? given : "", id);
    }
}
