using Opsroom.Tools.Templates.Formats;
using Opsroom.Tools.Templates.Rendering;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Templates.Catalogue;

/// <param name="Source"><c>built-in</c>, or the operator's directory.</param>
/// <param name="Problem">Why it cannot be used; null where it can.</param>
internal sealed record CatalogueEntry(string Name, string Source, TemplateFolder Folder, ITemplateFormat Format, TemplateDefinition? Definition, string? Problem);

/// <summary>The built-in templates and those in the operator's directories, which are read anew each time: a checkout may have been updated.</summary>
internal sealed class TemplateCatalogue(TemplateOptions options)
{
    private const int MostTemplates = 300;
    private const string Resources = "templates/";

    private static readonly string[] Markers =
    [
        "cookiecutter.json", "copier.yml", "copier.yaml", "template.yaml", "template.yml", "template.json", "META-INF/maven/archetype-metadata.xml", "src/main/resources/META-INF/maven/archetype-metadata.xml",
    ];

    private static readonly Lazy<IReadOnlyList<CatalogueEntry>> BuiltIn = new(ReadBuiltIn);

    public async Task<IReadOnlyList<CatalogueEntry>> ListAsync(CancellationToken cancellationToken)
    {
        var entries = new List<CatalogueEntry>(BuiltIn.Value);
        var roots = new ReadRoots(options.Directories.Where(Directory.Exists));
        foreach (var directory in options.Directories.Where(Directory.Exists))
        {
            foreach (var folder in Candidates(directory))
            {
                if (entries.Count >= MostTemplates)
                {
                    return entries;
                }

                var read = new TemplateFolder(Path.GetFileName(folder)) { Place = folder };
                if (await roots.ReadFolderAsync(folder, read, cancellationToken) is null && EntryOf(read, directory) is { } entry)
                {
                    // an operator's template stands before a built-in one of its name
                    entries.RemoveAll(other => other.Name == entry.Name && other.Source == "built-in");
                    entries.Add(entry);
                }
            }
        }

        return entries;
    }

    /// <summary>Whether a folder on disk is one of the operator's, or lies in one.</summary>
    public bool Holds(string folder) => options.Directories.Any(directory => (folder + "/").StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal));

    public static CatalogueEntry? EntryOf(TemplateFolder folder, string source)
    {
        if (TemplateFormats.Of(folder) is not { } format)
        {
            return null;
        }

        try
        {
            return new CatalogueEntry(folder.Name, source, folder, format, format.Read(folder), null);
        }
        catch (TemplateFault fault)
        {
            return new CatalogueEntry(folder.Name, source, folder, format, null, fault.Located);
        }
    }

    /// <summary>The directory itself where it is a template, else its folders, and theirs where they are none.</summary>
    private static IEnumerable<string> Candidates(string directory)
    {
        if (IsTemplate(directory))
        {
            return [directory];
        }

        return Folders(directory).SelectMany(folder => IsTemplate(folder) || !Folders(folder).Any(IsTemplate) ? [folder] : Folders(folder).Where(IsTemplate));
    }

    private static IEnumerable<string> Folders(string directory) =>
        new DirectoryInfo(directory).EnumerateDirectories().Where(each => each.LinkTarget is null && !each.Name.StartsWith('.')).OrderBy(each => each.Name, StringComparer.Ordinal).Select(each => each.FullName);

    private static bool IsTemplate(string folder) =>
        Markers.Any(marker => File.Exists(Path.Combine(folder, marker)));

    private static List<CatalogueEntry> ReadBuiltIn()
    {
        var assembly = typeof(TemplateCatalogue).Assembly;
        var folders = new SortedDictionary<string, TemplateFolder>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Resources, StringComparison.Ordinal)))
        {
            var path = resource[Resources.Length..];
            var slash = path.IndexOf('/', StringComparison.Ordinal);
            var name = path[..slash];
            if (!folders.TryGetValue(name, out var folder))
            {
                folders[name] = folder = new TemplateFolder(name);
            }

            using var stream = assembly.GetManifestResourceStream(resource)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            folder.Add(path[(slash + 1)..], content);
        }

        return [.. folders.Values.Select(folder => EntryOf(folder, "built-in")).OfType<CatalogueEntry>()];
    }
}
