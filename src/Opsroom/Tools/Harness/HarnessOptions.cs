namespace Opsroom.Tools.Harness;

/// <summary>What the operator says about Harness. Section <c>Harness</c>.</summary>
public sealed class HarnessOptions
{
    public const string Section = "Harness";

    /// <summary>Organization that pipelines are written for. <c>HARNESS_ORG_IDENTIFIER</c>.</summary>
    public string OrgIdentifier { get; set; } = "default";

    /// <summary>Project that pipelines are written for. <c>HARNESS_PROJECT_IDENTIFIER</c>.</summary>
    public string ProjectIdentifier { get; set; } = "default_project";

    /// <summary>A JSON Schema (draft-07) file; pipelines are judged by it as well as by the built-in rules. Read when first needed, and again when it changes.</summary>
    public string? SchemaPath { get; set; }
}
