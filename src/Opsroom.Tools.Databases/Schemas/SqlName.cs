using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Schemas;

/// <summary>Writes names so that they are names and nothing else.</summary>
internal static class SqlName
{
    /// <summary>A name, in quotes where it needs them.</summary>
    public static string Quote(string name, SqlDialect dialect) =>
        IsPlain(name, dialect) && !ReservedWords.Contains(name, dialect) ? name
        : dialect.IsMySql ? $"`{name.Replace("`", "``", StringComparison.Ordinal)}`"
        : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Quote(ObjectName name, SqlDialect dialect) => (name.Schema is null ? "" : Quote(name.Schema, dialect) + ".") + Quote(name.Name, dialect);

    public static string List(IEnumerable<string> names, SqlDialect dialect) => string.Join(", ", names.Select(name => Quote(name, dialect)));

    /// <summary>A string of SQL.</summary>
    public static string Text(string value, SqlDialect dialect)
    {
        var quoted = value.Replace("'", "''", StringComparison.Ordinal);
        return $"'{(dialect.IsMySql ? quoted.Replace("\\", @"\\", StringComparison.Ordinal) : quoted)}'";
    }

    private static bool IsPlain(string name, SqlDialect dialect) =>
        name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_')
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        && !(dialect.IsPostgreSql && name.Any(char.IsAsciiLetterUpper));
}
