using System.Collections.Immutable;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>Finds objects of a cluster, namespaces, alerts, connections and names for new things.</summary>
internal static class ObjectReader
{
    public static ImmutableArray<KubernetesReference> Objects(TaskText text)
    {
        var found = ImmutableArray.CreateBuilder<KubernetesReference>();
        for (var i = 0; i < text.Count; i++)
        {
            var token = text[i];
            if (token.Kind is not (TokenKind.Word or TokenKind.Quoted))
            {
                continue;
            }

            if (token.Key.IndexOf('/') is var slash and > 0 && slash < token.Key.Length - 1 && token.Key.LastIndexOf('/') == slash && KubernetesKinds.Of(token.Key[..slash]) is { } written)
            {
                found.Add(new(written, token.Text[(slash + 1)..]));
            }
            else if (token.Is(Term.Kind) && token.Key is not ("service" or "services" or "deployment" or "deployments" or "rollout" or "job" or "jobs" or "role" or "roles" or "secret" or "secrets" or "endpoints" or "namespace" or "namespaces"))
            {
                found.Add(new(KubernetesKinds.Of(token.Key)!, NameBeside(text, i)));
            }
            else if (token.Key is not ("service" or "services" or "deploy" or "namespace" or "ns" or "no") && KubernetesKinds.Of(token.Key) is { } kind && NameAfter(text, i) is { } name)
            {
                found.Add(new(kind, name));
            }
        }

        return [.. found.Distinct()];
    }

    /// <summary><c>namespace x</c>, <c>the x namespace</c>, <c>-n x</c>, <c>--namespace=x</c>.</summary>
    public static string? Namespace(TaskText text)
    {
        for (var i = 0; i < text.Count; i++)
        {
            if (text[i].Key is "-n" or "--namespace" or "-ns")
            {
                if (Named(text, i + 1) is { } flagged)
                {
                    return flagged;
                }
            }
            else if (text[i].Key is "namespace" or "ns" or "namensraum" or "namespaces" || IsNamespaceInWords(text, i))
            {
                if (Named(text, IsNamespaceInWords(text, i) ? i + 3 : i + 1) is { } after)
                {
                    return after;
                }

                if (text.At(i - 1) is { Kind: TokenKind.Quoted } or { Terms: Term.None or Term.Environment or Term.MaybeEnvironment, Kind: TokenKind.Word } or { Key: "default" or "monitoring" or "logging" or "platform" })
                {
                    return text[i - 1].Text;
                }
            }
        }

        return null;
    }

    public static ImmutableArray<string> Alerts(TaskText text)
    {
        if (!text.Has(Term.Alert) && !Mentions(text, "alertname"))
        {
            return [];
        }

        var found = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < text.Count; i++)
        {
            var token = text[i];
            var named = text.Is(i - 1, Term.Alert) || text.Is(i + 1, Term.Alert) && !text[i + 1].Key.StartsWith("fir", StringComparison.Ordinal) || text.IsSymbol(i - 1, '=') && text.At(i - 2)?.Key == "alertname";
            if (token.Kind == TokenKind.Word && IsCamelCase(token.Text) || named && token.Kind == TokenKind.Quoted && token.Text.Length <= 120)
            {
                found.Add(token.Text);
            }
        }

        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    /// <summary><c>connection x</c>, <c>the x database</c>, <c>database x</c>.</summary>
    public static string? Connection(TaskText text)
    {
        for (var i = 0; i < text.Count; i++)
        {
            if (text[i].Key is not ("connection" or "database" or "db" or "datasource" or "datenbank" or "verbindung" or "conexion" or "connexion" or "conexao" or "connessione"))
            {
                continue;
            }

            if (Named(text, i + 1) is { } after && (text[i].Key is not "db" || text[i + 1].Kind == TokenKind.Quoted || after.Contains('-')))
            {
                return after;
            }

            if (text.At(i - 1) is { Kind: TokenKind.Quoted } or { Terms: Term.None, Kind: TokenKind.Word })
            {
                return text[i - 1].Text;
            }
        }

        return null;
    }

    /// <summary><c>called x</c>, <c>named `x`</c>, <c>name: x</c>, <c>call it x</c>.</summary>
    public static string? NewName(TaskText text)
    {
        for (var i = 0; i < text.Count; i++)
        {
            var callIt = text[i].Key is "call" or "name" or "nenne" or "nenn" && text.At(i + 1)?.Key is "it" or "them" or "ihn" or "sie" or "es";
            if (!callIt && !text.Is(i, Term.Called))
            {
                continue;
            }

            var next = callIt ? i + 2 : i + 1;
            while (text.IsSymbol(next, ':') || text.IsSymbol(next, '=') || text.At(next)?.Key is "is" or "ist" or "est" or "should" or "be" or "it")
            {
                next++;
            }

            if (text.At(next) is { } token && (token.Kind == TokenKind.Quoted || token.Kind == TokenKind.Word && IsNewName(text, i, next)))
            {
                return token.Text;
            }
        }

        return null;
    }

    private static bool IsNewName(TaskText text, int called, int i)
    {
        var token = text[i];
        var plural = text[called].Key is "names" or "name" or "named" && i == called + 1 && text[called].Key != "named";
        return char.IsLetterOrDigit(token.Text[0]) && !token.Is(Term.Stop | Term.For | Term.To | Term.Preposition | Term.Connector | Term.Called) && (!plural || token.IsUnknown && token.Text.AsSpan().IndexOfAny('-', '_') > 0);
    }

    private static bool IsNamespaceInWords(TaskText text, int i) =>
        text[i].Key is "espace" or "espacio" or "espaco" && text.At(i + 1)?.Key is "de" && text.At(i + 2)?.Key is "noms" or "nombres" or "nomes";

    private static string? Named(TaskText text, int i)
    {
        while (text.IsSymbol(i, ':') || text.IsSymbol(i, '=') || text.Is(i, Term.Called))
        {
            i++;
        }

        return text.At(i) is { Kind: TokenKind.Quoted } quoted && !quoted.Key.Contains(' ') ? quoted.Text
            : text.At(i) is { Kind: TokenKind.Word } word && char.IsLetterOrDigit(word.Text[0]) && !word.Key.Contains('/') && (word.IsUnknown || word.Is(Term.Environment | Term.MaybeEnvironment) || word.Key is "default" or "kube-system" or "monitoring" or "logging" or "platform" || word.Text.Contains('-') && !word.Is(Term.Plain | Term.Strategy)) ? word.Text
            : null;
    }

    private static string? NameBeside(TaskText text, int i) =>
        NameAfter(text, i) ?? (text.At(i - 1) is { } before && (before.Kind == TokenKind.Quoted || before.IsUnknown && before.Text.Contains('-')) ? before.Text : null);

    private static string? NameAfter(TaskText text, int i)
    {
        if (text.Is(i + 1, Term.Called))
        {
            i++;
        }

        return text.At(i + 1) is { } token && (token.Kind == TokenKind.Quoted && !token.Key.Contains(' ') || token.IsUnknown && token.Text.AsSpan().IndexOfAny('-', '_') > 0 && !References.IsPath(token)) ? token.Text : null;
    }

    private static bool Mentions(TaskText text, string key)
    {
        foreach (var token in text.Tokens)
        {
            if (token.Key == key)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary><c>HighErrorRate</c>: at least two words in one, letters and digits only.</summary>
    private static bool IsCamelCase(string word)
    {
        if (word.Length < 5 || !char.IsAsciiLetterUpper(word[0]))
        {
            return false;
        }

        var humps = 0;
        for (var i = 1; i < word.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(word[i]) && word[i] != '_')
            {
                return false;
            }

            humps += char.IsAsciiLetterUpper(word[i]) && char.IsAsciiLetterLower(word[i - 1]) ? 1 : 0;
        }

        return humps > 0 && word is not ("GitHub" or "GitLab" or "GitOps" or "DevOps" or "PostgreSQL" or "TypeScript" or "JavaScript" or "OpenAPI" or "GraphQL" or "PagerDuty" or "MongoDB");
    }
}
