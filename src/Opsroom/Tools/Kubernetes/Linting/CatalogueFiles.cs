namespace Opsroom.Tools.Kubernetes.Linting;

/// <summary>The tables that rules stand on, in <c>Catalogue/</c>.</summary>
internal static class CatalogueFiles
{
    /// <summary>The lines of a table, comments and empty ones left out.</summary>
    public static IEnumerable<string> Lines(string file)
    {
        using var stream = typeof(CatalogueFiles).Assembly.GetManifestResourceStream($"Opsroom.Tools.Kubernetes.Linting.Catalogue.{file}")
            ?? throw new InvalidOperationException($"The table {file} is not part of the assembly.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }
}
