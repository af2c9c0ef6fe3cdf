using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Opsroom.Knowledge.Chunking;
using Opsroom.Knowledge.Documents;

namespace Opsroom.Knowledge.Search;

/// <summary>
/// Documents and their passages in SQLite's full-text index, in memory, ranked by BM25 over weighted fields. A document counts by itself and by its best passage:
/// the first finds what a question is about, the second where it is answered.
/// </summary>
internal sealed class LexicalIndex : IDisposable
{
    private const int MostPassages = 400;
    private const string Literature = "Sources";

    // the sum of weights that is a score of one half: most questions that a runbook answers are above it, most that none answers below
    private const double HalfScore = 6;
    private const double PassageShare = 0.25;

    private readonly Lock gate = new();
    private readonly SqliteConnection connection = new("Data Source=:memory:;Pooling=False");
    private readonly Spelling spelling = new();
    private readonly List<(Document Document, ImmutableArray<Passage> Passages)> documents = [];

    public LexicalIndex(IEnumerable<Document> documents)
    {
        connection.Open();
        Execute("CREATE VIRTUAL TABLE documents USING fts5(title, tags, summary, symptoms, headings, body, content='', tokenize='porter ascii')");
        Execute("CREATE VIRTUAL TABLE passages USING fts5(heading, body, document UNINDEXED, place UNINDEXED, tokenize='porter ascii')");
        using var transaction = connection.BeginTransaction();
        foreach (var document in documents)
        {
            Add(document);
        }

        transaction.Commit();
    }

    /// <summary>The best passage of each document that fits, best first; several passages where only one document may answer.</summary>
    /// <param name="source">A document's source, or the folder of several; null for all.</param>
    public ImmutableArray<SearchResult> Search(string question, int most, string? source)
    {
        lock (gate)
        {
            if (MatchExpression.Of(question, spelling, IsIndexed) is not { } match)
            {
                return [];
            }

            var passages = MatchingPassages(match).ToLookup(found => found.Document);
            var ranked = from found in MatchingDocuments(match)
                         let entry = documents[found.Document]
                         where IsOf(entry.Document, source)
                         let best = passages[found.Document].DefaultIfEmpty(new(found.Document, 0, 0)).ToArray()
                         from passage in entry.Document.Source == source ? best : best[..1]
                         let score = found.Score + (PassageShare * passage.Score)
                         orderby score descending, found.Document
                         select new SearchResult(entry.Document, entry.Passages[passage.Place], score / (score + HalfScore));
            return [.. ranked.Take(most)];
        }
    }

    public void Dispose() => connection.Dispose();

    private static bool IsOf(Document document, string? source) =>
        source is null || document.Source == source || document.Source.StartsWith(source.TrimEnd('/') + "/", StringComparison.Ordinal);

    private void Add(Document document)
    {
        var passages = MarkdownChunks.Of(document);
        if (passages.IsEmpty)
        {
            return;
        }

        var number = documents.Count;
        documents.Add((document, passages));
        var headings = passages.Select(passage => passage.Heading).Distinct(StringComparer.Ordinal);
        Execute(
            "INSERT INTO documents(rowid, title, tags, summary, symptoms, headings, body) VALUES ($0, $1, $2, $3, $4, $5, $6)",
            number, Indexed(document.Title), Indexed(string.Join(" . ", document.Tags)), Indexed(document.Summary), Indexed(string.Join(" . ", document.Symptoms)), Indexed(string.Join(" . ", headings)), Indexed(document.Body));
        for (var place = 0; place < passages.Length; place++)
        {
            // a list of literature is no answer; its words count for the document
            if (passages[place].Heading == Literature)
            {
                continue;
            }

            Execute(
                "INSERT INTO passages(heading, body, document, place) VALUES ($0, $1, $2, $3)",
                Indexed(passages[place].Heading), Indexed(passages[place].Text), number, place);
        }
    }

    private string Indexed(string text)
    {
        var analysis = Analysis.Of(text);
        spelling.Add([.. analysis.Words, .. analysis.Compounds, .. analysis.Meanings]);
        return analysis.ToIndexedText();
    }

    private bool IsIndexed(string term)
    {
        using var command = Command("SELECT 1 FROM documents WHERE documents MATCH $0 LIMIT 1", $"\"{term}\"");
        return command.ExecuteScalar() is not null;
    }

    private List<(int Document, double Score)> MatchingDocuments(string match)
    {
        using var command = Command("SELECT rowid, -bm25(documents, 10.0, 10.0, 5.0, 5.0, 1.0, 1.0) FROM documents WHERE documents MATCH $0", match);
        using var reader = command.ExecuteReader();
        var found = new List<(int, double)>();
        while (reader.Read())
        {
            found.Add((reader.GetInt32(0), reader.GetDouble(1)));
        }

        return found;
    }

    private List<PassageMatch> MatchingPassages(string match)
    {
        using var command = Command(
            "SELECT document, place, -bm25(passages, 1.0, 1.0) AS score FROM passages WHERE passages MATCH $0 ORDER BY score DESC, document, place LIMIT $1", match, MostPassages);
        using var reader = command.ExecuteReader();
        var found = new List<PassageMatch>();
        while (reader.Read())
        {
            found.Add(new(reader.GetInt32(0), reader.GetInt32(1), reader.GetDouble(2)));
        }

        return found;
    }

    private void Execute(string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var at = 0; at < values.Length; at++)
        {
            command.Parameters.AddWithValue(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"${at}"), values[at]);
        }

        return command;
    }

    private sealed record PassageMatch(int Document, int Place, double Score);
}
