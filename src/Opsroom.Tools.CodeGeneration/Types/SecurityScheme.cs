using System.Collections.Immutable;

namespace Opsroom.Tools.CodeGeneration.Types;

internal enum SecurityKind
{
    /// <summary>A token in the Authorization header; also for flows of OAuth2 that need a person, and OpenID Connect.</summary>
    Bearer,
    Basic,
    ApiKeyHeader,
    ApiKeyQuery,
    ApiKeyCookie,

    /// <summary>A token that the client fetches itself with its id and secret.</summary>
    ClientCredentials,
}

/// <param name="Name">As the contract calls it; unique.</param>
internal sealed record SecurityScheme(string Name, SecurityKind Kind)
{
    public string? Doc { get; init; }

    /// <summary>The header, query parameter or cookie of an API key.</summary>
    public string? KeyName { get; init; }

    /// <summary>Where a token is fetched with client credentials.</summary>
    public string? TokenUrl { get; init; }

    /// <summary>The scopes that the contract names.</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];
}
