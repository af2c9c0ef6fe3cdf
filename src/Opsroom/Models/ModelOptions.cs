using Opsroom.Telemetry;

namespace Opsroom.Models;

/// <summary>Which models answer, in which order, and how patiently they are asked.</summary>
public sealed class ModelOptions
{
    public const string SectionName = "Models";

    /// <summary>The model that is asked first: <c>anthropic:NAME</c>, <c>openai:NAME</c>, <c>playbook</c>, or the name of an embedded client. Unset: by which key is set.</summary>
    public string? Model { get; set; }

    /// <summary>Models that are asked, in this order, when the ones before cannot answer. Empty: nothing falls back.</summary>
    public IList<string> Fallback { get; } = [];

    public Secret? AnthropicApiKey { get; set; }

    /// <summary>Where the Anthropic API is; unset for the vendor's own.</summary>
    public string? AnthropicBaseUrl { get; set; }

    public Secret? OpenAIApiKey { get; set; }

    /// <summary>Any server that speaks the OpenAI chat API, with its version path (<c>http://localhost:11434/v1</c>); unset for the vendor's own.</summary>
    public string? OpenAIBaseUrl { get; set; }

    /// <summary>Tokens that one answer may have.</summary>
    public int MaxOutputTokens { get; set; } = 16_384;

    /// <summary>How long a model may stay silent, before its first piece and between two pieces.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Further attempts at one model after the first one failed.</summary>
    public int Retries { get; set; } = 3;

    /// <summary>The wait before the first further attempt; it doubles each time, with jitter.</summary>
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before an attempt. A provider that asks for a longer one is given up for this call.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(60);

    public CircuitOptions Circuit { get; } = new();

    /// <summary>Prices by model, as <c>provider:name</c> or the name alone. A model without one has no cost.</summary>
    public IDictionary<string, ModelPrice> Prices { get; } = new Dictionary<string, ModelPrice>(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong with these options; each sentence names the key and the cure.</summary>
    /// <param name="embedded">Names of clients that the embedding program brings.</param>
    public IEnumerable<string> Validate(IReadOnlyCollection<string> embedded) => ModelOptionsValidation.Problems(this, embedded);
}

/// <summary>When a model that keeps failing is left alone for a while.</summary>
public sealed class CircuitOptions
{
    /// <summary>Share of failed attempts in the window that opens the circuit, above 0 to 1.</summary>
    public double FailureRatio { get; set; } = 0.5;

    /// <summary>Attempts in the window below which it stays closed, at least 2.</summary>
    public int MinimumAttempts { get; set; } = 6;

    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an open circuit rejects attempts before one is tried again.</summary>
    public TimeSpan Break { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>US dollars per million tokens.</summary>
public sealed class ModelPrice
{
    /// <summary>Input that is neither read from nor written to a cache.</summary>
    public decimal Input { get; set; }

    public decimal CachedInput { get; set; }

    public decimal CacheWrite { get; set; }

    public decimal Output { get; set; }

    /// <summary>The cost of one answer.</summary>
    public decimal CostOf(long input, long cached, long cacheWrites, long output) =>
        ((Math.Max(0, input - cached - cacheWrites) * Input) + (cached * CachedInput) + (cacheWrites * CacheWrite) + (output * Output)) / 1_000_000m;
}
