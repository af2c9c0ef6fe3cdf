using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Opsroom.Server.Tools;

/// <summary>The catalogue.</summary>
/// <param name="NextCursor">Always null: the list is whole.</param>
public sealed record ToolList(IReadOnlyList<ToolView> Items, string? NextCursor);

/// <summary>One tool.</summary>
/// <param name="Effect">What a call does at least: <c>read</c>, <c>write</c> (the thread's workspace only), <c>change</c> or <c>destroy</c>.</param>
/// <param name="Egress">Whether calls send text outside the operator's systems.</param>
/// <param name="ArgumentsSchema">JSON Schema.</param>
/// <param name="ResultSchema">JSON Schema.</param>
/// <param name="Example">Arguments that work.</param>
public sealed record ToolView(
    string Name, string Description, string Effect, bool Egress, JsonElement ArgumentsSchema, JsonElement ResultSchema, JsonElement Example);

/// <summary>A direct call of a tool.</summary>
/// <param name="Arguments">As the tool's schema has them.</param>
/// <param name="ThreadId">The thread whose workspace it works in; without one a new one begins.</param>
public sealed record ToolRequest(JsonObject Arguments, [property: RegularExpression(Opsroom.Threads.ThreadId.Pattern)] string? ThreadId = null);

/// <summary>What came of a direct call.</summary>
/// <param name="Status"><c>success</c>, <c>pending_approval</c> or <c>error</c>.</param>
/// <param name="Result">What the tool returned; of a failure, <c>message</c> and <c>error</c>.</param>
/// <param name="ExecutionTime">Seconds.</param>
public sealed record ToolAnswer(string Status, JsonObject Result, double ExecutionTime, string ThreadId);
