using System.Text.Json;

namespace Opsroom.Workflow.Routing;

/// <summary>
/// Turns a task and its context into hashed features: words and their neighbours, character n-grams (typos, inflection, scripts without spaces),
/// concepts and how they hang together, and what the context says. Not safe for concurrent use; it owns its buffers.
/// </summary>
internal sealed class FeatureExtractor(ConceptLexicon lexicon, FeatureWeights weights)
{
    private const int MostConcepts = 160;
    private const int MostSpaced = 28;
    private const int MostDense = 1000;

    private readonly TaskText _task = new();
    private readonly TaskText _context = new();
    private readonly ConceptMatch[] _found = new ConceptMatch[MostConcepts];
    private readonly ConceptFeatures _concepts = new(lexicon, weights);
    private readonly List<(int Start, int Length)> _words = [];

    public void Extract(string task, JsonElement? context, FeatureBuffer features)
    {
        features.Clear();
        var given = ContextText.Of(context);
        _task.Read(task);
        var count = lexicon.Find(_task.Span, _found);
        var isThin = given.Length > 0 && !SaysWhatItIsAbout(_found.AsSpan(0, count));
        if (isThin)
        {
            // "is it valid?": what it is about stands in the context alone, and counts as if it had been said
            _task.Continue(given);
            count = lexicon.Find(_task.Span, _found);
        }

        var text = _task.Span;
        ReadWords(text);
        Words(text, features);
        WordPairs(text, features);
        Characters(text, features);
        _concepts.Extract(_found.AsSpan(0, count), text, features);
        if (given.Length > 0)
        {
            Context(given, isThin, features);
        }

        features.Add(FeatureSeed.Always);
        features.EndGroup(1f);
    }

    private bool SaysWhatItIsAbout(ReadOnlySpan<ConceptMatch> found)
    {
        foreach (var match in found)
        {
            if (lexicon.IsObject(match.Concept) && !lexicon.IsGeneric(match.Concept))
            {
                return true;
            }
        }

        return false;
    }

    private void ReadWords(ReadOnlySpan<char> text)
    {
        _words.Clear();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] is not (' ' or '|'))
            {
                start = start < 0 ? i : start;
            }
            else if (start >= 0)
            {
                _words.Add((start, i - start));
                start = -1;
            }
        }
    }

    private void Words(ReadOnlySpan<char> text, FeatureBuffer features)
    {
        foreach (var (start, length) in _words)
        {
            features.Add(FeatureBuffer.Hash(FeatureSeed.Word, text.Slice(start, length)));
        }

        features.EndGroup(weights.Word);
    }

    private void WordPairs(ReadOnlySpan<char> text, FeatureBuffer features)
    {
        uint before = FeatureSeed.Edge, beforeThat = FeatureSeed.Edge;
        for (var i = 0; i < _words.Count; i++)
        {
            var hash = FeatureBuffer.Hash(FeatureSeed.Word, text.Slice(_words[i].Start, _words[i].Length));
            features.Add(FeatureBuffer.Join(FeatureBuffer.Join(FeatureSeed.Pair, before), hash));
            if (i > 1)
            {
                features.Add(FeatureBuffer.Join(FeatureBuffer.Join(FeatureSeed.Skip, beforeThat), hash), 0.5f);
            }

            if (i < 2)
            {
                features.Add(FeatureBuffer.Join(FeatureSeed.FirstWord, hash));
            }

            beforeThat = before;
            before = hash;
        }

        features.EndGroup(weights.WordPair);
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

            // the blanks at both sides belong to a word's n-grams; of a word without end the beginning says enough
            var from = dense ? start : start - 1;
            var end = start + Math.Min(length, dense ? MostDense : MostSpaced);
            end += dense || end == text.Length ? 0 : 1;
            for (var i = from; i < end; i++)
            {
                for (var n = least; n <= most && i + n <= end; n++)
                {
                    features.Add(FeatureBuffer.Hash(FeatureSeed.Characters, text.Slice(i, n)));
                }
            }
        }

        features.EndGroup(weights.Characters);
    }

    private void Context(string given, bool isThin, FeatureBuffer features)
    {
        _context.Read(given);
        var text = _context.Span;
        ReadWords(text);
        foreach (var (start, length) in _words)
        {
            AddGiven(FeatureBuffer.Hash(FeatureSeed.ContextWord, text.Slice(start, length)), isThin, 1f, features);
        }

        foreach (var match in _found.AsSpan(0, lexicon.Find(text, _found)))
        {
            AddGiven(FeatureBuffer.Join(FeatureSeed.ContextConcept, (uint)match.Concept), isThin, 1.5f, features);
            if (features.HasNames)
            {
                features.NameLast($"{lexicon.Label(match.Concept)} in the context");
            }
        }

        features.EndGroup(isThin ? weights.Context * 2 : weights.Context);
    }

    // what the context says counts for more where the task does not say what it is about
    private static void AddGiven(uint hash, bool isThin, float value, FeatureBuffer features)
    {
        if (isThin)
        {
            features.Add(FeatureBuffer.Join(hash, FeatureSeed.Edge), value);
        }

        features.Add(hash);
    }
}
