using System.Text.RegularExpressions;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Linting;

/// <summary>The server's version that a migration is meant for.</summary>
internal static partial class EngineVersion
{
    /// <summary>What is supposed where none is given: what is run most among those that are maintained.</summary>
    public static Version Usual(SqlDialect dialect) => dialect switch
    {
        SqlDialect.PostgreSql => new Version(15, 0),
        SqlDialect.MySql => new Version(8, 0),
        SqlDialect.MariaDb => new Version(10, 11),
        _ => new Version(3, 45),
    };

    /// <summary>Reads <c>15</c>, <c>15.4</c>, <c>8.0.33</c>, <c>v16</c> or <c>10.11.6-MariaDB</c>; null for anything else.</summary>
    public static Version? Parse(string text)
    {
        var match = Shape().Match(text.Trim());
        return match.Success && Version.TryParse(match.Groups["number"].Value.Contains('.', StringComparison.Ordinal) ? match.Groups["number"].Value : $"{match.Groups["number"].Value}.0", out var version) ? version : null;
    }

    [GeneratedRegex(@"^[vV]?(?<number>\d{1,4}(?:\.\d{1,6}){0,2})(?:[-+ (.].*)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
