using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>Reads what PostgreSQL's ALTER COLUMN does.</summary>
internal static class PostgresColumnActions
{
    public static TableAction Read(TokenReader reader)
    {
        reader.Take("COLUMN");
        if (reader.Next.Kind == SqlTokenKind.Number)
        {
            // a column of an index has a number
            reader.Take();
            return new TuneColumn("", "STATISTICS", reader.Until(Comma));
        }

        var column = reader.Name("a column");
        if (reader.Take("TYPE") || reader.Take("SET", "DATA", "TYPE"))
        {
            return Type(reader, column);
        }

        if (reader.Take("SET", "NOT", "NULL"))
        {
            return new SetNotNull(column);
        }

        if (reader.Take("DROP", "NOT", "NULL"))
        {
            return new DropNotNull(column);
        }

        if (reader.Take("SET", "DEFAULT"))
        {
            return new SetDefault(column, reader.Until(Comma) is { Length: > 0 } value ? value : throw reader.Fail($"Expected the default{reader.Instead}."));
        }

        if (reader.Take("DROP", "DEFAULT"))
        {
            return new SetDefault(column, null);
        }

        if (reader.Take("DROP", "EXPRESSION"))
        {
            reader.TakeIfExists();
            return new DropExpression(column);
        }

        if (reader.Take("SET", "EXPRESSION", "AS"))
        {
            return new SetExpression(column, reader.Bracketed());
        }

        if (reader.Sees("ADD", "GENERATED") || reader.Sees("SET", "GENERATED") || reader.Sees("DROP", "IDENTITY") || reader.Sees("RESTART")
            || reader.Sees("SET", "INCREMENT") || reader.Sees("SET", "START") || reader.Sees("SET", "MINVALUE") || reader.Sees("SET", "MAXVALUE") || reader.Sees("SET", "CACHE") || reader.Sees("SET", "CYCLE") || reader.Sees("SET", "NO"))
        {
            return new SetIdentity(column, reader.Until(Comma));
        }

        if (reader.Take("RESET"))
        {
            return new TuneColumn(column, "OPTIONS", reader.Bracketed());
        }

        reader.Expect("SET");
        return reader.SeesSymbol("(") ? new TuneColumn(column, "OPTIONS", reader.Bracketed())
            : reader.Sees("STATISTICS") || reader.Sees("STORAGE") || reader.Sees("COMPRESSION") ? new TuneColumn(column, reader.Take().Value.ToUpperInvariant(), reader.Until(Comma))
            : throw reader.Fail($"Expected what to set of column {column}{reader.Instead}.");
    }

    private static SetType Type(TokenReader reader, string column)
    {
        var type = TypeReader.Read(reader);
        var collation = reader.Take("COLLATE") ? reader.Object("a collation").Name : null;
        var expression = reader.Take("USING") ? reader.Until(Comma) : null;
        if (reader.Take("CASCADE") || reader.Take("RESTRICT") || reader.IsAtEnd || reader.SeesSymbol(","))
        {
            return new SetType(column, type, collation, expression);
        }

        throw reader.Fail($"Expected USING or the end{reader.Instead}.");
    }

    private static bool Comma(SqlToken token) => token.IsSymbol(",");
}
