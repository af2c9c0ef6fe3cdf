using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>Reads ALTER TABLE and its like, from behind the kind of object on.</summary>
internal static class AlterTableReader
{
    public static SqlStatement Read(TokenReader reader, ObjectKind kind)
    {
        if (reader.Take("ALL", "IN", "TABLESPACE"))
        {
            reader.Rest();
            return new OtherStatement("ALTER ALL IN TABLESPACE");
        }

        var ifExists = reader.TakeIfExists();
        var only = reader.Dialect.IsPostgreSql && reader.Take("ONLY");
        var name = reader.Object("a name");
        if (reader.SeesSymbol("*"))
        {
            reader.Take();
        }

        if (reader.Dialect == SqlDialect.MariaDb && (reader.Take("WAIT") || reader.Take("NOWAIT")) && reader.Next.Kind == SqlTokenKind.Number)
        {
            reader.Take();
        }

        var online = new OnlineClauses(null, null);
        var actions = ImmutableArray.CreateBuilder<TableAction>();
        do
        {
            if (reader.Dialect.IsMySql)
            {
                var clauses = IndexReader.Online(reader);
                online = new OnlineClauses(clauses.Algorithm ?? online.Algorithm, clauses.Lock ?? online.Lock);
                if (clauses != new OnlineClauses(null, null) || reader.IsAtEnd)
                {
                    continue;
                }
            }

            var at = reader.At;
            var action = reader.Dialect switch
            {
                SqlDialect.PostgreSql => PostgresActions.Read(reader, kind),
                SqlDialect.Sqlite => Sqlite(reader),
                _ => MySqlActions.Read(reader, name),
            };
            actions.Add(action with { At = at });
        }
        while (reader.TakeSymbol(",") || (reader.Dialect.IsMySql && !reader.IsAtEnd && IsOptionNext(reader)));
        reader.ExpectEnd();
        return new AlterTable(kind, name, actions.ToImmutable()) { IfExists = ifExists, Only = only, Online = online };
    }

    // options and partitioning may follow without a comma
    private static bool IsOptionNext(TokenReader reader)
    {
        var index = reader.Index;
        var isOption = reader.Sees("PARTITION", "BY") || reader.Sees("ALGORITHM") || reader.Sees("LOCK") || MySqlOptions.TryOne(reader, out _, out _);
        reader.Back(index);
        return isOption;
    }

    private static TableAction Sqlite(TokenReader reader)
    {
        if (reader.Take("RENAME", "TO"))
        {
            return new RenameTable(reader.Object("the new name"));
        }

        if (reader.Take("RENAME"))
        {
            reader.Take("COLUMN");
            var from = reader.Name("a column");
            reader.Expect("TO");
            return new RenameColumn(from, reader.Name("the new name"));
        }

        if (reader.Take("DROP"))
        {
            if (reader.Sees("CONSTRAINT"))
            {
                return new OtherAction("DROP CONSTRAINT", reader.Rest());
            }

            reader.Take("COLUMN");
            return new DropColumn(reader.Name("a column"), false, false);
        }

        if (reader.Take("ADD"))
        {
            if (ConstraintReader.IsNext(reader))
            {
                return new AddConstraint(ConstraintReader.OfTable(reader));
            }

            reader.Take("COLUMN");
            var ifNotExists = reader.TakeIfNotExists();
            return new AddColumn(ColumnReader.Read(reader), ifNotExists);
        }

        return reader.Sees("ALTER") || reader.Sees("MODIFY") || reader.Sees("CHANGE") || reader.Sees("SET") ? new OtherAction(reader.Next.Value.ToUpperInvariant(), reader.Rest())
            : throw reader.Fail($"Expected ADD, DROP or RENAME{reader.Instead}.");
    }
}
