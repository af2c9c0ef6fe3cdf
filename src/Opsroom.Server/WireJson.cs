using System.Text.Json.Serialization;
using Opsroom.Server.Agents;
using Opsroom.Server.Health;

namespace Opsroom.Server;

/// <summary>The records of the API, written and read without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    MaxDepth = JsonWire.MaxDepth)]
[JsonSerializable(typeof(HealthReport))]
[JsonSerializable(typeof(ProbeReport))]
[JsonSerializable(typeof(AgentList))]
[JsonSerializable(typeof(AgentView))]
internal sealed partial class WireJson : JsonSerializerContext;
