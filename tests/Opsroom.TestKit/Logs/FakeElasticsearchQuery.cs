using System.Globalization;
using System.Text.Json.Nodes;

namespace Opsroom.TestKit.Logs;

/// <summary>Evaluates the query language: bool, range, multi_match, prefix and exists.</summary>
internal sealed class FakeElasticsearchQuery(ISet<string> keywords)
{
    /// <exception cref="FormatException">A part of the query is not known, as the real one would say.</exception>
    public bool Matches(JsonNode query, JsonObject document)
    {
        var (kind, body) = query is JsonObject { Count: 1 } one ? one.First() : throw new FormatException("[query] malformed query, expected [END_OBJECT] but found [FIELD_NAME]");
        return kind switch
        {
            "bool" => Bool((JsonObject)body!, document),
            "range" => Range((JsonObject)body!, document),
            "multi_match" => MultiMatch((JsonObject)body!, document),
            "prefix" => Prefix((JsonObject)body!, document),
            "exists" => Values(document, (string)body!["field"]!).Any(),
            _ => throw new FormatException($"unknown query [{kind}]"),
        };
    }

    private bool Bool(JsonObject body, JsonObject document)
    {
        if (body.FirstOrDefault(part => part.Key is not ("filter" or "must" or "must_not" or "should" or "minimum_should_match")).Key is { } unknown)
        {
            throw new FormatException($"[bool] query does not support [{unknown}]");
        }

        return Parts("filter").Concat(Parts("must")).All(part => Matches(part!, document))
            && !Parts("must_not").Any(part => Matches(part!, document))
            && Parts("should").Count(part => Matches(part!, document)) >= ((int?)body["minimum_should_match"] ?? 0);

        IEnumerable<JsonNode?> Parts(string name) => body[name] as JsonArray ?? [];
    }

    private static bool Range(JsonObject body, JsonObject document)
    {
        var (field, bounds) = body.First();
        return Values(document, field).Select(Time).OfType<DateTimeOffset>().Any(time =>
            (bounds!["gte"] is not { } from || time >= Time((string)from!)) && (bounds["lt"] is not { } until || time < Time((string)until!)));
    }

    private bool MultiMatch(JsonObject body, JsonObject document)
    {
        if (body.FirstOrDefault(part => part.Key is not ("query" or "type" or "fields" or "lenient" or "operator")).Key is { } unknown)
        {
            throw new FormatException($"[multi_match] query does not support [{unknown}]");
        }

        var (query, isPhrase) = ((string)body["query"]!, (string?)body["type"] == "phrase");
        return ((JsonArray)body["fields"]!).Select(field => (string)field!).Any(field => Values(document, field).Any(value =>
            keywords.Contains(field) ? value == query : isPhrase ? HasPhrase(Words(value), Words(query)) : Words(query).Any(Words(value).Contains)));
    }

    private static bool Prefix(JsonObject body, JsonObject document)
    {
        var (field, how) = body.First();
        return Values(document, field).Any(value => value.StartsWith((string)how!["value"]!, StringComparison.OrdinalIgnoreCase));
    }

    private static bool HasPhrase(string[] words, string[] phrase) =>
        phrase.Length > 0 && Enumerable.Range(0, Math.Max(0, words.Length - phrase.Length + 1)).Any(at => words.AsSpan(at, phrase.Length).SequenceEqual(phrase));

    private static string[] Words(string text) =>
        [.. new string([.. text.Select(letter => char.IsLetterOrDigit(letter) || letter is '_' or '.' ? char.ToLowerInvariant(letter) : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('.'))];

    private static IEnumerable<string> Values(JsonNode? node, string path)
    {
        if (node is not JsonObject map)
        {
            yield break;
        }

        foreach (var (name, value) in map)
        {
            if (name == path && value is JsonValue)
            {
                yield return value.ToString();
            }
            else if (path.StartsWith(name + ".", StringComparison.Ordinal))
            {
                foreach (var inner in Values(value, path[(name.Length + 1)..]))
                {
                    yield return inner;
                }
            }
        }
    }

    private static DateTimeOffset? Time(string text) => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
