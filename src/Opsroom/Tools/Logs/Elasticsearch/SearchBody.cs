using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Opsroom.Tools.Logs.Reading;
using Opsroom.Tools.Logs.Searching;

namespace Opsroom.Tools.Logs.Elasticsearch;

/// <summary>Writes a search as Elasticsearch's query DSL. What comes from outside only ever is a value.</summary>
internal static class SearchBody
{
    private static readonly string[] LevelWordsOfAll =
        ["fatal", "critical", "crit", "emergency", "emerg", "alert", "panic", "error", "err", "severe", "warn", "warning", "info", "information", "informational", "notice", "debug", "trace", "verbose"];

    private static readonly string[] MoreTextFields = ["error.message", "error.stack_trace", "error", "exception"];

    public static string Of(LogSearch search, ElasticsearchOptions options)
    {
        JsonArray filter =
        [
            new JsonObject
            {
                ["range"] = new JsonObject
                {
                    [options.TimeField] = new JsonObject { ["gte"] = Time(search.From), ["lt"] = Time(search.Until), ["format"] = "strict_date_optional_time" },
                },
            },
        ];
        JsonArray never = [];
        if (search.Service is { } service)
        {
            filter.Add(Match(service, options.ServiceFields, isPhrase: true));
        }

        if (search.Level > EntryLevel.Trace)
        {
            filter.Add(LevelAtLeast(search.Level, options.LevelFields));
        }

        foreach (var clause in search.Filter.Clauses)
        {
            JsonNode?[] terms = [.. clause.AnyOf.Select(term => Term(term, options))];
            if (terms.Any(term => term is null))
            {
                continue;
            }

            (clause.IsNot ? never : filter).Add(terms.Length == 1 ? terms[0] : AnyOf(terms));
        }

        return new JsonObject
        {
            ["size"] = search.Most,
            ["timeout"] = string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (int)options.RequestTimeout.TotalSeconds - 2)}s"),
            ["track_total_hits"] = 10_000,
            ["sort"] = new JsonArray(new JsonObject { [options.TimeField] = new JsonObject { ["order"] = "desc", ["unmapped_type"] = "date" } }),
            ["query"] = new JsonObject { ["bool"] = new JsonObject { ["filter"] = filter, ["must_not"] = never } },
        }.ToJsonString();
    }

    /// <summary>Null for what an index of words cannot be asked.</summary>
    private static JsonObject? Term(LogTerm term, ElasticsearchOptions options) => term switch
    {
        LogTerm.Text text => Match(text.Value, [.. options.MessageFields, .. MoreTextFields], isPhrase: true),
        LogTerm.Field { Name: "level" or "severity" } level when LevelWords.Of(Encoding.UTF8.GetBytes(level.Value)) is not EntryLevel.Unknown and var known =>
            Words(options.LevelFields, LevelWordsOfAll.Where(word => LevelWords.Of(Encoding.UTF8.GetBytes(word)) == known)),
        LogTerm.Field { IsPrefix: true } field => new JsonObject { ["prefix"] = new JsonObject { [field.Name] = new JsonObject { ["value"] = field.Fixed, ["case_insensitive"] = true } } },
        LogTerm.Field { Name: "message" or "msg" } field => Match(field.Value, options.MessageFields, isPhrase: true),
        LogTerm.Field field => Match(field.Value, [field.Name], isPhrase: true),
        _ => null,
    };

    private static JsonObject Match(string value, ImmutableArray<string> fields, bool isPhrase) => new()
    {
        ["multi_match"] = new JsonObject
        {
            ["query"] = value,
            ["type"] = isPhrase ? "phrase" : "best_fields",
            ["fields"] = new JsonArray([.. fields.Select(field => (JsonNode)JsonValue.Create(field))]),
            // a word is no number, and yet may be asked of a field of numbers
            ["lenient"] = true,
        },
    };

    /// <summary>Entries of the level or worse, and those without any: they are told by their text.</summary>
    private static JsonObject LevelAtLeast(EntryLevel least, ImmutableArray<string> fields) => AnyOf(
    [
        Words(fields, LevelWordsOfAll.Where(word => LevelWords.Of(Encoding.UTF8.GetBytes(word)) >= least)),
        new JsonObject { ["bool"] = new JsonObject { ["must_not"] = new JsonArray([.. fields.Select(field => (JsonNode)new JsonObject { ["exists"] = new JsonObject { ["field"] = field } })]) } },
    ]);

    /// <summary>One of the words, in the usual cases: whole fields (keyword) keep theirs.</summary>
    private static JsonObject Words(ImmutableArray<string> fields, IEnumerable<string> words) => AnyOf(
    [
        .. words.SelectMany(word => new[] { word, word.ToUpperInvariant(), char.ToUpperInvariant(word[0]) + word[1..] }).Select(word => Match(word, fields, isPhrase: false)),
    ]);

    private static JsonObject AnyOf(JsonNode?[] terms) => new() { ["bool"] = new JsonObject { ["should"] = new JsonArray(terms), ["minimum_should_match"] = 1 } };

    private static string Time(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
