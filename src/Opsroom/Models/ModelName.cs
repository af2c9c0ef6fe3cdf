namespace Opsroom.Models;

/// <summary>A model as configuration and results write it: <c>provider:name</c>, or <c>playbook</c>.</summary>
public readonly record struct ModelName(string Provider, string? Name)
{
    /// <summary>The built-in procedures.</summary>
    public const string PlaybookProvider = "playbook";

    public static ModelName Playbook { get; } = new(PlaybookProvider, null);

    public bool IsPlaybook => string.Equals(Provider, PlaybookProvider, StringComparison.Ordinal);

    /// <summary>Splits at the first colon; the name may hold more of them (<c>openai:llama3:8b</c>).</summary>
    public static ModelName Parse(string text)
    {
        var trimmed = text.Trim();
        var colon = trimmed.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? new ModelName(trimmed.ToLowerInvariant(), null)
            : new ModelName(trimmed[..colon].Trim().ToLowerInvariant(), trimmed[(colon + 1)..].Trim());
    }

    public override string ToString() => Name is null ? Provider : $"{Provider}:{Name}";
}
