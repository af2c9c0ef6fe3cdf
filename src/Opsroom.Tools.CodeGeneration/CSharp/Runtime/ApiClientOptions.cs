namespace ClientNamespace;

/// <summary>How a client reaches the API.</summary>
public abstract class ApiClientOptions
{
    /// <summary>Where the API is; the API's own address where it names one.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often an idempotent request is made again.</summary>
    public int MaxRetries { get; init; } = 2;

    /// <summary>The pause before the first retry; each further one is twice as long.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause, also where the server asks for more.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Sent with every request.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}
