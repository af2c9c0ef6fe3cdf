using System.Collections.Immutable;
using Opsroom.Knowledge.Documents;
using Opsroom.Knowledge.Indexing;

namespace Opsroom.Knowledge.Search;

/// <summary>
/// Documents and their passages in SQLite's full-text index, ranked by BM25 over weighted fields. A document counts by itself and by its best passage:
/// the first finds what a question is about, the second where it is answered.
/// </summary>
internal sealed class LexicalIndex : IDisposable
{
    private const int MostPassages = 400;
    private const int MostDocuments = 400;

    /// <summary>Up to so many passages every term of a question is looked at; beyond, so many places for all its terms.</summary>
    private const int FewPassages = 4_000;
    private const long Budget = 6_000;

    // the sum of weights that is a score of one half: most questions that a runbook answers are above it, most that none answers below
    private const double HalfScore = 6;
    private const double PassageShare = 0.25;

    private readonly IndexDatabase database;
    private readonly Vocabulary vocabulary = new();

    /// <param name="file">Where it is kept, as a cache; null for memory.</param>
    /// <param name="key">What it is made of; what is kept of something else is thrown away.</param>
    public LexicalIndex(string? file = null, string key = "")
    {
        database = new IndexDatabase(file, key);
        database.Read(reader =>
        {
            foreach (var (word, count) in reader.Words(Vocabulary.MostWords))
            {
                vocabulary.Add(word, count);
            }

            return true;
        });
    }

    /// <summary>Changes the index in one transaction.</summary>
    public void Write(Action<IndexWriter> work) => database.Write(writer =>
    {
        writer.Counted = vocabulary.Add;
        work(writer);
    });

    /// <summary>Adds documents that everybody may find.</summary>
    public void AddShared(IEnumerable<Document> documents) => Write(writer =>
    {
        foreach (var document in documents)
        {
            writer.Add(document, tenant: "", id: null);
        }
    });

    /// <summary>A value that was kept with <see cref="IndexWriter.Remember"/>; null where there is none.</summary>
    public string? Remembered(string name) => database.Read(reader => reader.Remembered(name));

    public long CountPassages() => database.Read(reader => reader.CountPassages());

    /// <summary>Passages that have no vector yet.</summary>
    public IReadOnlyList<UnembeddedPassage> WithoutVector(int most) => database.Read(reader => reader.Vectors.Missing(most));

    /// <summary>Passages whose vectors are kept elsewhere and are of no use any more, and whether each is back.</summary>
    public IReadOnlyList<(PassageId Passage, bool IsBack)> Gone(int most) =>
        database.Read(reader => reader.Vectors.Gone(most).ConvertAll(passage => (passage, reader.Vectors.Find(passage) is not null)));

    /// <summary>The best passage of each document that fits, best first; several passages where only one document may answer.</summary>
    /// <param name="tenant">Whose documents are found, beside those of everybody.</param>
    /// <param name="source">A document's source, or the folder of several; null for all.</param>
    /// <param name="meaning">What the question means; null to go by its words only.</param>
    public ImmutableArray<SearchResult> Search(string question, int most, string tenant, string? source, QuestionMeaning? meaning = null) => database.Read<ImmutableArray<SearchResult>>(reader =>
    {
        source = source?.TrimEnd('/');
        var scope = new IndexScope(tenant, source, IsEverything: source is null && !reader.HasForeign(tenant));
        var budget = reader.CountPassages() <= FewPassages ? long.MaxValue : Budget;
        var found = MatchExpression.Of(question, vocabulary, Remembering(reader.Frequency), budget) is { } match ? ByWords(reader, match, scope) : [];
        var ranked = meaning is null ? found : ByMeaningToo(reader, found, meaning, scope);
        return
        [
            .. (from candidate in ranked.Take(most)
                let document = reader.Document(candidate.Number)
                from passage in document.Source == source ? candidate.Passages : candidate.Passages[..1]
                select new SearchResult(document, reader.Passage(passage.Number), passage.Score)).Take(most),
        ];
    });

    public void Dispose() => database.Dispose();

    private static Func<string, long> Remembering(Func<string, long> frequency)
    {
        var known = new Dictionary<string, long>(StringComparer.Ordinal);
        return stem => known.TryGetValue(stem, out var count) ? count : known[stem] = frequency(stem);
    }

    private static List<Candidate> ByWords(IndexReader reader, string match, IndexScope scope)
    {
        var passages = reader.MatchPassages(match, scope, MostPassages).ToLookup(found => IndexSchema.DocumentOf(found.Number));
        var weights = reader.MatchDocuments(match, scope, MostDocuments).ToDictionary(found => found.Number, found => found.Score);
        return
        [
            .. from number in weights.Keys.Union(passages.Select(found => found.Key))
               let best = passages[number].DefaultIfEmpty((Number: IndexSchema.PassageNumber(number, 0), Score: 0)).ToArray()
               let document = weights.GetValueOrDefault(number)
               orderby document + (PassageShare * best[0].Score) descending, number
               select new Candidate(number, [.. best.Select(passage => (passage.Number, Share(document + (PassageShare * passage.Score))))]),
        ];
    }

    /// <summary>Fuses the order by words with the order by meaning; a score says how strong the better of both is, and what the fused place leaves of it.</summary>
    private static List<Candidate> ByMeaningToo(IndexReader reader, List<Candidate> byWords, QuestionMeaning meaning, IndexScope scope)
    {
        var near = meaning.Nearest is { } elsewhere
            ? elsewhere.Select(each => (Number: reader.Vectors.Find(each.Id), each.Nearness)).Where(each => each.Number is not null).Select(each => (Number: each.Number!.Value, each.Nearness))
            : reader.Vectors.Nearest(meaning.Vector, byWords.SelectMany(candidate => candidate.Passages, (_, passage) => passage.Number));
        var byMeaning = near
            .GroupBy(near => IndexSchema.DocumentOf(near.Number))
            .Where(document => reader.IsIn(scope, document.Key))
            .Take(MostDocuments)
            .Select(document => new Candidate(document.Key, [.. document.Select(near => (near.Number, Math.Clamp(near.Nearness, 0, 1)))]))
            .ToList();
        var sums = RankFusion.Of([.. byWords.Select(candidate => candidate.Number)], [.. byMeaning.Select(candidate => candidate.Number)]);
        if (sums.Count == 0)
        {
            return [];
        }

        var strength = byWords.Take(1).Concat(byMeaning.Take(1)).Max(candidate => candidate.Passages[0].Score);
        var top = sums.Values.Max();
        return
        [
            .. byWords.Concat(byMeaning).DistinctBy(candidate => candidate.Number)
                .OrderByDescending(candidate => sums[candidate.Number]).ThenBy(candidate => candidate.Number)
                .Select(candidate => candidate with { Passages = [.. candidate.Passages.Select(passage => (passage.Number, strength * sums[candidate.Number] / top))] }),
        ];
    }

    private static double Share(double score) => score / (score + HalfScore);

    /// <summary>A document that may answer, with its passages, the best first.</summary>
    private sealed record Candidate(long Number, (long Number, double Score)[] Passages);
}

/// <param name="Vector">The question's.</param>
/// <param name="Nearest">The nearest passages, the nearest first, where somebody else compared; null to compare here.</param>
internal sealed record QuestionMeaning(float[] Vector, IReadOnlyList<(PassageId Id, double Nearness)>? Nearest);
