namespace Opsroom.Tools.Workspace;

/// <summary>
/// The folders outside every workspace that the operator opened for reading. A path is held against them after every link in it has been followed.
/// </summary>
public sealed class ReadRoots
{
    private const int MaxLinks = 40;

    /// <summary>What Linux puts behind the name of an open file whose place another one has taken.</summary>
    private const string Replaced = " (deleted)";

    private readonly string[] _roots;

    /// <exception cref="InvalidOperationException">A folder is not there or not absolute; the message names it.</exception>
    public ReadRoots(IEnumerable<string> folders) => _roots = [.. folders.Select(RootOf)];

    /// <summary>No folder at all.</summary>
    public static ReadRoots None { get; } = new([]);

    /// <summary>Reads a file of at most <paramref name="limit"/> bytes, or says why not.</summary>
    internal async Task<ToolResult<FileContent>> ReadAsync(string path, int limit, CancellationToken cancellationToken)
    {
        var shown = WorkspacePath.Quoted(path);
        if (Refusal(path, out var resolved) is { } refusal)
        {
            return refusal;
        }

        if (Directory.Exists(resolved))
        {
            return ToolFailure.InvalidArgument($"{shown} is a folder, not a file.");
        }

        try
        {
            // opening a named pipe blocks until somebody writes to it; the call must still be able to be cancelled
            var bytes = await Task.Run(() => ReadFile(resolved, limit), cancellationToken).WaitAsync(cancellationToken);
            return bytes is null
                ? ToolFailure.InvalidArgument($"{shown} is larger than {limit >> 20} MiB, the most that a tool reads.")
                : new FileContent(path, MediaTypes.Of(path), bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ToolFailure.InvalidArgument($"{shown} cannot be read by the server.");
        }
    }

    /// <summary>Gives every file of a folder at any depth to <paramref name="intake"/>, or says why not. Links to files are followed where they stay inside the folder.</summary>
    public async Task<ToolFailure?> ReadFolderAsync(string path, IFolderIntake intake, CancellationToken cancellationToken)
    {
        path = path.Length > 1 ? Path.TrimEndingDirectorySeparator(path) : path;
        if (Refusal(path, out var resolved) is { } refusal)
        {
            return refusal;
        }

        if (!Directory.Exists(resolved))
        {
            return ToolFailure.NotFound($"{WorkspacePath.Quoted(path)} is a file, not a folder.");
        }

        await Task.Run(() => FolderOnDisk.Read(resolved, intake, cancellationToken), cancellationToken).WaitAsync(cancellationToken);
        return null;
    }

    /// <summary>Why a path may not be read; null where it may, and then where it really is.</summary>
    private ToolFailure? Refusal(string path, out string resolved)
    {
        resolved = "";
        var shown = WorkspacePath.Quoted(path);
        if (_roots.Length == 0)
        {
            return ToolFailure.InvalidArgument($"The path {shown} is absolute; paths are relative to the workspace, and no folder outside is opened (--read-root).");
        }

        if (WorkspacePath.ProblemOfSegments(path[Path.GetPathRoot(path)!.Length..]) is { } problem)
        {
            return ToolFailure.InvalidArgument($"The path {shown} {problem}.");
        }

        if (Resolve(path, out var exists) is not { } found || !_roots.Any(root => IsInside(found, root)))
        {
            return ToolFailure.InvalidArgument($"The path {shown} is not inside a folder that the operator opened (--read-root).");
        }

        resolved = found;
        return exists ? null : ToolFailure.NotFound($"There is no file {shown}.");
    }

    private static byte[]? ReadFile(string resolved, int limit)
    {
        using var file = Open(resolved);
        using var content = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            content.Write(buffer, 0, read);
            if (content.Length > limit)
            {
                return null;
            }
        }

        return content.ToArray();
    }

    /// <param name="resolved">A path without a link in it.</param>
    /// <exception cref="IOException">It cannot be read, or is not what it was when the path was resolved.</exception>
    internal static FileStream Open(string resolved)
    {
        var file = new FileStream(resolved, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (OperatingSystem.IsLinux())
        {
            // a folder may have been swapped for a link since the path was resolved: what counts is what was opened. A file that was replaced in the meantime was there
            var opened = new FileInfo($"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}").LinkTarget;
            if (opened is not null && opened != resolved && opened != resolved + Replaced)
            {
                file.Dispose();
                throw new IOException("The file moved while it was opened.");
            }
        }

        return file;
    }

    private static string RootOf(string folder)
    {
        if (!Path.IsPathFullyQualified(folder))
        {
            throw new InvalidOperationException($"--read-root '{folder}' is not an absolute path.");
        }

        return Resolve(folder, out var exists) is { } resolved && exists && Directory.Exists(resolved)
            ? Path.TrimEndingDirectorySeparator(resolved)
            : throw new InvalidOperationException($"--read-root '{folder}' is not a folder that is there.");
    }

    internal static bool IsInside(string path, string root) =>
        path.StartsWith(root, StringComparison.Ordinal) && (path.Length == root.Length || Path.EndsInDirectorySeparator(root) || path[root.Length] == Path.DirectorySeparatorChar);

    /// <summary>Follows every link in a path. Where a part is not there, the answer is the place at which it would be.</summary>
    internal static string? Resolve(string path, out bool exists)
    {
        exists = true;
        var current = Path.GetPathRoot(path)!;
        var pending = new Stack<string>(Segments(path).Reverse());
        for (var links = 0; pending.TryPop(out var segment);)
        {
            if (segment == "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            var next = Path.Join(current, segment);
            if (exists && new FileInfo(next).LinkTarget is { } target)
            {
                if (++links > MaxLinks)
                {
                    return null;
                }

                current = Path.IsPathFullyQualified(target) ? Path.GetPathRoot(target)! : current;
                foreach (var part in Segments(target).Reverse())
                {
                    pending.Push(part);
                }

                continue;
            }

            exists = exists && (Directory.Exists(next) || File.Exists(next));
            current = next;
        }

        return current;
    }

    private static IEnumerable<string> Segments(string path) => path[(Path.GetPathRoot(path)?.Length ?? 0)..]
        .Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries)
        .Where(segment => segment != ".");
}
