using System.Net.Http.Headers;
using Anthropic;
using Microsoft.Extensions.AI;
using Opsroom.Telemetry;

namespace Opsroom.Models.Anthropic;

/// <summary>The Anthropic API, by the vendor's own SDK.</summary>
internal sealed class AnthropicProvider : IModelProvider
{
    /// <summary>The newest Sonnet that the SDK names; a constant, so that starting up does not load the SDK.</summary>
    public const string NewestSonnet = "claude-sonnet-5-5";

    private const string VendorAddress = "https://api.anthropic.com";

    /// <summary>The SDK tells the server its time limit; it lies beyond ours, which also holds between two pieces of a stream.</summary>
    private static readonly TimeSpan OwnTimeoutFirst = TimeSpan.FromMinutes(1);

    public string Name => "anthropic";

    public string KeySetting => "ANTHROPIC_API_KEY";

    public string AddressSetting => "ANTHROPIC_BASE_URL";

    public string? DefaultModel(ModelOptions options) => NewestSonnet;

    public Secret? Key(ModelOptions options) => options.AnthropicApiKey;

    public bool WorksWithoutKey(ModelOptions options) => false;

    public string? Address(ModelOptions options) => options.AnthropicBaseUrl;

    public IChatClient CreateClient(string model, ModelOptions options, HttpClient http)
    {
        var sdk = new AnthropicClient
        {
            ApiKey = options.AnthropicApiKey?.Reveal(),
            BaseUrl = AddressOf(options),
            HttpClient = http,
            MaxRetries = 0,
            Timeout = options.RequestTimeout + OwnTimeoutFirst,
            OpenTelemetry = false,
        };
        return new CachingAnthropicClient(sdk.AsIChatClient(model, options.MaxOutputTokens));
    }

    public HttpRequestMessage CreateProbe(ModelOptions options)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(options) + "/v1/models?limit=1");
        request.Headers.Add("anthropic-version", "2023-06-01");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.AnthropicApiKey?.Reveal());
        return request;
    }

    private static string AddressOf(ModelOptions options) =>
        string.IsNullOrWhiteSpace(options.AnthropicBaseUrl) ? VendorAddress : options.AnthropicBaseUrl.Trim().TrimEnd('/');
}
