using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Opsroom.Knowledge.Chunking;
using Opsroom.Knowledge.Documents;
using Opsroom.Knowledge.Search;
using Opsroom.Threads.Sqlite;

namespace Opsroom.Knowledge.Indexing;

/// <summary>Adds documents to an index and takes them out, within a transaction of <see cref="IndexDatabase"/>.</summary>
internal sealed class IndexWriter : IDisposable
{
    private const string Literature = "Sources";

    private readonly SqliteStatement addDocument;
    private readonly SqliteStatement addPassage;
    private readonly SqliteStatement addDocumentText;
    private readonly SqliteStatement addPassageText;
    private readonly SqliteStatement findDocuments;
    private readonly SqliteStatement findPassages;
    private readonly SqliteStatement count;
    private readonly SqliteStatement remember;
    private readonly SqliteStatement addVector;
    private readonly SqliteStatement clearVectors;
    private readonly SqliteStatement addGone;
    private readonly SqliteStatement forgetGone;
    private readonly SqliteStatement removeText;
    private readonly SqliteStatement remove;
    private readonly SqliteStatement[] removePassages;
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

    private readonly VectorTable vectors;

    public IndexWriter(SqliteConnection connection)
    {
        vectors = new(connection);
        addDocument = new(connection, "INSERT INTO document (tenant, id, title, source, tags, words) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING number");
        addPassage = new(connection, "INSERT INTO passage (number, heading, line, page, text) VALUES (?1, ?2, ?3, nullif(?4, 0), ?5)");
        addDocumentText = new(connection, "INSERT INTO documents (rowid, title, tags, summary, symptoms, headings, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        addPassageText = new(connection, "INSERT INTO passages (rowid, heading, body) VALUES (?1, ?2, ?3)");
        findDocuments = new(connection, "SELECT number, words FROM document WHERE (tenant = ?1 AND source = ?2) OR id = ?3");
        findPassages = new(connection, "SELECT heading, text FROM passage WHERE number BETWEEN ?1 AND ?2");
        count = new(connection, "INSERT INTO word (word, stem, count) VALUES (?1, ?2, ?3) ON CONFLICT (word) DO UPDATE SET count = count + excluded.count");
        remember = new(connection, "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value");
        addVector = new(connection, "INSERT OR REPLACE INTO vector (number, bytes) SELECT number, ?2 FROM passage WHERE number = ?1");
        clearVectors = new(connection, "DELETE FROM vector");
        addGone = new(connection, "INSERT OR IGNORE INTO gone (tenant, name) VALUES (?1, ?2)");
        forgetGone = new(connection, "DELETE FROM gone WHERE tenant = ?1 AND name = ?2");
        removeText = new(connection, "DELETE FROM documents WHERE rowid = ?1");
        remove = new(connection, "DELETE FROM document WHERE number = ?1");
        removePassages =
        [
            new(connection, "DELETE FROM passages WHERE rowid BETWEEN ?1 AND ?2"),
            new(connection, "DELETE FROM passage WHERE number BETWEEN ?1 AND ?2"),
            new(connection, "DELETE FROM vector WHERE number BETWEEN ?1 AND ?2"),
        ];
    }

    /// <summary>Whether vectors are kept elsewhere too, so that those that go have to be known.</summary>
    public bool TracksVectors { get; set; }

    /// <summary>Told of each word whose count changed when a transaction is about to be committed.</summary>
    public Action<string, int>? Counted { get; set; }

    /// <summary>Adds a document in place of one with the same source or id.</summary>
    /// <param name="tenant">Who may find it; empty for everybody.</param>
    /// <param name="id">Of an own document; null of a shipped one.</param>
    public void Add(Document document, string tenant, string? id)
    {
        Remove(tenant, document.Source, id);
        var headings = document.Passages.Select(passage => passage.Heading).Distinct(StringComparer.Ordinal);
        string[] fields = [document.Title, string.Join(" . ", document.Tags), document.Summary, string.Join(" . ", document.Symptoms), string.Join(" . ", headings)];
        var words = fields.Select(field => Analysis.Of(field).All.ToList()).ToList();
        var all = words.SelectMany(each => each).Distinct(StringComparer.Ordinal).ToList();
        Count(all, 1);
        addDocument.Bind(1, tenant).Bind(2, id).Bind(3, document.Title).Bind(4, document.Source).Bind(5, JsonSerializer.Serialize(document.Tags)).Bind(6, string.Join(' ', all)).Read();
        var number = addDocument.Int64(0);
        addDocument.Reset();
        for (var field = 0; field < words.Count; field++)
        {
            addDocumentText.Bind(field + 2, Stemmed(words[field]));
        }

        var body = document.Passages.Select((passage, place) => AddPassage(IndexSchema.PassageNumber(number, place), passage)).ToList();
        addDocumentText.Bind(1, number).Bind(words.Count + 2, string.Join(' ', body)).Run();
    }

    /// <summary>Takes the documents out that have this source or id, if there are any.</summary>
    public void Remove(string tenant, string? source, string? id)
    {
        var found = new List<(long Number, string Words)>();
        findDocuments.Bind(1, tenant).Bind(2, source).Bind(3, id);
        while (findDocuments.Read())
        {
            found.Add((findDocuments.Int64(0), findDocuments.Text(1)));
        }

        foreach (var (number, words) in found)
        {
            Count(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), -1);
            Remove(number);
        }
    }

    /// <summary>Adds the vector of a passage that is still there.</summary>
    public void AddVector(long passage, float[] vector) => addVector.Bind(1, passage).Bind(2, MemoryMarshal.AsBytes<float>(vector)).Run();

    /// <summary>Forgets all vectors, as those of another model say nothing.</summary>
    public void ClearVectors() => clearVectors.Run();

    /// <summary>What was kept elsewhere is no more.</summary>
    public void ForgetGone(PassageId passage) => forgetGone.Bind(1, passage.Tenant).Bind(2, passage.Name).Run();

    /// <summary>Keeps a value beside the documents.</summary>
    public void Remember(string name, string value) => remember.Bind(1, name).Bind(2, value).Run();

    /// <summary>Writes what was counted.</summary>
    public void Flush()
    {
        foreach (var (word, change) in counts.Where(counted => counted.Value != 0))
        {
            count.Bind(1, word).Bind(2, Stems.Of(word)).Bind(3, change).Run();
            Counted?.Invoke(word, change);
        }

        counts.Clear();
    }

    /// <summary>Gives up what was counted, with its transaction.</summary>
    public void Forget() => counts.Clear();

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<SqliteStatement>)[addDocument, addPassage, addDocumentText, addPassageText, findDocuments, findPassages, count, remember, addVector, clearVectors, addGone, forgetGone, removeText, remove, .. removePassages])
        {
            statement.Dispose();
        }

        vectors.Dispose();
    }

    private string AddPassage(long number, Passage passage)
    {
        addPassage.Bind(1, number).Bind(2, passage.Heading).Bind(3, passage.Line).Bind(4, passage.Page ?? 0).Bind(5, passage.Text).Run();
        var words = Analysis.Of(passage.Text).All.ToList();
        var heading = Analysis.Of(passage.Heading).All.ToList();
        var text = Stemmed(words);
        Count(words.Concat(heading), 1);

        // a list of literature is no answer; its words count for the document
        if (passage.Heading != Literature)
        {
            addPassageText.Bind(1, number).Bind(2, Stemmed(heading)).Bind(3, text).Run();
        }

        return text;
    }

    private void Remove(long number)
    {
        var (first, last) = (IndexSchema.PassageNumber(number, 0), IndexSchema.PassageNumber(number + 1, 0) - 1);
        if (TracksVectors)
        {
            foreach (var passage in vectors.Within(first, last))
            {
                addGone.Bind(1, passage.Id.Tenant).Bind(2, passage.Id.Name).Run();
            }
        }

        findPassages.Bind(1, first).Bind(2, last);
        while (findPassages.Read())
        {
            Count(Analysis.Of(findPassages.Text(1)).All.Concat(Analysis.Of(findPassages.Text(0)).All), -1);
        }

        foreach (var statement in removePassages)
        {
            statement.Bind(1, first).Bind(2, last).Run();
        }

        removeText.Bind(1, number).Run();
        remove.Bind(1, number).Run();
    }

    private static string Stemmed(IEnumerable<string> words) => string.Join(' ', words.Select(Stems.Of));

    private void Count(IEnumerable<string> words, int change)
    {
        foreach (var word in words.Distinct(StringComparer.Ordinal))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(counts, word, out _) += change;
        }
    }
}
