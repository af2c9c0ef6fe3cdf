using System.Globalization;
using Microsoft.Extensions.Configuration;
using Opsroom.Models;
using Opsroom.Telemetry;

namespace Opsroom.Server.Hosting;

/// <summary>Reads the section <c>Models</c>.</summary>
internal static class ModelSettings
{
    public static ModelOptions Read(SettingsReader reader, IReadOnlyCollection<string> embedded)
    {
        var defaults = new ModelOptions();
        var options = new ModelOptions
        {
            Model = reader.Text("Models:Model"),
            AnthropicApiKey = Secret.From(reader.Text("Models:AnthropicApiKey")),
            AnthropicBaseUrl = reader.Text("Models:AnthropicBaseUrl"),
            OpenAIApiKey = Secret.From(reader.Text("Models:OpenAIApiKey")),
            OpenAIBaseUrl = reader.Text("Models:OpenAIBaseUrl"),
            MaxOutputTokens = (int)reader.Whole("Models:MaxOutputTokens", defaults.MaxOutputTokens, 1, int.MaxValue),
            RequestTimeout = reader.Time("Models:RequestTimeout", defaults.RequestTimeout),
            Retries = (int)reader.Whole("Models:Retries", defaults.Retries, 0, 20),
            FirstDelay = reader.Time("Models:FirstDelay", defaults.FirstDelay),
            MaxDelay = reader.Time("Models:MaxDelay", defaults.MaxDelay),
        };
        options.Circuit.FailureRatio = reader.Number("Models:Circuit:FailureRatio", options.Circuit.FailureRatio, 0, 1);
        options.Circuit.MinimumAttempts = (int)reader.Whole("Models:Circuit:MinimumAttempts", options.Circuit.MinimumAttempts, 2, 100_000);
        options.Circuit.Window = reader.Time("Models:Circuit:Window", options.Circuit.Window);
        options.Circuit.Break = reader.Time("Models:Circuit:Break", options.Circuit.Break);
        foreach (var name in reader.List("Models:Fallback"))
        {
            options.Fallback.Add(name);
        }

        foreach (var (model, price) in reader.Children("Models:Prices").SelectMany(section => PricedModels(section, section.Key)))
        {
            options.Prices[model] = new ModelPrice
            {
                Input = Price(reader, price, nameof(ModelPrice.Input)),
                CachedInput = Price(reader, price, nameof(ModelPrice.CachedInput)),
                CacheWrite = Price(reader, price, nameof(ModelPrice.CacheWrite)),
                Output = Price(reader, price, nameof(ModelPrice.Output)),
            };
        }

        foreach (var problem in options.Validate(embedded))
        {
            reader.Refuse(problem);
        }

        return options;
    }

    /// <summary>A model's name may hold colons, which separate keys: <c>anthropic:NAME</c> is a section within a section.</summary>
    private static IEnumerable<(string Model, IConfigurationSection Price)> PricedModels(IConfigurationSection section, string name) =>
        section.GetChildren().Any(child => child.Value is not null)
            ? [(name, section)]
            : section.GetChildren().SelectMany(child => PricedModels(child, $"{name}:{child.Key}"));

    private static decimal Price(SettingsReader reader, IConfigurationSection model, string name)
    {
        if (string.IsNullOrWhiteSpace(model[name]))
        {
            return 0;
        }

        if (decimal.TryParse(model[name], NumberStyles.Float, CultureInfo.InvariantCulture, out var price))
        {
            return price;
        }

        reader.Refuse($"{model.Path}:{name} is '{model[name]}': give US dollars per million tokens, such as 3.00.");
        return 0;
    }
}
