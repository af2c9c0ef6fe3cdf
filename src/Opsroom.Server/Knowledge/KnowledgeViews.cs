using System.ComponentModel.DataAnnotations;
using Opsroom.Knowledge.Search;
using Opsroom.Threads.Documents;

namespace Opsroom.Server.Knowledge;

/// <summary>A document to be searched.</summary>
/// <param name="Content">Its text.</param>
/// <param name="Title">What it is called; without it, what it says of itself.</param>
/// <param name="Source">What it is cited by, like a path; one with the same source is replaced. Without it, it is made of the title.</param>
/// <param name="Tags">Words that it is found by beside its text.</param>
/// <param name="Format"><c>markdown</c>, <c>text</c>, <c>html</c>, <c>rst</c> or <c>yaml</c>; without it, what the source's ending says, else Markdown.</param>
public sealed record DocumentRequest(
    [property: MinLength(1)] string Content, [property: StringLength(300)] string? Title = null, [property: StringLength(500)] string? Source = null,
    [property: MaxLength(50)] IReadOnlyList<string>? Tags = null, string? Format = null);

/// <summary>A document as it is stored.</summary>
/// <param name="Origin">Who brought it: <c>api</c>, <c>command</c>, or a watched folder.</param>
/// <param name="Sha256">Of the bytes as they were brought.</param>
/// <param name="Characters">How long its text is.</param>
/// <param name="Content">Its text, where one document was asked for.</param>
public sealed record DocumentView(
    string Id, string Source, string Title, IReadOnlyList<string> Tags, string Format, string Origin, string Sha256, DateTimeOffset ChangedAt, long Characters, string? Content = null)
{
    internal static DocumentView Of(DocumentEntry entry) =>
        new(entry.Id, entry.Source, entry.Title, entry.Tags, entry.Format, entry.Origin, entry.Sha256, entry.ChangedAt, entry.Characters);

    internal static DocumentView Of(StoredDocument stored) => new(
        stored.Id, stored.Source, stored.Title, stored.Tags, stored.Format, stored.Origin, stored.Sha256, stored.ChangedAt, stored.Text.Length, stored.Text);
}

/// <summary>A page of documents, by source.</summary>
public sealed record DocumentList(IReadOnlyList<DocumentView> Items, string? NextCursor);

/// <summary>What was found, best first.</summary>
/// <param name="Notice">What a reader should know of how it was found; null where there is nothing to say.</param>
public sealed record KnowledgeAnswer(IReadOnlyList<KnowledgeResult> Results, string? Notice);

/// <param name="Score">0 to 1: how well it fits; comparable within one answer.</param>
/// <param name="Excerpt">The passage.</param>
/// <param name="Location">Where in the document: heading and line, and the page where there are pages.</param>
/// <param name="DocumentId">Of an own document; null of a runbook that came with the server.</param>
/// <param name="Tainted">Whether it is of an own document, whose text nobody has vouched for.</param>
public sealed record KnowledgeResult(string Title, string Source, double Score, string Excerpt, string Location, string? DocumentId, bool Tainted)
{
    internal static KnowledgeResult Of(SearchResult result) => new(
        result.Document.Title, result.Document.Source, Math.Round(result.Score, 3), result.Passage.Text, result.Passage.Location, result.Document.Id, result.Document.IsOwn);
}
