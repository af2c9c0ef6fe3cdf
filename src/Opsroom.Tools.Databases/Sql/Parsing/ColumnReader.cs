using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>Reads the definition of a column: name, type and everything that follows.</summary>
internal static class ColumnReader
{
    private static readonly ImmutableArray<string> AfterExpression =
    [
        "CONSTRAINT", "NOT", "NULL", "DEFAULT", "CHECK", "UNIQUE", "PRIMARY", "REFERENCES", "GENERATED", "COLLATE", "DEFERRABLE", "INITIALLY", "ON", "COMMENT", "AUTO_INCREMENT", "AUTOINCREMENT",
        "FIRST", "AFTER", "STORAGE", "COMPRESSION", "INVISIBLE", "VISIBLE", "KEY", "USING", "ENFORCED", "STORED", "VIRTUAL", "PERSISTENT", "COLUMN_FORMAT", "AS",
    ];

    public static ColumnDefinition Read(TokenReader reader)
    {
        var at = reader.At;
        var name = reader.Name("a column");
        var typeAt = reader.At;
        if (reader.Dialect.IsSqlite && TypeReader.IsMissing(reader))
        {
            return ReadRest(reader, new ColumnDefinition(name, null) { At = at, TypeAt = at });
        }

        return ReadRest(reader, new ColumnDefinition(name, TypeReader.Read(reader)) { At = at, TypeAt = typeAt });
    }

    /// <summary>Everything behind the type.</summary>
    public static ColumnDefinition ReadRest(TokenReader reader, ColumnDefinition column)
    {
        while (!reader.IsAtEnd && !reader.SeesSymbol(",") && !reader.SeesSymbol(")"))
        {
            column = ReadNext(reader, column);
        }

        return column;
    }

    /// <summary>An expression, up to what can follow it in a column.</summary>
    public static string Expression(TokenReader reader)
    {
        var from = reader.Index;
        if (reader.SeesSymbol("("))
        {
            reader.SkipBrackets();
        }
        else
        {
            reader.Take();
        }

        reader.Until(token => token.IsSymbol(",") || AfterExpression.Any(token.Is));
        return reader.Text.Written(from, reader.Index);
    }

    private static ColumnDefinition ReadNext(TokenReader reader, ColumnDefinition column)
    {
        var at = reader.At;
        if (reader.Sees("CONSTRAINT") || reader.Sees("PRIMARY") || reader.Sees("UNIQUE") || reader.Sees("CHECK") || reader.Sees("REFERENCES") || (reader.Dialect.IsMySql && reader.Sees("KEY")))
        {
            return ReadConstraint(reader, column, at);
        }

        if (reader.Take("NOT", "NULL"))
        {
            SkipConflict(reader);
            return column with { IsNotNull = true };
        }

        if (reader.Take("NULL"))
        {
            SkipConflict(reader);
            return column with { IsNullable = true };
        }

        if (reader.Take("DEFAULT"))
        {
            var defaultAt = reader.At;
            return column with { Default = Expression(reader), DefaultAt = defaultAt };
        }

        if (reader.Take("COLLATE"))
        {
            return column with { Collation = reader.Object("a collation").Name };
        }

        if (reader.Take("GENERATED") || (!reader.Dialect.IsPostgreSql && reader.Sees("AS")))
        {
            return ReadGenerated(reader, column);
        }

        if (reader.Take("AUTO_INCREMENT") || reader.Take("AUTOINCREMENT"))
        {
            return column with { IsAutoIncrement = true };
        }

        if (reader.Take("STORAGE"))
        {
            return column with { Storage = reader.Name("a storage") };
        }

        if (reader.Take("COMPRESSION"))
        {
            return column with { Compression = reader.Take().Value };
        }

        return reader.Dialect.IsMySql ? ReadMySql(reader, column)
            : reader.Dialect.IsPostgreSql && reader.Take("OPTIONS") ? SkipOptions(reader, column)
            : throw reader.Fail($"Expected a constraint or the end of column {column.Name}{reader.Instead}.");
    }

    private static ColumnDefinition SkipOptions(TokenReader reader, ColumnDefinition column)
    {
        reader.SkipBrackets();
        return column;
    }

    private static ColumnDefinition ReadConstraint(TokenReader reader, ColumnDefinition column, int at)
    {
        var name = reader.Take("CONSTRAINT") ? reader.Name("a constraint's name") : null;
        if (name is not null && (reader.Sees("NOT", "NULL") || reader.Sees("NULL") || reader.Sees("DEFAULT") || reader.Sees("GENERATED")))
        {
            return ReadNext(reader, column);
        }

        var constraint = ConstraintReader.Inline(reader, column.Name) with { Name = name, At = at };
        return column with
        {
            Constraints = column.Constraints.Add(constraint),
            IsAutoIncrement = column.IsAutoIncrement || (reader.Dialect.IsSqlite && reader.Take("AUTOINCREMENT")),
        };
    }

    private static ColumnDefinition ReadGenerated(TokenReader reader, ColumnDefinition column)
    {
        var isAlways = reader.Take("ALWAYS") || !reader.Take("BY", "DEFAULT");
        reader.Expect("AS");
        if (reader.Take("IDENTITY"))
        {
            return column with { Identity = new IdentityColumn(isAlways, reader.SeesSymbol("(") ? reader.Bracketed() : null) };
        }

        var expression = reader.Bracketed();
        var isStored = reader.Take("STORED") || reader.Take("PERSISTENT");
        if (!isStored)
        {
            reader.Take("VIRTUAL");
        }

        return column with { Generated = new GeneratedColumn(expression, isStored) };
    }

    private static ColumnDefinition ReadMySql(TokenReader reader, ColumnDefinition column)
    {
        if (reader.Take("COMMENT"))
        {
            return column with { Comment = reader.Take().Value };
        }

        if (reader.Take("ON", "UPDATE"))
        {
            return column with { OnUpdate = Expression(reader) };
        }

        if (reader.Take("CHARACTER", "SET") || reader.Take("CHARSET"))
        {
            return column with { CharacterSet = reader.Name("a character set") };
        }

        if (reader.Take("FIRST"))
        {
            return column with { After = "" };
        }

        if (reader.Take("AFTER"))
        {
            return column with { After = reader.Name("a column") };
        }

        if (reader.Take("INVISIBLE"))
        {
            return column with { IsInvisible = true };
        }

        if (reader.Take("VISIBLE") || reader.Take("SRID") || reader.Take("COLUMN_FORMAT") || reader.Take("ENGINE_ATTRIBUTE") || reader.Take("REF_SYSTEM_ID") || reader.Take("WITH", "SYSTEM", "VERSIONING"))
        {
            reader.TakeSymbol("=");
            if (!reader.IsAtEnd && reader.Next.Kind is SqlTokenKind.Number or SqlTokenKind.Text || reader.Sees("FIXED") || reader.Sees("DYNAMIC"))
            {
                reader.Take();
            }

            return column;
        }

        throw reader.Fail($"Expected an attribute or the end of column {column.Name}{reader.Instead}.");
    }

    private static void SkipConflict(TokenReader reader)
    {
        if (reader.Dialect.IsSqlite && reader.Take("ON", "CONFLICT"))
        {
            reader.Name("what to do on a conflict");
        }
    }
}
