namespace Opsroom.Tools.Templates;

/// <summary>The template catalogue, and projects scaffolded from nothing.</summary>
public static class TemplatesToolSets
{
    /// <summary>The sets of tools, for <see cref="ToolCatalog"/>.</summary>
    public static IReadOnlyList<object> Create() => [];
}
