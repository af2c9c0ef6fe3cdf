using System.Security.Cryptography;

namespace Opsroom.Tools.Workspace;

/// <summary>Reads a folder of the file system. A link to a file is followed where the file lies inside the folder; a link to a folder never is.</summary>
internal static class FolderOnDisk
{
    /// <summary>Bytes of the largest file of which even the beginning is read: the rest has to be hashed.</summary>
    private const long Largest = 2L << 30;

    /// <param name="folder">An absolute path without a link in it.</param>
    public static void Read(string folder, IFolderIntake intake, CancellationToken cancellationToken)
    {
        var left = new Stack<string>([folder]);
        while (left.TryPop(out var next))
        {
            try
            {
                foreach (var entry in new DirectoryInfo(next).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var path = Path.GetRelativePath(folder, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
                    if (entry is DirectoryInfo && entry.LinkTarget is null)
                    {
                        left.Push(entry.FullName);
                    }
                    else if (intake.Admits(path))
                    {
                        Take(folder, entry, path, intake, cancellationToken);
                    }
                }
            }
            catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
            {
                intake.Refuse(Path.GetRelativePath(folder, next), "The folder cannot be read by the server.");
            }
        }
    }

    private static void Take(string folder, FileSystemInfo entry, string path, IFolderIntake intake, CancellationToken cancellationToken)
    {
        var resolved = entry.LinkTarget is null ? entry.FullName : ReadRoots.Resolve(entry.FullName, out _);
        if (resolved is null || !ReadRoots.IsInside(resolved, folder) || !File.Exists(resolved))
        {
            intake.Refuse(path, "It is a link that leads to no file inside the folder.");
            return;
        }

        try
        {
            Take(resolved, path, intake, cancellationToken);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            intake.Refuse(path, "It cannot be read by the server.");
        }
    }

    private static void Take(string resolved, string path, IFolderIntake intake, CancellationToken cancellationToken)
    {
        // a pipe or a device says that it is empty, and opening one may wait for ever
        if (new FileInfo(resolved).Length == 0)
        {
            intake.Add(path, default);
            return;
        }

        using var file = ReadRoots.Open(resolved);
        if (file.Length > Largest)
        {
            intake.Refuse(path, $"It is larger than {Largest >> 30} GiB.");
            return;
        }

        var wanted = (int)Math.Min(file.Length, intake.Room);
        var content = GC.AllocateUninitializedArray<byte>(wanted);
        var length = file.ReadAtLeast(content, wanted, throwOnEndOfStream: false);
        if (file.Length <= wanted)
        {
            intake.Add(path, content.AsMemory(0, length));
            return;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(content, 0, length);
        var buffer = new byte[1 << 20];
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
        }

        intake.Add(path, content.AsMemory(0, length), isCut: true, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
