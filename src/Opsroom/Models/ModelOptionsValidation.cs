namespace Opsroom.Models;

/// <summary>Finds what would keep the configured models from ever answering.</summary>
internal static class ModelOptionsValidation
{
    public static IEnumerable<string> Problems(ModelOptions options, IReadOnlyCollection<string> embedded)
    {
        foreach (var problem in ProblemsOfNames(options, embedded).Concat(ProblemsOfAddresses(options)).Concat(ProblemsOfLimits(options)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> ProblemsOfNames(ModelOptions options, IReadOnlyCollection<string> embedded)
    {
        if (!string.IsNullOrWhiteSpace(options.Model))
        {
            if (ProblemOf(options.Model, "OPSROOM_MODEL", options, embedded) is { } problem)
            {
                yield return problem;
            }
        }
        else if (ModelChain.ChosenByKey(options) is { } provider && provider.DefaultModel(options) is null)
        {
            yield return $"{provider.AddressSetting} names a server whose models are not known here: set OPSROOM_MODEL to {provider.Name}:NAME, or to playbook.";
        }

        foreach (var name in options.Fallback)
        {
            if (ProblemOf(name, "OPSROOM_MODEL_FALLBACK", options, embedded) is { } problem)
            {
                yield return problem;
            }
        }
    }

    private static string? ProblemOf(string text, string key, ModelOptions options, IReadOnlyCollection<string> embedded)
    {
        var name = ModelName.Parse(text);
        if (embedded.Contains(text.Trim(), StringComparer.Ordinal) || name == ModelName.Playbook)
        {
            return null;
        }

        if (ModelProviders.Find(name.Provider) is not { } provider)
        {
            var known = string.Join(", ", ModelProviders.All.Select(each => $"{each.Name}:NAME"));
            return $"{key} is '{text}', which names no provider: use {known} or playbook.";
        }

        if (string.IsNullOrEmpty(name.Name) && provider.DefaultModel(options) is null)
        {
            return $"{key} is '{text}', which names no model, and there is no default at {provider.AddressSetting}: write {provider.Name}:NAME.";
        }

        return provider.Key(options) is null && !provider.WorksWithoutKey(options)
            ? $"{key} is '{text}', but {provider.KeySetting} is not set: set it, or set {key} to playbook."
            : null;
    }

    private static IEnumerable<string> ProblemsOfAddresses(ModelOptions options) =>
        from provider in ModelProviders.All
        let address = provider.Address(options)
        where !string.IsNullOrWhiteSpace(address)
        where !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")
        select $"{provider.AddressSetting} is '{address}', which is not an address: give it as https://HOST/PATH.";

    private static IEnumerable<string> ProblemsOfLimits(ModelOptions options)
    {
        (bool Wrong, string Key, string Cure)[] rules =
        [
            (options.MaxOutputTokens < 1, "MaxOutputTokens", "give at least 1"),
            (options.RequestTimeout <= TimeSpan.Zero, "RequestTimeout", "give a time above zero, such as 00:02:00"),
            (options.Retries is < 0 or > 20, "Retries", "give 0 to 20"),
            (options.FirstDelay < TimeSpan.Zero, "FirstDelay", "give a time, such as 00:00:01"),
            (options.MaxDelay < options.FirstDelay, "MaxDelay", "give at least FirstDelay"),
            (options.Circuit.FailureRatio is not (> 0 and <= 1), "Circuit:FailureRatio", "give a share above 0 and up to 1"),
            (options.Circuit.MinimumAttempts < 2, "Circuit:MinimumAttempts", "give at least 2"),
            (!IsBetween(options.Circuit.Window, 0.5, 86_400), "Circuit:Window", "give half a second to a day"),
            (!IsBetween(options.Circuit.Break, 0.5, 86_400), "Circuit:Break", "give half a second to a day"),
            (options.Prices.Values.Any(price => price.Input < 0 || price.CachedInput < 0 || price.CacheWrite < 0 || price.Output < 0), "Prices", "give dollars per million tokens, 0 or more"),
        ];
        return rules.Where(rule => rule.Wrong).Select(rule => $"{ModelOptions.SectionName}:{rule.Key} is out of range: {rule.Cure}.");
    }

    private static bool IsBetween(TimeSpan time, double least, double most) => time.TotalSeconds >= least && time.TotalSeconds <= most;
}
