using System.Collections.Immutable;
using Opsroom.Tools.Templates.Generation;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Templates.Updating;

/// <summary>A project after its template moved on, or as it would be.</summary>
/// <param name="FromVersion">The template's version, tag or commit that the project was made from, where it is known.</param>
/// <param name="Path">The folder that was written to.</param>
/// <param name="UpToDate">Whether the newer template changes nothing.</param>
/// <param name="Files">Every file that was written; in a dry run with an empty url.</param>
/// <param name="Conflicts">What a person has to decide, with the line of the mark where there is one.</param>
/// <param name="Changes">What became of each file that changes.</param>
/// <param name="Obsolete">Files to remove: nothing is deleted here.</param>
/// <param name="Variables">What the newer template was rendered with.</param>
internal sealed record UpdatedProject(
    string Template, string Format, string? FromVersion, string? ToVersion, string Path, bool DryRun, bool UpToDate, ImmutableArray<WorkspaceFile> Files, ImmutableArray<Finding> Conflicts,
    ImmutableArray<ChangedFile> Changes, ImmutableArray<ObsoleteFile> Obsolete, ImmutableArray<string> Warnings, ImmutableArray<VariableValue> Variables);

/// <param name="Path">Relative to the project.</param>
/// <param name="Action"><c>added</c>, <c>updated</c> (you had not changed it), <c>merged</c>, <c>moved</c> or <c>conflicted</c>.</param>
/// <param name="Diff">Unified; cut where it is long.</param>
internal sealed record ChangedFile(string Path, string Action, string Diff);

/// <param name="Path">Relative to the project.</param>
internal sealed record ObsoleteFile(string Path, string Reason);
