namespace Opsroom.Tools.Templates.Catalogue;

/// <summary>Where the operator keeps templates.</summary>
public sealed record TemplateOptions
{
    /// <summary>Folders of templates, or of folders with templates; absolute.</summary>
    public IReadOnlyList<string> Directories { get; init; } = [];
}
