using System.Collections.Immutable;
using Opsroom.Knowledge.Formats;

namespace Opsroom.Knowledge.Documents;

/// <summary>The runbooks that come with the product.</summary>
internal static class ShippedRunbooks
{
    /// <summary>What their sources begin with, and no other's.</summary>
    public const string Folder = "runbooks/";

    private const string Prefix = "Opsroom.Knowledge.Runbooks.";

    public static ImmutableArray<Document> Read()
    {
        var assembly = typeof(ShippedRunbooks).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name =>
                {
                    using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                    var matter = FrontMatter.Read(reader.ReadToEnd()) ?? throw new FormatException($"'{name}' has no front matter.");
                    var title = matter.Title ?? throw new FormatException($"The front matter of '{name}' has no title.");
                    var passages = MarkdownFormat.Passages(title, matter.Body, matter.FirstLine);
                    return new Document(title, Folder + name[Prefix.Length..], matter.Tags, matter.Summary, matter.Symptoms, passages);
                }),
        ];
    }
}
