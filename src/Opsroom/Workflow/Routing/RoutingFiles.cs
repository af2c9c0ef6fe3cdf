using System.Security.Cryptography;

namespace Opsroom.Workflow.Routing;

/// <summary>Where the labelled tasks lie in a source tree.</summary>
public static class RoutingFiles
{
    private const string Folder = "evals/routing";

    /// <summary>The split that only measures.</summary>
    /// <exception cref="FileNotFoundException">There is no source tree around; the message says what to do.</exception>
    public static string Measuring() =>
        Root() is { } root ? Path.Combine(root, Folder, "measure.jsonl")
            : throw new FileNotFoundException("The shipped measuring split lies in the source tree (evals/routing/measure.jsonl), and this is none: name a FILE of labelled tasks.");

    /// <summary>The files that tune the classifier, in a fixed order.</summary>
    internal static string[] Tuning(string root)
    {
        var files = Directory.GetFiles(Path.Combine(root, Folder, "tune"), "*.jsonl");
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    /// <summary>SHA-256 over the tuning data and the lexicon: what the weights were made of.</summary>
    internal static string Fingerprint(string root)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Tuning(root))
        {
            hash.AppendData(File.ReadAllBytes(file));
        }

        foreach (var name in RoutingResources.LexiconFiles())
        {
            using var resource = RoutingResources.Open("Lexicon." + name);
            using var bytes = new MemoryStream();
            resource.CopyTo(bytes);
            hash.AppendData(bytes.ToArray());
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The source tree around the working directory or the program, or null.</summary>
    internal static string? Root() => Above(Directory.GetCurrentDirectory()) ?? Above(AppContext.BaseDirectory);

    private static string? Above(string? directory)
    {
        while (directory is not null && !File.Exists(Path.Combine(directory, Folder, "measure.jsonl")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory;
    }
}
