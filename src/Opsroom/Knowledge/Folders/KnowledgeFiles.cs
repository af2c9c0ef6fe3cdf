using System.Collections.Immutable;

namespace Opsroom.Knowledge.Folders;

/// <summary>Reads files and folders that somebody names, one after the other, as documents.</summary>
public static class KnowledgeFiles
{
    /// <param name="source">What sources begin with; null for the folder's name, and for nothing before a single file.</param>
    /// <param name="told">Hears of each file that cannot be read, by its path.</param>
    public static IEnumerable<NewDocument> Read(IEnumerable<string> paths, string? source, ImmutableArray<string> tags, Action<string, string> told)
    {
        foreach (var path in paths.Select(Path.GetFullPath))
        {
            if (File.Exists(path))
            {
                if (Content(path, told) is { } content)
                {
                    yield return new(Joined(source, Path.GetFileName(path)), content, null, null, tags);
                }
            }
            else if (Directory.Exists(path))
            {
                foreach (var document in InFolder(path, source ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(path)), tags, told))
                {
                    yield return document;
                }
            }
            else
            {
                told(path, "there is no such file or folder");
            }
        }
    }

    private static IEnumerable<NewDocument> InFolder(string folder, string source, ImmutableArray<string> tags, Action<string, string> told)
    {
        foreach (var file in FolderFiles.Of(folder))
        {
            if (file.Problem is { } problem)
            {
                told(file.Path, problem);
            }
            else if (Content(file.Path, told) is { } content)
            {
                yield return new(Joined(source, file.Name), content, null, null, tags);
            }
        }
    }

    private static string Joined(string? source, string name) => string.IsNullOrEmpty(source) ? name : $"{source.TrimEnd('/')}/{name}";

    private static byte[]? Content(string path, Action<string, string> told)
    {
        try
        {
            if (new FileInfo(path).Length > KnowledgeBase.LargestFile)
            {
                told(path, $"it has more than {KnowledgeBase.LargestFile} bytes: split it");
                return null;
            }

            return File.ReadAllBytes(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            told(path, $"it cannot be read: {unreadable.Message}");
            return null;
        }
    }
}
