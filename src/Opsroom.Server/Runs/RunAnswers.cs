using System.Text.Json.Nodes;

namespace Opsroom.Server.Runs;

/// <summary>What came of a run.</summary>
/// <param name="Status"><c>success</c>, <c>pending_approval</c> or <c>error</c>.</param>
/// <param name="Result">Always has <c>message</c> and <c>model</c>; the rest is the agents' structured output.</param>
/// <param name="AgentUsed">The last agent of the plan.</param>
/// <param name="ExecutionTime">Seconds.</param>
/// <param name="ThreadId">Where it can be read again.</param>
public sealed record InvokeAnswer(string Status, JsonObject Result, string AgentUsed, double ExecutionTime, string ThreadId);

/// <summary>A run was started, and nobody waits for it.</summary>
/// <param name="Status">Always <c>in_progress</c>.</param>
public sealed record AcceptedAnswer(string Status, string ThreadId, string RunId);
