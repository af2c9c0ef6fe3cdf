using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Artifacts;

public sealed class ArtifactsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_is_handed_in_comes_back_as_it_was()
    {
        var bytes = RandomNumberGenerator.GetBytes(300_000);
        var put = await PutAsync("/threads/files/artifacts/data/blob.bin", bytes);
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        Assert.Equal("/threads/files/artifacts/data/blob.bin", put.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, (await PutAsync("/threads/files/artifacts/data/blob.bin", bytes)).StatusCode);

        var response = await server.Client.GetAsync("/threads/files/artifacts/data/blob.bin", Cancelled);
        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync(Cancelled));
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"", response.Headers.ETag!.Tag);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());

        var part = await SendAsync(HttpMethod.Get, "/threads/files/artifacts/data/blob.bin", request => request.Headers.Range = new RangeHeaderValue(10, 19));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(bytes[10..20], await part.Content.ReadAsByteArrayAsync(Cancelled));
        var outside = await SendAsync(HttpMethod.Get, "/threads/files/artifacts/data/blob.bin", request => request.Headers.Range = new RangeHeaderValue(300_000, null));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, outside.StatusCode);
        var unchanged = await SendAsync(HttpMethod.Get, "/threads/files/artifacts/data/blob.bin", request => request.Headers.IfNoneMatch.Add(response.Headers.ETag));
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        var head = await SendAsync(HttpMethod.Head, "/threads/files/artifacts/data/blob.bin", _ => { });
        Assert.Equal(300_000, head.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("page.html", "text/html", true)]
    [InlineData("drawing.svg", "image/svg+xml", true)]
    [InlineData("notes.md", "text/markdown", false)]
    [InlineData("pipeline.yaml", "application/yaml", false)]
    public async Task What_could_run_in_a_browser_is_only_offered_for_saving(string name, string type, bool saved)
    {
        await PutAsync($"/threads/kinds/artifacts/{name}", "<script>alert(1)</script>"u8.ToArray());
        var response = await server.Client.GetAsync($"/threads/kinds/artifacts/{name}", Cancelled);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(saved, response.Content.Headers.ContentDisposition?.DispositionType == "attachment");
        Assert.StartsWith("sandbox;", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%2e%2e%2fescape")]
    [InlineData("..%2fescape")]
    [InlineData("a%5cb")]
    [InlineData("a//b")]
    [InlineData("C:/x")]
    [InlineData("a%00b")]
    [InlineData("~/x")]
    [InlineData("")]
    public async Task A_path_that_leads_elsewhere_is_refused(string path)
    {
        var response = await PutAsync($"/threads/paths/artifacts/{path}", "x"u8.ToArray());
        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.UnprocessableEntity, HttpStatusCode.BadRequest });
        var (_, list) = await server.GetAsync("/threads/paths/artifacts");
        Assert.False(list.TryGetProperty("items", out _));
    }

    [Fact]
    public async Task Names_in_any_script_survive_the_way_there_and_back()
    {
        foreach (var name in new[] { "résumé façade.txt", "日本語/ファイル.txt", "a+b & c=d?.txt", "100%.txt", "#1.txt" })
        {
            var url = $"/threads/names/artifacts/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}";
            var put = await PutAsync(url, Encoding.UTF8.GetBytes(name));
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
            Assert.Equal(name, await server.Client.GetStringAsync(url, Cancelled));
        }

        var (_, list) = await server.GetAsync("/threads/names/artifacts");
        foreach (var file in list.GetProperty("items").EnumerateArray())
        {
            Assert.Equal(file.GetProperty("path").GetString(), await server.Client.GetStringAsync(file.GetProperty("url").GetString(), Cancelled));
        }
    }

    [Fact]
    public async Task Files_are_listed_page_by_page_and_given_as_one_archive()
    {
        foreach (var name in new[] { "b.txt", "a.txt", "c/d.txt" })
        {
            await PutAsync($"/threads/many/artifacts/{name}", Encoding.UTF8.GetBytes(name));
        }

        var (_, first) = await server.GetAsync("/threads/many/artifacts?limit=2");
        Assert.Equal(["a.txt", "b.txt"], first.GetProperty("items").EnumerateArray().Select(file => file.GetProperty("path").GetString()));
        var (_, second) = await server.GetAsync($"/threads/many/artifacts?limit=2&cursor={first.GetProperty("next_cursor").GetString()}");
        Assert.Equal(["c/d.txt"], second.GetProperty("items").EnumerateArray().Select(file => file.GetProperty("path").GetString()));

        await using var zip = new ZipArchive(await server.Client.GetStreamAsync("/threads/many/artifacts.zip", Cancelled));
        Assert.Equal(["a.txt", "b.txt", "c/d.txt"], zip.Entries.Select(entry => entry.FullName));
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("/threads/none/artifacts.zip", Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("/threads/many/artifacts/other", Cancelled)).StatusCode);
    }

    [Fact]
    public async Task A_bad_thread_id_takes_no_files()
    {
        var response = await PutAsync("/threads/-bad/artifacts/a.txt", "x"u8.ToArray());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
    }

    private Task<HttpResponseMessage> PutAsync(string path, byte[] bytes) => server.Client.PutAsync(path, new ByteArrayContent(bytes), Cancelled);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(method, path);
        change(request);
        return await server.Client.SendAsync(request, Cancelled);
    }
}
