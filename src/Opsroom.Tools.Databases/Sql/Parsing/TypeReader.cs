using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>Reads the type of a column.</summary>
internal static class TypeReader
{
    private static readonly ImmutableDictionary<string, string> Aliases = ImmutableDictionary.CreateRange(StringComparer.Ordinal, [
        KeyValuePair.Create("int", "integer"), KeyValuePair.Create("int4", "integer"), KeyValuePair.Create("int8", "bigint"), KeyValuePair.Create("int2", "smallint"),
        KeyValuePair.Create("serial4", "serial"), KeyValuePair.Create("serial8", "bigserial"), KeyValuePair.Create("serial2", "smallserial"),
        KeyValuePair.Create("varchar", "character varying"), KeyValuePair.Create("char varying", "character varying"), KeyValuePair.Create("char", "character"),
        KeyValuePair.Create("national character varying", "character varying"), KeyValuePair.Create("national char varying", "character varying"),
        KeyValuePair.Create("national character", "character"), KeyValuePair.Create("national char", "character"), KeyValuePair.Create("nchar", "character"),
        KeyValuePair.Create("nchar varying", "character varying"), KeyValuePair.Create("dec", "numeric"), KeyValuePair.Create("decimal", "numeric"),
        KeyValuePair.Create("bool", "boolean"), KeyValuePair.Create("float", "double precision"), KeyValuePair.Create("float8", "double precision"), KeyValuePair.Create("float4", "real"),
        KeyValuePair.Create("timestamptz", "timestamp with time zone"), KeyValuePair.Create("timetz", "time with time zone"), KeyValuePair.Create("varbit", "bit varying"),
        KeyValuePair.Create("timestamp", "timestamp without time zone"), KeyValuePair.Create("time", "time without time zone"),
    ]);

    /// <summary>Words that end SQLite's free types, which may have any number of words.</summary>
    private static readonly ImmutableArray<string> AfterType =
        ["CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS", "ON", "AUTOINCREMENT", "DEFERRABLE"];

    public static ColumnType Read(TokenReader reader)
    {
        var from = reader.Index;
        var type = reader.Dialect switch
        {
            SqlDialect.Sqlite => ReadSqlite(reader),
            SqlDialect.PostgreSql => ReadPostgres(reader),
            _ => ReadMySql(reader),
        };
        return type with { Text = reader.Text.Written(from, reader.Index) };
    }

    /// <summary>Whether a column of SQLite has no type.</summary>
    public static bool IsMissing(TokenReader reader) => !reader.SeesName || AfterType.Any(reader.Next.Is);

    private static ColumnType ReadSqlite(TokenReader reader)
    {
        var words = new List<string>();
        while (reader.SeesName && !AfterType.Any(reader.Next.Is))
        {
            words.Add(reader.Name().ToLowerInvariant());
        }

        return new ColumnType(string.Join(' ', words), Arguments(reader), 0, "");
    }

    private static ColumnType ReadPostgres(TokenReader reader)
    {
        var isSet = reader.Take("SETOF");
        var isQuoted = reader.Next.Kind == SqlTokenKind.Quoted;
        var name = reader.Object("a type");
        var written = name.Name;
        var arguments = ImmutableArray<string>.Empty;
        if (!isQuoted && name.Schema is null or "pg_catalog")
        {
            (written, arguments) = Words(reader, written);
        }

        arguments = arguments.IsEmpty ? Arguments(reader) : arguments;
        if (written is "timestamp" or "time")
        {
            written += reader.Take("WITH", "TIME", "ZONE") ? " with time zone" : reader.Take("WITHOUT", "TIME", "ZONE") ? " without time zone" : "";
        }

        if (reader.TakeSymbol("%"))
        {
            reader.Expect("TYPE");
        }

        var resolved = isQuoted ? written : Aliases.GetValueOrDefault(written, written);
        if (written == "float" && arguments is [var precision] && int.TryParse(precision, System.Globalization.CultureInfo.InvariantCulture, out var bits) && bits <= 24)
        {
            resolved = "real";
        }

        return new ColumnType(isSet ? $"setof {resolved}" : resolved, arguments, Dimensions(reader), "")
        {
            Schema = name.Schema is "pg_catalog" ? null : name.Schema,
            WrittenName = written,
        };
    }

    private static (string Name, ImmutableArray<string> Arguments) Words(TokenReader reader, string first)
    {
        switch (first)
        {
            case "double":
                return reader.Take("PRECISION") ? ("double precision", []) : (first, []);
            case "national":
                var kind = reader.Name("CHARACTER or CHAR");
                return ($"national {kind}{(reader.Take("VARYING") ? " varying" : "")}", []);
            case "character" or "char" or "nchar" or "bit":
                return (reader.Take("VARYING") ? $"{first} varying" : first, []);
            case "interval":
                string[] fields = ["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "TO"];
                while (fields.Any(reader.Next.Is))
                {
                    reader.Take();
                }

                return (first, []);
            default:
                return (first, []);
        }
    }

    private static int Dimensions(TokenReader reader)
    {
        var dimensions = 0;
        if (reader.Take("ARRAY"))
        {
            dimensions = 1;
        }

        for (; reader.TakeSymbol("["); dimensions = Math.Max(dimensions, 0) + 1)
        {
            if (reader.Next.Kind == SqlTokenKind.Number)
            {
                reader.Take();
            }

            reader.ExpectSymbol("]");
        }

        return dimensions;
    }

    private static ColumnType ReadMySql(TokenReader reader)
    {
        var name = reader.Name("a type").ToLowerInvariant();
        if (name is "double" && reader.Take("PRECISION"))
        {
            name = "double";
        }
        else if (name is "national" or "long")
        {
            name += $" {(name == "long" && !reader.Sees("VARCHAR") && !reader.Sees("VARBINARY") ? "" : reader.Name().ToLowerInvariant())}";
        }

        if (name is "character" or "char" or "national char" or "national character" && reader.Take("VARYING"))
        {
            name = "varchar";
        }

        var arguments = Arguments(reader);
        var (isUnsigned, isZerofill) = (false, false);
        while (true)
        {
            if (reader.Take("UNSIGNED"))
            {
                isUnsigned = true;
            }
            else if (reader.Take("ZEROFILL"))
            {
                (isUnsigned, isZerofill) = (true, true);
            }
            else if (!reader.Take("SIGNED") && !reader.Take("BINARY") && !reader.Take("ASCII") && !reader.Take("UNICODE"))
            {
                break;
            }
        }

        var resolved = name.TrimEnd() switch
        {
            "integer" or "int4" => "int",
            "int8" => "bigint",
            "int2" => "smallint",
            "int1" => "tinyint",
            "int3" or "middleint" => "mediumint",
            "dec" or "numeric" or "fixed" => "decimal",
            "character" or "national char" or "national character" or "nchar" => "char",
            "nvarchar" or "national varchar" => "varchar",
            "float8" or "real" => "double",
            "float4" => "float",
            "bool" or "boolean" => "tinyint",
            var other => other,
        };
        return new ColumnType(resolved, name is "bool" or "boolean" ? ["1"] : arguments, 0, "") { WrittenName = name.TrimEnd(), IsUnsigned = isUnsigned, IsZerofill = isZerofill };
    }

    private static ImmutableArray<string> Arguments(TokenReader reader)
    {
        if (!reader.SeesSymbol("("))
        {
            return [];
        }

        reader.TakeSymbol("(");
        var arguments = ImmutableArray.CreateBuilder<string>();
        do
        {
            arguments.Add(reader.Until(token => token.IsSymbol(",")) is { Length: > 0 } argument ? argument : throw reader.Fail($"Expected a value{reader.Instead}."));
        }
        while (reader.TakeSymbol(","));
        reader.ExpectSymbol(")");
        return arguments.ToImmutable();
    }
}
