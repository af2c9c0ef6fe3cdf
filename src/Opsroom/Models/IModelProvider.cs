using Microsoft.Extensions.AI;
using Opsroom.Models.Anthropic;
using Opsroom.Models.OpenAICompatible;
using Opsroom.Telemetry;

namespace Opsroom.Models;

/// <summary>One vendor's API. What it yields is lazy, since a server without this provider should not load its SDK.</summary>
internal interface IModelProvider
{
    /// <summary>The word before the colon in a model's name, as OpenTelemetry names the provider.</summary>
    string Name { get; }

    /// <summary>The model where configuration names none; null where it has to.</summary>
    string? DefaultModel(ModelOptions options);

    /// <summary>The setting that holds its credential.</summary>
    string KeySetting { get; }

    Secret? Key(ModelOptions options);

    /// <summary>Whether calls go out without a credential too.</summary>
    bool WorksWithoutKey(ModelOptions options);

    /// <summary>The setting that holds its address.</summary>
    string AddressSetting { get; }

    string? Address(ModelOptions options);

    /// <param name="http">Gives every answer outside 2xx as a <see cref="ProviderException"/>.</param>
    IChatClient CreateClient(string model, ModelOptions options, HttpClient http);

    /// <summary>A request that costs nothing and fails where the address or the credential is wrong.</summary>
    HttpRequestMessage CreateProbe(ModelOptions options);
}

/// <summary>The providers that configuration can name. A new one is one line here.</summary>
internal static class ModelProviders
{
    /// <summary>In the order in which a key that is set chooses the model.</summary>
    public static IReadOnlyList<IModelProvider> All { get; } =
    [
        new AnthropicProvider(),
        new OpenAICompatibleProvider(),
    ];

    public static IModelProvider? Find(string name) => All.FirstOrDefault(provider => provider.Name == name);
}
