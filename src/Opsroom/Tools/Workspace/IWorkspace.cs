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

    /// <summary>Stages a file; answers it as an artifact, or <c>invalid_argument</c> for a path that is not inside.</summary>
    ToolResult<WorkspaceFile> Write(string path, string mediaType, ReadOnlyMemory<byte> content);
}

/// <summary>A file as every tool's <c>files[]</c> shows it.</summary>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Url">Where the server hands it out.</param>
public sealed record WorkspaceFile(string Path, string MediaType, long Size, string Sha256, string Url);

public sealed record FileContent(string Path, string MediaType, ReadOnlyMemory<byte> Bytes);
