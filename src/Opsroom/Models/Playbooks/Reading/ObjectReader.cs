using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>Finds objects of a cluster, namespaces, connections and names for new things.</summary>
internal static class ObjectReader
{
    private const Term NoName = Term.Stop | Term.For | Term.To | Term.Preposition | Term.Connector | Term.Called;

    /// <summary>Kinds whose words mean other things as often: they count only with a name after a slash or beside them.</summary>
    private static readonly FrozenSet<string> Ambiguous = WordSet.Of(
        "service services deployment deployments rollout job jobs role roles secret secrets endpoints namespace namespaces");

    /// <summary>Words of kinds that name nothing unless a slash follows.</summary>
    private static readonly FrozenSet<string> SlashOnly = WordSet.Of("service services deploy namespace namespaces ns no");

    private static readonly FrozenSet<string> ConnectionWords = WordSet.Of(
        "connection database db datasource datenbank verbindung conexion connexion conexao connessione");

    /// <summary>Ordinary words that namespaces are often called.</summary>
    private static readonly FrozenSet<string> NamespaceNames = WordSet.Of("default kube-system monitoring logging platform");

    public static ImmutableArray<KubernetesReference> Objects(TaskText text)
    {
        var found = ImmutableArray.CreateBuilder<KubernetesReference>();
        for (var i = 0; i < text.Count; i++)
        {
            if (text[i].Kind is TokenKind.Word or TokenKind.Quoted && ObjectAt(text, i) is { } reference && !found.Contains(reference))
            {
                found.Add(reference);
            }
        }

        return found.ToImmutable();
    }

    /// <summary><c>namespace x</c>, <c>the x namespace</c>, <c>-n x</c>, <c>--namespace=x</c>.</summary>
    public static string? Namespace(TaskText text)
    {
        for (var i = 0; i < text.Count; i++)
        {
            var isInWords = IsNamespaceInWords(text, i);
            if (!isInWords && text[i].Key is not ("namespace" or "namespaces" or "ns" or "namensraum" or "-n" or "--namespace"))
            {
                continue;
            }

            if (NameOfNamespace(text, isInWords ? i + 3 : i + 1) is { } after)
            {
                return after;
            }

            if (text.At(i - 1) is { } before
                && (before.Kind == TokenKind.Quoted || before.IsUnknown || before.Is(Term.Environment) || NamespaceNames.Contains(before.Key)))
            {
                return before.Text;
            }
        }

        return null;
    }

    /// <summary><c>connection x</c>, <c>the x database</c>, <c>database x</c>.</summary>
    public static string? Connection(TaskText text)
    {
        for (var i = 0; i < text.Count; i++)
        {
            if (!ConnectionWords.Contains(text[i].Key))
            {
                continue;
            }

            if (text.At(AfterIntroduction(text, i + 1)) is { } after && (after.Kind == TokenKind.Quoted || after.IsUnknown && char.IsLetterOrDigit(after.Text[0])))
            {
                return after.Text;
            }

            if (text.At(i - 1) is { } before && (before.Kind == TokenKind.Quoted || before.IsUnknown))
            {
                return before.Text;
            }
        }

        return null;
    }

    /// <summary><c>called x</c>, <c>named `x`</c>, <c>name: x</c>, <c>call it x</c>.</summary>
    public static string? NewName(TaskText text)
    {
        for (var i = 0; i < text.Count; i++)
        {
            var isCallIt = text[i].Key is "call" or "name" or "nenne" or "nenn" && text.At(i + 1)?.Key is "it" or "them" or "ihn" or "sie" or "es";
            if (!isCallIt && !text.Is(i, Term.Called))
            {
                continue;
            }

            var next = isCallIt ? i + 2 : i + 1;
            while (text.IsSymbol(next, ':') || text.IsSymbol(next, '=') || text.At(next)?.Key is "is" or "ist" or "est" or "should" or "be")
            {
                next++;
            }

            // "names of services": the bare word introduces a name only with a sign or a name that looks like one
            var isWeak = !isCallIt && next == i + 1 && text[i].Key is "name" or "names";
            if (text.At(next) is { } token && IsNewName(token, isWeak))
            {
                return token.Text;
            }
        }

        return null;
    }

    private static bool IsNewName(Token token, bool isWeak) => token.Kind switch
    {
        TokenKind.Quoted => true,
        TokenKind.Word => char.IsLetterOrDigit(token.Text[0]) && !token.Is(NoName) && (!isWeak || token.IsUnknown && HasJoint(token)),
        _ => false,
    };

    private static KubernetesReference? ObjectAt(TaskText text, int i)
    {
        var token = text[i];
        var slash = token.Key.IndexOf('/');
        if (slash > 0)
        {
            return slash < token.Key.Length - 1 && token.Key.LastIndexOf('/') == slash && KubernetesKinds.Of(token.Key[..slash]) is { } written
                ? new(written, token.Text[(slash + 1)..])
                : null;
        }

        if (KubernetesKinds.Of(token.Key) is not { } kind || SlashOnly.Contains(token.Key))
        {
            return null;
        }

        var name = NameAfter(text, i);
        return token.Is(Term.Kind) && !Ambiguous.Contains(token.Key) ? new(kind, name ?? NameBefore(text, i))
            : name is not null ? new(kind, name)
            : null;
    }

    private static string? NameAfter(TaskText text, int i)
    {
        if (text.At(text.Is(i + 1, Term.Called) ? i + 2 : i + 1) is not { } token)
        {
            return null;
        }

        var isName = token.Kind == TokenKind.Quoted ? !token.Key.Contains(' ') : token.IsUnknown && HasJoint(token) && !References.IsPath(token);
        return isName ? token.Text : null;
    }

    private static string? NameBefore(TaskText text, int i) =>
        text.At(i - 1) is { } token && (token.Kind == TokenKind.Quoted || token.IsUnknown && HasJoint(token)) ? token.Text : null;

    private static bool HasJoint(Token token) => token.Text.AsSpan().IndexOfAny('-', '_') > 0;

    private static bool IsNamespaceInWords(TaskText text, int i) =>
        text[i].Key is "espace" or "espacio" or "espaco" && text.At(i + 1)?.Key == "de" && text.At(i + 2)?.Key is "noms" or "nombres" or "nomes";

    private static string? NameOfNamespace(TaskText text, int i)
    {
        if (text.At(AfterIntroduction(text, i)) is not { } token || token.Key.AsSpan().ContainsAny(' ', '/') || !char.IsLetterOrDigit(token.Text[0]))
        {
            return null;
        }

        var isName = token.Kind == TokenKind.Quoted || token.IsUnknown || token.Is(Term.Environment | Term.MaybeEnvironment) || NamespaceNames.Contains(token.Key)
            || HasJoint(token) && !token.Is(Term.Plain | Term.Strategy);
        return isName ? token.Text : null;
    }

    private static int AfterIntroduction(TaskText text, int i)
    {
        while (text.IsSymbol(i, ':') || text.IsSymbol(i, '=') || text.Is(i, Term.Called))
        {
            i++;
        }

        return i;
    }
}
