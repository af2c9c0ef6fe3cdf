using System.Net;
using System.Text.RegularExpressions;
using Opsroom.Server.Docs;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Docs;

public sealed partial class DocsPageTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    public static TheoryData<string> Assets => [.. DocsAsset.Names];

    [Theory]
    [InlineData("/docs")]
    [InlineData("/redoc")]
    public async Task A_page_loads_only_what_this_server_has(string path)
    {
        var response = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("script-src 'self';", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        var html = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var links = Links().Matches(html).Select(link => link.Groups["link"].Value).ToList();
        Assert.NotEmpty(links);
        foreach (var link in links)
        {
            Assert.StartsWith("/", link, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync(link, TestContext.Current.CancellationToken)).StatusCode);
        }
    }

    [Theory]
    [MemberData(nameof(Assets))]
    public async Task An_asset_is_the_same_compressed_and_plain(string asset)
    {
        var plain = await server.Client.GetByteArrayAsync("/" + asset, TestContext.Current.CancellationToken);
        using var handler = new HttpClientHandler { AutomaticDecompression = DecompressionMethods.GZip };
        using var client = new HttpClient(handler) { BaseAddress = server.Client.BaseAddress };
        Assert.NotEmpty(plain);
        Assert.Equal(plain, await client.GetByteArrayAsync("/" + asset, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_the_pages_do_not_have_is_404()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("/docs/other.js", TestContext.Current.CancellationToken)).StatusCode);
    }

    [GeneratedRegex("(src|href)=\"(?<link>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Links();
}
