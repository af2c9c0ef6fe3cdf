using Opsroom.Threads.Documents;
using Xunit;

namespace Opsroom.TestKit.Stores;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_document_is_kept_as_it_was_brought_and_belongs_to_its_tenant()
    {
        var document = SomeDocument("one", "wiki/größe.md", "text with 'quotes', \"more\" and ümläute\n");
        await Store.SaveDocumentsAsync([document], Cancellation);
        await ReopenAsync();

        Assert.Equivalent(document, await Store.FindDocumentAsync("default", "one", Cancellation), strict: true);
        Assert.Null(await Store.FindDocumentAsync("elsewhere", "one", Cancellation));
        var entry = Assert.Single(await Store.ListDocumentsAsync(new DocumentQuery("default", null, null, null, 10), Cancellation));
        Assert.Equal((document.Source, (long)document.Text.Length), (entry.Source, entry.Characters));
        await AssertSoundAsync();
    }

    [Fact]
    public async Task Documents_are_listed_by_source_folder_and_origin_a_page_at_a_time()
    {
        await Store.SaveDocumentsAsync(
            [SomeDocument("1", "b/two.md"), SomeDocument("2", "a.md"), SomeDocument("3", "b/one.md"), SomeDocument("4", "bb.md") with { Origin = "folder" }], Cancellation);

        Assert.Equal(["a.md", "b/one.md"], await SourcesAsync(new DocumentQuery("default", null, null, null, 2)));
        Assert.Equal(["b/two.md", "bb.md"], await SourcesAsync(new DocumentQuery("default", null, null, "b/one.md", 2)));
        Assert.Equal(["b/one.md", "b/two.md"], await SourcesAsync(new DocumentQuery("default", null, "b", null, 10)));
        Assert.Equal(["bb.md"], await SourcesAsync(new DocumentQuery("default", "folder", null, null, 10)));
    }

    [Fact]
    public async Task Changes_of_documents_are_told_in_their_order_each_document_once()
    {
        await Store.SaveDocumentsAsync([SomeDocument("1", "a.md"), SomeDocument("2", "b.md")], Cancellation);
        var before = await Store.ReadDocumentChangesAsync(0, 10, Cancellation);
        Assert.Equal(["1", "2"], before.Select(change => change.Id));

        await Store.SaveDocumentsAsync([SomeDocument("1", "a.md", "new")], Cancellation);
        Assert.Equal(1, await Store.DeleteDocumentsAsync("default", ["2", "unknown"], Cancellation));
        Assert.Equal(0, await Store.DeleteDocumentsAsync("default", ["2"], Cancellation));
        Assert.Null(await Store.FindDocumentAsync("default", "2", Cancellation));

        var after = await Store.ReadDocumentChangesAsync(before[^1].Revision, 10, Cancellation);
        Assert.Equal([("1", "new"), ("2", null)], after.Select(change => (change.Id, change.Document?.Text)));
        Assert.Empty(await Store.ReadDocumentChangesAsync(after[^1].Revision, 10, Cancellation));
        await Store.SaveDocumentsAsync([SomeDocument("2", "b.md")], Cancellation);
        Assert.Equal("2", Assert.Single(await Store.ReadDocumentChangesAsync(after[^1].Revision, 10, Cancellation)).Id);
    }

    private StoredDocument SomeDocument(string id, string source, string text = "text") =>
        new("default", id, source, $"Title of {source}", ["tag", "zwei"], "markdown", "api", new string('a', 64), Time.GetUtcNow(), text);

    private async Task<IEnumerable<string>> SourcesAsync(DocumentQuery query) => (await Store.ListDocumentsAsync(query, Cancellation)).Select(entry => entry.Source);
}
