using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Opsroom.TestKit.Logs;

/// <summary>
/// An Elasticsearch on loopback: <c>_search</c> over stored documents with the part of the query language that searches of logs use. Text is analysed into lower-case words as by the
/// standard analyzer, fields named as keywords are whole, and what is wrong in a body is refused with Elasticsearch's own answer.
/// </summary>
public sealed class FakeElasticsearch : LoopbackServer
{
    private readonly Lock gate = new();
    private ImmutableList<Document> documents = [];

    private FakeElasticsearch()
    {
    }

    /// <summary>Fields that are not analysed.</summary>
    public ISet<string> Keywords { get; } = new HashSet<string>(StringComparer.Ordinal) { "log.level", "service.name" };

    /// <summary>The API key that is accepted; null where none is needed.</summary>
    public string? ApiKey { get; set; }

    /// <summary>What one of the shards fails with; its documents are not found.</summary>
    public string? BrokenShard { get; set; }

    public static async Task<FakeElasticsearch> StartNewAsync(CancellationToken cancellationToken)
    {
        var server = new FakeElasticsearch();
        await server.StartAsync(cancellationToken);
        return server;
    }

    public void Index(string index, string document)
    {
        lock (gate)
        {
            documents = documents.Add(new Document(index, (JsonObject)JsonNode.Parse(document)!));
        }
    }

    protected override ServerAnswer Answer(SeenRequest request)
    {
        if (ApiKey is not null && request.Headers.GetValueOrDefault("Authorization") != $"ApiKey {ApiKey}")
        {
            return Refused(401, "security_exception", "unable to authenticate with provided credentials and anonymous access is not allowed for this request");
        }

        if (request is not { Method: "POST" } || request.Path.Trim('/').Split('/') is not [var indices, "_search"])
        {
            return Refused(400, "illegal_argument_exception", $"no handler found for uri [{request.Path}] and method [{request.Method}]");
        }

        try
        {
            var body = (JsonObject)JsonNode.Parse(request.Body)!;
            var query = new FakeElasticsearchQuery(Keywords);
            var size = (int)body["size"]!;
            if (size > 10_000)
            {
                return Refused(400, "illegal_argument_exception", $"Result window is too large, from + size must be less than or equal to: [10000] but was [{size}].");
            }

            var forms = indices.Split(',').Select(name => new Regex("^" + Regex.Escape(name).Replace("\\*", ".*", StringComparison.Ordinal) + "$", RegexOptions.NonBacktracking)).ToArray();
            Document[] known = [.. documents.Where(document => forms.Any(form => form.IsMatch(document.Index)))];
            Document[] found = [.. known.Where(document => query.Matches(body["query"]!, document.Source)).OrderByDescending(document => (string?)document.Source["@timestamp"], StringComparer.Ordinal)];
            return new ServerAnswer(200, "application/json", Found(found, found.Take(size), known.Length > 0).ToJsonString());
        }
        catch (FormatException wrong)
        {
            return Refused(400, "parsing_exception", wrong.Message);
        }
        catch (JsonException wrong)
        {
            return Refused(400, "x_content_parse_exception", wrong.Message);
        }
    }

    private JsonObject Found(Document[] all, IEnumerable<Document> shown, bool hasIndex)
    {
        var shards = new JsonObject { ["total"] = hasIndex ? 2 : 0, ["successful"] = BrokenShard is null ? 2 : 1, ["skipped"] = 0, ["failed"] = BrokenShard is null ? 0 : 1 };
        if (BrokenShard is not null)
        {
            shards["failures"] = new JsonArray(new JsonObject { ["shard"] = 1, ["index"] = "logs-app", ["node"] = "n1", ["reason"] = new JsonObject { ["type"] = "illegal_state_exception", ["reason"] = BrokenShard } });
        }

        return new JsonObject
        {
            ["took"] = 3,
            ["timed_out"] = false,
            ["_shards"] = shards,
            ["hits"] = new JsonObject
            {
                ["total"] = new JsonObject { ["value"] = all.Length, ["relation"] = "eq" },
                ["max_score"] = null,
                ["hits"] = new JsonArray([.. shown.Select(document => (JsonNode)new JsonObject { ["_index"] = document.Index, ["_id"] = "1", ["_score"] = null, ["_source"] = document.Source.DeepClone() })]),
            },
        };
    }

    private static ServerAnswer Refused(int status, string type, string reason) => new(status, "application/json", new JsonObject
    {
        ["error"] = new JsonObject { ["root_cause"] = new JsonArray(new JsonObject { ["type"] = type, ["reason"] = reason }), ["type"] = type, ["reason"] = reason },
        ["status"] = status,
    }.ToJsonString());

    private sealed record Document(string Index, JsonObject Source);
}
