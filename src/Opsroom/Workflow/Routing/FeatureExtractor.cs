using System.Text.Json;

namespace Opsroom.Workflow.Routing;

/// <summary>
/// Turns a task and its context into hashed features: words and their neighbours, character n-grams (typos, inflection, scripts without spaces),
/// concepts with their order and clause, and what the context says. Not safe for concurrent use; it owns its buffers.
/// </summary>
internal sealed class FeatureExtractor(ConceptLexicon lexicon)
{
    private const int MostConcepts = 160;
    private const int MostPaired = 14;

    private readonly TaskText _task = new();
    private readonly TaskText _context = new();
    private readonly ConceptMatch[] _found = new ConceptMatch[MostConcepts];
    private readonly List<(int Start, int Length)> _words = [];
    private readonly List<int> _distinct = [];

    public FeatureWeights Weights { get; init; } = FeatureWeights.Default;

    public void Extract(string task, JsonElement? context, FeatureBuffer features)
    {
        features.Clear();
        _task.Read(task);
        var text = _task.Span;
        ReadWords(text);
        Words(text, features);
        Characters(text, features);
        var concepts = lexicon.Find(text, _found);
        Concepts(_found.AsSpan(0, concepts), text, features);
        Context(context, concepts, features);
        features.Add(Seed.Shape);
        features.EndGroup(1f);
    }

    private void ReadWords(ReadOnlySpan<char> text)
    {
        _words.Clear();
        var start = -1;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is ' ' or '|')
            {
                if (start >= 0)
                {
                    _words.Add((start, i - start));
                    start = -1;
                }
            }
            else if (start < 0)
            {
                start = i;
            }
        }

        if (start >= 0)
        {
            _words.Add((start, text.Length - start));
        }
    }

    private void Words(ReadOnlySpan<char> text, FeatureBuffer features)
    {
        uint before = Seed.Edge, beforeThat = Seed.Edge;
        for (var i = 0; i < _words.Count; i++)
        {
            var word = text.Slice(_words[i].Start, _words[i].Length);
            var hash = FeatureBuffer.Hash(Seed.Word, word);
            features.Add(hash);
            if (features.Names is not null)
            {
                features.Name("'" + word.ToString() + "'");
            }

            before = hash;
        }

        features.EndGroup(Weights.Word);

        before = Seed.Edge;
        for (var i = 0; i < _words.Count; i++)
        {
            var hash = FeatureBuffer.Hash(Seed.Word, text.Slice(_words[i].Start, _words[i].Length));
            features.Add(FeatureBuffer.Join(FeatureBuffer.Join(Seed.Pair, before), hash));
            if (i > 1)
            {
                features.Add(FeatureBuffer.Join(FeatureBuffer.Join(Seed.Skip, beforeThat), hash), 0.5f);
            }

            if (i < 2)
            {
                features.Add(FeatureBuffer.Join(Seed.FirstWord, hash));
            }

            beforeThat = before;
            before = hash;
        }

        features.EndGroup(Weights.WordPair);
    }

    private void Characters(ReadOnlySpan<char> text, FeatureBuffer features)
    {
        foreach (var (start, length) in _words)
        {
            if (text[start] == '#')
            {
                continue;
            }

            var dense = TextFolding.ScriptOf(text[start]) is Script.Unspaced or Script.Prefixing;
            var (least, most) = dense ? (1, 4) : (3, 5);

            // the blanks at both sides belong to a word's n-grams
            var from = dense ? start : start - 1;
            var end = start + length + (dense || start + length == text.Length ? 0 : 1);
            for (var i = from; i < end; i++)
            {
                for (var n = least; n <= most && i + n <= end; n++)
                {
                    features.Add(FeatureBuffer.Hash(Seed.Characters, text.Slice(i, n)));
                }
            }
        }

        features.EndGroup(Weights.Characters);
    }

    private void Concepts(ReadOnlySpan<ConceptMatch> found, ReadOnlySpan<char> text, FeatureBuffer features)
    {
        _distinct.Clear();
        foreach (var match in found)
        {
            if (!_distinct.Contains(match.Concept))
            {
                _distinct.Add(match.Concept);
            }
        }

        for (var i = 0; i < _distinct.Count; i++)
        {
            features.Add(FeatureBuffer.Join(Seed.Concept, (uint)_distinct[i]));
            if (features.Names is not null)
            {
                features.Name(lexicon.Name(_distinct[i]));
            }
        }

        features.EndGroup(Weights.Concept);

        var previous = -1;
        var firstClause = found.Length > 0 ? found[0].Clause : 0;
        for (var i = 0; i < found.Length; i++)
        {
            var concept = (uint)found[i].Concept;
            if (found[i].Clause <= firstClause)
            {
                features.Add(FeatureBuffer.Join(Seed.FirstClause, concept), 0.7f);
            }

            if (i < 3)
            {
                features.Add(FeatureBuffer.Join(Seed.FirstConcept + (uint)i, concept));
            }

            if (previous >= 0)
            {
                features.Add(FeatureBuffer.Join(FeatureBuffer.Join(Seed.ConceptPair, (uint)previous), concept));
            }
            else
            {
                features.Add(FeatureBuffer.Join(FeatureBuffer.Join(Seed.ConceptPair, Seed.Edge), concept));
            }

            previous = (int)concept;
        }

        features.EndGroup(Weights.ConceptOrder);

        var paired = Math.Min(_distinct.Count, MostPaired);
        for (var i = 0; i < paired; i++)
        {
            for (var k = i + 1; k < paired; k++)
            {
                var (low, high) = (Math.Min(_distinct[i], _distinct[k]), Math.Max(_distinct[i], _distinct[k]));
                features.Add(FeatureBuffer.Join(FeatureBuffer.Join(Seed.ConceptSet, (uint)low), (uint)high), i < 4 ? 1f : 0.5f);
            }
        }

        features.EndGroup(Weights.ConceptSet);
    }

    private void Context(JsonElement? context, int concepts, FeatureBuffer features)
    {
        var flat = ContextText.Of(context);
        if (flat.Length == 0)
        {
            return;
        }

        _context.Read(flat);
        var text = _context.Span;
        ReadWords(text);
        var thin = concepts < 3 ? Seed.Edge : 0;
        foreach (var (start, length) in _words)
        {
            var hash = FeatureBuffer.Hash(Seed.ContextWord, text.Slice(start, length));
            features.Add(hash);
            if (thin != 0)
            {
                features.Add(FeatureBuffer.Join(hash, thin));
            }
        }

        var found = _found.AsSpan(0, lexicon.Find(text, _found));
        foreach (var match in found)
        {
            var hash = FeatureBuffer.Join(Seed.ContextConcept, (uint)match.Concept);
            features.Add(hash);
            if (features.Names is not null)
            {
                features.Name(lexicon.Name(match.Concept));
            }

            if (thin != 0)
            {
                features.Add(FeatureBuffer.Join(hash, thin), 1.5f);
            }
        }

        features.EndGroup(thin != 0 ? Weights.Context * 2 : Weights.Context);
    }

    private static class Seed
    {
        public const uint Edge = 0x51ED270B;
        public const uint Word = 0x811C9DC5;
        public const uint Pair = 0x9E3779B1;
        public const uint Skip = 0x85EBCA77;
        public const uint FirstWord = 0xC2B2AE3D;
        public const uint Characters = 0x27D4EB2F;
        public const uint Concept = 0x165667B1;
        public const uint FirstClause = 0xD3A2646C;
        public const uint FirstConcept = 0xFD7046C5;
        public const uint ConceptPair = 0xB55A4F09;
        public const uint ConceptSet = 0x2C1B3C6D;
        public const uint ContextWord = 0x297A2D39;
        public const uint ContextConcept = 0x6C8E9CF5;
        public const uint Shape = 0x7FEB352D;
    }
}

/// <summary>How much each group of features weighs; chosen on folds of the tuning data.</summary>
internal sealed record FeatureWeights(float Word, float WordPair, float Characters, float Concept, float ConceptOrder, float ConceptSet, float Context)
{
    public static FeatureWeights Default { get; } = new(1f, 0.6f, 1f, 1.5f, 1f, 1f, 0.7f);
}
