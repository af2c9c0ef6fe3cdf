using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Telemetry;
using Opsroom.Threads;
using Opsroom.Threads.Outbox;
using Opsroom.Workflow;

namespace Opsroom.Server.Webhooks;

/// <summary>Writes messages from the journal, which holds no secret; what the settings call one by now is taken out as well.</summary>
internal sealed class WebhookMessages(IStore store, Redactor redactor)
{
    /// <summary>A body is no longer than this; what is left out is read from <c>GET /approvals</c>.</summary>
    public const int LongestBody = 64 * 1024;

    private const int LongestText = 4_000;
    private const int MostItems = 50;
    private const int IdBytes = 16;

    private static readonly string[] ShortItem = ["approval_id", "item_id", "kind", "call_id", "agent", "action", "risk", "digest", "requested_at", "expires_at"];

    /// <summary>Null where there is nothing to tell any more: the thread was deleted.</summary>
    public async Task<WebhookMessage?> WriteAsync(Notice notice, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(notice.Key, notice.Sequence - 1, 1, cancellationToken) is not [var stored] || stored.Sequence != notice.Sequence)
        {
            return null;
        }

        var @event = await EventCodec.DecodeAsync(stored, store, cancellationToken);
        if (DataOf(@event) is not var (type, data))
        {
            return null;
        }

        data.Insert(0, "run_id", @event.RunId?.Value);
        data.Insert(0, "thread_id", notice.Key.Id.Value);
        data.Insert(0, "tenant", notice.Key.Tenant);
        var message = new JsonObject
        {
            ["type"] = type,
            ["timestamp"] = @event.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["data"] = data,
        };

        // the hash covers what came before, so that no other event of any thread has it
        return new WebhookMessage($"msg_{Convert.ToHexStringLower(stored.Hash.Span[..IdBytes])}", Bounded(message, notice.Key));
    }

    private static (string Type, JsonObject Data)? DataOf(ThreadEvent @event) => @event switch
    {
        ApprovalAsked asked => ("approval.asked", new JsonObject
        {
            ["approval_id"] = asked.ApprovalId,
            ["items"] = new JsonArray([.. ApprovalItems.Of(new ApprovalState(asked))]),
        }),
        ApprovalDecided decided => ("approval.decided", new JsonObject
        {
            ["approval_id"] = decided.ApprovalId,
            ["status"] = NameOf(decided.Status),
            ["principal"] = decided.Principal,
            ["approved"] = decided.Approved,
            ["comment"] = Short(decided.Comment),
            ["items"] = new JsonArray([.. decided.Votes.Select(vote => ItemOf(vote.ItemId, NameOf(vote.Vote)))]),
        }),
        ApprovalExpired expired => ("approval.decided", new JsonObject
        {
            ["approval_id"] = expired.ApprovalId,
            ["status"] = NameOf(expired.Status),
            ["principal"] = null,
            ["approved"] = false,
            ["comment"] = null,
            ["items"] = new JsonArray([.. expired.Items.Select(item => ItemOf(item, "expired"))]),
        }),
        RunEnded ended => ("run.finished", new JsonObject
        {
            ["status"] = RunNames.Of(ended.Status),
            ["error"] = ended.Error is { } fault ? new JsonObject { ["code"] = fault.Code, ["message"] = Short(fault.Message) } : null,
        }),
        _ => null,
    };

    private byte[] Bounded(JsonObject message, ThreadKey thread)
    {
        var body = Redacted(message, thread);
        if (body.Length <= LongestBody || message["data"]?["items"] is not JsonArray items)
        {
            return body;
        }

        message["data"]!["truncated"] = true;
        foreach (var item in items.OfType<JsonObject>())
        {
            item.Remove("arguments");
            item.Remove("preview");
        }

        body = Redacted(message, thread);
        if (body.Length <= LongestBody)
        {
            return body;
        }

        message["data"]!["items_total"] = items.Count;
        message["data"]!["items"] = new JsonArray([.. items.OfType<JsonObject>().Take(MostItems).Select(Shorten)]);
        return Redacted(message, thread);
    }

    private byte[] Redacted(JsonObject message, ThreadKey thread)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message, WireJson.Default.JsonObject);
        return redactor.TryRedactJson(body, thread, out var redacted) ? redacted : body;
    }

    private static JsonObject Shorten(JsonObject item) =>
        new(item.Where(field => ShortItem.Contains(field.Key, StringComparer.Ordinal)).Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())));

    private static JsonObject ItemOf(string id, string vote) => new() { ["item_id"] = id, ["vote"] = vote };

    private static string? Short(string? text) => text is { Length: > LongestText } ? text[..LongestText] : text;

    private static string NameOf<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
