using Microsoft.Extensions.Logging.Abstractions;
using Opsroom.Knowledge;
using Opsroom.Knowledge.Folders;
using Opsroom.Threads.Sqlite;

namespace Opsroom.Tests.Knowledge.Folders;

public sealed class FolderImportTests : IAsyncLifetime
{
    private readonly string root = Directory.CreateTempSubdirectory("opsroom-folders").FullName;
    private readonly List<string> told = [];
    private SqliteStore store = null!;
    private KnowledgeBase knowledge = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Files => Path.Combine(root, "files");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Files);
        store = new SqliteStore(new SqliteStoreOptions { DataDirectory = Path.Combine(root, "data") }, TimeProvider.System);
        await store.InitializeAsync(Cancelled);
        knowledge = new KnowledgeBase(store, Path.Combine(root, "data"), null, null, TimeProvider.System, NullLogger<KnowledgeBase>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        knowledge.Dispose();
        await store.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task New_changed_and_removed_files_are_followed()
    {
        Write("a.md", "# Zookeeper ensemble\ntext");
        Write("sub/b.rst", "Haproxy\n=======\nfrontend queue");
        Write(".hidden.md", "hidden");
        Write("picture.png", "no document");
        Assert.Equal(new FolderReport(2, 0, 0, 0), await ImportAsync());
        Assert.Equal("wiki/a.md", await FirstAsync("zookeeper"));
        Assert.Equal("wiki/sub/b.rst", await FirstAsync("haproxy frontend"));

        Write("a.md", "# Consul quorum\ntext");
        File.Delete(Path.Combine(Files, "sub", "b.rst"));
        Assert.Equal(new FolderReport(1, 0, 1, 0), await ImportAsync());
        Assert.Equal("wiki/a.md", await FirstAsync("consul quorum"));
        Assert.Null(await FirstAsync("haproxy frontend"));
        Assert.Equal(new FolderReport(0, 1, 0, 0), await ImportAsync());
    }

    [Fact]
    public async Task A_file_that_cannot_be_taken_is_told_and_keeps_no_other_back()
    {
        Write("bad.yaml", "a: [");
        Write("good.md", "gardening");
        File.WriteAllText(Path.Combine(root, "outside.md"), "the outside secret");
        File.CreateSymbolicLink(Path.Combine(Files, "out.md"), Path.Combine(root, "outside.md"));
        File.CreateSymbolicLink(Path.Combine(Files, "in.md"), Path.Combine(Files, "good.md"));
        Directory.CreateSymbolicLink(Path.Combine(Files, "loop"), Files);

        Assert.Equal(new FolderReport(2, 0, 0, 3), await ImportAsync());
        Assert.Collection(
            told.Order(StringComparer.Ordinal),
            bad => Assert.StartsWith("bad.yaml: it is no YAML", bad, StringComparison.Ordinal),
            loop => Assert.Equal("loop: it is a link to a folder, which is not followed", loop),
            outside => Assert.Equal("out.md: it is a link that leads out of the folder", outside));
        Assert.Null(await FirstAsync("outside secret"));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_takes_nothing_away()
    {
        Write("a.md", "zookeeper");
        await ImportAsync();
        Directory.Move(Files, Files + ".away");

        Assert.Equal(new FolderReport(0, 0, 0, 1), await ImportAsync());
        Assert.Equal("wiki/a.md", await FirstAsync("zookeeper"));
    }

    [Fact]
    public async Task Another_server_of_the_store_finds_what_this_one_was_given()
    {
        Write("a.md", "zookeeper");
        await ImportAsync();
        using var other = new KnowledgeBase(store, Path.Combine(root, "other"), null, null, TimeProvider.System, NullLogger<KnowledgeBase>.Instance);

        Assert.Equal("wiki/a.md", (await other.SearchAsync("zookeeper", 1, "default", null, Cancelled)).Results.Single().Document.Source);
        Assert.Empty((await other.SearchAsync("zookeeper", 1, "elsewhere", "wiki", Cancelled)).Results);
    }

    private Task<FolderReport> ImportAsync() => new FolderImport(knowledge, store).RunAsync(
        new KnowledgeFolder(Files, "wiki", ["team"]), "default", (file, problem) => told.Add($"{Path.GetFileName(file)}: {problem}"), Cancelled);

    private async Task<string?> FirstAsync(string question) => (await knowledge.SearchAsync(question, 1, "default", "wiki", Cancelled)).Results.FirstOrDefault()?.Document.Source;

    private void Write(string name, string text)
    {
        var path = Path.Combine(Files, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
