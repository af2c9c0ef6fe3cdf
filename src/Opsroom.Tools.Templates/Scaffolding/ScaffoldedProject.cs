using System.Collections.Immutable;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Templates.Scaffolding;

/// <summary>A project as it was made, or as it would be.</summary>
/// <param name="Template">The id of the scaffold.</param>
/// <param name="ProjectName">As images, charts and folders are called.</param>
/// <param name="OutputPath">The project's folder.</param>
/// <param name="DryRun">Whether nothing was written.</param>
/// <param name="Files">Every file of the project; in a dry run with an empty url.</param>
/// <param name="Replaced">Files that were there with another content, with what changes in them.</param>
/// <param name="Unchanged">Files that were there already as they would be.</param>
/// <param name="NextSteps">What to do with it, in order.</param>
/// <param name="Findings">What the linters of manifests and pipelines think of what was written.</param>
internal sealed record ScaffoldedProject(
    string Template, string ProjectName, string OutputPath, bool DryRun, ImmutableArray<WorkspaceFile> Files, ImmutableArray<ReplacedFile> Replaced, ImmutableArray<string> Unchanged,
    ImmutableArray<string> NextSteps, ImmutableArray<Finding> Findings);

/// <param name="Diff">Unified; cut where it is long.</param>
internal sealed record ReplacedFile(string Path, string Diff);
