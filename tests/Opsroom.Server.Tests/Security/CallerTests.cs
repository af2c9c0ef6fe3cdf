using System.Net;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Security;

public sealed class CallerTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("X-Real-IP", "::1")]
    public async Task What_a_proxy_passed_on_is_somebody_elses(string header, string value)
    {
        var response = await SendAsync("/health", (header, value));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.BadRequest)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.BadRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("[::1]:8000", HttpStatusCode.OK)]
    public async Task Only_our_own_names_are_answered(string host, HttpStatusCode expected)
    {
        var response = await SendAsync("/health", ("Host", host));
        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("http://127.0.0.1", HttpStatusCode.Forbidden)]
    public async Task A_page_of_another_origin_is_refused(string origin, HttpStatusCode expected)
    {
        var response = await SendAsync("/agents", ("Origin", origin));
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_page_of_our_own_is_served()
    {
        var response = await SendAsync("/agents", ("Origin", server.Client.BaseAddress!.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("cross-site", HttpStatusCode.Forbidden)]
    [InlineData("same-site", HttpStatusCode.Forbidden)]
    [InlineData("same-origin", HttpStatusCode.OK)]
    [InlineData("none", HttpStatusCode.OK)]
    public async Task A_browser_says_where_a_request_comes_from(string site, HttpStatusCode expected)
    {
        var response = await SendAsync("/agents", ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "no-cors"));
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Every_answer_keeps_browsers_from_guessing_and_framing()
    {
        var response = await SendAsync("/health");
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Server"));
    }

    private async Task<HttpResponseMessage> SendAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
