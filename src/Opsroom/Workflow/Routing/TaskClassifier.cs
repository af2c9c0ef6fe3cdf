using System.Collections.Concurrent;
using System.Text.Json;

namespace Opsroom.Workflow.Routing;

/// <summary>The trained classifier over task and context. Loaded on first use and shared; safe for concurrent use.</summary>
internal sealed class TaskClassifier(ConceptLexicon lexicon, RoutingModel model)
{
    private static readonly Lazy<TaskClassifier> Embedded = new(LoadEmbedded);

    private readonly ConcurrentBag<Session> _idle = [];

    public static TaskClassifier Shared => Embedded.Value;

    public IReadOnlyList<string> Agents => model.Agents;

    private static TaskClassifier LoadEmbedded()
    {
        using var weights = RoutingResources.Open("routing.weights");
        return new(ConceptLexicon.Load(), RoutingModel.Load(weights));
    }

    /// <summary>The probability of each agent, in the order of <see cref="Agents"/>.</summary>
    public float[] Classify(string task, JsonElement? context)
    {
        if (!_idle.TryTake(out var session))
        {
            session = new(new FeatureExtractor(lexicon, FeatureWeights.Default), new FeatureBuffer());
        }

        session.Extractor.Extract(task, context, session.Features);
        var scores = new float[model.Agents.Count];
        model.Score(session.Features, scores);
        _idle.Add(session);
        Softmax(scores, model.Temperature);
        return scores;
    }

    /// <summary>The words and concepts that spoke most for one agent rather than another, strongest first.</summary>
    public List<string> Explain(string task, JsonElement? context, string agent, string other)
    {
        var features = new FeatureBuffer { Names = [] };
        new FeatureExtractor(lexicon, FeatureWeights.Default).Extract(task, context, features);
        var (mine, theirs) = (IndexOf(agent), IndexOf(other));
        var weighed = new Dictionary<string, float>(StringComparer.Ordinal);
        for (var i = 0; i < features.Count; i++)
        {
            if (features.Names[i] is { } name)
            {
                var contribution = model.Contribution(features.Slots[i], features.Values[i], mine, theirs);
                weighed[name] = weighed.GetValueOrDefault(name) + contribution;
            }
        }

        return [.. weighed.Where(pair => pair.Value > 0).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(3).Select(pair => pair.Key)];
    }

    /// <summary>Whether the lexicon knows the word.</summary>
    public bool IsConcept(string word)
    {
        var text = new TaskText();
        text.Read(word);
        return lexicon.Find(text.Span, stackalloc ConceptMatch[1]) > 0;
    }

    /// <summary>What a piece of a task is made of.</summary>
    public Makeup MakeupOf(string piece)
    {
        var text = new TaskText();
        text.Read(piece);
        Span<ConceptMatch> found = stackalloc ConceptMatch[32];
        var makeup = Makeup.None;
        var last = Makeup.None;
        foreach (var match in found[..lexicon.Find(text.Span, found)])
        {
            if (lexicon.IsGrammar(match.Concept))
            {
                makeup |= lexicon.IsReference(match.Concept) ? Makeup.Refers
                    : lexicon.IsRelative(match.Concept) && makeup.HasFlag(Makeup.Object) ? Makeup.Relative
                    : Makeup.None;
                continue;
            }

            last = lexicon.IsAction(match.Concept) ? Makeup.Action : lexicon.IsObject(match.Concept) ? Makeup.Object : Makeup.Other;
            makeup |= last | (last == Makeup.Action && (makeup & ~(Makeup.Relative | Makeup.Refers)) == Makeup.None ? Makeup.Asks : Makeup.None);
        }

        // in many languages the verb comes last
        return makeup | (last == Makeup.Action ? Makeup.Asks : Makeup.None);
    }

    public int IndexOf(string agent)
    {
        for (var i = 0; i < model.Agents.Count; i++)
        {
            if (model.Agents[i] == agent)
            {
                return i;
            }
        }

        return -1;
    }

    internal static void Softmax(Span<float> scores, float temperature)
    {
        var top = float.MinValue;
        foreach (var score in scores)
        {
            top = MathF.Max(top, score);
        }

        var sum = 0f;
        foreach (ref var score in scores)
        {
            score = MathF.Exp((score - top) / temperature);
            sum += score;
        }

        foreach (ref var score in scores)
        {
            score /= sum;
        }
    }

    private sealed record Session(FeatureExtractor Extractor, FeatureBuffer Features);
}
