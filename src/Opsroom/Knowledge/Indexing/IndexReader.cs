using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Opsroom.Knowledge.Chunking;
using Opsroom.Knowledge.Search;
using Opsroom.Threads.Sqlite;

namespace Opsroom.Knowledge.Indexing;

/// <summary>What an index is asked. Bigger scores are better here.</summary>
internal sealed class IndexReader : IDisposable
{
    private const string Documents = "SELECT rowid, -rank FROM documents WHERE documents MATCH ?1 AND rank MATCH 'bm25(10.0, 10.0, 5.0, 5.0, 1.0, 1.0)'";
    private const string Passages = "SELECT rowid, -rank FROM passages WHERE passages MATCH ?1 AND rank MATCH 'bm25(1.0, 1.0)'";
    private const string Order = "ORDER BY rank, rowid LIMIT ?2";

    /// <summary>Documents that a tenant may find, of one source or folder where one is given.</summary>
    private const string Visible = "SELECT number FROM document WHERE tenant IN ('', ?3) AND (?4 IS NULL OR source = ?4 OR substr(source, 1, length(?4) + 1) = ?4 || '/')";

    private readonly SqliteConnection? owned;
    private readonly SqliteStatement documents;
    private readonly SqliteStatement documentsOf;
    private readonly SqliteStatement passages;
    private readonly SqliteStatement passagesOf;
    private readonly SqliteStatement document;
    private readonly SqliteStatement passage;
    private readonly SqliteStatement frequency;
    private readonly SqliteStatement total;
    private readonly SqliteStatement foreign;
    private readonly SqliteStatement words;
    private readonly SqliteStatement visible;
    private readonly SqliteStatement value;

    /// <param name="owned">Whether the connection is closed with this.</param>
    public IndexReader(SqliteConnection connection, bool owned = false)
    {
        this.owned = owned ? connection : null;
        Vectors = new VectorTable(connection);
        visible = new(connection, $"{Visible} AND number = ?5");
        documents = new(connection, $"{Documents} {Order}");
        documentsOf = new(connection, $"{Documents} AND +rowid IN ({Visible}) {Order}");
        passages = new(connection, $"{Passages} {Order}");
        passagesOf = new(connection, $"{Passages} AND (rowid >> 16) IN ({Visible}) {Order}");
        document = new(connection, "SELECT id, title, source, tags FROM document WHERE number = ?1");
        passage = new(connection, "SELECT heading, line, page, text FROM passage WHERE number = ?1");
        frequency = new(connection, "SELECT sum(count) FROM word WHERE stem = ?1");
        total = new(connection, "SELECT count(*) FROM passage");
        foreign = new(connection, "SELECT EXISTS (SELECT 1 FROM document WHERE tenant > '' AND tenant <> ?1)");
        words = new(connection, "SELECT word, count FROM word WHERE count > 0 ORDER BY count DESC LIMIT ?1");
        value = new(connection, "SELECT value FROM meta WHERE name = ?1");
    }

    public VectorTable Vectors { get; }

    /// <summary>The best documents, by their title, tags and whole text.</summary>
    public List<(long Number, double Score)> MatchDocuments(string match, IndexScope scope, int most) => Match(scope.IsEverything ? documents : documentsOf, match, scope, most);

    /// <summary>The best passages.</summary>
    public List<(long Number, double Score)> MatchPassages(string match, IndexScope scope, int most) => Match(scope.IsEverything ? passages : passagesOf, match, scope, most);

    public FoundDocument Document(long number)
    {
        document.Bind(1, number).Read();
        var found = new FoundDocument(document.TextOrNull(0), document.Text(1), document.Text(2), JsonSerializer.Deserialize<ImmutableArray<string>>(document.Text(3)));
        document.Reset();
        return found;
    }

    public Passage Passage(long number)
    {
        passage.Bind(1, number).Read();
        var found = new Passage(passage.Text(0), (int)passage.Int64(1), passage.Text(3), passage.IsNull(2) ? null : (int)passage.Int64(2));
        passage.Reset();
        return found;
    }

    /// <summary>In about how many passages a stem stands.</summary>
    public long Frequency(string stem) => Number(frequency.Bind(1, stem));

    public long CountPassages() => Number(total);

    /// <summary>Whether there are documents that a tenant may not find.</summary>
    public bool HasForeign(string tenant) => Number(foreign.Bind(1, tenant)) != 0;

    /// <summary>Whether a document may be found.</summary>
    public bool IsIn(IndexScope scope, long number)
    {
        var found = scope.IsEverything || visible.Bind(3, scope.Tenant).Bind(4, scope.Source).Bind(5, number).Read();
        visible.Reset();
        return found;
    }

    /// <summary>The most frequent words.</summary>
    public IEnumerable<(string Word, int Count)> Words(int most)
    {
        words.Bind(1, most);
        while (words.Read())
        {
            yield return (words.Text(0), (int)words.Int64(1));
        }
    }

    /// <summary>What was kept under a name; null where nothing was.</summary>
    public string? Remembered(string name)
    {
        var found = value.Bind(1, name).Read() ? value.Text(0) : null;
        value.Reset();
        return found;
    }

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<SqliteStatement>)[documents, documentsOf, passages, passagesOf, document, passage, frequency, total, foreign, words, visible, value])
        {
            statement.Dispose();
        }

        Vectors.Dispose();
        owned?.Dispose();
    }

    private static List<(long Number, double Score)> Match(SqliteStatement statement, string match, IndexScope scope, int most)
    {
        statement.Bind(1, match).Bind(2, most);
        if (!scope.IsEverything)
        {
            statement.Bind(3, scope.Tenant).Bind(4, scope.Source);
        }

        var found = new List<(long, double)>();
        while (statement.Read())
        {
            found.Add((statement.Int64(0), statement.Double(1)));
        }

        return found;
    }

    private static long Number(SqliteStatement statement)
    {
        var number = statement.Read() ? statement.Int64(0) : 0;
        statement.Reset();
        return number;
    }
}

/// <param name="Source">A document's source, or the folder of several; null for all.</param>
/// <param name="IsEverything">Whether all documents are in it, so that nothing has to be looked up.</param>
internal readonly record struct IndexScope(string Tenant, string? Source, bool IsEverything);
