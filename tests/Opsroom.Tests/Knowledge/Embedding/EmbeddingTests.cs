using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Opsroom.Knowledge;
using Opsroom.Knowledge.Embedding;
using Opsroom.Knowledge.Search;
using Opsroom.Telemetry;
using Opsroom.TestKit.Knowledge;
using Opsroom.Threads.Sqlite;

namespace Opsroom.Tests.Knowledge.Embedding;

public sealed class EmbeddingTests : IAsyncLifetime
{
    private readonly string root = Directory.CreateTempSubdirectory("opsroom-embedding").FullName;
    private SqliteStore store = null!;
    private FakeEmbeddings fake = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        store = new SqliteStore(new SqliteStoreOptions { DataDirectory = root }, TimeProvider.System);
        await store.InitializeAsync(Cancelled);
        fake = await FakeEmbeddings.StartNewAsync(Cancelled);
        fake.Subjects = [["pushchair", "stroller"], ["kettle", "teapot"]];
    }

    public async ValueTask DisposeAsync()
    {
        await fake.DisposeAsync();
        await store.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    [Theory]
    [InlineData(EmbeddingProvider.Voyage, "document", "query")]
    [InlineData(EmbeddingProvider.OpenAI, null, null)]
    [InlineData(EmbeddingProvider.Pinecone, "passage", "query")]
    public async Task What_means_the_same_is_found_without_a_common_word(EmbeddingProvider provider, string? passages, string? questions)
    {
        using var knowledge = await KnowledgeAsync(fake.Options(provider));
        Assert.Null(await knowledge.EmbedAsync(Cancelled));

        var answer = await knowledge.SearchAsync("stroller", 1, "default", "wiki", Cancelled);

        Assert.Null(answer.Notice);
        Assert.Equal("wiki/pushchair.md", Assert.Single(answer.Results).Document.Source);
        Assert.Equal(passages, Kind(0));
        Assert.Equal(questions, Kind(^1));

        string? Kind(Index request) => (string?)(fake.Asked[request]["input_type"] ?? fake.Asked[request]["parameters"]?["input_type"]);
    }

    [Fact]
    public async Task An_embedder_that_is_down_leaves_the_words_and_the_answer_says_so()
    {
        using var knowledge = await KnowledgeAsync(fake.Options(EmbeddingProvider.OpenAI) with { ApiKey = new Secret("wrong-key-0000") });
        Assert.Contains("rejected the key", await knowledge.EmbedAsync(Cancelled), StringComparison.Ordinal);

        var answer = await knowledge.SearchAsync("kettle", 1, "default", "wiki", Cancelled);

        Assert.Equal("wiki/kettle.md", Assert.Single(answer.Results).Document.Source);
        Assert.Contains("by words only", answer.Notice, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-key", answer.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_busy_is_asked_again_and_another_model_makes_its_own_vectors()
    {
        using (var first = await KnowledgeAsync(fake.Options(EmbeddingProvider.Voyage)))
        {
            fake.RefuseNext(429, "0");
            fake.RefuseNext(503);
            Assert.Null(await first.EmbedAsync(Cancelled));
            var made = fake.Asked.Count;
            Assert.Null(await first.EmbedAsync(Cancelled));
            Assert.Equal(made, fake.Asked.Count);
        }

        var before = fake.Asked.Count;
        using var second = await KnowledgeAsync(fake.Options(EmbeddingProvider.Voyage) with { Model = "another-model" });
        Assert.Null(await second.EmbedAsync(Cancelled));
        Assert.True(fake.Asked.Count > before);
        Assert.Equal("another-model", (string?)fake.Asked[^1]["model"]);
    }

    [Fact]
    public void Orders_are_fused_by_their_places()
    {
        var sums = RankFusion.Of([1, 2, 3], [3, 1]);

        Assert.Equal([1, 3, 2], sums.OrderByDescending(sum => sum.Value).Select(sum => sum.Key));
        Assert.Equal((1 / 61.0) + (1 / 62.0), sums[1], 12);
    }

    private async Task<KnowledgeBase> KnowledgeAsync(EmbeddingOptions options)
    {
        var knowledge = new KnowledgeBase(store, root, options.Create(null, TimeProvider.System), null, TimeProvider.System, NullLogger<KnowledgeBase>.Instance);
        await knowledge.AddAsync(
            "default", "api",
            [.. ((string[])["pushchair", "kettle"]).Select(word => new NewDocument($"wiki/{word}.md", Encoding.UTF8.GetBytes($"How to mend a {word}."), null, null, []))], Cancelled);
        return knowledge;
    }
}
