using System.Text.RegularExpressions;

namespace Opsroom.Tools.Testing.Generating;

/// <summary>What tests need to know of a Java source.</summary>
internal static partial class JavaSource
{
    public static string? Package(string source) => PackageLine().Match(source) is { Success: true } found ? found.Groups["name"].Value : null;

    [GeneratedRegex(@"^\s*package\s+(?<name>[\w.]+)\s*;", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex PackageLine();
}
