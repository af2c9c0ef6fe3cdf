using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Incidents.Bundles;

/// <summary>Bundles as they are handed in: a folder or a zip archive, of a workspace or of the machine's own disk.</summary>
internal static class BundleSource
{
    /// <param name="path">A folder or an archive, as the workspace takes paths.</param>
    public static async Task<ToolResult<BundleContent>> ReadAsync(IWorkspace workspace, string path, CancellationToken cancellationToken)
    {
        var intake = new BundleIntake(BundleLimits.Default);
        var failure = await workspace.ReadFolderAsync(path, intake, cancellationToken);
        if (failure is null)
        {
            return intake.Complete();
        }

        if (failure.Code != FaultCodes.NotFound)
        {
            return failure;
        }

        var file = await workspace.ReadAsync(path, BundleLimits.Default.FileSize, cancellationToken);
        return file.Value is { } archive ? ZippedBundle.Read(archive.Bytes, BundleLimits.Default, cancellationToken)
            : file.Failure!.Code == FaultCodes.NotFound ? ToolFailure.NotFound($"There is no folder and no zip archive {WorkspacePath.Quoted(path)}; workspace_list shows what there is.")
            : file.Failure;
    }

    /// <summary>A bundle of whoever runs this process, for the command line.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ToolResult<BundleContent> ReadFromDisk(string path, CancellationToken cancellationToken)
    {
        if (File.Exists(path))
        {
            return ZippedBundle.Read(File.ReadAllBytes(path), BundleLimits.Default, cancellationToken);
        }

        var intake = new BundleIntake(BundleLimits.Default);
        FolderOnDisk.Read(ReadRoots.Resolve(Path.GetFullPath(path), out var exists) is { } resolved && exists ? resolved : throw new DirectoryNotFoundException($"There is no folder {path}."), intake, cancellationToken);
        return intake.Complete();
    }
}
