using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>Reads what PostgreSQL's ALTER TABLE does.</summary>
internal static class PostgresActions
{
    public static TableAction Read(TokenReader reader, ObjectKind kind)
    {
        if (kind == ObjectKind.Sequence && !reader.Sees("RENAME") && !reader.Sees("OWNER", "TO") && !reader.Sees("SET", "SCHEMA"))
        {
            return new OtherAction("OPTIONS", reader.IsAtEnd ? throw reader.Fail("Nothing says what is to be altered.") : reader.Rest());
        }

        if (reader.Take("ADD"))
        {
            return Add(reader);
        }

        if (reader.Take("DROP"))
        {
            return Drop(reader);
        }

        if (reader.Take("ALTER"))
        {
            return reader.Take("CONSTRAINT") ? new AlterConstraint(reader.Name("a constraint"), reader.Until(Comma)) : PostgresColumnActions.Read(reader);
        }

        if (reader.Take("RENAME"))
        {
            return Rename(reader);
        }

        if (reader.Take("SET"))
        {
            return Set(reader);
        }

        if (reader.Take("RESET"))
        {
            return new SetStorageParameters(reader.Bracketed(), true);
        }

        if (reader.Take("VALIDATE", "CONSTRAINT"))
        {
            return new ValidateConstraint(reader.Name("a constraint"));
        }

        if (reader.Take("ATTACH", "PARTITION"))
        {
            return new AttachPartition(reader.Object("a partition"), reader.IsAtEnd ? null : TableReader.Bound(reader));
        }

        if (reader.Take("DETACH", "PARTITION"))
        {
            return new DetachPartition(reader.Object("a partition"), reader.Take("CONCURRENTLY"), reader.Take("FINALIZE"));
        }

        if (reader.Take("OWNER", "TO"))
        {
            return new ChangeOwner(reader.Name("a role"));
        }

        if (reader.Sees("ENABLE") || reader.Sees("DISABLE") || reader.Sees("FORCE") || (reader.Sees("NO") && reader.Ahead(1).Is("FORCE")))
        {
            return Switch(reader);
        }

        if (reader.Take("REPLICA", "IDENTITY"))
        {
            return new SetReplicaIdentity(reader.Until(Comma) is { Length: > 0 } identity ? identity : throw reader.Fail("The statement ends too early."));
        }

        if (reader.Take("INHERIT"))
        {
            return new SetInheritance(reader.Object("a table"), true);
        }

        if (reader.Take("NO", "INHERIT"))
        {
            return new SetInheritance(reader.Object("a table"), false);
        }

        string[] known = ["CLUSTER", "OF", "NOT", "NO", "OPTIONS", "DEPENDS", "MERGE", "SPLIT"];
        return known.Any(reader.Next.Is) ? new OtherAction(reader.Next.Value.ToUpperInvariant(), reader.Until(Comma)) : throw reader.Fail($"Expected what to do with the table{reader.Instead}.");
    }

    private static bool Comma(SqlToken token) => token.IsSymbol(",");

    private static TableAction Add(TokenReader reader)
    {
        if (ConstraintReader.IsNext(reader))
        {
            return new AddConstraint(ConstraintReader.OfTable(reader));
        }

        reader.Take("COLUMN");
        var ifNotExists = reader.TakeIfNotExists();
        return new AddColumn(ColumnReader.Read(reader), ifNotExists);
    }

    private static TableAction Drop(TokenReader reader)
    {
        if (reader.Take("CONSTRAINT"))
        {
            var ifExists = reader.TakeIfExists();
            return new DropConstraint(reader.Name("a constraint"), null, ifExists, Cascades(reader));
        }

        reader.Take("COLUMN");
        var ifThere = reader.TakeIfExists();
        return new DropColumn(reader.Name("a column"), ifThere, Cascades(reader));
    }

    private static bool Cascades(TokenReader reader)
    {
        if (reader.Take("CASCADE"))
        {
            return true;
        }

        reader.Take("RESTRICT");
        return false;
    }

    private static TableAction Rename(TokenReader reader)
    {
        if (reader.Take("TO"))
        {
            return new RenameTable(new ObjectName(null, reader.Name("the new name")));
        }

        if (reader.Take("CONSTRAINT"))
        {
            var constraint = reader.Name("a constraint");
            reader.Expect("TO");
            return new RenameConstraint(constraint, reader.Name("the new name"));
        }

        reader.Take("COLUMN");
        var column = reader.Name("a column");
        reader.Expect("TO");
        return new RenameColumn(column, reader.Name("the new name"));
    }

    private static TableAction Set(TokenReader reader)
    {
        if (reader.SeesSymbol("("))
        {
            return new SetStorageParameters(reader.Bracketed(), false);
        }

        if (reader.Take("SCHEMA"))
        {
            return new SetSchema(reader.Name("a schema"));
        }

        if (reader.Take("TABLESPACE"))
        {
            var tablespace = reader.Name("a tablespace");
            reader.Take("NOWAIT");
            return new SetTablespace(tablespace);
        }

        if (reader.Take("LOGGED"))
        {
            return new SetLogged(true);
        }

        if (reader.Take("UNLOGGED"))
        {
            return new SetLogged(false);
        }

        if (reader.Take("ACCESS", "METHOD"))
        {
            return new SetAccessMethod(reader.Name("an access method"));
        }

        return reader.Take("WITHOUT", "CLUSTER") || reader.Take("WITHOUT", "OIDS") || reader.Take("WITH", "OIDS") ? new OtherAction("SET WITHOUT", "")
            : throw reader.Fail($"Expected what to set{reader.Instead}.");
    }

    private static TableAction Switch(TokenReader reader)
    {
        var isForced = reader.Take("FORCE") || reader.Take("NO", "FORCE");
        var isOn = isForced ? reader.Text.Tokens[reader.Index - 2].Is("NO") == false : reader.Take("ENABLE");
        if (!isForced && !isOn)
        {
            reader.Expect("DISABLE");
        }

        if (reader.Take("ROW", "LEVEL", "SECURITY"))
        {
            return new SetRowSecurity(isForced ? isOn ? "FORCE" : "NO FORCE" : isOn ? "ENABLE" : "DISABLE");
        }

        _ = reader.Take("REPLICA") || reader.Take("ALWAYS");
        return reader.Take("RULE") ? new OtherAction(isOn ? "ENABLE RULE" : "DISABLE RULE", reader.Name("a rule"))
            : reader.Take("TRIGGER") ? new SetTrigger(reader.Name("a trigger"), isOn)
            : throw reader.Fail($"Expected TRIGGER, RULE or ROW LEVEL SECURITY{reader.Instead}.");
    }
}
