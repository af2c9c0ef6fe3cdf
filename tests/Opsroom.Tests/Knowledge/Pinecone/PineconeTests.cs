using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Opsroom.Knowledge;
using Opsroom.Knowledge.Embedding;
using Opsroom.Knowledge.Search;
using Opsroom.TestKit.Knowledge;
using Opsroom.Threads.Sqlite;

namespace Opsroom.Tests.Knowledge.Pinecone;

public sealed class PineconeTests : IAsyncLifetime
{
    private readonly string root = Directory.CreateTempSubdirectory("opsroom-pinecone").FullName;
    private SqliteStore store = null!;
    private FakeEmbeddings embeddings = null!;
    private FakePinecone pinecone = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        store = new SqliteStore(new SqliteStoreOptions { DataDirectory = root }, TimeProvider.System);
        await store.InitializeAsync(Cancelled);
        embeddings = await FakeEmbeddings.StartNewAsync(Cancelled);
        embeddings.Subjects = [["pushchair", "stroller"], ["kettle", "teapot"]];
        pinecone = await FakePinecone.StartNewAsync(Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        await pinecone.DisposeAsync();
        await embeddings.DisposeAsync();
        await store.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task The_index_is_made_where_it_is_missing_and_asked_for_what_means_the_same()
    {
        pinecone.UnreadyFor = 1;
        using var knowledge = Server("one");
        await AddAsync(knowledge, "default");

        Assert.Null(await knowledge.EmbedAsync(Cancelled));
        var answer = await knowledge.SearchAsync("stroller", 1, "default", "wiki", Cancelled);

        Assert.Null(answer.Notice);
        Assert.Equal("wiki/pushchair.md", Assert.Single(answer.Results).Document.Source);
        Assert.Single(pinecone.Asked, request => request == "POST /indexes");
        Assert.Contains("POST /query", pinecone.Asked);
    }

    [Fact]
    public async Task What_one_server_made_another_takes_from_there()
    {
        using (var first = Server("one"))
        {
            await AddAsync(first, "default");
            Assert.Null(await first.EmbedAsync(Cancelled));
        }

        var kept = pinecone.Kept;
        var made = embeddings.Asked.Sum(request => request["input"]!.AsArray().Count);
        using var second = Server("two");
        Assert.Null(await second.EmbedAsync(Cancelled));

        // one text is embedded to learn how long its vectors are
        Assert.Equal(made + 1, embeddings.Asked.Sum(request => request["input"]!.AsArray().Count));
        Assert.Equal(kept, pinecone.Kept);
        Assert.Equal("wiki/pushchair.md", (await Found(second, "stroller"))[0].Document.Source);
    }

    [Fact]
    public async Task Tenants_do_not_see_each_others_and_have_namespaces_of_their_own()
    {
        using var knowledge = Server("one");
        await AddAsync(knowledge, "blue");
        Assert.Null(await knowledge.EmbedAsync(Cancelled));

        Assert.Empty((await knowledge.SearchAsync("stroller", 5, "red", "wiki", Cancelled)).Results);
        Assert.Single((await knowledge.SearchAsync("stroller", 1, "blue", "wiki", Cancelled)).Results);
        Assert.Equal(2, pinecone.Kept.Select(each => each.Space).Distinct().Count());
        Assert.Equal(2, pinecone.Kept.Count(each => each.Space.EndsWith("-blue", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Vectors_of_documents_that_change_or_go_are_taken_away()
    {
        using var knowledge = Server("one");
        var added = await AddAsync(knowledge, "default");
        Assert.Null(await knowledge.EmbedAsync(Cancelled));
        var before = Own();

        await AddAsync(knowledge, "default", ("wiki/pushchair.md", "# Wheels\nA pushchair with four wheels now.\n"));
        await knowledge.RemoveAsync("default", [added[1].Document!.Id], Cancelled);
        Assert.Null(await knowledge.EmbedAsync(Cancelled));

        var after = Own();
        Assert.Equal(2, before.Count);
        Assert.DoesNotContain(Assert.Single(after), before);

        List<string> Own() => [.. pinecone.Kept.Where(each => each.Space.EndsWith("-default", StringComparison.Ordinal)).Select(each => each.Id)];
    }

    [Theory]
    [InlineData(403, "rejected the key")]
    [InlineData(400, "answered 400: refused by the test")]
    public async Task Where_it_refuses_what_is_kept_here_is_compared_and_the_answer_says_so(int status, string said)
    {
        using var knowledge = Server("one");
        await AddAsync(knowledge, "default");
        Assert.Null(await knowledge.EmbedAsync(Cancelled));

        pinecone.RefuseNext(status);
        pinecone.RefuseNext(status);
        var answer = await knowledge.SearchAsync("stroller", 1, "default", "wiki", Cancelled);

        Assert.Equal("wiki/pushchair.md", Assert.Single(answer.Results).Document.Source);
        Assert.Contains(said, answer.Notice, StringComparison.Ordinal);
        Assert.DoesNotContain(pinecone.Key, answer.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_of_other_vectors_is_told_and_left_alone()
    {
        using (var knowledge = Server("one"))
        {
            Assert.Null(await knowledge.EmbedAsync(Cancelled));
        }

        var kept = pinecone.Kept;
        embeddings.Subjects = [["pushchair"], ["kettle"], ["lamp"]];
        using var other = Server("two");

        Assert.Contains("holds vectors of 3 numbers and the embedder makes 4", await other.EmbedAsync(Cancelled), StringComparison.Ordinal);
        Assert.Equal(kept, pinecone.Kept);
    }

    private KnowledgeBase Server(string folder) => new(
        store, Path.Combine(root, folder), embeddings.Options(EmbeddingProvider.Voyage).Create(null, TimeProvider.System), pinecone.Options(), TimeProvider.System, NullLogger<KnowledgeBase>.Instance);

    private static async Task<IReadOnlyList<AddedDocument>> AddAsync(KnowledgeBase knowledge, string tenant, params (string Source, string Text)[] documents)
    {
        (string Source, string Text)[] usual = [("wiki/pushchair.md", "# Wheels\nA pushchair needs air.\n"), ("wiki/kettle.md", "# Water\nA kettle boils.\n")];
        return await knowledge.AddAsync(
            tenant, "test", (documents.Length > 0 ? documents : usual).Select(each => new NewDocument(each.Source, Encoding.UTF8.GetBytes(each.Text), null, null, [])), Cancelled);
    }

    private static async Task<IReadOnlyList<SearchResult>> Found(KnowledgeBase knowledge, string question) => (await knowledge.SearchAsync(question, 3, "default", "wiki", Cancelled)).Results;
}
