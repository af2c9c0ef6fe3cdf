using System.Buffers;
using System.Collections.Immutable;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>Finds the services that a text is about: every word that could name one is weighed by what stands around it, the heaviest wins.</summary>
internal static class ServiceReader
{
    /// <summary>What paths, images, variables, flags and expressions are written with, and names are not.</summary>
    private static readonly SearchValues<char> Foreign = SearchValues.Create("/:@\\$%#*~=+");

    /// <summary>Ordinary words that name a service when they stand before the word for it: the user service, the search API.</summary>
    private static readonly string[] Domain =
        [
            "notification", "notifications", "monitoring", "logging", "user", "users", "customer", "customers", "client", "product", "products", "project", "email", "mail", "mails", "payment", "billing", "search", "image", "images", "file", "files",
            "account", "accounts", "role", "policy", "config", "settings", "template", "test", "traffic", "performance", "quality", "order", "ticket", "tickets", "event", "events", "session", "data", "media", "document", "documents",
            "report", "reports", "reporting", "rule", "rules", "audit", "compliance", "log", "logs", "metrics", "query", "index", "scheduling", "workflow", "job", "jobs", "task", "tasks", "time", "price", "list", "group", "package", "code", "date", "group", "sample", "demo", "example", "platform", "partner", "edge", "web", "public", "internal", "admin",
        ];

    /// <summary>What only a running thing can be.</summary>
    private static readonly string[] Troubles =
        ["slow", "down", "failing", "broken", "unavailable", "unreachable", "crashing", "unhealthy", "degraded", "flapping", "hanging", "langsam", "kaputt", "lent", "lente", "lento", "lenta", "caido", "caida", "traag"];

    /// <summary>Endings of names that only services have.</summary>
    private static readonly string[] Endings =
        ["-service", "-svc", "-api", "-app", "-worker", "-gateway", "-frontend", "-backend", "-ui", "-web", "-bff", "-server", "-consumer", "-job", "-processor", "_service", "-portal", "-engine", "-bot", "-proxy", "-site", "-service2"];

    public static ImmutableArray<string> Read(TaskText text)
    {
        Candidate? best = null;
        for (var i = 0; i < text.Count; i++)
        {
            if (Weigh(text, i) is { } candidate && (best is null || candidate.Weight > best.Value.Weight))
            {
                best = candidate;
            }
        }

        return best is { } found ? WithItsRow(text, found) : [];
    }

    private static Candidate? Weigh(TaskText text, int i)
    {
        var token = text[i];
        if (token.Kind is not (TokenKind.Word or TokenKind.Quoted) || text.IsDenied(i))
        {
            return null;
        }

        if (token.Is(Term.ServiceNoun) && token.Kind == TokenKind.Word)
        {
            return AfterNoun(text, i) ?? BeforeNoun(text, i, keepNoun: false);
        }

        if (token.Is(Term.NamedNoun) && BeforeNoun(text, i, keepNoun: true) is { } named)
        {
            return named;
        }

        return Alone(text, i);
    }

    /// <summary><c>service called x</c>, <c>service: x</c>, <c>service `x`</c>, <c>der Dienst x</c>.</summary>
    private static Candidate? AfterNoun(TaskText text, int noun)
    {
        var i = noun + 1;
        var introduced = false;
        while (text.Is(i, Term.Called) || text.IsSymbol(i, ':') || text.IsSymbol(i, '=') || introduced && text.Is(i, Term.Stop) || text.At(i)?.Key is "is" or "id" or "ist" or "est" or "es" && text.Is(i + 1, Term.Called))
        {
            introduced = true;
            i++;
        }

        if (text.At(i) is not { Kind: TokenKind.Word or TokenKind.Quoted } token || text[noun].IsPossessive)
        {
            return null;
        }

        if (introduced)
        {
            return IsNameLike(token) ? new(i, i + 1, token.Text, 100) : null;
        }

        if (token.Kind == TokenKind.Quoted && IsNameLike(token) || IsIdentifier(token))
        {
            return new(i, i + 1, token.Text, 95);
        }

        // "for service checkout", "le service paiement": nothing stands before the noun that could be the name
        var free = noun == 0 || text.Is(noun - 1, Term.Stop | Term.For | Term.To | Term.Preposition | Term.Deploy | Term.Create | Term.Connector | Term.Indefinite) || text[noun - 1].Kind == TokenKind.Symbol;
        return free && token.IsUnknown && !Tokenizer.IsWide(token.Text[0]) && IsPhraseEnd(text, i + 1) ? new(i, i + 1, token.Text, 80) : null;
    }

    /// <summary><c>the order history service</c> is <c>order-history</c>; <c>the checkout API</c> is <c>checkout-api</c>.</summary>
    private static Candidate? BeforeNoun(TaskText text, int noun, bool keepNoun)
    {
        var start = noun;
        while (start > 0 && noun - start < 3 && CanBePart(text, start - 1))
        {
            start--;
        }

        if (start == noun)
        {
            return null;
        }

        if (text[noun - 1].Kind == TokenKind.Quoted || IsIdentifier(text[noun - 1]))
        {
            return new(noun - 1, noun + 1, text[noun - 1].Text, 92);
        }

        var parts = new List<string>(4);
        for (var i = start; i < noun; i++)
        {
            parts.Add(text[i].Text);
        }

        if (keepNoun)
        {
            parts.Add(text[noun].Text);
        }

        var single = text[noun].Key.EndsWith("ces", StringComparison.Ordinal) || text[noun].Key is "apps" or "apis" or "workers";
        return new(start, noun + 1, string.Join('-', parts).ToLowerInvariant(), (keepNoun ? 85 : 90) - (single ? 2 : 0));
    }

    private static bool CanBePart(TaskText text, int i)
    {
        var token = text[i];
        if (token.Kind == TokenKind.Quoted)
        {
            return IsNameLike(token) && !text.Is(i + 1, Term.Plain);
        }

        return token.Kind == TokenKind.Word && !token.IsPossessive && !char.IsAsciiDigit(token.Text[0])
            && (token.IsUnknown && !LooksLikeOther(token) || Domain.Contains(token.Key) && !text.Is(i + 1, Term.Pipeline));
    }

    /// <summary>A name with no noun beside it.</summary>
    private static Candidate? Alone(TaskText text, int i)
    {
        var token = text[i];
        if (token.Text.LastIndexOf('@') is var at and > 1 && References.IsVersion(token.Key[(at + 1)..]) && !token.Text[..at].Contains('/'))
        {
            return new(i, i + 1, token.Text[..at], 86);
        }

        if (!IsNameLike(token) && !IsOrdinaryName(text, i) || BelongsToOther(text, i))
        {
            return null;
        }

        var before = i - 1;
        while (text.Is(before, Term.Stop) && !text.Is(before, Term.For | Term.To))
        {
            before--;
        }

        var introduced = text.Is(before, Term.For);
        var moved = text.Is(before, Term.Deploy) || text.At(before)?.Key == "back" && text.At(before - 1)?.Key == "roll";
        if (token.Kind == TokenKind.Quoted)
        {
            return IsIdentifier(token) || !token.Key.Contains(' ') ? new(i, i + 1, token.Text, introduced || moved ? 88 : 60) : null;
        }

        if (IsIdentifier(token))
        {
            var weight = introduced ? 84 : moved || token.IsPossessive ? 82 : text.Is(i + 1, Term.Pipeline) ? 70 : 58;
            return new(i, i + 1, token.Text, Endings.Any(ending => token.Key.EndsWith(ending, StringComparison.Ordinal)) ? weight + 6 : weight);
        }

        if (IsOrdinaryName(text, i))
        {
            return introduced || moved ? new(i, i + 1, token.Text, 45) : null;
        }

        if (!token.IsUnknown || token.Text.Length < 3 || LooksLikeOther(token))
        {
            return null;
        }

        if (text.Is(i + 1, Term.NamedNoun | Term.ServiceNoun))
        {
            return null;
        }

        if (IsInTrouble(text, i + 1) || text.At(i + 1) is { Kind: TokenKind.Word } version && References.IsVersion(version.Key))
        {
            return new(i, i + 1, token.Text, introduced || moved ? 56 : 50);
        }

        return IsPhraseEnd(text, i + 1) || token.IsPossessive
            ? introduced ? new(i, i + 1, token.Text, 55) : moved ? new(i, i + 1, token.Text, 54) : token.IsPossessive ? new(i, i + 1, token.Text, 52) : null
            : text.Is(i + 1, Term.Pipeline) && !text.Is(i - 1, Term.Called) && i > 0 && !text[i - 1].EndsSentence ? new(i, i + 1, token.Text, 40) : null;
    }

    /// <summary>"promote notifications to prod", "v2 of api": a word of the trade where only a name can stand.</summary>
    private static bool IsOrdinaryName(TaskText text, int i) =>
        text[i].Kind == TokenKind.Word && (text.Is(i, Term.NamedNoun) || Domain.Contains(text[i].Key)) && !text.Is(i - 1, Term.Indefinite) && (text.IsEnd(i + 1) || text.Is(i + 1, Term.To | Term.Environment | Term.Preposition));

    /// <summary>"checkout is slow", "why is checkout down".</summary>
    private static bool IsInTrouble(TaskText text, int i) =>
        text.At(i) is { } next && (Troubles.Contains(next.Key) || next.Key is "is" or "are" or "ist" or "est" or "esta" or "e" && text.At(i + 1) is { } state && Troubles.Contains(state.Key));

    /// <summary>Further names in the same row: cart, checkout and payments.</summary>
    private static ImmutableArray<string> WithItsRow(TaskText text, Candidate best)
    {
        var names = new List<string> { best.Name };
        for (var i = best.End; Connects(text, ref i) && IsRowName(text, i); i++)
        {
            names.Add(text[i].Text);
        }

        for (var i = best.Start - 1; i > 0 && text.Is(i, Term.Connector) && !text.IsSymbol(i, '/') && IsRowName(text, i - 1); i -= 2)
        {
            names.Insert(0, text[i - 1].Text);
        }

        return [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static bool Connects(TaskText text, ref int i)
    {
        var start = i;
        while (i - start < 2 && text.Is(i, Term.Connector) && text[i].Key is not ("/" or ">" or "→" or "|"))
        {
            i++;
        }

        return i > start;
    }

    private static bool IsRowName(TaskText text, int i) => text.At(i) is { } token && !BelongsToOther(text, i) && !text.IsDenied(i)
        && (IsIdentifier(token) || token.Kind == TokenKind.Quoted && IsNameLike(token) || token.IsUnknown && token.Text.Length > 2 && !LooksLikeOther(token) && IsPhraseEnd(text, i + 1) && !text.Is(i - 1, Term.To));

    /// <summary>Whether a row of words ends here: the sentence does, or something else begins.</summary>
    private static bool IsPhraseEnd(TaskText text, int i) => text.IsEnd(i) || text.Is(i, Term.Connector | Term.For | Term.To | Term.Preposition | Term.Negation | Term.Environment | Term.Stop | Term.ServiceNoun | Term.After | Term.Strategy | Term.Called | Term.Create);

    /// <summary>A name with a hyphen, an underscore or a digit in it that is not a word of the trade.</summary>
    private static bool IsIdentifier(Token token)
    {
        if (token.Kind is not (TokenKind.Word or TokenKind.Quoted) || token.Text.Length < 3 || token.Text.Length > 120 || token.Key.Contains(' ') || LooksLikeOther(token))
        {
            return false;
        }

        var hasJoint = token.Text.AsSpan(1).IndexOfAny('-', '_') >= 0 || char.IsLetter(token.Text[0]) && char.IsAsciiDigit(token.Text[^1]) && token.Text.Length > 3 && token.Terms == Term.None;
        if (!hasJoint || !char.IsLetter(token.Text[0]) && token.Text[0] != '_')
        {
            return false;
        }

        return !Vocabulary.IsCompound(token.Key) || token.Kind == TokenKind.Quoted || EndsLikeService(token.Key);
    }

    /// <summary><c>my-service</c> is made of ordinary words and still a name; <c>micro-service</c> is not.</summary>
    private static bool EndsLikeService(string key) =>
        Endings.Any(ending => key.EndsWith(ending, StringComparison.Ordinal)) && !key.StartsWith("micro-", StringComparison.Ordinal) && !key.StartsWith("multi-", StringComparison.Ordinal)
        && !key.StartsWith("self-", StringComparison.Ordinal) && !key.StartsWith("cross-", StringComparison.Ordinal) && !key.StartsWith("per-", StringComparison.Ordinal) && !key.StartsWith("in-", StringComparison.Ordinal);

    private static bool IsNameLike(Token token) => token.Kind switch
    {
        TokenKind.Quoted => token.Text.Length <= 120 && token.Key.Count(c => c == ' ') < 4 && !LooksLikeOther(token) && EnvironmentReader.Normalise(token.Key, certainOnly: true) is null && token.Text.Any(char.IsLetterOrDigit) && !token.Key.Contains('<') && !token.Key.Contains('{'),
        TokenKind.Word => token.Text.Length is > 1 and <= 120 && char.IsLetterOrDigit(token.Text[0]) && (token.IsUnknown || IsIdentifier(token)) && !LooksLikeOther(token),
        _ => false,
    };

    /// <summary>A path, an image, a flag, a number, a version, an environment with its region, a name in camel case that alerts have.</summary>
    private static bool LooksLikeOther(Token token) =>
        token.Key.AsSpan().IndexOfAny(Foreign) >= 0 || token.Text[0] is '-' or '.' || char.IsAsciiDigit(token.Text[0]) && !token.Text.Any(char.IsLetter)
        || IsTicket(token.Text) || References.IsVersion(token.Key) || References.HasFileExtension(token.Key) || Measures.IsDuration(token.Key)
        || EnvironmentReader.Normalise(token.Key, certainOnly: true) is not null;

    /// <summary><c>PLAT-2291</c>.</summary>
    private static bool IsTicket(string word) =>
        word.IndexOf('-') is var dash and > 1 && dash < word.Length - 1 && word.AsSpan(0, dash).IndexOfAnyExceptInRange('A', 'Z') < 0 && word.AsSpan(dash + 1).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>Whether the word names something else: a namespace, a branch, a pod, an alert.</summary>
    private static bool BelongsToOther(TaskText text, int i)
    {
        var before = i - 1;
        while (before >= 0 && (text.Is(before, Term.Called) || text.IsSymbol(before, ':') || text.IsSymbol(before, '=')))
        {
            before--;
        }

        if (text.Is(before, Term.OtherNoun | Term.Template | Term.Alert | Term.Pipeline) && !text.Is(before, Term.ServiceNoun) || before >= 0 && text[before].Text.StartsWith('-') && text[before].Kind == TokenKind.Word)
        {
            return true;
        }

        return text.Is(i + 1, Term.OtherNoun | Term.Alert) && !text.Is(i + 1, Term.Pipeline) && !text[i].IsPossessive;
    }

    private readonly record struct Candidate(int Start, int End, string Name, int Weight);
}
