using System.Collections.Frozen;
using System.Globalization;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Schemas;

/// <summary>Writes types as their engine shows them, so that two ways to write the same type are the same.</summary>
internal static class TypeNames
{
    private static readonly FrozenDictionary<string, string> Serials = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["serial"] = "integer",
        ["serial4"] = "integer",
        ["bigserial"] = "bigint",
        ["serial8"] = "bigint",
        ["smallserial"] = "smallint",
        ["serial2"] = "smallint",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> PostgresNames = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["int"] = "integer",
        ["int4"] = "integer",
        ["int8"] = "bigint",
        ["int2"] = "smallint",
        ["varchar"] = "character varying",
        ["char"] = "character",
        ["bpchar"] = "character",
        ["decimal"] = "numeric",
        ["dec"] = "numeric",
        ["bool"] = "boolean",
        ["float8"] = "double precision",
        ["float4"] = "real",
        ["float"] = "double precision",
        ["timestamptz"] = "timestamp with time zone",
        ["timetz"] = "time with time zone",
        ["timestamp"] = "timestamp without time zone",
        ["time"] = "time without time zone",
        ["varbit"] = "bit varying",
        ["national character"] = "character",
        ["nchar"] = "character",
        ["national character varying"] = "character varying",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> MySqlNames = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["integer"] = "int",
        ["int4"] = "int",
        ["int8"] = "bigint",
        ["int2"] = "smallint",
        ["int1"] = "tinyint",
        ["int3"] = "mediumint",
        ["middleint"] = "mediumint",
        ["numeric"] = "decimal",
        ["dec"] = "decimal",
        ["fixed"] = "decimal",
        ["double precision"] = "double",
        ["real"] = "double",
        ["float8"] = "double",
        ["float4"] = "float",
        ["character"] = "char",
        ["character varying"] = "varchar",
        ["national varchar"] = "varchar",
        ["nvarchar"] = "varchar",
        ["national char"] = "char",
        ["nchar"] = "char",
        ["char varying"] = "varchar",
        ["long varchar"] = "mediumtext",
        ["long varbinary"] = "mediumblob",
        ["long"] = "mediumtext",
        ["char byte"] = "binary",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> MySqlIntegers = FrozenSet.Create(StringComparer.Ordinal, "tinyint", "smallint", "mediumint", "int", "bigint");

    /// <summary>Whether the type is a short form for a column with a sequence of its own.</summary>
    public static bool IsSerial(ColumnType type, SqlDialect dialect) => dialect.IsPostgreSql && type.Schema is null && (Serials.ContainsKey(type.WrittenName) || Serials.ContainsKey(type.Name));

    public static string Of(ColumnType? type, SqlDialect dialect) => type is null ? "" : dialect switch
    {
        SqlDialect.PostgreSql => OfPostgres(type),
        SqlDialect.MySql or SqlDialect.MariaDb => OfMySql(type),
        _ => string.Join(' ', type.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
    };

    private static string OfPostgres(ColumnType type)
    {
        var name = Serials.GetValueOrDefault(type.WrittenName) ?? Serials.GetValueOrDefault(type.Name) ?? PostgresNames.GetValueOrDefault(type.Name, type.Name);
        var arguments = string.Join(',', type.Arguments.Select(argument => argument.Trim()));
        switch (name)
        {
            case "character" or "bit" when arguments.Length == 0:
                arguments = type.WrittenName == "bpchar" ? "" : "1";
                break;
            case "numeric" when arguments.Length > 0 && !arguments.Contains(',', StringComparison.Ordinal):
                arguments += ",0";
                break;
            case "double precision" or "real" when type.Length is { } bits:
                (name, arguments) = (bits <= 24 ? "real" : "double precision", "");
                break;
        }

        var array = string.Concat(Enumerable.Repeat("[]", Math.Min(1, type.Dimensions)));
        var full = arguments.Length == 0 ? name
            // the precision stands in the middle: timestamp(3) with time zone
            : name.StartsWith("timestamp ", StringComparison.Ordinal) || name.StartsWith("time ", StringComparison.Ordinal) ? name.Insert(name.IndexOf(' ', StringComparison.Ordinal), $"({arguments})")
            : $"{name}({arguments})";
        return (type.Schema is null or "public" or "pg_catalog" ? "" : SqlName.Quote(type.Schema, SqlDialect.PostgreSql) + ".") + Quoted(full, name) + array;
    }

    /// <summary>A type of the user's own may need quotes.</summary>
    private static string Quoted(string full, string name) => name.Any(c => char.IsAsciiLetterUpper(c) || c is '-' or '"') ? SqlName.Quote(name, SqlDialect.PostgreSql) + full[name.Length..] : full;

    private static string OfMySql(ColumnType type)
    {
        var name = MySqlNames.GetValueOrDefault(type.Name, type.Name);
        var arguments = type.Arguments;
        var isUnsigned = type.IsUnsigned || type.IsZerofill;
        switch (name)
        {
            case "bool" or "boolean":
                return "tinyint(1)";
            case "serial":
                return "bigint unsigned";
            case "tinyint" when type.Length == 1 && !isUnsigned:
                return "tinyint(1)";
            // how wide a number is shown says nothing of what it holds
            case var whole when MySqlIntegers.Contains(whole) && !type.IsZerofill:
                arguments = [];
                break;
            case "decimal":
                arguments = arguments switch { [] => ["10", "0"], [var only] => [only, "0"], _ => arguments };
                break;
            case "char" or "binary" or "bit" when arguments.IsEmpty:
                arguments = ["1"];
                break;
            case "year":
                arguments = [];
                break;
            case "timestamp" or "datetime" or "time" when type.Length == 0:
                arguments = [];
                break;
            case "float" when arguments is [_]:
                (name, arguments) = (type.Length > 24 ? "double" : "float", []);
                break;
        }

        var written = arguments.IsEmpty ? name : string.Create(CultureInfo.InvariantCulture, $"{name}({string.Join(',', arguments.Select(argument => argument.Trim()))})");
        return written + (isUnsigned ? " unsigned" : "") + (type.IsZerofill ? " zerofill" : "");
    }
}
