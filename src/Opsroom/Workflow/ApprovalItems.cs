using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Threads;

namespace Opsroom.Workflow;

/// <summary>What waits for a person, as clients read it.</summary>
public static class ApprovalItems
{
    /// <summary>The undecided items of the pending request; none where nothing waits.</summary>
    public static IReadOnlyList<JsonObject> Of(RunState run) => run.Pending is { } request ? Of(request) : [];

    /// <summary>The undecided items of a request.</summary>
    public static IReadOnlyList<JsonObject> Of(ApprovalState request) => [.. request.PendingItems.Select(item => ToJson(request, item))];

    /// <summary>One sentence for a person.</summary>
    internal static string Message(RunState run)
    {
        var waiting = run.Pending!.PendingItems.ToList();
        var what = string.Join(", ", waiting.Select(item => item.Resource is null or "" || item.Resource == item.Action ? item.Action : $"{item.Action} on {item.Resource}"));
        return $"{(waiting.Count == 1 ? "One operation waits" : $"{waiting.Count} operations wait")} for approval: {what}. Nothing of it is done before somebody approves it.";
    }

    /// <summary>One item, whatever became of it.</summary>
    public static JsonObject ToJson(ApprovalState request, ApprovalItem item)
    {
        var json = new JsonObject
        {
            ["approval_id"] = request.Asked.ApprovalId,
            ["item_id"] = item.ItemId,
            ["kind"] = item.Kind switch
            {
                ApprovalKind.Call => "call",
                ApprovalKind.UnknownOutcome => "unknown_outcome",
                ApprovalKind.Budget => "budget",
                _ => throw new InvalidOperationException($"No name for {item.Kind}."),
            },
            ["call_id"] = item.CallId,
            ["agent"] = item.Agent,
            ["action"] = item.Action,
            ["resource"] = item.Resource,
            ["environment"] = item.Environment,
            ["risk"] = item.Risk,
            ["arguments"] = NodeOf(item.Arguments),
            ["preview"] = item.Preview is { } preview ? NodeOf(preview) : null,
            ["reason"] = item.Reason,
            ["digest"] = request.Asked.Digest,
            ["requested_at"] = Time(request.Asked.At),
            ["expires_at"] = Time(item.ExpiresAt),
        };
        if (item.Terms.Approvers > 1)
        {
            json["approvers_needed"] = item.Terms.Approvers;
            json["approved_by"] = request.ApproversOf(item.ItemId);
        }

        return json;
    }

    private static JsonNode? NodeOf(JsonElement json) => json.ValueKind == JsonValueKind.Object ? JsonObject.Create(json) : JsonValue.Create(json);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
