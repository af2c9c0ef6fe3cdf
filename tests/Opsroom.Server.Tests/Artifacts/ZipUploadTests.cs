using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Artifacts;

public sealed class ZipUploadTests(ZipUploadTests.SmallServer server) : IClassFixture<ZipUploadTests.SmallServer>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("bundle", "bundle/")]
    [InlineData("bundle.zip", "bundle/")]
    [InlineData("", "")]
    public async Task A_zip_is_unpacked_into_the_folder_that_the_path_names(string path, string folder)
    {
        var thread = $"zip-{path}-x";
        var (status, body) = await PutAsync(thread, path, await ZipAsync(("a.txt", "one"), ("logs/", ""), ("logs/b.txt", "two")));
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal([folder + "a.txt", folder + "logs/b.txt"], body.GetProperty("items").EnumerateArray().Select(file => file.GetProperty("path").GetString()));
        Assert.Equal("two", await server.Client.GetStringAsync($"/threads/{thread}/artifacts/{folder}logs/b.txt", Cancelled));
    }

    [Theory]
    [InlineData("../escape.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../escape.txt")]
    [InlineData("..\\escape.txt")]
    [InlineData("C:\\escape.txt")]
    public async Task An_entry_that_reaches_outside_refuses_the_whole_archive(string name)
    {
        var (status, _) = await PutAsync("slip", "in", await ZipAsync(("good.txt", "x"), (name, "x")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync("/threads/slip")).Response.StatusCode);
    }

    [Fact]
    public async Task Links_doubles_and_what_is_no_archive_are_refused()
    {
        var link = await ZipAsync(archive =>
        {
            var entry = archive.CreateEntry("link");
            entry.ExternalAttributes = unchecked((int)0xA1FF0000);
        });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PutAsync("bad", "in", link)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PutAsync("bad", "in", await ZipAsync(("a", "x"), ("a", "y")))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PutAsync("bad", "in", "no zip"u8.ToArray())).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PutAsync("bad", "in", [])).Status);
        var cut = await ZipAsync(("a.txt", new string('x', 5000)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await PutAsync("bad", "in", [.. cut.AsSpan(20)])).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync("/threads/bad")).Response.StatusCode);
    }

    [Fact]
    public async Task A_bomb_is_refused_before_it_fills_the_disk()
    {
        var bomb = await ZipAsync(archive =>
        {
            for (var number = 0; number < 4; number++)
            {
                using var stream = archive.CreateEntry($"{number}.bin").Open();
                stream.Write(new byte[20 * 1024 * 1024]);
            }
        });
        Assert.True(bomb.Length < 1024 * 1024);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PutAsync("bomb", "in", bomb)).Status);
        Assert.Empty(Directory.GetFiles(Path.Combine(server.DataDirectory, "spool")));
    }

    [Fact]
    public async Task More_entries_than_are_taken_are_refused()
    {
        var crowd = await ZipAsync(archive =>
        {
            for (var number = 0; number < 10_001; number++)
            {
                archive.CreateEntry($"{number}.txt");
            }
        });
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PutAsync("crowd", "in", crowd)).Status);
    }

    [Fact]
    public async Task A_file_over_the_limit_is_413_with_and_without_its_length()
    {
        var large = new byte[(32 * 1024 * 1024) + 1];
        using var request = new HttpRequestMessage(HttpMethod.Put, "/threads/large/artifacts/a.bin") { Content = new ByteArrayContent(large) };
        request.Headers.TransferEncodingChunked = true;
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await server.Client.SendAsync(request, Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await server.Client.PutAsync("/threads/large/artifacts/a.bin", new ByteArrayContent(large), Cancelled)).StatusCode);
    }

    private static Task<byte[]> ZipAsync(params (string Name, string Content)[] files) => ZipAsync(archive =>
    {
        foreach (var (name, content) in files)
        {
            using var writer = new StreamWriter(archive.CreateEntry(name).Open());
            writer.Write(content);
        }
    });

    private static async Task<byte[]> ZipAsync(Action<ZipArchive> fill)
    {
        using var stream = new MemoryStream();
        await using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            fill(archive);
        }

        return stream.ToArray();
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> PutAsync(string thread, string path, byte[] bytes)
    {
        var response = await server.Client.PutAsync($"/threads/{thread}/artifacts/{path}?extract=true", new ByteArrayContent(bytes), Cancelled);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled));
    }

    /// <summary>Takes uploads of 32 MiB.</summary>
    public sealed class SmallServer : ServerFixture
    {
        protected override OpsroomServerOptions Configure() => DefaultOptions with
        {
            Configuration = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Server:MaxUpload"] = "33554432" },
        };
    }
}
