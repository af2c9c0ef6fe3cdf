using System.Text.RegularExpressions;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Planning;

/// <summary>Names as PostgreSQL reads them: quoted where they are no plain lower-case words.</summary>
internal static partial class Quoted
{
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "all", "and", "any", "array", "as", "asc", "both", "case", "cast", "check", "collate", "column", "constraint", "create", "default", "desc", "distinct", "do", "else", "end", "except", "false", "fetch", "for",
        "foreign", "from", "grant", "group", "having", "in", "initially", "intersect", "into", "leading", "limit", "not", "null", "offset", "on", "only", "or", "order", "placing", "primary", "references",
        "returning", "select", "some", "table", "then", "to", "trailing", "true", "union", "unique", "user", "using", "variadic", "when", "where", "window", "with",
    };

    public static string Of(string name) => Plain().IsMatch(name) && !Reserved.Contains(name) ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Of(ObjectName name) => name.Schema is null ? Of(name.Name) : $"{Of(name.Schema)}.{Of(name.Name)}";

    [GeneratedRegex("^[a-z_][a-z0-9_]*$", RegexOptions.NonBacktracking)]
    private static partial Regex Plain();
}
