using System.Collections.Frozen;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>Finds the programming language that a text means.</summary>
internal static class LanguageReader
{
    /// <summary>What stands after a language and not after a verb or a machine.</summary>
    private static readonly FrozenSet<string> OfCode = WordSet.Of("module project client code library structs backend package sdk repo js");

    public static string? Read(TaskText text)
    {
        for (var i = 0; i < text.Count; i++)
        {
            if (At(text, i) is { } language)
            {
                return language;
            }
        }

        return null;
    }

    /// <summary>The language that a value means; one that is not known stays as it is, in lower case.</summary>
    public static string? Parse(string? written) => written is null ? null : Methods.Language(Spelling.Fold(written)) ?? Spelling.Fold(written);

    private static string? At(TaskText text, int i) => text[i].Key switch
    {
        "go" when IsGo(text, i) => "go",
        "node" when IsBesideCode(text, i) => "javascript",
        var key => text.Is(i, Term.Technology) ? Methods.Language(key) : null,
    };

    /// <summary>"go" is a verb unless it is capitalised inside a sentence, or something of code stands beside it.</summary>
    private static bool IsGo(TaskText text, int i) =>
        text[i].Text == "Go" && i > 0 && !text[i - 1].EndsSentence || IsBesideCode(text, i) || text.At(i - 1)?.Key == "in";

    private static bool IsBesideCode(TaskText text, int i) =>
        text.Is(i + 1, Term.ServiceNoun | Term.NamedNoun) || text.At(i + 1) is { } next && OfCode.Contains(next.Key);
}
