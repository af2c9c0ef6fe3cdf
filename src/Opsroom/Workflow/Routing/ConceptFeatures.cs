namespace Opsroom.Workflow.Routing;

/// <summary>What the concepts of a task say: each by itself, their order, which stand together, and the head of the first object.</summary>
internal sealed class ConceptFeatures(ConceptLexicon lexicon, FeatureWeights weights)
{
    private const int MostPaired = 14;

    private readonly List<int> _distinct = [];

    public void Extract(ReadOnlySpan<ConceptMatch> found, ReadOnlySpan<char> text, FeatureBuffer features)
    {
        Each(found, text, features);
        Order(found, features);
        Syntax(found, features);
        Together(features);
    }

    private void Each(ReadOnlySpan<ConceptMatch> found, ReadOnlySpan<char> text, FeatureBuffer features)
    {
        _distinct.Clear();
        foreach (var match in found)
        {
            if (lexicon.IsGrammar(match.Concept) || _distinct.Contains(match.Concept))
            {
                continue;
            }

            _distinct.Add(match.Concept);
            features.Add(FeatureBuffer.Join(FeatureSeed.Concept, (uint)match.Concept));
            if (features.HasNames)
            {
                features.NameLast($"{lexicon.Label(match.Concept)} ('{WordAt(text, match)}')");
            }
        }

        features.EndGroup(weights.Concept);
    }

    // the whole word that a concept was found in
    private static string WordAt(ReadOnlySpan<char> text, ConceptMatch match)
    {
        var (start, end) = (match.Start, match.Start + match.Length);
        if (TextFolding.ScriptOf(text[start]) == Script.Spaced)
        {
            while (start > 0 && text[start - 1] is not (' ' or '|'))
            {
                start--;
            }

            while (end < text.Length && text[end] is not (' ' or '|'))
            {
                end++;
            }
        }

        return text[start..end].ToString();
    }

    // concepts as they come, small words left out
    private void Order(ReadOnlySpan<ConceptMatch> found, FeatureBuffer features)
    {
        var previous = FeatureSeed.Edge;
        var place = 0;
        var firstClause = -1;
        foreach (var match in found)
        {
            if (lexicon.IsGrammar(match.Concept))
            {
                continue;
            }

            var concept = (uint)match.Concept;
            firstClause = firstClause < 0 ? match.Clause : firstClause;
            if (match.Clause == firstClause)
            {
                features.Add(FeatureBuffer.Join(FeatureSeed.FirstClause, concept), 0.7f);
            }

            if (place < 3)
            {
                features.Add(FeatureBuffer.Join(FeatureSeed.FirstConcept + (uint)place, concept));
            }

            features.Add(FeatureBuffer.Join(FeatureBuffer.Join(FeatureSeed.ConceptPair, previous), concept));
            previous = concept;
            place++;
        }

        features.EndGroup(weights.ConceptOrder);
    }

    // runs of up to three concepts with the small words between them; then the first object, its head (its last noun), and what is done to it
    private void Syntax(ReadOnlySpan<ConceptMatch> found, FeatureBuffer features)
    {
        uint before = FeatureSeed.Edge, beforeThat = FeatureSeed.Edge;
        uint action = FeatureSeed.Edge, head = FeatureSeed.Edge, first = FeatureSeed.Edge;
        var clause = 0;
        var closed = false;
        foreach (var match in found)
        {
            var concept = (uint)match.Concept;
            if (match.Clause != clause)
            {
                (before, beforeThat) = (FeatureSeed.Break, before);
                closed |= head != FeatureSeed.Edge;
                clause = match.Clause;
            }

            if (lexicon.IsGrammar(match.Concept) || lexicon.IsAction(match.Concept))
            {
                action = action == FeatureSeed.Edge && lexicon.IsAction(match.Concept) ? concept : action;
                closed |= head != FeatureSeed.Edge;
            }
            else if (lexicon.IsObject(match.Concept) && !closed)
            {
                head = concept;
                first = first == FeatureSeed.Edge ? concept : first;
            }

            features.Add(FeatureBuffer.Join(FeatureBuffer.Join(FeatureSeed.Run, before), concept));
            features.Add(FeatureBuffer.Join(FeatureBuffer.Join(FeatureBuffer.Join(FeatureSeed.Run, beforeThat), before), concept));
            beforeThat = before;
            before = concept;
        }

        features.Add(FeatureBuffer.Join(FeatureSeed.Head, head), 1.5f);
        features.Add(FeatureBuffer.Join(FeatureBuffer.Join(FeatureSeed.Head, action), head), 1.5f);
        features.Add(FeatureBuffer.Join(FeatureSeed.FirstObject, first), 1.5f);
        features.Add(FeatureBuffer.Join(FeatureBuffer.Join(FeatureSeed.FirstObject, action), first), 1.5f);
        features.Add(FeatureBuffer.Join(FeatureBuffer.Join(FeatureSeed.HeadPair, first), head));
        features.EndGroup(weights.Syntax);
    }

    private void Together(FeatureBuffer features)
    {
        var paired = Math.Min(_distinct.Count, MostPaired);
        for (var i = 0; i < paired; i++)
        {
            for (var k = i + 1; k < paired; k++)
            {
                var (low, high) = (Math.Min(_distinct[i], _distinct[k]), Math.Max(_distinct[i], _distinct[k]));
                features.Add(FeatureBuffer.Join(FeatureBuffer.Join(FeatureSeed.ConceptSet, (uint)low), (uint)high), i < 4 ? 1f : 0.5f);
                if (features.HasNames)
                {
                    features.NameLast($"{lexicon.Label(_distinct[i])} together with {lexicon.Label(_distinct[k])}");
                }
            }
        }

        features.EndGroup(weights.ConceptSet);
    }
}
