using System.Collections.Immutable;

namespace Opsroom.Tools.Incidents.Bundles;

/// <summary>The files of a bundle before anybody asks what they mean.</summary>
/// <param name="Files">Ordered by path; never <c>expected.yaml</c>.</param>
/// <param name="Unreadable">Files that could not be had, or not wholly.</param>
internal sealed record BundleContent(ImmutableArray<BundleFile> Files, ImmutableArray<Unreadable> Unreadable)
{
    private static readonly string[] KnownFolders = ["objects", "logs", "metrics", "traces", "notes"];

    /// <summary>Files with answers for who grades an investigation, and what file managers leave behind.</summary>
    public static bool IsIgnored(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return name.Equals("expected.yaml", StringComparison.OrdinalIgnoreCase) || name.Equals("expected.yml", StringComparison.OrdinalIgnoreCase)
            || name is ".DS_Store" or "Thumbs.db" || path.StartsWith("__MACOSX/", StringComparison.Ordinal);
    }

    /// <summary>A bundle that was packed together with its folder is the same bundle.</summary>
    internal static string CommonFolder(IReadOnlyList<string> paths)
    {
        var first = paths.Count > 0 ? paths[0] : "";
        var end = first.IndexOf('/', StringComparison.Ordinal) + 1;
        var folder = first[..end];
        return end > 0 && !KnownFolders.Contains(folder[..^1], StringComparer.OrdinalIgnoreCase) && paths.All(path => path.StartsWith(folder, StringComparison.Ordinal)) ? folder : "";
    }
}
