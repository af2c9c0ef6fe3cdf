using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Opsroom.Tools.Outgoing;

namespace Opsroom.Tools.Logs.Elasticsearch;

/// <param name="Source">The document as it was indexed.</param>
internal sealed record ElasticsearchHit(string Index, JsonElement Source);

/// <param name="Hits">Newest first.</param>
/// <param name="Shards">How many were asked; none where no index has the name.</param>
/// <param name="Problem">What some shards failed with; null where none did.</param>
internal sealed record ElasticsearchAnswer(ImmutableArray<ElasticsearchHit> Hits, int Shards, bool IsTimedOut, string? Problem);

/// <summary>Asks Elasticsearch, or OpenSearch.</summary>
internal sealed class ElasticsearchClient : IDisposable
{
    private static readonly BackendFaults Faults = new("Elasticsearch", ElasticsearchOptions.Section, ElasticsearchOptions.Setting, "Elasticsearch:ApiKey, or Elasticsearch:Username and Elasticsearch:Password,");

    private readonly QuestionClient client;

    public ElasticsearchClient(ElasticsearchOptions options, TimeProvider time)
    {
        Options = options;
        var credentials = options.ApiKey is { } key ? new AuthenticationHeaderValue("ApiKey", key.Reveal()) : QuestionClient.Credentials(null, options.Username, options.Password);
        client = new QuestionClient(credentials, options.RequestTimeout, time);
    }

    public ElasticsearchOptions Options { get; }

    /// <param name="body">Made by <see cref="SearchBody"/>.</param>
    public async Task<ToolResult<ElasticsearchAnswer>> SearchAsync(string body, CancellationToken cancellationToken)
    {
        var indices = string.Join(',', Options.Index.Select(Uri.EscapeDataString));
        var place = new Uri(new Uri(Options.Url!.TrimEnd('/') + '/'), $"{indices}/_search?ignore_unavailable=true&allow_no_indices=true");
        var reply = await client.AskAsync(() => new HttpRequestMessage(HttpMethod.Post, place) { Content = new StringContent(body, Encoding.UTF8, "application/json") }, cancellationToken);
        if (reply is not Reply.Answer answer)
        {
            return Faults.Of(reply, place, Options.RequestTimeout);
        }

        try
        {
            using var json = JsonDocument.Parse(answer.Body);
            return answer.Status != HttpStatusCode.OK ? Faults.Refused(place, answer, Said(json.RootElement)) : Read(json.RootElement) is { } found ? found : Faults.Stranger(place, answer.Status);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return answer.Status == HttpStatusCode.OK ? Faults.Stranger(place, answer.Status) : Faults.Refused(place, answer, null);
        }
    }

    public void Dispose() => client.Dispose();

    private static ElasticsearchAnswer? Read(JsonElement answer)
    {
        if (!answer.TryGetProperty("hits", out var hits) || !hits.TryGetProperty("hits", out var list) || !answer.TryGetProperty("_shards", out var shards))
        {
            return null;
        }

        var failed = shards.GetProperty("failed").GetInt32();
        var why = failed > 0 && shards.TryGetProperty("failures", out var failures) ? Said(failures.EnumerateArray().FirstOrDefault()) : null;
        return new ElasticsearchAnswer(
            [.. list.EnumerateArray().Where(hit => hit.TryGetProperty("_source", out var source) && source.ValueKind == JsonValueKind.Object)
                .Select(hit => new ElasticsearchHit(hit.GetProperty("_index").GetString() ?? "", hit.GetProperty("_source").Clone()))],
            shards.GetProperty("total").GetInt32(),
            answer.TryGetProperty("timed_out", out var timedOut) && timedOut.ValueKind == JsonValueKind.True,
            failed == 0 ? null : $"{failed} of {shards.GetProperty("total").GetInt32()} shards failed{(why is null ? "" : $": {OutsideText.OneLine(why, 500)}")}");
    }

    /// <summary>The reason nearest to its cause: of the first root cause, else of the error.</summary>
    private static string? Said(JsonElement answer)
    {
        if (answer.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (answer.TryGetProperty("error", out var error))
        {
            return error.ValueKind == JsonValueKind.String ? error.GetString() : Said(error);
        }

        if (answer.TryGetProperty("root_cause", out var causes) && causes.ValueKind == JsonValueKind.Array && causes.GetArrayLength() > 0)
        {
            return Said(causes[0]);
        }

        if (answer.TryGetProperty("reason", out var reason))
        {
            return reason.ValueKind == JsonValueKind.Object ? Said(reason) : answer.TryGetProperty("type", out var type) ? $"{type}: {reason}" : reason.ToString();
        }

        return null;
    }
}
