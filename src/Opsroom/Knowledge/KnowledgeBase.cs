using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Opsroom.Knowledge.Documents;
using Opsroom.Knowledge.Embedding;
using Opsroom.Knowledge.Indexing;
using Opsroom.Knowledge.Pinecone;
using Opsroom.Knowledge.Search;
using Opsroom.Threads;
using Opsroom.Threads.Documents;

namespace Opsroom.Knowledge;

/// <summary>
/// What the server can look up: the shipped runbooks, and the documents in the store. Its index is a cache in the data folder, which follows the store: it is brought up to
/// date when somebody asks, so every server of a store finds what any of them was given.
/// </summary>
/// <param name="store">Null where there are the shipped runbooks only.</param>
/// <param name="folder">Where the index is kept; null for memory.</param>
/// <param name="embedder">Who makes vectors; null where nobody does.</param>
/// <param name="pinecone">Where they are kept for all servers; null to keep them beside the index only.</param>
public sealed partial class KnowledgeBase(IStore? store, string? folder, IEmbedder? embedder, PineconeOptions? pinecone, TimeProvider time, ILogger<KnowledgeBase> logger) : IDisposable
{
    /// <summary>Bytes that a file may have.</summary>
    public const int LargestFile = 64 * 1024 * 1024;

    private const string IdentityName = "knowledge";
    private const string RevisionName = "revision";
    private const string EmbedderName = "embedder";
    private const int PassagesAtOnce = 64;
    private const int ChangesAtOnce = 64;
    private const int DocumentsAtOnce = 64;
    private const int CharactersAtOnce = 4 * 1024 * 1024;

    /// <summary>How long somebody who searches waits for what was just stored to be indexed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim opening = new(1, 1);
    private readonly SemaphoreSlim following = new(1, 1);
    private readonly PineconeVectors? vectors = embedder is not null && pinecone is not null ? new(pinecone, embedder.Identity, time) : null;
    private LexicalIndex? index;

    /// <summary>The shipped runbooks only, in memory.</summary>
    public KnowledgeBase()
        : this(null, null, null, null, TimeProvider.System, NullLogger<KnowledgeBase>.Instance)
    {
    }

    private IStore Store => store ?? throw new InvalidOperationException("There is no store to keep documents in.");

    /// <summary>The best passage of each document that fits, best first; several passages where only one document may answer.</summary>
    /// <param name="tenant">Whose documents are found, beside the shipped ones.</param>
    /// <param name="source">A document's source, or the folder of several; null for all.</param>
    public async Task<SearchAnswer> SearchAsync(string question, int most, string tenant, string? source, CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(cancellationToken);
        try
        {
            await CatchUpAsync(cancellationToken).WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // much was stored at once; it goes on, and what is there already is searched
        }

        var (meaning, notice) = await MeaningAsync(question, tenant, source, cancellationToken);
        return new SearchAnswer(await Task.Run(() => opened.Search(question, most, tenant, source, meaning), cancellationToken), notice);
    }

    /// <summary>Whether passages have vectors, so that somebody has to make them.</summary>
    public bool HasEmbedder => embedder is not null;

    /// <summary>Makes the vectors that are missing, of shipped runbooks too.</summary>
    /// <returns>Why it ended before all were made; null where all are.</returns>
    public async Task<string?> EmbedAsync(CancellationToken cancellationToken)
    {
        if (embedder is null)
        {
            return null;
        }

        await CatchUpAsync(cancellationToken);
        var opened = await OpenAsync(cancellationToken);
        if (opened.Remembered(EmbedderName) != embedder.Identity)
        {
            opened.Write(writer =>
            {
                writer.ClearVectors();
                writer.Remember(EmbedderName, embedder.Identity);
            });
        }

        try
        {
            while (opened.WithoutVector(PassagesAtOnce) is { Count: > 0 } passages)
            {
                var made = vectors is null ? await MakeAsync([.. passages.Select(passage => passage.Text)]) : await vectors.HaveAsync(passages, MakeAsync, cancellationToken);
                opened.Write(writer =>
                {
                    foreach (var (passage, vector) in passages.Zip(made))
                    {
                        writer.AddVector(passage.Number, vector);
                    }
                });
            }

            await RemoveGoneAsync(opened, cancellationToken);
            return null;
        }
        catch (EmbedderException fault)
        {
            return fault.Message;
        }

        Task<IReadOnlyList<float[]>> MakeAsync(IReadOnlyList<string> texts) => embedder.EmbedAsync(texts, isQuestion: false, cancellationToken);
    }

    /// <summary>Stores documents, each in place of one with the same source. What is wrong with one is told and keeps no other back.</summary>
    /// <param name="origin">Who brings them: only the same takes them away by itself.</param>
    public async Task<IReadOnlyList<AddedDocument>> AddAsync(
        string tenant, string origin, IEnumerable<NewDocument> documents, CancellationToken cancellationToken)
    {
        var (added, pending, characters) = (new List<AddedDocument>(), new List<StoredDocument>(), 0L);
        foreach (var document in documents)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var taken = Read(tenant, origin, document);
            added.Add(taken.Added);
            if (taken.Stored is { } stored)
            {
                pending.Add(stored);
                characters += stored.Text.Length;
            }

            if (pending.Count >= DocumentsAtOnce || characters >= CharactersAtOnce)
            {
                await SaveAsync();
            }
        }

        await SaveAsync();
        return added;

        async Task SaveAsync()
        {
            if (pending.Count > 0)
            {
                await Store.SaveDocumentsAsync([.. pending], cancellationToken);
                pending.Clear();
                characters = 0;
            }
        }
    }

    /// <summary>Removes documents and answers how many there were.</summary>
    public Task<int> RemoveAsync(string tenant, IReadOnlyList<string> ids, CancellationToken cancellationToken) => Store.DeleteDocumentsAsync(tenant, ids, cancellationToken);

    /// <summary>Brings the index up to what the store holds now.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        if (store is null)
        {
            return;
        }

        var opened = await OpenAsync(cancellationToken);
        await following.WaitAsync(cancellationToken);
        try
        {
            var revision = long.Parse(opened.Remembered(RevisionName) ?? "0", CultureInfo.InvariantCulture);
            while (await store.ReadDocumentChangesAsync(revision, ChangesAtOnce, cancellationToken) is { Count: > 0 } changes)
            {
                revision = changes[^1].Revision;
                await Task.Run(() => opened.Write(writer => Apply(writer, changes)), cancellationToken);
            }
        }
        finally
        {
            following.Release();
        }
    }

    public void Dispose()
    {
        index?.Dispose();
        vectors?.Dispose();
        embedder?.Dispose();
        opening.Dispose();
        following.Dispose();
    }

    /// <summary>Takes vectors away elsewhere whose passages are no more.</summary>
    private async Task RemoveGoneAsync(LexicalIndex opened, CancellationToken cancellationToken)
    {
        while (vectors is not null && opened.Gone(PassagesAtOnce) is { Count: > 0 } gone)
        {
            await vectors.RemoveAsync([.. gone.Where(each => !each.IsBack).Select(each => each.Passage)], cancellationToken);
            opened.Write(writer =>
            {
                foreach (var (passage, _) in gone)
                {
                    writer.ForgetGone(passage);
                }
            });
        }
    }

    /// <summary>What the question means, and what is to be said of how it is found.</summary>
    private async Task<(QuestionMeaning? Meaning, string? Notice)> MeaningAsync(string question, string tenant, string? source, CancellationToken cancellationToken)
    {
        if (embedder is null)
        {
            return (null, null);
        }

        float[]? vector = null;
        try
        {
            vector = (await embedder.EmbedAsync([question], isQuestion: true, cancellationToken).WaitAsync(Patience, time, cancellationToken))[0];
            var nearest = vectors is null ? null : await vectors.NearestAsync(tenant, vector, source, cancellationToken).WaitAsync(Patience, time, cancellationToken);
            return (new(vector, nearest), null);
        }
        catch (EmbedderException fault)
        {
            return vector is null ? (null, $"Found by words only: {fault.Message}.") : (new(vector, null), $"Found by the vectors that are kept here: {fault.Message}.");
        }
        catch (TimeoutException)
        {
            return vector is null ? (null, "Found by words only: the embedder takes too long.") : (new(vector, null), "Found by the vectors that are kept here: Pinecone takes too long.");
        }
    }

    private static (AddedDocument Added, StoredDocument? Stored) Failed(NewDocument document, string problem) => (new AddedDocument(document.Source, null, problem), null);

    private (AddedDocument Added, StoredDocument? Stored) Read(string tenant, string origin, NewDocument document)
    {
        if (document.Content.Length > LargestFile)
        {
            return Failed(document, string.Create(CultureInfo.InvariantCulture, $"it has {document.Content.Length} bytes, and {LargestFile} are taken at most: split it"));
        }

        try
        {
            var stored = DocumentFile.Read(tenant, origin, document.Source, document.Content, document.Format, document.Title, document.Tags, time.GetUtcNow());
            return (new AddedDocument(stored.Source, new DocumentEntry(
                stored.Id, stored.Source, stored.Title, stored.Tags, stored.Format, stored.Origin, stored.Sha256, stored.ChangedAt, stored.Text.Length), null), stored);
        }
        catch (Exception refused) when (refused is FormatException or RegexMatchTimeoutException)
        {
            return Failed(document, refused.Message);
        }
    }

    private void Apply(IndexWriter writer, IReadOnlyList<DocumentChange> changes)
    {
        writer.TracksVectors = vectors is not null;
        foreach (var change in changes)
        {
            try
            {
                if (change.Document is { } stored)
                {
                    writer.Add(DocumentFile.Indexed(stored), change.Tenant, change.Id);
                }
                else
                {
                    writer.Remove(change.Tenant, null, change.Id);
                }
            }
            catch (Exception unreadable) when (unreadable is FormatException or RegexMatchTimeoutException)
            {
                // another version took it, which read more
                LogUnreadable(unreadable, change.Id);
                writer.Remove(change.Tenant, null, change.Id);
            }
        }

        writer.Remember(RevisionName, changes[^1].Revision.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<LexicalIndex> OpenAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref index) is { } opened)
        {
            return opened;
        }

        await opening.WaitAsync(cancellationToken);
        try
        {
            if (index is null)
            {
                var identity = store is null ? "" : await store.RememberAsync(IdentityName, Guid.NewGuid().ToString("N"), cancellationToken);
                Volatile.Write(ref index, await Task.Run(() => Open($"{IndexKey.OfProduct}/{identity}"), cancellationToken));
            }

            return index;
        }
        finally
        {
            opening.Release();
        }
    }

    private LexicalIndex Open(string key)
    {
        LexicalIndex made;
        try
        {
            made = new LexicalIndex(folder is null ? null : Path.Combine(folder, "knowledge", "index.db"), key);
        }
        catch (Exception unwritable) when (unwritable is SqliteException or IOException or UnauthorizedAccessException)
        {
            LogInMemory(unwritable);
            made = new LexicalIndex();
        }

        if (made.CountPassages() == 0)
        {
            made.AddShared(ShippedRunbooks.Read());
        }

        return made;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Document {DocumentId} cannot be read and is not indexed")]
    private partial void LogUnreadable(Exception unreadable, string documentId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The search index cannot be kept in the data folder and is made in memory")]
    private partial void LogInMemory(Exception unwritable);
}

/// <param name="Format">One of <c>markdown</c>, <c>text</c>, <c>html</c>, <c>rst</c>, <c>yaml</c> and <c>pdf</c>; null to tell it by the name.</param>
/// <param name="Title">Null to take what it says of itself.</param>
public sealed record NewDocument(string Source, ReadOnlyMemory<byte> Content, string? Format, string? Title, ImmutableArray<string> Tags);

/// <summary>What became of a document that was brought.</summary>
/// <param name="Document">Null where it was not taken.</param>
/// <param name="Problem">Why not.</param>
public sealed record AddedDocument(string Source, DocumentEntry? Document, string? Problem);
