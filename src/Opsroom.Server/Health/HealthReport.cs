using Opsroom.Server.Webhooks;

namespace Opsroom.Server.Health;

/// <summary>How the server is.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Llm">The configured model: <c>healthy</c>, <c>not_configured</c>, <c>degraded: …</c> or <c>unhealthy: …</c>.</param>
/// <param name="Pinecone">The configured index: <c>healthy</c>, <c>not_configured</c> or <c>unhealthy: …</c>.</param>
/// <param name="Version">Of this server.</param>
/// <param name="Models">Who answers, in the order in which they are asked.</param>
/// <param name="Store"><c>healthy</c> or <c>unhealthy: …</c>.</param>
/// <param name="Data">Where the data lives.</param>
/// <param name="Policy">The policy file: <c>healthy</c>, <c>default</c> where there is none, or <c>degraded: …</c> with what is wrong and what holds instead.</param>
/// <param name="Services">Outside systems: <c>configured</c> or <c>not_configured</c>.</param>
/// <param name="Webhooks">Receivers of notices.</param>
public sealed record HealthReport(
    string Status, string Llm, string Pinecone, string Version, IReadOnlyList<string> Models, string Store, string Data, string Policy,
    IReadOnlyDictionary<string, string> Services, IReadOnlyList<WebhookHealth> Webhooks);

/// <summary>Whether the server lives, or is ready to take requests.</summary>
/// <param name="Status"><c>alive</c>, <c>ready</c>, <c>starting</c> or <c>stopping</c>.</param>
public sealed record ProbeReport(string Status);
