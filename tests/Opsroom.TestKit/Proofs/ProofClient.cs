using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Opsroom.TestKit.Proofs;

/// <summary>A client as the contract has it: it starts runs, watches them, comes back where it was cut off, and reads journals.</summary>
public sealed class ProofClient(Uri server) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Starts a run and streams it; the same key and the last id seen go on with it.</summary>
    public static HttpRequestMessage Stream(string thread, string task, string? agent, long? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/agent/stream") { Content = JsonContent.Create(new { task, agent_name = agent, thread_id = thread }) };
        request.Headers.Add("Idempotency-Key", thread);
        return WithLastId(request, lastEventId);
    }

    /// <summary>Goes on with the run of a thread, as a browser's <c>EventSource</c> does.</summary>
    public static HttpRequestMessage Resume(string thread, long lastEventId) =>
        WithLastId(new HttpRequestMessage(HttpMethod.Get, $"/agent/stream?thread_id={thread}"), lastEventId);

    /// <summary>Streams the whole thread.</summary>
    public static HttpRequestMessage Watch(string thread, long? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/threads/{thread}/events");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        return WithLastId(request, lastEventId);
    }

    /// <summary>Opens a stream; null where the server says that nothing is left.</summary>
    public async Task<HttpResponseMessage?> OpenAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            switch (response.StatusCode)
            {
                case HttpStatusCode.OK:
                    return response;
                case HttpStatusCode.NoContent:
                    response.Dispose();
                    return null;
                default:
                    throw new InvalidOperationException($"{request.Method} {request.RequestUri}: {response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}");
            }
        }
    }

    /// <summary>The blocks of a stream until it ends; none where nothing is left.</summary>
    public async IAsyncEnumerable<SseBlock> ReadAsync(HttpRequestMessage request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(request, cancellationToken);
        if (response is not null)
        {
            await foreach (var block in SseBlock.ReadAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken))
            {
                yield return block;
            }
        }
    }

    /// <summary>The durable events of a thread as somebody sees them who comes when all is over.</summary>
    public async Task<IReadOnlyList<SseBlock>> ReplayAsync(string thread, CancellationToken cancellationToken)
    {
        var durable = new List<SseBlock>();
        await foreach (var block in ReadAsync(Watch(thread), cancellationToken))
        {
            if (block.Id is not null)
            {
                durable.Add(block);
            }
        }

        return durable;
    }

    /// <summary>The raw journal.</summary>
    public async Task<IReadOnlyList<JsonObject>> JournalAsync(string thread, CancellationToken cancellationToken)
    {
        var journal = new List<JsonObject>();
        for (var cursor = "0"; cursor is not null;)
        {
            var page = await GetAsync($"/threads/{thread}/events?limit=1000&cursor={cursor}", cancellationToken);
            journal.AddRange(page["items"]!.AsArray().Select(item => item!.AsObject()));
            cursor = (string?)page["next_cursor"];
        }

        return journal;
    }

    public async Task<JsonObject> GetAsync(string path, CancellationToken cancellationToken) => (await http.GetFromJsonAsync<JsonObject>(path, cancellationToken))!;

    /// <summary>Has a task done and answers with what came of it.</summary>
    public async Task<JsonObject> InvokeAsync(string thread, string task, string? agent, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync("/agent/invoke", new { task, agent_name = agent, thread_id = thread }, cancellationToken);
        var body = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(body)!.AsObject() : throw new InvalidOperationException($"{answer.StatusCode}: {body}");
    }

    /// <summary>Hands a text file in.</summary>
    public async Task PutAsync(string thread, string path, string content, CancellationToken cancellationToken)
    {
        using var file = new StringContent(content);
        using var answer = await http.PutAsync($"/threads/{thread}/artifacts/{path}", file, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose() => http.Dispose();

    private static HttpRequestMessage WithLastId(HttpRequestMessage request, long? lastEventId)
    {
        if (lastEventId is { } id)
        {
            request.Headers.Add("Last-Event-ID", id.ToString(CultureInfo.InvariantCulture));
        }

        return request;
    }
}
