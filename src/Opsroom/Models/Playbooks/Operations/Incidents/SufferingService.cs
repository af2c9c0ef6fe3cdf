using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Operations.Incidents;

/// <summary>Which service a complaint is about: what has the symptom, in the words in which people complain.</summary>
internal static partial class SufferingService
{
    private static readonly FrozenSet<string> NoNames = new[]
    {
        "it", "this", "that", "these", "those", "they", "we", "you", "i", "he", "she", "there", "here", "what", "who", "why", "when", "where", "which", "how", "the", "our", "my", "your", "an", "a", "and", "or", "but", "all",
        "everything", "something", "nothing", "anything", "users", "user", "customers", "customer", "people", "clients", "site", "page", "pages", "system", "systems", "service", "services", "app", "application", "latency",
        "traffic", "error", "errors", "requests", "request", "incident", "outage", "alert", "alerts", "bundle", "evidence", "cause", "reason", "problem", "issue", "prod", "production", "staging", "cluster", "pod", "pods",
        "node", "nodes", "cpu", "memory", "disk", "network", "high", "more", "many", "some", "most", "new", "no", "not", "please", "just", "now", "today", "yesterday", "response", "since", "http", "many", "sudden",
        "es", "das", "der", "die", "den", "dem", "ein", "eine", "unser", "unsere", "wir", "alles", "etwas", "nichts", "nutzer", "kunden", "seite", "dienst", "fehler", "latenz", "ursache", "störung", "vorfall", "ausfall", "bitte", "aufzeichnung", "mitschnitt", "beweise", "recording", "snapshot", "recorded",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static string? In(TaskText text, string task)
    {
        foreach (var shape in (Regex[])[Complained(), Symptom(), Asked()])
        {
            foreach (Match match in shape.Matches(task))
            {
                var name = match.Groups["name"].Value;
                if (!NoNames.Contains(name) && !References.IsVersion(name.ToLowerInvariant()) && (name.Contains('-', StringComparison.Ordinal) || (Vocabulary.TermsOf(name.ToLowerInvariant()) & ~Allowed) == Term.None))
                {
                    return name;
                }
            }
        }

        return text.Count == 0 ? null : Objected().Match(task) is { Success: true } named && !NoNames.Contains(named.Groups["name"].Value) ? named.Groups["name"].Value : null;
    }

    /// <summary>Words of the trade that are also what services are called.</summary>
    private const Term Allowed = Term.Plain | Term.NamedNoun | Term.OtherNoun;

    [GeneratedRegex(
        @"\b(?:why|warum|wieso|weshalb|wrong with|happened to|happening with|happening to|wrong in|los mit)\s+(?:(?:is|are|does|do|did|was|were|has|have|ist|sind|hat|war)\s+)?(?:the\s+|our\s+|der\s+|die\s+|das\s+|dem\s+|unser\w{0,2}\s+)?(?<name>[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Complained();

    [GeneratedRegex(
        @"\b(?<name>[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*)(?:'s|s')?\s+(?:latency|latencies|errors?|error rates?|p9\d|response times?|timeouts?|time-?outs|5xx|outage|downtime|availability|latenz|fehlerrate|fehler|antwortzeit(?:en)?|ausfall|störung)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Symptom();

    [GeneratedRegex(
        @"\b(?<name>[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*)\s+(?:is|are|ist|sind|was|war|has been|keeps|kept|fails?|failed|crash(?:es|ed)|hangs?|returns?|throws?|answers?|responds?|times out|liefert|antwortet|wirft|stürzt|hängt|geht)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Asked();

    [GeneratedRegex(
        @"\b(?:investigate|untersuche|analyse|analyze|diagnose)\s+(?:the\s+|den\s+|die\s+|das\s+)?(?:(?:incident|outage|ausfall|vorfall)\s+(?:of|in|on|with|von|bei)\s+)?(?<name>[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Objected();
}
