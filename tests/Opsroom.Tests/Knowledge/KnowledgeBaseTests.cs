using System.Collections.Immutable;
using Opsroom.Knowledge;
using Opsroom.Knowledge.Search;

namespace Opsroom.Tests.Knowledge;

public sealed class KnowledgeBaseTests : IDisposable
{
    private readonly KnowledgeBase knowledge = new();

    [Theory]
    [InlineData("OOMKilled", "container-oom-killed.md")]
    [InlineData("k8s pod ran out of memory", "container-oom-killed.md")]
    [InlineData("crash loop back off", "pod-crash-loop.md")]
    [InlineData("CrashLopBackOf", "pod-crash-loop.md")]
    [InlineData("postgers replication lag", "postgresql-replication-lag.md")]
    [InlineData("Zertifikatsablauf am Ingress", "ingress-certificate-expiry.md")]
    public async Task Code_synonyms_typing_errors_and_German_find_the_runbook(string question, string expected) =>
        Assert.Equal($"runbooks/{expected}", (await FindAsync(question, 1, null)).Single().Document.Source);

    [Fact]
    public async Task Each_runbook_answers_once_with_its_best_passage_and_where_it_stands()
    {
        var results = await FindAsync("exit code 137 or 127 in a crash loop", 10, null);

        Assert.Equal(results.Length, results.Select(result => result.Document.Source).Distinct(StringComparer.Ordinal).Count());
        Assert.All(results, result => Assert.InRange(result.Score, 0, 1));
        Assert.Equal(results.OrderByDescending(result => result.Score).Select(result => result.Document.Source), results.Select(result => result.Document.Source));
        Assert.Matches("^[A-Z].+, line [0-9]+$", results[0].Passage.Location);
    }

    [Fact]
    public async Task A_source_narrows_to_its_passages_or_to_its_folder()
    {
        var passages = await FindAsync("crash loop exit code", 10, "runbooks/pod-crash-loop.md");

        Assert.True(passages.Length > 1);
        Assert.All(passages, passage => Assert.Equal("runbooks/pod-crash-loop.md", passage.Document.Source));
        Assert.NotEmpty(await FindAsync("crash loop", 10, "runbooks"));
        Assert.Empty(await FindAsync("crash loop", 10, "elsewhere"));
    }

    [Theory]
    [InlineData("\"")]
    [InlineData("\"unclosed AND")]
    [InlineData("NEAR(pod crash, 2)")]
    [InlineData("title:pod* OR ^crash NOT (")]
    [InlineData("*")]
    [InlineData("'; DROP TABLE documents; --")]
    [InlineData("{a b} : c + d - \0 \u0001")]
    [InlineData("\ud800 😀 数据库 ﷽")]
    [InlineData("   ")]
    [InlineData("the of and")]
    public async Task Nothing_in_a_question_is_read_as_syntax(string question) =>
        Assert.All(await FindAsync(question, 50, null), result => Assert.InRange(result.Score, 0, 1));

    [Theory]
    [InlineData('a')]
    [InlineData('"')]
    [InlineData('_')]
    public async Task The_longest_question_is_answered(char filling)
    {
        Assert.Empty(await FindAsync(new string(filling, 1000), 5, null));
        var words = string.Join(filling, Enumerable.Range(0, 200).Select(number => $"pod{number}"))[..1000];
        Assert.True((await FindAsync(words, 5, null)).Length <= 5);
    }

    [Fact]
    public async Task What_no_runbook_is_about_has_an_empty_answer() => Assert.Empty(await FindAsync("pizza recipe", 5, null));

    public void Dispose() => knowledge.Dispose();

    private async Task<ImmutableArray<SearchResult>> FindAsync(string question, int most, string? source) =>
        (await knowledge.SearchAsync(question, most, "default", source, TestContext.Current.CancellationToken)).Results;
}
