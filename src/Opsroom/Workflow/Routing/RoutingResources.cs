using System.Reflection;

namespace Opsroom.Workflow.Routing;

/// <summary>The data files that are embedded beside this code.</summary>
internal static class RoutingResources
{
    private const string Prefix = "Opsroom.Workflow.Routing.";
    private const string LexiconPrefix = Prefix + "Lexicon.";

    private static Assembly Assembly => typeof(RoutingResources).Assembly;

    /// <summary>Lines of a text file of the lexicon without comments and blank lines.</summary>
    public static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(Open("Lexicon." + name));
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }

    /// <summary>The files of the lexicon, in a fixed order.</summary>
    public static IEnumerable<string> LexiconFiles() => Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(LexiconPrefix, StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(name => name[LexiconPrefix.Length..]);

    public static Stream Open(string name) => Assembly.GetManifestResourceStream(Prefix + name)
        ?? throw new InvalidOperationException($"The embedded file {name} of the router is missing from the build.");
}
