namespace Opsroom.Tools.Workspace;

/// <summary>The names taken in a workspace, so that it can be unpacked on any system: no two that differ only in case, and none both file and folder.</summary>
internal sealed class WorkspaceNames
{
    private readonly Dictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _folders = new(StringComparer.OrdinalIgnoreCase);

    public WorkspaceNames(IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            Take(path);
        }
    }

    /// <summary>Takes a name; where it cannot be taken, says why.</summary>
    public string? Add(string path)
    {
        if (_files.TryGetValue(path, out var same) && !string.Equals(same, path, StringComparison.Ordinal))
        {
            return $"The workspace has the file '{same}', whose name differs from '{path}' only in case; use that name or another one.";
        }

        if (_folders.Contains(path))
        {
            return $"'{path}' is a folder of the workspace; a file cannot have its name.";
        }

        if (FoldersOf(path).FirstOrDefault(_files.ContainsKey) is { } file)
        {
            return $"'{file}' is a file of the workspace, so nothing can be written below it.";
        }

        Take(path);
        return null;
    }

    private void Take(string path)
    {
        _files.TryAdd(path, path);
        _folders.UnionWith(FoldersOf(path));
    }

    private static IEnumerable<string> FoldersOf(string path)
    {
        for (var end = path.IndexOf('/', StringComparison.Ordinal); end >= 0; end = path.IndexOf('/', end + 1))
        {
            yield return path[..end];
        }
    }
}
