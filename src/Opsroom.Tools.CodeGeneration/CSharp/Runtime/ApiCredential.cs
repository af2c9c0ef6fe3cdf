namespace ClientNamespace;

/// <summary>What the API knows the caller by. A text is a token or a key.</summary>
public sealed class ApiCredential
{
    private ApiCredential()
    {
    }

    internal Func<CancellationToken, ValueTask<string>>? Provider { get; private init; }

    internal (string Name, string Password)? Pair { get; private init; }

    internal bool IsClient { get; private init; }

    internal IReadOnlyList<string>? Scopes { get; private init; }

    internal string? TokenUrl { get; private init; }

    /// <summary>A token or a key that does not change.</summary>
    public static ApiCredential Token(string value) => new() { Provider = _ => ValueTask.FromResult(value) };

    /// <summary>A token that is asked for whenever it is needed.</summary>
    public static ApiCredential Token(Func<CancellationToken, ValueTask<string>> provider) => new() { Provider = provider };

    /// <summary>Name and password for HTTP basic authentication.</summary>
    public static ApiCredential Basic(string name, string password) => new() { Pair = (name, password) };

    /// <summary>What a token is fetched with (OAuth2 client credentials); it is kept until shortly before it expires.</summary>
    /// <param name="clientId">Who asks.</param>
    /// <param name="clientSecret">How it is proved.</param>
    /// <param name="scopes">Instead of the scopes that the API names.</param>
    /// <param name="tokenUrl">Instead of the address that the API names.</param>
    public static ApiCredential Client(string clientId, string clientSecret, IReadOnlyList<string>? scopes = null, string? tokenUrl = null) =>
        new() { Pair = (clientId, clientSecret), IsClient = true, Scopes = scopes, TokenUrl = tokenUrl };

    /// <summary>A token or a key.</summary>
    public static implicit operator ApiCredential(string value) => Token(value);
}

internal enum ApiSecurityKind
{
    Bearer,
    Basic,
    Header,
    Query,
    Cookie,
    Client,
}

internal sealed record ApiSecurityScheme(ApiSecurityKind Kind, string Name = "", string TokenUrl = "", params string[] Scopes);
