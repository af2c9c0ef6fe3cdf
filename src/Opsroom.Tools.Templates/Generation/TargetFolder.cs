using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Templates.Generation;

/// <summary>A folder of the workspace as an argument names it.</summary>
internal static class TargetFolder
{
    /// <returns>Empty for the workspace itself.</returns>
    public static ToolResult<string> Of(string? path)
    {
        if (path is null)
        {
            return ToolFailure.InvalidArgument("The project lies outside of the workspace, where nothing is written. Give output_path, the folder of the workspace for the files that change.");
        }

        var folder = path.TrimEnd('/');
        return folder is "." or "" ? "" : WorkspacePath.TryNormalize(folder, out var normalized, out var problem) ? normalized : ToolFailure.InvalidArgument(problem);
    }
}
