namespace Opsroom.Models;

/// <summary>Which models configuration asks for, first to last.</summary>
internal static class ModelChain
{
    /// <summary>The provider whose key alone chooses the model; null where no key is set.</summary>
    public static IModelProvider? ChosenByKey(ModelOptions options) => ModelProviders.All.FirstOrDefault(provider => provider.Key(options) is not null);

    /// <param name="embedded">Names of clients that the embedding program brings; the first one is the model where configuration names none.</param>
    public static IReadOnlyList<string> Of(ModelOptions options, IReadOnlyCollection<string> embedded)
    {
        var first = !string.IsNullOrWhiteSpace(options.Model) ? options.Model
            : embedded.FirstOrDefault() ?? ChosenByKey(options)?.Name ?? ModelName.PlaybookProvider;
        return [.. options.Fallback.Prepend(first).Select(text => Complete(text.Trim(), options, embedded)).Distinct(StringComparer.Ordinal)];
    }

    private static string Complete(string text, ModelOptions options, IReadOnlyCollection<string> embedded)
    {
        if (embedded.Contains(text, StringComparer.Ordinal))
        {
            return text;
        }

        var name = ModelName.Parse(text);
        return string.IsNullOrEmpty(name.Name) && ModelProviders.Find(name.Provider)?.DefaultModel(options) is { } standard
            ? new ModelName(name.Provider, standard).ToString()
            : name.ToString();
    }
}
