using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>One item that waits for a person, as the contract has it.</summary>
internal sealed record PendingItem(JsonObject Json)
{
    public const string Call = "call";
    public const string UnknownOutcome = "unknown_outcome";
    public const string Budget = "budget";

    // a diff is full of signs that would be escaped otherwise
    private static readonly JsonSerializerOptions AsShown = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string ApprovalId => Text("approval_id");

    public string ItemId => Text("item_id");

    public string Kind => Text("kind");

    public string Action => Text("action");

    public string Digest => Text("digest");

    public string? Environment => (string?)Json["environment"];

    public string Risk => Text("risk");

    public JsonObject Arguments => Json["arguments"]!.AsObject();

    /// <summary>All that a person is shown of what would happen.</summary>
    public string Preview => Json["preview"]?.ToJsonString(AsShown) ?? "";

    public DateTimeOffset ExpiresAt => DateTimeOffset.Parse(Text("expires_at"), CultureInfo.InvariantCulture);

    /// <summary>The object of the system outside that it is about.</summary>
    public string? Name => (string?)Arguments["name"];

    /// <summary>Items of a list; none where nothing waits.</summary>
    public static IReadOnlyList<PendingItem> ListOf(JsonNode? items) => items is JsonArray list ? [.. list.Select(item => new PendingItem(item!.AsObject()))] : [];

    private string Text(string field) => (string?)Json[field] ?? throw new InvalidOperationException($"The item has no {field}: {Json.ToJsonString()}");
}
