using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>Reads what the ALTER TABLE of MySQL and MariaDB does.</summary>
internal static class MySqlActions
{
    public static TableAction Read(TokenReader reader, ObjectName table)
    {
        if (reader.Sees("ADD", "PARTITION") || reader.Sees("DROP", "PARTITION"))
        {
            return new OtherAction($"{reader.Next.Value.ToUpperInvariant()} PARTITION", reader.Rest());
        }

        if (reader.Take("ADD"))
        {
            return Add(reader, table);
        }

        if (reader.Take("DROP"))
        {
            return Drop(reader);
        }

        if (reader.Take("MODIFY"))
        {
            reader.Take("COLUMN");
            reader.TakeIfExists();
            var definition = ColumnReader.Read(reader);
            return new RedefineColumn(definition.Name, definition);
        }

        if (reader.Take("CHANGE"))
        {
            reader.Take("COLUMN");
            reader.TakeIfExists();
            return new RedefineColumn(reader.Name("a column"), ColumnReader.Read(reader));
        }

        if (reader.Take("ALTER"))
        {
            return Alter(reader);
        }

        if (reader.Take("RENAME"))
        {
            return Rename(reader);
        }

        if (reader.Take("CONVERT", "TO"))
        {
            _ = reader.Take("CHARACTER", "SET") || reader.Take("CHARSET");
            var set = reader.Name("a character set");
            return new ConvertCharacterSet(set, reader.Take("COLLATE") ? reader.Name("a collation") : null);
        }

        if (MySqlOptions.TryOne(reader, out var name, out var value))
        {
            return new SetTableOption(name, value);
        }

        string[] known =
        [
            "FORCE", "ENABLE", "DISABLE", "ORDER", "DISCARD", "IMPORT", "PARTITION", "COALESCE", "REORGANIZE", "TRUNCATE", "ANALYZE", "CHECK", "OPTIMIZE", "REBUILD", "REPAIR", "EXCHANGE", "REMOVE",
            "WITH", "WITHOUT",
        ];
        return known.Any(reader.Next.Is)
            ? new OtherAction(Words(reader), reader.Until(token => token.IsSymbol(",") && !reader.Sees("ORDER")))
            : throw reader.Fail($"Expected what to do with the table{reader.Instead}.");
    }

    private static string Words(TokenReader reader) =>
        reader.Next.Value.ToUpperInvariant() + (reader.Ahead(1).Kind == SqlTokenKind.Word ? $" {reader.Ahead(1).Value.ToUpperInvariant()}" : "");

    private static TableAction Add(TokenReader reader, ObjectName table)
    {
        if (IndexReader.IsNext(reader))
        {
            return new AddIndex(IndexReader.OfTable(reader, table));
        }

        if (ConstraintReader.IsNext(reader) || reader.Sees("UNIQUE"))
        {
            return new AddConstraint(ConstraintReader.OfTable(reader));
        }

        if (reader.Take("SYSTEM", "VERSIONING") || reader.Take("PERIOD", "FOR"))
        {
            return new OtherAction("ADD SYSTEM VERSIONING", reader.Rest());
        }

        reader.Take("COLUMN");
        var ifNotExists = reader.TakeIfNotExists();
        if (!reader.SeesSymbol("("))
        {
            return new AddColumn(ColumnReader.Read(reader), ifNotExists);
        }

        reader.Take();
        var columns = ImmutableArray.CreateBuilder<ColumnDefinition>();
        do
        {
            if (IndexReader.IsNext(reader))
            {
                IndexReader.OfTable(reader, table);
            }
            else
            {
                columns.Add(ColumnReader.Read(reader));
            }
        }
        while (reader.TakeSymbol(","));
        reader.ExpectSymbol(")");
        return columns is [var only] ? new AddColumn(only, ifNotExists) : new AddColumns(columns.ToImmutable());
    }

    private static TableAction Drop(TokenReader reader)
    {
        if (reader.Take("PRIMARY", "KEY"))
        {
            return new DropConstraint(null, ConstraintKind.PrimaryKey, false, false);
        }

        if (reader.Take("FOREIGN", "KEY"))
        {
            return new DropConstraint(Named(reader, out var fkThere), ConstraintKind.ForeignKey, fkThere, false);
        }

        if (reader.Take("CONSTRAINT"))
        {
            return new DropConstraint(Named(reader, out var there), null, there, false);
        }

        if (reader.Sees("CHECK") && reader.Ahead(1).Kind is SqlTokenKind.Word or SqlTokenKind.Quoted)
        {
            reader.Take();
            return new DropConstraint(reader.Name(), ConstraintKind.Check, false, false);
        }

        if ((reader.Sees("INDEX") || reader.Sees("KEY")) && reader.Ahead(1).Kind != SqlTokenKind.None)
        {
            reader.Take();
            return new DropIndex(Named(reader, out var indexThere), indexThere);
        }

        if (reader.Take("SYSTEM", "VERSIONING"))
        {
            return new OtherAction("DROP SYSTEM VERSIONING", "");
        }

        reader.Take("COLUMN");
        var column = Named(reader, out var columnThere);
        _ = reader.Take("CASCADE") || reader.Take("RESTRICT");
        return new DropColumn(column, columnThere, false);
    }

    private static string Named(TokenReader reader, out bool ifExists)
    {
        ifExists = reader.TakeIfExists();
        return reader.Name();
    }

    private static TableAction Alter(TokenReader reader)
    {
        if (reader.Take("INDEX") || reader.Take("KEY"))
        {
            return new OtherAction("ALTER INDEX", reader.Until(token => token.IsSymbol(",")));
        }

        if (reader.Take("CHECK") || reader.Take("CONSTRAINT"))
        {
            return new AlterConstraint(reader.Name("a constraint"), reader.Until(token => token.IsSymbol(",")));
        }

        reader.Take("COLUMN");
        reader.TakeIfExists();
        var column = reader.Name("a column");
        if (reader.Take("DROP", "DEFAULT"))
        {
            return new SetDefault(column, null);
        }

        if (reader.Take("SET", "DEFAULT"))
        {
            return new SetDefault(column, reader.Until(token => token.IsSymbol(",")));
        }

        return reader.Sees("SET") ? new TuneColumn(column, "VISIBLE", reader.Until(token => token.IsSymbol(",")))
            : throw reader.Fail($"Expected SET DEFAULT or DROP DEFAULT{reader.Instead}; a type is changed with MODIFY COLUMN.");
    }

    private static TableAction Rename(TokenReader reader)
    {
        if (reader.Take("COLUMN"))
        {
            reader.TakeIfExists();
            var column = reader.Name("a column");
            reader.Expect("TO");
            return new RenameColumn(column, reader.Name("the new name"));
        }

        if ((reader.Sees("INDEX") || reader.Sees("KEY")) && reader.Ahead(2).Is("TO"))
        {
            reader.Take();
            var index = reader.Name("an index");
            reader.Expect("TO");
            return new RenameIndex(index, reader.Name("the new name"));
        }

        _ = reader.Take("TO") || reader.Take("AS") || reader.TakeSymbol("=");
        return new RenameTable(reader.Object("the new name"));
    }
}
