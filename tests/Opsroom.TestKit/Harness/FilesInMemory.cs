using System.Security.Cryptography;
using Opsroom.Tools;
using Opsroom.Tools.Workspace;

namespace Opsroom.TestKit.Harness;

/// <summary>A workspace that keeps its files in memory.</summary>
public sealed class FilesInMemory : IWorkspace
{
    private readonly SortedDictionary<string, FileContent> files = new(StringComparer.Ordinal);

    public IReadOnlyList<WorkspaceFile> List() => [.. files.Values.Select(Describe)];

    public Task<ToolResult<FileContent>> ReadAsync(string path, CancellationToken cancellationToken) =>
        Task.FromResult<ToolResult<FileContent>>(files.TryGetValue(path, out var file) ? file : ToolFailure.NotFound($"There is no file {path}."));

    public ToolResult<WorkspaceFile> Write(string path, string mediaType, ReadOnlyMemory<byte> content)
    {
        var file = new FileContent(path, mediaType, content);
        files[path] = file;
        return Describe(file);
    }

    /// <summary>What a file holds that is there.</summary>
    public ReadOnlyMemory<byte> Content(string path) => files[path].Bytes;

    private static WorkspaceFile Describe(FileContent file) =>
        new(file.Path, file.MediaType, file.Bytes.Length, Convert.ToHexStringLower(SHA256.HashData(file.Bytes.Span)), $"/threads/t/artifacts/{file.Path}");
}
