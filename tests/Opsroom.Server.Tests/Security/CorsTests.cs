using System.Net;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Security;

public sealed class CorsTests
{
    private const string Console = "https://console.example";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_origin_that_is_listed_may_call_and_read()
    {
        await using var server = await WithConsoleAsync();
        var response = await SendAsync(server, HttpMethod.Get, Console);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Console, response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        var preflight = await SendAsync(server, HttpMethod.Options, Console, ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type"));
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Equal(Console, preflight.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task Any_other_origin_is_refused()
    {
        await using var server = await WithConsoleAsync();
        var response = await SendAsync(server, HttpMethod.Get, "https://other.example");
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_link_from_elsewhere_opens_a_page_but_starts_no_run()
    {
        await using var server = await WithConsoleAsync();
        (string, string)[] link = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")];
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(server, HttpMethod.Get, null, link)).StatusCode);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/agent/stream?task=x&agent_name=harness_expert");
        foreach (var (name, value) in link)
        {
            request.Headers.Add(name, value);
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await server.Client.SendAsync(request, Cancelled)).StatusCode);
    }

    [Fact]
    public async Task A_caller_on_another_machine_is_told_why_it_is_not_answered()
    {
        var own = (await Dns.GetHostAddressesAsync(Dns.GetHostName(), Cancelled)).FirstOrDefault(address => !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal);
        Assert.SkipWhen(own is null, "This machine has no address but loopback.");
        await using var server = await ScriptedServer.StartAsync(options => options with { Host = "*" });
        using var client = new HttpClient { BaseAddress = new UriBuilder(server.Server.Address) { Host = own!.ToString() }.Uri };
        var response = await client.GetAsync("/health", Cancelled);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Contains("own machine", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    private static Task<ScriptedServer> WithConsoleAsync() => ScriptedServer.StartAsync(options => options with
    {
        Configuration = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Server:Cors:Origins"] = Console },
    });

    private static async Task<HttpResponseMessage> SendAsync(ServerFixture server, HttpMethod method, string? origin, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, "/agents");
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await server.Client.SendAsync(request, Cancelled);
    }
}
