using System.Collections.Immutable;

namespace Opsroom.Threads.Documents;

/// <summary>Documents that people brought to be searched. What is indexed of them is made from here, on every server of the store.</summary>
public interface IDocumentStore
{
    /// <summary>Stores documents, each in place of one with the same id, in one transaction.</summary>
    Task SaveDocumentsAsync(IReadOnlyList<StoredDocument> documents, CancellationToken cancellationToken);

    /// <summary>Removes documents and answers how many there were.</summary>
    Task<int> DeleteDocumentsAsync(string tenant, IReadOnlyList<string> ids, CancellationToken cancellationToken);

    Task<StoredDocument?> FindDocumentAsync(string tenant, string id, CancellationToken cancellationToken);

    /// <summary>Documents in the order of their sources, without their texts.</summary>
    Task<IReadOnlyList<DocumentEntry>> ListDocumentsAsync(DocumentQuery query, CancellationToken cancellationToken);

    /// <summary>What was stored and removed after a revision, of every tenant, in the order in which it happened; of each document the last only.</summary>
    Task<IReadOnlyList<DocumentChange>> ReadDocumentChangesAsync(long after, int limit, CancellationToken cancellationToken);
}

/// <param name="Tenant">Who may find it; empty for everybody.</param>
/// <param name="Id">Follows from tenant and source.</param>
/// <param name="Source">What it is cited by, like a path.</param>
/// <param name="Format">Of the text: <c>markdown</c>, <c>html</c>, ….</param>
/// <param name="Origin">Who brought it and may take it away again: <c>api</c>, or a watched folder.</param>
/// <param name="Sha256">Of the bytes as they were brought, lower-case hex.</param>
/// <param name="Text">As it was brought; of a PDF what was read from it.</param>
public sealed record StoredDocument(
    string Tenant, string Id, string Source, string Title, ImmutableArray<string> Tags, string Format, string Origin, string Sha256, DateTimeOffset ChangedAt, string Text);

/// <summary>A document without its text.</summary>
/// <param name="Characters">How long its text is.</param>
public sealed record DocumentEntry(
    string Id, string Source, string Title, ImmutableArray<string> Tags, string Format, string Origin, string Sha256, DateTimeOffset ChangedAt, long Characters);

/// <param name="Origin">Only what was brought by this; null for all.</param>
/// <param name="Folder">Only what lies in this folder or is this source; null for all.</param>
/// <param name="After">The last source of the page before.</param>
public sealed record DocumentQuery(string Tenant, string? Origin, string? Folder, string? After, int Limit);

/// <param name="Revision">Grows with every change of any document.</param>
/// <param name="Document">Null where it was removed.</param>
public sealed record DocumentChange(long Revision, string Tenant, string Id, StoredDocument? Document);
