using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Opsroom.TestKit.Server;
using Opsroom.Threads;

namespace Opsroom.Server.Tests.Archives;

/// <summary>Archives that are not what was exported: nothing of them is stored, and the answer says why.</summary>
public sealed class TamperedArchiveTests(TamperedArchiveTests.Exporter exporter) : IClassFixture<TamperedArchiveTests.Exporter>
{
    private const string Hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static readonly Dictionary<string, (Action<ArchiveFile> Change, string Sentence)> Changes = new(StringComparer.Ordinal)
    {
        ["an event was changed"] = (file => file["journal.jsonl"] = Replaced(file["journal.jsonl"], "\"task\":\"x\"", "\"task\":\"y\""), "journal.jsonl is not what was exported"),
        ["an event was changed and the manifest mended"] = (
            file =>
            {
                file["journal.jsonl"] = Replaced(file["journal.jsonl"], "\"task\":\"x\"", "\"task\":\"y\"");
                file.WithManifest();
            }, "event 1 is not what was appended"),
        ["an event was taken out"] = (file => Lines(file, lines => lines.RemoveAt(2)), "after event 2 its journal has event 4"),
        ["the last event was taken out"] = (file => Lines(file, lines => lines.RemoveAt(lines.Count - 1)), "its manifest says"),
        ["two events changed places"] = (file => Lines(file, lines => lines.Reverse(1, 2)), "after event 1 its journal has event 3"),
        ["the last line was cut off"] = (
            file =>
            {
                file["journal.jsonl"] = file["journal.jsonl"][..^5];
                file.WithManifest();
            }, "cut off"),
        ["a line is no event"] = (file => Lines(file, lines => lines[1] = "{}"), "line 2 of its journal is not an event"),
        ["there are no events"] = (file => file.WithEvents([]), "ends with event 0"),
        ["a blob was changed"] = (file => file[Blob(file)] = "others"u8.ToArray(), "is larger than its manifest says"),
        ["a blob was changed and keeps its size"] = (file => file[Blob(file)] = "of t2"u8.ToArray(), "is not what was exported"),
        ["a blob was changed and the manifest mended"] = (
            file =>
            {
                file[Blob(file)] = "of t2"u8.ToArray();
                file.WithManifest();
            }, "twice or wrongly"),
        ["a blob is missing"] = (file => file.Without(Blob(file)), "it lacks blobs/"),
        ["a blob is missing and the manifest mended"] = (file => file.Without(Blob(file)).WithManifest(), "which its journal refers to"),
        ["a blob was added"] = (file => file.With("blobs/" + Hash, []), "entries that its manifest does not name"),
        ["a blob was added and the manifest mended"] = (file => file.With("blobs/" + Hash, []).WithManifest(), "that its journal does not refer to"),
        ["a blob stands twice"] = (file => file.With(Blob(file), file[Blob(file)]), "twice"),
        ["an entry reaches outside"] = (file => file.With("../../etc/cron.d/x", []), "is no part of an exported thread"),
        ["an entry is absolute"] = (file => file.With("/etc/passwd", []), "is no part of an exported thread"),
        ["there is no manifest"] = (file => file.Without("manifest.json"), "it lacks manifest.json"),
        ["there is no journal"] = (file => file.Without("journal.jsonl"), "it lacks journal.jsonl"),
        ["the manifest was changed"] = (file => file["manifest.json"] = Replaced(file["manifest.json"], "\"t1\"", "\"t2\""), "its manifest.json is not what was written"),
        ["the manifest's hash is missing"] = (file => file.Without("manifest.json.sha256"), "it lacks manifest.json.sha256"),
        ["the manifest is no JSON"] = (file => Manifest(file, "nothing"), "not a manifest"),
        ["the manifest is null"] = (file => Manifest(file, "null"), "not a manifest"),
        ["the manifest lacks a field"] = (file => file.WithManifest(manifest => ((JsonObject)manifest).Remove("head")), "not a manifest"),
        ["the manifest has an entry that is null"] = (file => file.WithManifest(manifest => manifest["entries"] = new JsonArray(null, null)), "not a manifest"),
        ["the manifest names another head"] = (file => file.WithManifest(manifest => manifest["head"]!["hash"] = Hash), "or another hash"),
        ["the manifest counts other events"] = (file => file.WithManifest(manifest => manifest["counts"]!["events"] = 1), "its manifest says"),
        ["the manifest counts other blobs"] = (file => file.WithManifest(manifest => manifest["counts"]!["blobs"] = 7), "than its manifest counts"),
        ["the manifest names no thread"] = (file => file.WithManifest(manifest => manifest["thread_id"] = "../x"), "names no thread"),
        ["the format is newer"] = (file => file.WithManifest(manifest => manifest["format_version"] = 2), "import it on a newer server"),
        ["the format is another"] = (file => file.WithManifest(manifest => manifest["format"] = "zip"), "not a manifest"),
        ["an event lacks a field"] = (file => Event(file, 0, json => json.Remove("task")), "event 1 is none that this server could have written"),
        ["a field of an event is null"] = (file => Event(file, 0, json => json["limits"] = null), "event 1 is none that this server could have written"),
        ["a field of an event has another type"] = (file => Event(file, 0, json => json["limits"] = "none"), "event 1 is none that this server could have written"),
        ["a run has no id"] = (file => Event(file, 0, json => json.Remove("run_id")), "event 1 is none that this server could have written"),
        ["an event has no kind"] = (file => Event(file, 0, json => json.Remove("kind")), "does not say of what kind it is"),
        ["an event is of a kind that cannot be one"] = (file => Event(file, 0, json => json["kind"] = "a b"), "does not say of what kind it is"),
        ["a file reaches outside"] = (file => Event(file, FileEvent(file), json => json["path"] = "../../x"), "names a file that is not taken"),
        ["a file has a path that is not its shortest"] = (file => Event(file, FileEvent(file), json => json["path"] = "./a.txt"), "names a file that is not taken"),
        ["a file's type would break a header"] = (file => Event(file, FileEvent(file), json => json["media_type"] = "text/plain\r\nX: y"), "names a file that is not taken"),
        ["a file says another size"] = (file => Event(file, FileEvent(file), json => json["size"] = 4), "says another size"),
        ["a file says a blob that is not there"] = (file => Event(file, FileEvent(file), json => json["sha256"] = Hash), "which its journal refers to"),
        ["a value refers to a blob that is not there"] = (
            file => Event(file, 0, json => json["context"] = new JsonObject { ["$blob"] = Hash, ["size"] = 3, ["excerpt"] = "x" }), "which its journal refers to"),
        ["a reference is not ours"] = (
            file => Event(file, 0, json => json["context"] = new JsonObject { ["$blob"] = Blob(file)[6..], ["size"] = "3", ["excerpt"] = 1 }), "event 1"),
    };

    public static TheoryData<string> Tampered => [.. Changes.Keys];

    [Theory]
    [MemberData(nameof(Tampered))]
    public async Task An_archive_that_is_not_what_was_exported_is_refused(string what)
    {
        var file = ArchiveFile.Read(exporter.Exported);
        Changes[what].Change(file);
        await AssertRefusedAsync(file.ToBytes(), HttpStatusCode.UnprocessableEntity, Changes[what].Sentence);
    }

    [Fact]
    public async Task An_archive_that_is_put_together_again_as_it_was_is_taken()
    {
        var file = ArchiveFile.Read(exporter.Exported);
        var (status, _, _) = await ArchivesTests.ImportAsync(exporter, file.WithEvents(file.Events).ToBytes(), "?thread_id=whole");
        Assert.Equal(HttpStatusCode.Created, status);
    }

    [Fact]
    public async Task What_is_no_archive_is_refused()
    {
        await AssertRefusedAsync([], HttpStatusCode.UnprocessableEntity, "not a zip archive");
        await AssertRefusedAsync("not a zip"u8.ToArray(), HttpStatusCode.UnprocessableEntity, "not a zip archive");
        await AssertRefusedAsync(exporter.Exported[100..], HttpStatusCode.UnprocessableEntity, "not a sound zip archive");
        await AssertRefusedAsync(exporter.Exported[..^30], HttpStatusCode.UnprocessableEntity, "zip archive");
        for (var position = 0; position < exporter.Exported.Length; position += 97)
        {
            var flipped = exporter.Exported.ToArray();
            flipped[position] ^= 0x20;
            var (status, _, _) = await ArchivesTests.ImportAsync(exporter, flipped, "?thread_id=flipped");
            // the zip's own dates and the like may differ; whatever is taken is the thread itself
            Assert.Contains(status, (HttpStatusCode[])[HttpStatusCode.UnprocessableEntity, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.Created]);
            if (status == HttpStatusCode.Created)
            {
                Assert.Equal(ArchiveFile.Read(exporter.Exported).Hashes, ArchiveFile.Read(await ArchivesTests.ExportAsync(exporter, "flipped")).Hashes[..^1]);
                await exporter.Client.DeleteAsync("/threads/flipped", TestContext.Current.CancellationToken);
            }
        }
    }

    [Fact]
    public async Task An_archive_that_unpacks_to_too_much_is_refused_before_it_fills_the_disk()
    {
        var bomb = ArchiveFile.Read(exporter.Exported);
        bomb.With("blobs/" + Hash, new byte[20 * 1024 * 1024]);
        await AssertRefusedAsync(bomb.WithManifest(manifest => manifest["entries"]![1]!["sha256"] = Hash).ToBytes(), HttpStatusCode.RequestEntityTooLarge, "unpacks to more than");

        var lying = ArchiveFile.Read(exporter.Exported);
        lying.With("blobs/" + Hash, new byte[20 * 1024 * 1024]);
        lying.WithManifest(manifest => (manifest["entries"]![1]!["sha256"], manifest["entries"]![1]!["size"]) = (Hash, 0));
        await AssertRefusedAsync(lying.ToBytes(), HttpStatusCode.UnprocessableEntity, "larger than its manifest says");

        await AssertRefusedAsync(new byte[3 * 1024 * 1024], HttpStatusCode.RequestEntityTooLarge, "larger than this route takes");
    }

    private async Task AssertRefusedAsync(byte[] archive, HttpStatusCode expected, string sentence)
    {
        var (status, body, _) = await ArchivesTests.ImportAsync(exporter, archive, "?thread_id=refused");
        Assert.Contains(sentence, body.ToString(), StringComparison.Ordinal);
        Assert.Equal(expected, status);
        Assert.Equal(HttpStatusCode.NotFound, (await exporter.GetAsync("/threads/refused")).Response.StatusCode);
        Assert.Null(await exporter.Server.Services.GetRequiredService<IStore>().OpenBlobAsync(Hash, TestContext.Current.CancellationToken));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(exporter.DataDirectory, "spool")));
    }

    private static string Blob(ArchiveFile file) => file.Entries.First(entry => entry.Content.AsSpan().SequenceEqual("of t1"u8)).Name;

    private static int FileEvent(ArchiveFile file) => file.Events.FindIndex(@event => @event.Contains("\"kind\":\"artifact_written\"", StringComparison.Ordinal));

    private static byte[] Replaced(byte[] content, string old, string replacement)
    {
        var text = Encoding.UTF8.GetString(content);
        Assert.Contains(old, text, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text.Replace(old, replacement, StringComparison.Ordinal));
    }

    private static void Lines(ArchiveFile file, Action<List<string>> change)
    {
        var lines = Encoding.UTF8.GetString(file["journal.jsonl"]).Split('\n', StringSplitOptions.RemoveEmptyEntries).ToList();
        change(lines);
        file["journal.jsonl"] = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
        file.WithManifest();
    }

    private static void Event(ArchiveFile file, int index, Action<JsonObject> change)
    {
        var events = file.Events;
        var json = (JsonObject)JsonNode.Parse(events[index])!;
        change(json);
        events[index] = json.ToJsonString();
        file.WithEvents(events);
    }

    private static void Manifest(ArchiveFile file, string text)
    {
        file["manifest.json"] = Encoding.UTF8.GetBytes(text);
        file["manifest.json.sha256"] = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file["manifest.json"])));
    }

    /// <summary>A server that takes uploads of 2 MiB, and what it exported.</summary>
    public sealed class Exporter : ServerFixture, IAsyncLifetime
    {
        public byte[] Exported { get; private set; } = [];

        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await using (var server = await ArchivesTests.WithThreadAsync("t1"))
            {
                Exported = await ArchivesTests.ExportAsync(server, "t1");
            }

            await InitializeAsync();
        }

        protected override OpsroomServerOptions Configure() => DefaultOptions with
        {
            Configuration = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Server:MaxUpload"] = "2097152" },
        };
    }
}
