using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Opsroom.Tools.Incidents.Postmortem;

internal sealed record QuoteFact(string Source, string Location, string Quote, string? Sha256);

internal sealed record CauseFact(string Cause, string Category, double? Confidence, ImmutableArray<QuoteFact> Evidence, ImmutableArray<(string What, string Why)> RuledOut);

internal sealed record EntryFact(DateTimeOffset? At, string Kind, string What, string Source, string Location);

/// <summary>An investigation as it was handed over, which may be one that somebody has edited or shortened: what is missing is missing, and everything is bounded.</summary>
internal sealed record IncidentFacts(
    string Verdict, string? Severity, double? Confidence, string Summary, ImmutableArray<CauseFact> Causes, ImmutableArray<QuoteFact> Reasons, ImmutableArray<EntryFact> Timeline,
    ImmutableArray<string> Affected, ImmutableArray<(string Step, string? Tool, string Risk)> Remediation, ImmutableArray<string> Missing, ImmutableArray<(string Claim, string Why)> Struck,
    ImmutableArray<(string What, string Why)> RuledOut)
{
    private const int Most = 300;

    private static readonly string[] Verdicts = ["incident", "healthy", "inconclusive"];

    /// <summary>Null where the value is no investigation.</summary>
    public static IncidentFacts? Read(JsonElement given)
    {
        // an answer of a direct call, or of an agent, has it within
        var value = given.ValueKind == JsonValueKind.Object && !given.TryGetProperty("verdict", out _) && given.TryGetProperty("result", out var result) ? result : given;
        if (Text(value, "verdict")?.ToLowerInvariant() is not { } verdict || !Verdicts.Contains(verdict, StringComparer.Ordinal))
        {
            return null;
        }

        return new IncidentFacts(
            verdict, Text(value, "severity"), Number(value, "confidence"), Text(value, "summary") ?? "",
            [.. Items(value, "root_causes").Where(cause => Text(cause, "cause") is not null).Select(Cause)],
            [.. Items(value, "reasons").Select(Quote).OfType<QuoteFact>()],
            [.. Items(value, "timeline").Where(entry => Text(entry, "what") is not null).Select(Entry)],
            [.. Texts(value, "affected")],
            [.. Items(value, "remediation").Where(step => Text(step, "step") is not null).Select(step => (Text(step, "step")!, Text(step, "tool"), Text(step, "risk") ?? ""))],
            [.. Texts(value, "missing")],
            [.. Items(value, "struck").Select(claim => (Text(claim, "claim") ?? "", Text(claim, "why") ?? ""))],
            [.. Items(value, "ruled_out").Select(RuledOutOf)]);
    }

    /// <summary>Every quote that a cause or the verdict rests on.</summary>
    public IEnumerable<QuoteFact> Quotes => Causes.SelectMany(cause => cause.Evidence).Concat(Reasons);

    private static CauseFact Cause(JsonElement cause) => new(
        Text(cause, "cause")!, Text(cause, "category") ?? "", Number(cause, "confidence"), [.. Items(cause, "evidence").Select(Quote).OfType<QuoteFact>()],
        [.. Items(cause, "ruled_out").Select(RuledOutOf)]);

    private static (string What, string Why) RuledOutOf(JsonElement item) => item.ValueKind == JsonValueKind.String ? (item.GetString()!, "") : (Text(item, "what") ?? "", Text(item, "why") ?? "");

    private static QuoteFact? Quote(JsonElement quote) =>
        Text(quote, "quote") is { } words ? new QuoteFact(Text(quote, "source") ?? "", Text(quote, "location") ?? "", words, Text(quote, "sha256")) : null;

    private static EntryFact Entry(JsonElement entry) => new(
        Text(entry, "at") is { } at && DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null,
        Text(entry, "kind") ?? "", Text(entry, "what")!, Text(entry, "source") ?? "", Text(entry, "location") ?? "");

    private static IEnumerable<JsonElement> Items(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Take(Most) : [];

    private static IEnumerable<string> Texts(JsonElement value, string name) => Items(value, name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!);

    private static string? Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(found.GetString()) ? found.GetString() : null;

    private static double? Number(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.Number && found.GetDouble() is >= 0 and <= 1 and var number ? number : null;
}
