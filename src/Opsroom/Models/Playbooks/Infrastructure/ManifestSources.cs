using System.Collections.Immutable;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Finds the manifests or objects that a task speaks of: in its text, its context, or the workspace.</summary>
internal static class ManifestSources
{
    private const string Folder = "kubernetes/";

    public static ImmutableArray<ManifestSource> Of(PlaybookBrief asked, TaskBrief brief, ContextValues context)
    {
        var shown = brief.CodeBlocks.Where(block => block.Kind is "yaml" or "json" or "text").Select(block => block.Content);
        if (context.Document("manifest", "manifestcontent", "manifests", "objects", "objectscontent", "yaml", "yamlcontent") is { } given)
        {
            shown = shown.Append(given);
        }

        ImmutableArray<ManifestSource> texts = [.. shown.Select(content => new ManifestSource(content, null))];
        return texts.IsEmpty ? [.. brief.Paths.Where(IsManifest).Select(path => new ManifestSource(null, asked.FileNamed(path))).Distinct()] : texts;
    }

    /// <summary>What "it" may be where nothing was shown: the only manifest of the thread, or what an earlier job of this run made.</summary>
    public static ManifestSource? Unsaid(PlaybookBrief asked)
    {
        var made = asked.Earlier.Reverse().Select(earlier => earlier.Result.Text("path")).FirstOrDefault(path => path is not null && IsManifest(path));
        string[] files = [.. asked.Files.Where(file => file.StartsWith(Folder, StringComparison.Ordinal) && IsManifest(file))];
        return made is not null ? new(null, made) : files.Length == 1 ? new(null, files[0]) : null;
    }

    /// <summary>Whether a clause that deletes or removes means something of a cluster.</summary>
    public static bool IsNotAFile(Clause clause) => !clause.Mentions("file", "files", "label", "labels", "annotation", "line", "lines", "field", "datei", "dateien", "folder");

    private static bool IsManifest(string path) =>
        path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
}
