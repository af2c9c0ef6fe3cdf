using System.Collections.Immutable;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>Finds deployment strategies and kinds of pipelines, in one word or two.</summary>
internal static class StrategyReader
{
    private const string Standard = "standard-cicd";

    /// <summary>Every strategy and kind of pipeline that is named and not denied, in order.</summary>
    public static ImmutableArray<string> Read(TaskText text)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        var pipelines = 0;
        for (var i = 0; i < text.Count; i++)
        {
            pipelines += text.Is(i, Term.Pipeline) ? 1 : 0;
            if (At(text, i) is { } strategy && !found.Contains(strategy) && !text.IsDenied(i))
            {
                found.Add(strategy);
            }
        }

        // "a canary CI/CD pipeline" is a canary pipeline; "a CI/CD pipeline and a canary pipeline" are two
        if (found.Count > 1 && pipelines <= 1)
        {
            found.Remove(Standard, StringComparer.Ordinal);
        }

        return found.ToImmutable();
    }

    /// <summary>The strategy that a value means, however it is spelt: <c>Blue Green</c>, <c>blue_green</c>.</summary>
    public static string? Parse(string? written)
    {
        if (written is null)
        {
            return null;
        }

        var key = Spelling.Fold(written);
        return Methods.Strategy(key) ?? Methods.Strategy(key.Replace(' ', '-').Replace('_', '-'));
    }

    private static string? At(TaskText text, int i)
    {
        var token = text[i];
        if (token.Is(Term.Strategy))
        {
            return Methods.Strategy(token.Key);
        }

        if (token.Kind == TokenKind.Quoted)
        {
            return Parse(token.Key);
        }

        return token.Key.IndexOf('-') is var dash and > 0 ? InCompound(token.Key, dash) : OfTwoWords(text, i);
    }

    /// <summary><c>canary-pipeline</c>, <c>blau-grün-deployment</c>; but <c>canary-api</c> is a name.</summary>
    private static string? InCompound(string key, int dash)
    {
        var second = key.IndexOf('-', dash + 1);
        return second > 0 && Methods.Strategy(key[..second]) is { } two ? two
            : Methods.Strategy(key[..dash]) is { } one && Vocabulary.IsCompound(key) && !NameShape.EndsLikeService(key) ? one
            : null;
    }

    /// <summary>"blue green", "blue and green", "git ops", "CI and CD".</summary>
    private static string? OfTwoWords(TaskText text, int i)
    {
        var next = text.At(text.Is(i + 1, Term.Connector) ? i + 2 : i + 1)?.Key;
        return text[i].Key switch
        {
            "blue" or "blau" or "bleu" or "azul" or "blu" or "blauw" when next is "green" or "grun" or "vert" or "verde" or "groen" => "blue-green",
            "git" when next == "ops" => "gitops",
            "argo" when next == "cd" => "gitops",
            "ci" when next == "cd" => Standard,
            _ => null,
        };
    }
}
