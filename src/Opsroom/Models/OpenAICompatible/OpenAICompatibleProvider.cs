using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Headers;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using Opsroom.Telemetry;

namespace Opsroom.Models.OpenAICompatible;

/// <summary>Any server that speaks the OpenAI chat API: OpenAI, Azure by its v1 address, Ollama, vLLM, LM Studio and others.</summary>
internal sealed class OpenAICompatibleProvider : IModelProvider
{
    private const string VendorAddress = "https://api.openai.com/v1";

    /// <summary>The model that the SDK's own examples use.</summary>
    private const string VendorModel = "gpt-5.1";

    public string Name => "openai";

    public string KeySetting => "OPENAI_API_KEY";

    public string AddressSetting => "OPENAI_BASE_URL";

    public string? DefaultModel(ModelOptions options) => IsVendors(options) ? VendorModel : null;

    public Secret? Key(ModelOptions options) => options.OpenAIApiKey;

    public bool WorksWithoutKey(ModelOptions options) => !IsHosted(options);

    public string? Address(ModelOptions options) => options.OpenAIBaseUrl;

    public IChatClient CreateClient(string model, ModelOptions options, HttpClient http)
    {
        var settings = new OpenAIClientOptions
        {
            Endpoint = AddressOf(options),
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        var credential = new ApiKeyCredential(options.OpenAIApiKey?.Reveal() ?? "none");
        return new ExactOpenAIClient(new ChatClient(model, credential, settings).AsIChatClient(), alsoOldLimit: !IsHosted(options));
    }

    public HttpRequestMessage CreateProbe(ModelOptions options)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(options) + "/models");
        request.Headers.Authorization = options.OpenAIApiKey is { } key ? new AuthenticationHeaderValue("Bearer", key.Reveal()) : null;
        return request;
    }

    private static bool IsVendors(ModelOptions options) => AddressOf(options).Host.EndsWith("api.openai.com", StringComparison.OrdinalIgnoreCase);

    private static bool IsHosted(ModelOptions options) => IsVendors(options) || AddressOf(options).Host.EndsWith(".azure.com", StringComparison.OrdinalIgnoreCase);

    private static Uri AddressOf(ModelOptions options) =>
        Uri.TryCreate(options.OpenAIBaseUrl?.Trim().TrimEnd('/'), UriKind.Absolute, out var address) ? address : new Uri(VendorAddress);
}
