using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>Reads CREATE TABLE, from behind that word on.</summary>
internal static class TableReader
{
    public static CreateTable Read(TokenReader reader, bool isTemporary, bool isUnlogged, bool isForeign, bool orReplace)
    {
        var ifNotExists = reader.TakeIfNotExists();
        var table = new CreateTable(reader.Object("the table's name")) { IfNotExists = ifNotExists, IsTemporary = isTemporary, IsUnlogged = isUnlogged, IsForeign = isForeign, OrReplace = orReplace };
        if (reader.Dialect.IsMySql && reader.Take("LIKE"))
        {
            return table with { Likes = [reader.Object("a table")] };
        }

        if (reader.Take("PARTITION", "OF"))
        {
            table = table with { PartitionOf = reader.Object("the parent table") };
        }
        else if (reader.Take("OF"))
        {
            reader.Object("a type");
            table = table with { IsEmptyAllowed = true };
        }

        if (reader.SeesSymbol("(") && !(reader.Ahead(1).Is("SELECT") || reader.Ahead(1).Is("WITH")))
        {
            table = IsNameList(reader) ? table with { Columns = [.. reader.NameList().Select(name => new ColumnDefinition(name, null))] } : Body(reader, table);
        }

        if (table.PartitionOf is not null)
        {
            table = table with { PartitionBound = Bound(reader) };
        }

        table = Options(reader, table);
        if (!HasContent(table))
        {
            throw reader.Fail($"Expected the columns of {table.Name} in brackets{reader.Instead}.");
        }

        return table;
    }

    /// <summary>What a partition holds, as written.</summary>
    public static string Bound(TokenReader reader)
    {
        var from = reader.Index;
        if (!reader.Take("DEFAULT"))
        {
            reader.Expect("FOR", "VALUES");
            _ = reader.Take("IN") || reader.Take("FROM") || reader.Take("WITH");
            reader.SkipBrackets();
            if (reader.Take("TO"))
            {
                reader.SkipBrackets();
            }
        }

        return reader.Text.Written(from, reader.Index);
    }

    private static bool HasContent(CreateTable table) =>
        !table.Columns.IsEmpty || !table.Likes.IsEmpty || !table.Inherits.IsEmpty || table.Query is not null || table.PartitionOf is not null || !table.Constraints.IsEmpty || table.IsForeign || table.IsEmptyAllowed;

    // CREATE TABLE t (a, b) AS SELECT …
    private static bool IsNameList(TokenReader reader)
    {
        if (!reader.Dialect.IsPostgreSql)
        {
            return false;
        }

        var ahead = 1;
        while (reader.Ahead(ahead).Kind is SqlTokenKind.Word or SqlTokenKind.Quoted && reader.Ahead(ahead + 1).IsSymbol(","))
        {
            ahead += 2;
        }

        return reader.Ahead(ahead).Kind is SqlTokenKind.Word or SqlTokenKind.Quoted && reader.Ahead(ahead + 1).IsSymbol(")");
    }

    private static CreateTable Body(TokenReader reader, CreateTable table)
    {
        reader.ExpectSymbol("(");
        if (reader.Dialect.IsPostgreSql && reader.TakeSymbol(")"))
        {
            return table with { IsEmptyAllowed = true };
        }

        var columns = ImmutableArray.CreateBuilder<ColumnDefinition>();
        var constraints = ImmutableArray.CreateBuilder<TableConstraint>();
        var indexes = ImmutableArray.CreateBuilder<CreateIndex>();
        var likes = ImmutableArray.CreateBuilder<ObjectName>();
        do
        {
            if (reader.Dialect.IsPostgreSql && reader.Sees("LIKE"))
            {
                reader.Take();
                likes.Add(reader.Object("a table"));
                reader.Until(token => token.IsSymbol(","));
            }
            else if (IndexReader.IsNext(reader))
            {
                indexes.Add(IndexReader.OfTable(reader, table.Name));
            }
            else if (ConstraintReader.IsNext(reader) || IsMySqlUnique(reader))
            {
                constraints.Add(ConstraintReader.OfTable(reader));
            }
            else if (table.PartitionOf is not null || IsTyped(reader))
            {
                var at = reader.At;
                var name = reader.Name("a column");
                reader.Take("WITH", "OPTIONS");
                columns.Add(ColumnReader.ReadRest(reader, new ColumnDefinition(name, null) { At = at, TypeAt = at }));
            }
            else if (reader.Dialect == SqlDialect.MariaDb && reader.Take("PERIOD", "FOR"))
            {
                reader.Name();
                reader.SkipBrackets();
            }
            else
            {
                columns.Add(ColumnReader.Read(reader));
            }

            // SQLite lets the comma between constraints be left out
        }
        while (reader.TakeSymbol(",") || (reader.Dialect.IsSqlite && constraints.Count > 0 && ConstraintReader.IsNext(reader)));
        if (!reader.TakeSymbol(")"))
        {
            throw reader.Fail($"Expected ',' or ')' in the definition of {table.Name}{reader.Instead}.");
        }

        return table with { Columns = columns.ToImmutable(), Constraints = constraints.ToImmutable(), Indexes = indexes.ToImmutable(), Likes = likes.ToImmutable() };
    }

    private static bool IsTyped(TokenReader reader) => reader.Ahead(1).Is("WITH") && reader.Ahead(2).Is("OPTIONS");

    private static bool IsMySqlUnique(TokenReader reader) => reader.Dialect.IsMySql && reader.Sees("UNIQUE");

    private static CreateTable Options(TokenReader reader, CreateTable table)
    {
        while (!reader.IsAtEnd)
        {
            if (reader.Take("AS") || reader.Sees("SELECT") || reader.SeesSymbol("(") || (reader.Dialect.IsMySql && (reader.Sees("IGNORE") || reader.Sees("REPLACE"))))
            {
                return table with { Query = reader.Rest() };
            }

            table = reader.Dialect switch
            {
                SqlDialect.PostgreSql => Postgres(reader, table),
                SqlDialect.Sqlite => Sqlite(reader, table),
                _ => MySqlOptions.Of(reader, table),
            };
        }

        return table;
    }

    private static CreateTable Sqlite(TokenReader reader, CreateTable table)
    {
        var option = reader.Take("WITHOUT", "ROWID") ? "WITHOUT ROWID" : reader.Take("STRICT") ? "STRICT" : throw reader.Fail($"Expected WITHOUT ROWID, STRICT or the end{reader.Instead}.");
        reader.TakeSymbol(",");
        return table with { Options = table.Options.SetItem(option, "") };
    }

    private static CreateTable Postgres(TokenReader reader, CreateTable table)
    {
        if (reader.Take("INHERITS"))
        {
            reader.ExpectSymbol("(");
            var parents = reader.Objects("a table");
            reader.ExpectSymbol(")");
            return table with { Inherits = parents };
        }

        if (reader.Take("PARTITION", "BY"))
        {
            var from = reader.Index;
            reader.Name("RANGE, LIST or HASH");
            reader.SkipBrackets();
            return table with { PartitionBy = reader.Text.Written(from, reader.Index) };
        }

        if (reader.Take("USING"))
        {
            reader.Name("an access method");
            return table;
        }

        if (reader.Take("WITH", "OIDS") || reader.Take("WITHOUT", "OIDS") || reader.Take("WITH", "NO", "DATA") || reader.Take("WITH", "DATA"))
        {
            return table;
        }

        if (reader.Take("WITH"))
        {
            return table with { With = reader.Bracketed() };
        }

        if (reader.Take("TABLESPACE"))
        {
            return table with { Tablespace = reader.Name("a tablespace") };
        }

        if (reader.Take("ON", "COMMIT"))
        {
            reader.Until(token => token.Is("TABLESPACE") || token.Is("AS"));
            return table;
        }

        if (table.IsForeign && reader.Take("SERVER"))
        {
            reader.Name("a server");
            if (reader.Take("OPTIONS"))
            {
                reader.SkipBrackets();
            }

            return table;
        }

        throw reader.Fail($"Expected an option of the table or the end{reader.Instead}.");
    }
}
