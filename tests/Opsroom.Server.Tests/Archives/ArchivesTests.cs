using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.Server;
using Opsroom.TestKit.Stores;
using Opsroom.Threads;

namespace Opsroom.Server.Tests.Archives;

public sealed class ArchivesTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thread_comes_back_as_it_was()
    {
        await using var server = await WithThreadAsync("t1");
        var large = new byte[3_000_000];
        Random.Shared.NextBytes(large);
        await PutAsync(server, "t1", "large.bin", large);
        await PutAsync(server, "t1", "empty.txt", []);
        var (before, usage) = (await JournalAsync(server, "t1"), await UsageAsync(server));
        var exported = await ExportAsync(server, "t1");
        Assert.Equal(exported, await ExportAsync(server, "t1"));

        Assert.Equal(HttpStatusCode.Conflict, (await ImportAsync(server, exported)).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await server.Client.DeleteAsync("/threads/t1", Cancelled)).StatusCode);
        var (status, body, location) = await ImportAsync(server, exported);

        Assert.Equal((HttpStatusCode.Created, "/threads/t1"), (status, location));
        var after = await JournalAsync(server, "t1");
        Assert.Equal(before, after[..^1]);
        Assert.Equal("thread_imported", after[^1].Kind);
        Assert.Equal(before[^1].Hash, body.GetProperty("head_hash").GetString());
        Assert.Equal(before.Count, body.GetProperty("at_event").GetInt32());
        Assert.Equal("of t1", await server.Client.GetStringAsync("/threads/t1/artifacts/a.txt", Cancelled));
        Assert.Equal(large, await server.Client.GetByteArrayAsync("/threads/t1/artifacts/large.bin", Cancelled));
        Assert.Empty(await server.Client.GetByteArrayAsync("/threads/t1/artifacts/empty.txt", Cancelled));
        Assert.Equal("complete", (await server.GetAsync("/workflow/status/t1")).Body.GetProperty("status").GetString());
        Assert.Equal(usage, await UsageAsync(server));
        await AssertSoundAsync(server);
    }

    [Fact]
    public async Task An_archive_says_all_that_is_in_it_and_can_be_checked_without_this_program()
    {
        await using var server = await WithThreadAsync("t1");
        var archive = ArchiveFile.Read(await ExportAsync(server, "t1"));
        var journal = await JournalAsync(server, "t1");

        Assert.Equal(journal.Select(@event => @event.Text), archive.Events);
        Assert.Equal(journal.Select(@event => @event.Hash), archive.Hashes);
        Assert.Equal(archive.Hashes, ArchiveFile.Chain(archive.Events));
        Assert.Equal("journal.jsonl", archive.Entries[0].Name);
        Assert.Equal(["manifest.json", "manifest.json.sha256"], archive.Entries[^2..].Select(entry => entry.Name));
        var blobs = archive.Entries[1..^2].Select(entry => entry.Name).ToList();
        Assert.Equal(blobs.Order(StringComparer.Ordinal), blobs);
        Assert.Contains(archive.Entries, entry => entry.Content.AsSpan().SequenceEqual("of t1"u8));
        var manifest = archive.Manifest;
        var given = manifest.ToJsonString();
        Assert.Equal("opsroom-thread", manifest["format"]!.GetValue<string>());
        Assert.Equal("t1", manifest["thread_id"]!.GetValue<string>());
        Assert.Equal("default", manifest["tenant"]!.GetValue<string>());
        Assert.Equal(archive.Hashes[^1], manifest["head"]!["hash"]!.GetValue<string>());
        Assert.Equal(given, archive.WithManifest().Manifest.ToJsonString());
    }

    [Fact]
    public async Task A_thread_goes_on_elsewhere_under_another_name()
    {
        byte[] exported;
        await using (var server = await WithThreadAsync("t1"))
        {
            exported = await ExportAsync(server, "t1");
        }

        await using var elsewhere = await ScriptedServer.StartAsync();
        var (status, body, location) = await ImportAsync(elsewhere, exported, "?thread_id=copy");
        Assert.Equal((HttpStatusCode.Created, "/threads/copy"), (status, location));
        Assert.Equal("t1", body.GetProperty("imported_from").GetString());
        Assert.Empty(await UsageAsync(elsewhere));
        Assert.True((await elsewhere.GetAsync("/threads/copy")).Body.GetProperty("tainted").GetBoolean());
        await RunAsync(elsewhere, "copy", "b.txt");
        await elsewhere.RestartAsync();
        Assert.Equal("of t1", await elsewhere.Client.GetStringAsync("/threads/copy/artifacts/a.txt", Cancelled));
        Assert.Equal("of copy", await elsewhere.Client.GetStringAsync("/threads/copy/artifacts/b.txt", Cancelled));

        var again = ArchiveFile.Read(await ExportAsync(elsewhere, "copy"));
        Assert.Equal(2, again.Events.Count(@event => @event.Contains("\"kind\":\"run_started\"", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.Created, (await ImportAsync(elsewhere, again.ToBytes(), "?thread_id=third")).Status);
        await AssertSoundAsync(elsewhere);
    }

    [Fact]
    public async Task A_run_in_progress_ends_in_the_copy_and_calls_nothing()
    {
        await using var server = await ScriptedServer.StartAsync();
        var running = server.PostAsync("/agent/invoke", """{"task":"x","agent_name":"harness_expert","thread_id":"t1"}""");
        await server.AskedAsync(Cancelled);
        var exported = await ExportAsync(server, "t1");

        Assert.Equal(HttpStatusCode.Created, (await ImportAsync(server, exported, "?thread_id=copy")).Status);
        Assert.Equal("cancelled", (await server.GetAsync("/workflow/status/copy")).Body.GetProperty("status").GetString());
        Assert.Equal("in_progress", (await server.GetAsync("/workflow/status/t1")).Body.GetProperty("status").GetString());
        var journal = await JournalAsync(server, "copy");
        Assert.Equal(["run_ended", "thread_imported"], journal[^2..].Select(@event => @event.Kind));

        server.Give(ScriptedTurn.Say("Done."));
        Assert.Equal("success", (await running).Body.GetProperty("status").GetString());
        await server.RestartAsync();
        Assert.Equal(journal, await JournalAsync(server, "copy"));
        await RunAsync(server, "copy", "a.txt");
        await AssertSoundAsync(server);
    }

    [Fact]
    public async Task A_key_makes_a_repeated_import_answer_what_the_first_did()
    {
        await using var server = await WithThreadAsync("t1");
        var exported = await ExportAsync(server, "t1");
        var first = await ImportAsync(server, exported, "?thread_id=copy", "key");
        var second = await ImportAsync(server, exported, "?thread_id=copy", "key");
        Assert.Equal(HttpStatusCode.Created, first.Status);
        Assert.Equal((first.Status, first.Body.ToString(), first.Location), (second.Status, second.Body.ToString(), second.Location));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ImportAsync(server, exported, "?thread_id=other", "key")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await ImportAsync(server, exported, "?thread_id=copy")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ImportAsync(server, exported, "?thread_id=-bad")).Status);
    }

    [Fact]
    public async Task Of_many_imports_at_once_one_makes_the_thread_and_those_with_its_key_answer_the_same()
    {
        await using var server = await WithThreadAsync("t1");
        var exported = await ExportAsync(server, "t1");

        var without = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ImportAsync(server, exported, "?thread_id=one")));
        var with = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ImportAsync(server, exported, "?thread_id=two", "key")));

        Assert.Single(without, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(7, without.Count(answer => answer.Status == HttpStatusCode.Conflict));
        Assert.All(with, answer => Assert.Equal((HttpStatusCode.Created, with[0].Body.ToString()), (answer.Status, answer.Body.ToString())));
        await AssertSoundAsync(server);
    }

    [Fact]
    public async Task Keys_of_the_past_are_not_claimed_again()
    {
        await using var server = await ScriptedServer.StartAsync();
        server.Give(ScriptedTurn.Say("One."));
        const string task = """{"task":"x","agent_name":"harness_expert","thread_id":"t1"}""";
        await server.PostAsync("/agent/invoke", task, ("Idempotency-Key", "past"));
        var exported = await ExportAsync(server, "t1");
        await server.Client.DeleteAsync("/threads/t1", Cancelled);
        await ImportAsync(server, exported);
        server.Give(ScriptedTurn.Say("Two."));
        var (_, body) = await server.PostAsync("/agent/invoke", task, ("Idempotency-Key", "past"));
        Assert.Equal("Two.", body.GetProperty("result").GetProperty("message").GetString());
    }

    [Fact]
    public async Task Events_of_a_newer_version_are_kept_and_the_thread_is_only_read()
    {
        await using var server = await WithThreadAsync("t1");
        var store = server.Server.Services.GetRequiredService<IStore>();
        var newer = new ThreadWriter(store, TimeProvider.System, new ThreadKey("default", ThreadId.Parse("newer")));
        await newer.AppendAsync(SomeEvents.RunStarted());
        await newer.AppendEncodedAsync([SomeEvents.FromTheFuture(DateTimeOffset.UnixEpoch)], []);

        Assert.Equal(HttpStatusCode.Created, (await ImportAsync(server, await ExportAsync(server, "newer"), "?thread_id=copy")).Status);

        Assert.Equal((await JournalAsync(server, "newer")).Select(@event => @event.Hash), (await JournalAsync(server, "copy"))[..2].Select(@event => @event.Hash));
        Assert.Equal("cancelled", (await server.GetAsync("/workflow/status/copy")).Body.GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.Conflict, (await server.PostAsync("/agent/invoke", """{"task":"x","thread_id":"copy"}""")).Response.StatusCode);
        await AssertSoundAsync(server);
    }

    [Fact]
    public async Task Large_values_and_removed_files_go_along()
    {
        await using var server = await ScriptedServer.StartAsync();
        await RunAsync(server, "t1", "a.txt", new string('x', 200_000));
        var store = server.Server.Services.GetRequiredService<IStore>();
        var state = (await server.Server.Services.GetRequiredService<Opsroom.Workflow.IRunOwner>().ReadAsync(new ThreadKey("default", ThreadId.Parse("t1")), Cancelled))!;
        await server.Server.Services.GetRequiredService<Opsroom.Workflow.IRunOwner>().RemoveFilesAsync(
            state.Key, state.Sequence, FilesRemoved.Of(state, FilesRemoved.ByRetention, state.Files.Values.Select(file => file.Sha256)), Cancelled);

        Assert.Equal(HttpStatusCode.Created, (await ImportAsync(server, await ExportAsync(server, "t1"), "?thread_id=copy")).Status);

        Assert.Equal(HttpStatusCode.Gone, (await server.Client.GetAsync("/threads/copy/artifacts/a.txt", Cancelled)).StatusCode);
        Assert.Contains(await JournalAsync(server, "copy"), @event => @event.Text.Contains("$blob", StringComparison.Ordinal));
        Assert.Equal("complete", (await server.GetAsync("/workflow/status/copy")).Body.GetProperty("status").GetString());
        Assert.Empty((await store.VerifyAsync(rebuild: false, Cancelled)).Problems);
    }

    [Fact]
    public async Task A_thread_that_is_not_there_is_404()
    {
        await using var server = await ScriptedServer.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync("/threads/none/export")).Response.StatusCode);
    }

    internal static async Task<ScriptedServer> WithThreadAsync(string thread)
    {
        var server = await ScriptedServer.StartAsync();
        await RunAsync(server, thread, "a.txt");
        return server;
    }

    internal static async Task<byte[]> ExportAsync(ServerFixture server, string thread)
    {
        using var response = await server.Client.GetAsync($"/threads/{thread}/export", Cancelled);
        Assert.Equal("application/zip", response.Content.Headers.ContentType!.MediaType);
        return await response.Content.ReadAsByteArrayAsync(Cancelled);
    }

    internal static async Task<(HttpStatusCode Status, JsonElement Body, string? Location)> ImportAsync(ServerFixture server, byte[] archive, string query = "", string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/threads/import" + query) { Content = new ByteArrayContent(archive) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await server.Client.SendAsync(request, Cancelled);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled), response.Headers.Location?.ToString());
    }

    private static async Task RunAsync(ScriptedServer server, string thread, string path, string? content = null)
    {
        var arguments = JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["path"] = path, ["content"] = content ?? $"of {thread}" });
        server.Give(ScriptedTurn.Call(("c1", "workspace_write", arguments)), ScriptedTurn.Say("Done."));
        var (_, body) = await server.PostAsync("/agent/invoke", $$"""{"task":"x","agent_name":"harness_expert","thread_id":"{{thread}}"}""");
        Assert.Equal("success", body.GetProperty("status").GetString());
    }

    private static async Task PutAsync(ServerFixture server, string thread, string path, byte[] bytes)
    {
        using var content = new ByteArrayContent(bytes);
        Assert.Equal(HttpStatusCode.Created, (await server.Client.PutAsync($"/threads/{thread}/artifacts/{path}", content, Cancelled)).StatusCode);
    }

    private static async Task<List<(string Kind, string Text, string Hash)>> JournalAsync(ServerFixture server, string thread)
    {
        var events = await server.Server.Services.GetRequiredService<IStore>().ReadAsync(new ThreadKey("default", ThreadId.Parse(thread)), 0, 10_000, Cancelled);
        return [.. events.Select(stored => (stored.Kind, Encoding.UTF8.GetString(stored.Bytes.Span), Convert.ToHexStringLower(stored.Hash.Span)))];
    }

    private static async Task<IReadOnlyList<UsageRow>> UsageAsync(ServerFixture server) =>
        await server.Server.Services.GetRequiredService<IStore>().ReadUsageAsync("default", Cancelled);

    private static async Task AssertSoundAsync(ServerFixture server) =>
        Assert.Empty((await server.Server.Services.GetRequiredService<IStore>().VerifyAsync(rebuild: false, Cancelled)).Problems);
}
