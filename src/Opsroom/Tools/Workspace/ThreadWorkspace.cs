using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Opsroom.Threads;

namespace Opsroom.Tools.Workspace;

/// <summary>
/// The workspace of one call: the thread's files as its state names them, and what the call writes on top.
/// What is staged becomes durable when the runner appends it together with the call's result.
/// </summary>
/// <param name="thread">Whose files these are.</param>
/// <param name="files">By path, as <see cref="ThreadState.Files"/> has them.</param>
/// <param name="store">Holds their content.</param>
/// <param name="roots">Folders outside that may be read.</param>
/// <param name="extraFiles">Files that can be read and are not listed, such as earlier results; null where the path is none of them.</param>
public sealed class ThreadWorkspace(
    ThreadId thread,
    IReadOnlyDictionary<string, ThreadFile> files,
    IStore store,
    ReadRoots roots,
    Func<string, CancellationToken, ValueTask<FileContent?>>? extraFiles = null) : IWorkspace
{
    /// <summary>Bytes of the largest file that tools write, and read where they do not ask for more.</summary>
    public const int MaxFileSize = 32 << 20;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<(string Path, int Largest), ToolResult<FileContent>> _kept = new();
    private ConcurrentDictionary<string, string> _reads = new(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, StagedFile> _staged = ImmutableSortedDictionary.Create<string, StagedFile>(StringComparer.Ordinal);
    private WorkspaceNames? _names;

    /// <summary>Whether a file stays what it was when it was first read, so that a call that is planned acts on what its plan was made from.</summary>
    public bool KeepsReads { get; init; }

    /// <summary>What was read since <see cref="BeginReads"/>, where reads are kept: each path with the SHA-256 of its content, or with why it could not be had; ordered by path.</summary>
    public IReadOnlyList<string> Reads => [.. _reads.OrderBy(read => read.Key, StringComparer.Ordinal).Select(read => $"{read.Key}\n{read.Value}")];

    /// <summary>What this call has written, ordered by path, the last version of each.</summary>
    public IReadOnlyList<StagedFile> StagedFiles => [.. _staged.Values];

    public IReadOnlyList<WorkspaceFile> List()
    {
        var staged = _staged;
        return
        [
            .. files.Values.Where(file => !staged.ContainsKey(file.Path)).Select(file => Describe(file.Path, file.MediaType, file.Size, file.Sha256))
                .Concat(staged.Values.Select(file => Describe(file.Path, file.MediaType, file.Bytes.Length, file.Sha256)))
                .OrderBy(file => file.Path, StringComparer.Ordinal),
        ];
    }

    public Task<ToolResult<FileContent>> ReadAsync(string path, CancellationToken cancellationToken) => ReadAsync(path, MaxFileSize, cancellationToken);

    public async Task<ToolResult<FileContent>> ReadAsync(string path, int largest, CancellationToken cancellationToken)
    {
        if (!KeepsReads || !_staged.IsEmpty)
        {
            return await LookAsync(path, largest, cancellationToken);
        }

        var read = _kept.TryGetValue((path, largest), out var kept) ? kept : _kept.GetOrAdd((path, largest), await LookAsync(path, largest, cancellationToken));
        _reads[path] = DigestOf(read);
        return read;
    }

    public Task<ToolFailure?> ReadFolderAsync(string path, IFolderIntake intake, CancellationToken cancellationToken) =>
        WorkspacePath.ProblemOfText(path) is null && Path.IsPathFullyQualified(path)
            ? roots.ReadFolderAsync(path, intake, cancellationToken)
            : IWorkspace.ReadListedFolderAsync(this, path, intake, cancellationToken);

    /// <summary>What is read from now on counts as <see cref="Reads"/>.</summary>
    public void BeginReads() => _reads = new(StringComparer.Ordinal);

    private static string DigestOf(ToolResult<FileContent> read) =>
        read.Value is { } file ? Convert.ToHexStringLower(SHA256.HashData(file.Bytes.Span)) : read.Failure!.Code;

    private async Task<ToolResult<FileContent>> LookAsync(string path, int largest, CancellationToken cancellationToken)
    {
        if (WorkspacePath.ProblemOfText(path) is null && Path.IsPathFullyQualified(path))
        {
            return await roots.ReadAsync(path, largest, cancellationToken);
        }

        if (!WorkspacePath.TryNormalize(path, out var name, out var problem))
        {
            return ToolFailure.InvalidArgument(problem);
        }

        if (_staged.TryGetValue(name, out var staged))
        {
            return new FileContent(name, staged.MediaType, staged.Bytes);
        }

        if (files.TryGetValue(name, out var file))
        {
            return await ReadStoredAsync(file, largest, cancellationToken);
        }

        return extraFiles is not null && await extraFiles(name, cancellationToken) is { } extra
            ? extra
            : ToolFailure.NotFound($"There is no file {WorkspacePath.Quoted(path)} in the workspace; workspace_list shows what there is.");
    }

    public ToolResult<WorkspaceFile> Write(string path, string mediaType, ReadOnlyMemory<byte> content)
    {
        if (!WorkspacePath.TryNormalize(path, out var name, out var problem))
        {
            return ToolFailure.InvalidArgument(problem);
        }

        if (content.Length > MaxFileSize)
        {
            return ToolFailure.InvalidArgument($"{WorkspacePath.Quoted(path)} would be larger than {MaxFileSize >> 20} MiB, the most that a tool writes.");
        }

        // the caller may use its buffer again
        var bytes = content.ToArray();
        var staged = new StagedFile(name, mediaType, bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        lock (_lock)
        {
            _names ??= new WorkspaceNames(files.Keys);
            if (_names.Add(name) is { } collision)
            {
                return ToolFailure.InvalidArgument(collision);
            }

            _staged = _staged.SetItem(name, staged);
        }

        return Describe(name, mediaType, bytes.Length, staged.Sha256);
    }

    private async Task<ToolResult<FileContent>> ReadStoredAsync(ThreadFile file, int largest, CancellationToken cancellationToken)
    {
        if (file.Size > largest)
        {
            return ToolFailure.InvalidArgument($"{WorkspacePath.Quoted(file.Path)} is larger than {largest >> 20} MiB, the most that a tool reads.");
        }

        await using var content = await store.OpenBlobAsync(file.Sha256, cancellationToken)
            ?? throw new InvalidDataException($"File {file.Path} refers to blob {file.Sha256}, which the store does not hold.");
        var bytes = new byte[file.Size];
        await content.ReadExactlyAsync(bytes, cancellationToken);
        return new FileContent(file.Path, file.MediaType, bytes);
    }

    private WorkspaceFile Describe(string path, string mediaType, long size, string sha256) =>
        new(path, mediaType, size, sha256, $"/threads/{Uri.EscapeDataString(thread.Value)}/artifacts/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}");
}

/// <summary>A file that a call wrote and that is not durable yet.</summary>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record StagedFile(string Path, string MediaType, ReadOnlyMemory<byte> Bytes, string Sha256);
