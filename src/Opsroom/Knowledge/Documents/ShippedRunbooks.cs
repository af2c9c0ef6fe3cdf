using System.Collections.Immutable;

namespace Opsroom.Knowledge.Documents;

/// <summary>The runbooks that come with the product.</summary>
internal static class ShippedRunbooks
{
    private const string Prefix = "Opsroom.Knowledge.Runbooks.";
    private const string Folder = "runbooks/";

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
                    return MarkdownFile.Read(Folder + name[Prefix.Length..], reader.ReadToEnd());
                }),
        ];
    }
}
