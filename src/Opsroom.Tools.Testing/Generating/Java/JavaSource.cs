using System.Text.RegularExpressions;

namespace Opsroom.Tools.Testing.Generating.Java;

/// <summary>What tests need to know of a Java source.</summary>
internal static partial class JavaSource
{
    public static string? Package(string source) => PackageLine().Match(source) is { Success: true } found ? found.Groups["name"].Value : null;

    /// <summary>What a source imports, as written.</summary>
    public static IEnumerable<string> Imports(string source) => ImportLine().Matches(source).Select(found => found.Groups["name"].Value);

    [GeneratedRegex(@"^\s*import\s+(?<name>[\w.]+(?:\.\*)?)\s*;", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex ImportLine();

    [GeneratedRegex(@"^\s*package\s+(?<name>[\w.]+)\s*;", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex PackageLine();
}
