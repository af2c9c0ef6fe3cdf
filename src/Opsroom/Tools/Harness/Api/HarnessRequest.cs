using System.Text.Json;

namespace Opsroom.Tools.Harness.Api;

/// <summary>One request to Harness.</summary>
/// <param name="Purpose">What it is for, as it completes "Harness could not …".</param>
internal sealed record HarnessRequest(HttpMethod Method, Uri Address, string Purpose)
{
    public string? Body { get; init; }

    public string MediaType { get; init; } = "application/json";

    /// <summary>The version that a write expects; Harness reads it without quotes only.</summary>
    public string? IfMatch { get; init; }

    /// <summary>Whether making it twice is the same as making it once.</summary>
    public bool IsRead { get; init; }
}

/// <summary>What Harness answered to a request that it granted.</summary>
/// <param name="Data">The <c>data</c> of its envelope.</param>
/// <param name="Version">The version of the entity, where Harness told it.</param>
internal sealed record HarnessReply(JsonElement Data, string? Version);
