using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Opsroom.TestKit.Outside;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>What a request was answered.</summary>
internal sealed record Answered(HttpStatusCode Code, JsonObject Body)
{
    public string? Status => (string?)Body["status"];

    public string? Message => (string?)Body["message"] ?? (string?)Body["result"]?["message"];

    /// <summary>The code of the fault of a run or a call that failed.</summary>
    public string? Fault => (string?)Body["result"]?["error"]?["code"];

    /// <summary>Of an approval: how the run came to rest.</summary>
    public JsonObject? Outcome => Body["outcome"] as JsonObject;

    /// <summary>The same, without what measures time.</summary>
    public string PlainOutcome
    {
        get
        {
            var plain = (JsonObject?)Outcome?.DeepClone();
            plain?.Remove("execution_time");
            return plain?.ToJsonString() ?? "null";
        }
    }

    public IReadOnlyList<PendingItem> Items => PendingItem.ListOf(Body["result"]?["approval_items"]);

    public override string ToString() => $"{(int)Code} {Body.ToJsonString()}";
}

/// <summary>An existing client: it knows nothing but the contract.</summary>
internal sealed class ApprovalClient(Uri server) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = server, Timeout = TimeSpan.FromMinutes(2) };
    private readonly ProofClient reader = new(server);

    /// <param name="key">The <c>Idempotency-Key</c>.</param>
    public Task<Answered> CallAsync(string tool, object arguments, string thread, CancellationToken cancellationToken, string? key = null) =>
        PostAsync($"/tools/{tool}/invoke", new { arguments, thread_id = thread }, cancellationToken, key);

    public Task<Answered> InvokeAsync(string task, string thread, CancellationToken cancellationToken, object? context = null, string? key = null) =>
        PostAsync("/agent/invoke", new { task, agent_name = ChangeScript.Agent, thread_id = thread, context = context ?? new { } }, cancellationToken, key);

    /// <summary>Decides as the fixed clients do: the body and nothing else.</summary>
    public Task<Answered> DecideAsync(string thread, object body, CancellationToken cancellationToken, string? key = null) =>
        PostAsync($"/workflow/approve/{thread}", body, cancellationToken, key);

    /// <summary>Decides one certain request as a whole, as shown.</summary>
    public Task<Answered> DecideAsync(string thread, bool approved, PendingItem item, CancellationToken cancellationToken) =>
        DecideAsync(thread, new { approved, approval_id = item.ApprovalId, digest = item.Digest }, cancellationToken);

    /// <summary>Decides the items of one request, each for itself.</summary>
    public Task<Answered> DecideAsync(string thread, IReadOnlyList<PendingItem> items, Func<PendingItem, bool> choose, CancellationToken cancellationToken)
    {
        var each = items.ToDictionary(item => item.ItemId, choose, StringComparer.Ordinal);
        return DecideAsync(
            thread, new { approved = each.Values.Any(chosen => chosen), approval_id = items[0].ApprovalId, digest = items[0].Digest, items = each }, cancellationToken);
    }

    public async Task<Answered> StatusAsync(string thread, CancellationToken cancellationToken) => await GetAsync($"/workflow/status/{thread}", cancellationToken);

    /// <summary>What waits in a thread, as the status route tells it.</summary>
    public async Task<IReadOnlyList<PendingItem>> PendingAsync(string thread, CancellationToken cancellationToken) =>
        PendingItem.ListOf((await StatusAsync(thread, cancellationToken)).Body["approval_required"]);

    public Task<IReadOnlyList<JsonObject>> JournalAsync(string thread, CancellationToken cancellationToken) => reader.JournalAsync(thread, cancellationToken);

    /// <summary>Forks a thread; the id of the new one, or null where that event cannot be forked at.</summary>
    public async Task<string?> ForkAsync(string thread, long atEvent, CancellationToken cancellationToken)
    {
        var answer = await PostAsync($"/threads/{thread}/fork", new { at_event = atEvent }, cancellationToken);
        return (int)answer.Code is >= 200 and < 300 ? (string)answer.Body["thread_id"]! : null;
    }

    /// <summary>Watches a thread until it is at rest: complete, failed, or waiting for a person.</summary>
    public async Task<Answered> RestAsync(string thread, CancellationToken cancellationToken)
    {
        while (true)
        {
            var status = await StatusAsync(thread, cancellationToken);
            if (status.Code == HttpStatusCode.OK && status.Status != "in_progress")
            {
                return status;
            }

            // the only sign of a run that nobody waits for is its status
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
    }

    public async Task<Answered> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(path, cancellationToken);
        return await ReadAsync(response, cancellationToken);
    }

    public async Task<Answered> PostAsync(string path, object body, CancellationToken cancellationToken, string? key = null)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
            if (key is not null)
            {
                request.Headers.Add("Idempotency-Key", key);
            }

            using var response = await http.SendAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || response.Headers.RetryAfter?.Delta is not { } wait)
            {
                return await ReadAsync(response, cancellationToken);
            }

            await Task.Delay(wait, cancellationToken);
        }
    }

    public void Dispose()
    {
        http.Dispose();
        reader.Dispose();
    }

    private static async Task<Answered> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            return new Answered(response.StatusCode, JsonNode.Parse(text)!.AsObject());
        }
        catch (System.Text.Json.JsonException unreadable)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{(int)response.StatusCode}: {text}"), unreadable);
        }
    }
}
