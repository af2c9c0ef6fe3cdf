namespace Opsroom.Tools.Workspace;

/// <summary>
/// The files of a thread as a tool sees them. What a call writes becomes visible to others, and durable, together with the call's result.
/// Paths are relative to the workspace, or absolute inside a root that the operator listed.
/// </summary>
public interface IWorkspace
{
    /// <summary>Every file, ordered by path.</summary>
    IReadOnlyList<WorkspaceFile> List();

    /// <summary>The whole content, or why it cannot be had (<c>invalid_argument</c> for a path outside, <c>not_found</c>).</summary>
    Task<ToolResult<FileContent>> ReadAsync(string path, CancellationToken cancellationToken);

    /// <summary>The same for who can do with larger files than tools usually read.</summary>
    /// <param name="largest">Bytes of the largest file that is read.</param>
    Task<ToolResult<FileContent>> ReadAsync(string path, int largest, CancellationToken cancellationToken) => ReadAsync(path, cancellationToken);

    /// <summary>
    /// Gives every file of a folder at any depth to <paramref name="intake"/>, with paths relative to the folder; answers why it cannot be had (<c>not_found</c> also where
    /// the path is a file), or null. What is read is not kept for the act of a call that was planned: a plan must not rest on it.
    /// </summary>
    Task<ToolFailure?> ReadFolderAsync(string path, IFolderIntake intake, CancellationToken cancellationToken) => ReadListedFolderAsync(this, path, intake, cancellationToken);

    /// <summary>A folder of the workspace itself, read file by file.</summary>
    protected static async Task<ToolFailure?> ReadListedFolderAsync(IWorkspace workspace, string path, IFolderIntake intake, CancellationToken cancellationToken)
    {
        if (!WorkspacePath.TryNormalize(path.TrimEnd('/'), out var name, out var problem))
        {
            return ToolFailure.InvalidArgument(problem);
        }

        var files = workspace.List().Where(file => file.Path.StartsWith(name + "/", StringComparison.Ordinal)).ToList();
        foreach (var file in files)
        {
            var relative = file.Path[(name.Length + 1)..];
            if (!intake.Admits(relative))
            {
                continue;
            }

            var read = await workspace.ReadAsync(file.Path, intake.Largest, cancellationToken);
            if (read.Value is not { } content)
            {
                intake.Refuse(relative, read.Failure!.Message);
            }
            else if (content.Bytes.Length <= intake.Room)
            {
                intake.Add(relative, content.Bytes);
            }
            else
            {
                intake.Add(relative, content.Bytes[..intake.Room], isCut: true, file.Sha256);
            }
        }

        return files.Count > 0 ? null : ToolFailure.NotFound($"There is no folder {WorkspacePath.Quoted(path)} in the workspace; workspace_list shows what there is.");
    }

    /// <summary>Stages a file; answers it as an artifact, or <c>invalid_argument</c> for a path that is not inside.</summary>
    ToolResult<WorkspaceFile> Write(string path, string mediaType, ReadOnlyMemory<byte> content);
}

/// <summary>A file as every tool's <c>files[]</c> shows it.</summary>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Url">Where the server hands it out.</param>
public sealed record WorkspaceFile(string Path, string MediaType, long Size, string Sha256, string Url);

public sealed record FileContent(string Path, string MediaType, ReadOnlyMemory<byte> Bytes);

/// <summary>Who takes in the files of a folder one after the other, and says how much of them.</summary>
public interface IFolderIntake
{
    /// <summary>Bytes that are read of the next file.</summary>
    int Room { get; }

    /// <summary>Bytes of the largest file of a workspace that is read at all.</summary>
    int Largest => ThreadWorkspace.MaxFileSize;

    /// <summary>Whether a file is wanted; where not, it is not opened.</summary>
    bool Admits(string path);

    /// <param name="path">Relative to the folder.</param>
    /// <param name="content">The file, or its beginning.</param>
    /// <param name="isCut">Whether it goes on.</param>
    /// <param name="sha256">Of the whole file, lower-case hex, where <paramref name="content"/> is only its beginning.</param>
    void Add(string path, ReadOnlyMemory<byte> content, bool isCut = false, string? sha256 = null);

    /// <summary>A file that is there and cannot be read.</summary>
    void Refuse(string path, string why);
}
