using System.Text.RegularExpressions;

namespace Opsroom.Tools.Testing.Running.Results;

/// <summary>What package managers say where a package is neither there nor to be had.</summary>
internal static partial class MissingPackages
{
    private const int MostText = 300;

    /// <summary>One sentence without its full stop; null where the output says nothing of the kind.</summary>
    public static string? Of(string output) => Said().Match(output) is not { Success: true } said ? null
        : $"Packages are missing, so that nothing was run: {OutsideText.OneLine(said.Value.Trim().TrimEnd('.'), MostText)}";

    // in this order: NuGet; go (a module, its sum, any look-up); maven; gradle and its wrapper; npm, its scripts and node; python
    [GeneratedRegex("""
        NU110[0-3]:.*|NU1301:.*
        |no\ required\ module\ provides\ package.*|missing\ go\.sum\ entry.*|[^\n]*module\ lookup\ disabled\ by\ GOPROXY=off.*
        |Cannot\ access\ .*\ in\ offline\ mode.*
        |No\ cached\ version\ of\ .*\ available\ for\ offline\ mode.*|UnknownHostException:\ services\.gradle\.org
        |npm\ error\ request\ to\ .*\ failed.*|sh:\ \d+:\ .*:\ not\ found|Cannot\ find\ (module|package)\ '[^./'][^']*'
        |No\ module\ named\ .*
        """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace, 2000)]
    private static partial Regex Said();
}
