using System.Security.Cryptography;
using System.Text;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Testing.Tests;

/// <summary>The files of a thread, kept in memory.</summary>
internal sealed class MemoryWorkspace(params (string Path, string Text)[] files) : IWorkspace
{
    private readonly SortedDictionary<string, byte[]> _files = new(files.ToDictionary(file => file.Path, file => Encoding.UTF8.GetBytes(file.Text), StringComparer.Ordinal), StringComparer.Ordinal);

    public string Text(string path) => Encoding.UTF8.GetString(_files[path]);

    public IReadOnlyList<WorkspaceFile> List() => [.. _files.Select(file => Describe(file.Key, file.Value))];

    public Task<ToolResult<FileContent>> ReadAsync(string path, CancellationToken cancellationToken) => Task.FromResult<ToolResult<FileContent>>(
        _files.TryGetValue(path, out var bytes) ? new FileContent(path, "text/plain", bytes) : ToolFailure.NotFound($"There is no file '{path}'."));

    public ToolResult<WorkspaceFile> Write(string path, string mediaType, ReadOnlyMemory<byte> content)
    {
        _files[path] = content.ToArray();
        return Describe(path, _files[path]);
    }

    public static ToolContext Context(IWorkspace workspace) => new("call-1", "direct", workspace, _ => { });

    private static WorkspaceFile Describe(string path, byte[] bytes) => new(path, MediaTypes.Of(path), bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), "/files/" + path);
}
