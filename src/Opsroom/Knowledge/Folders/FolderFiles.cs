using Opsroom.Knowledge.Formats;

namespace Opsroom.Knowledge.Folders;

/// <param name="Name">Its path below the folder, with slashes.</param>
/// <param name="Problem">Why it is not read; null where it is.</param>
internal readonly record struct FolderFile(string Path, string Name, string? Problem);

/// <summary>The files of a folder that can be documents. Hidden ones are left out; links are followed to files within the folder only.</summary>
internal static class FolderFiles
{
    private const int MostFiles = 200_000;
    private const int Deepest = 64;

    public static IEnumerable<FolderFile> Of(string root)
    {
        root = Path.GetFullPath(root);
        var (folders, count) = (new Stack<(string Path, int Depth)>([(root, 0)]), 0);
        while (folders.TryPop(out var folder))
        {
            List<FileSystemInfo> entries;
            string? problem = null;
            try
            {
                entries = [.. new DirectoryInfo(folder.Path).EnumerateFileSystemInfos().Where(entry => entry.Name[0] != '.').OrderBy(entry => entry.Name, StringComparer.Ordinal)];
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                (entries, problem) = ([], $"the folder cannot be read: {unreadable.Message}");
            }

            if (problem is not null)
            {
                yield return new(folder.Path, Below(root, folder.Path), problem);
            }

            foreach (var entry in entries)
            {
                var name = Below(root, entry.FullName);
                if (entry is DirectoryInfo)
                {
                    if (entry.LinkTarget is not null)
                    {
                        yield return new(entry.FullName, name, "it is a link to a folder, which is not followed");
                    }
                    else if (folder.Depth < Deepest)
                    {
                        folders.Push((entry.FullName, folder.Depth + 1));
                    }
                }
                else if (DocumentFormat.OfName(entry.Name) is not null)
                {
                    if (++count > MostFiles)
                    {
                        yield return new(entry.FullName, name, $"there are more than {MostFiles} files, and no more are read");
                        yield break;
                    }

                    yield return new(entry.FullName, name, LeadsOut(entry, root) ? "it is a link that leads out of the folder" : null);
                }
            }
        }
    }

    private static string Below(string root, string path) => Path.GetRelativePath(root, path).Replace('\\', '/');

    private static bool LeadsOut(FileSystemInfo file, string root)
    {
        if (file.LinkTarget is null)
        {
            return false;
        }

        try
        {
            return file.ResolveLinkTarget(returnFinalTarget: true) is not { } target
                || !Path.GetFullPath(target.FullName).StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }
}
