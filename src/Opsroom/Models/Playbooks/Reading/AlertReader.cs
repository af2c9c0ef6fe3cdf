using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>Finds the names of alerts in a text that speaks of alerts.</summary>
internal static class AlertReader
{
    private const string Label = "alertname";

    private static readonly FrozenSet<string> NotAlerts = WordSet.Of("github gitlab gitops devops postgresql typescript javascript openapi graphql pagerduty mongodb");

    public static ImmutableArray<string> Read(TaskText text)
    {
        if (!text.Has(Term.Alert) && !text.Mentions(Label))
        {
            return [];
        }

        var found = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < text.Count; i++)
        {
            var token = text[i];
            var isAlert = token.Kind switch
            {
                TokenKind.Word => IsCamelCase(token.Text) && !NotAlerts.Contains(token.Key),
                TokenKind.Quoted => token.Text.Length <= 120 && IsBesideAlert(text, i),
                _ => false,
            };
            if (isAlert && !found.Contains(token.Text))
            {
                found.Add(token.Text);
            }
        }

        return found.ToImmutable();
    }

    private static bool IsBesideAlert(TaskText text, int i) =>
        text.Is(i - 1, Term.Alert) || text.Is(i + 1, Term.Alert) || text.IsSymbol(i - 1, '=') && text.At(i - 2)?.Key == Label;

    /// <summary><c>HighErrorRate</c>: at least two words in one, of letters, digits and underscores.</summary>
    private static bool IsCamelCase(string word)
    {
        if (word.Length < 5 || !char.IsAsciiLetterUpper(word[0]))
        {
            return false;
        }

        var hasHump = false;
        for (var i = 1; i < word.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(word[i]) && word[i] != '_')
            {
                return false;
            }

            hasHump |= char.IsAsciiLetterUpper(word[i]) && char.IsAsciiLetterLower(word[i - 1]);
        }

        return hasHump;
    }
}
