using System.Collections.Immutable;
using System.Reflection;
using System.Text;

namespace Opsroom.Tools.Templates.Scaffolding.Rendering;

/// <summary>The files of our own scaffolds, as they stand beside this code: one folder for each, and <c>shared</c> for what they have in common.</summary>
internal static class ScaffoldFiles
{
    /// <summary>Keeps tools of other languages from taking the files for their own.</summary>
    private const string Extension = ".scriban";

    private const string Root = "scaffolds/";

    private static readonly Assembly Home = typeof(ScaffoldFiles).Assembly;
    private static readonly ImmutableArray<string> Names = [.. Home.GetManifestResourceNames().Where(name => name.StartsWith(Root, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>The paths of a folder's files, relative to it and without the extension that only we need.</summary>
    public static IEnumerable<string> In(string folder) =>
        Names.Where(name => name.StartsWith($"{Root}{folder}/", StringComparison.Ordinal)).Select(name => name[(Root.Length + folder.Length + 1)..^Extension.Length]);

    /// <summary>The text of a file.</summary>
    public static string Read(string folder, string path)
    {
        using var stream = Home.GetManifestResourceStream($"{Root}{folder}/{path}{Extension}") ?? throw new FileNotFoundException($"There is no scaffold file {folder}/{path}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
