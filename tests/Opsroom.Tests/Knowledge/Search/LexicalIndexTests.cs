using System.Collections.Immutable;
using Opsroom.Knowledge.Chunking;
using Opsroom.Knowledge.Documents;
using Opsroom.Knowledge.Search;

namespace Opsroom.Tests.Knowledge.Search;

public sealed class LexicalIndexTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("opsroom-index").FullName;

    private string File => Path.Combine(folder, "knowledge", "index.db");

    [Fact]
    public void What_was_indexed_is_found_by_the_next_process_and_typing_errors_are_still_mended()
    {
        using (var index = new LexicalIndex(File, "one"))
        {
            index.Write(writer =>
            {
                writer.Add(Doc("wiki/payments.md", "Payments gateway reconciliation"), "default", "a");
                writer.Remember("revision", "7");
            });
        }

        using var again = new LexicalIndex(File, "one");
        Assert.Equal("wiki/payments.md", Assert.Single(Find(again, "reconciliaton")).Document.Source);
        Assert.Equal("7", again.Remembered("revision"));
    }

    [Fact]
    public void An_index_of_something_else_or_a_damaged_one_is_made_anew()
    {
        using (var index = new LexicalIndex(File, "one"))
        {
            index.Write(writer => writer.Add(Doc("a.md", "alpha"), "default", "a"));
        }

        using (var index = new LexicalIndex(File, "two"))
        {
            Assert.Empty(Find(index, "alpha"));
        }

        System.IO.File.WriteAllText(File, "this is no database at all, but long enough to be taken for the head of one: " + new string('x', 4096));
        using var made = new LexicalIndex(File, "two");
        made.Write(writer => writer.Add(Doc("a.md", "beta"), "default", "a"));
        Assert.Single(Find(made, "beta"));
    }

    [Fact]
    public void A_document_takes_the_place_of_the_one_before_and_is_gone_when_it_is_removed()
    {
        using var index = new LexicalIndex(File, "one");
        index.Write(writer => writer.Add(Doc("a.md", "zookeeper ensemble"), "default", "a"));
        index.Write(writer => writer.Add(Doc("b.md", "haproxy frontend"), "default", "a"));
        Assert.Empty(Find(index, "zookeeper"));
        Assert.Equal("b.md", Assert.Single(Find(index, "haproxy")).Document.Source);

        index.Write(writer => writer.Remove("default", null, "a"));
        Assert.Empty(Find(index, "haproxy"));
        Assert.Equal(0, index.CountPassages());
    }

    [Fact]
    public void A_tenant_finds_its_own_documents_and_those_of_everybody()
    {
        using var index = new LexicalIndex();
        index.Write(writer =>
        {
            writer.Add(Doc("x.md", "harbor"), "", null);
            writer.Add(Doc("x.md", "harbor"), "one", "1");
            writer.Add(Doc("y.md", "harbor"), "two", "2");
        });

        Assert.Equal([null, "1"], Find(index, "harbor", "one").Select(result => result.Document.Id).Order());
        Assert.Equal("2", Assert.Single(index.Search("harbor", 5, "two", "y.md")).Document.Id);
        Assert.Empty(index.Search("harbor", 5, "one", "y.md"));
    }

    [Fact]
    public void What_fails_half_way_leaves_nothing_behind()
    {
        using var index = new LexicalIndex(File, "one");
        Assert.Throws<InvalidOperationException>(() => index.Write(writer =>
        {
            writer.Add(Doc("a.md", "alpha"), "default", "a");
            throw new InvalidOperationException();
        }));
        Assert.Empty(Find(index, "alpha"));
        index.Write(writer => writer.Add(Doc("a.md", "beta"), "default", "a"));
        Assert.Single(Find(index, "beta"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static ImmutableArray<SearchResult> Find(LexicalIndex index, string question, string tenant = "default") => index.Search(question, 10, tenant, source: null);

    private static Document Doc(string source, string text) => new(source, source, [], "", [], [new Passage("", 1, text)]);
}
