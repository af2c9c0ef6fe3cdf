using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>Reads CREATE.</summary>
internal static class CreateReader
{
    public static SqlStatement Read(TokenReader reader)
    {
        reader.Expect("CREATE");
        var orReplace = reader.Take("OR", "REPLACE");
        if (reader.Dialect.IsMySql)
        {
            SkipMySqlPrefix(reader);
        }

        _ = reader.Take("GLOBAL") || reader.Take("LOCAL");
        var isTemporary = reader.Take("TEMPORARY") || reader.Take("TEMP");
        var isUnlogged = reader.Take("UNLOGGED");
        var isForeign = reader.Sees("FOREIGN", "TABLE") && reader.Take("FOREIGN");
        if (reader.Take("TABLE"))
        {
            return TableReader.Read(reader, isTemporary, isUnlogged, isForeign, orReplace);
        }

        var isUnique = reader.Sees("UNIQUE", "INDEX") && reader.Take("UNIQUE");
        var special = reader.Dialect.IsMySql && (reader.Sees("FULLTEXT", "INDEX") || reader.Sees("SPATIAL", "INDEX") || reader.Sees("VECTOR", "INDEX")) ? reader.Take().Value.ToUpperInvariant() : null;
        if (reader.Sees("INDEX"))
        {
            return IndexReader.Statement(reader, isUnique, special);
        }

        var isMaterialized = reader.Take("MATERIALIZED");
        _ = reader.Take("RECURSIVE");
        if (reader.Take("VIEW"))
        {
            return View(reader, isTemporary, isMaterialized, orReplace);
        }

        if (reader.Take("SEQUENCE"))
        {
            var ifNotExists = reader.TakeIfNotExists();
            return new CreateSequence(reader.Object("the sequence's name"), ifNotExists, isTemporary, reader.Rest());
        }

        if (reader.Take("SCHEMA") || (reader.Dialect.IsMySql && reader.Take("DATABASE")))
        {
            return Schema(reader);
        }

        if (reader.Dialect.IsPostgreSql && reader.Take("TYPE"))
        {
            return Type(reader);
        }

        if (reader.Dialect.IsPostgreSql && reader.Take("DOMAIN"))
        {
            var name = reader.Object("the domain's name");
            reader.Take("AS");
            var type = TypeReader.Read(reader);
            return new CreateDomain(name, ColumnReader.ReadRest(reader, new ColumnDefinition(name.Name, type)));
        }

        return Routine(reader, orReplace) ?? Other(reader, orReplace);
    }

    private static void SkipMySqlPrefix(TokenReader reader)
    {
        while (reader.Sees("DEFINER") || reader.Sees("ALGORITHM") || reader.Sees("SQL") || reader.Sees("AGGREGATE"))
        {
            if (!reader.Take("AGGREGATE") && !reader.Take("SQL", "SECURITY", "DEFINER") && !reader.Take("SQL", "SECURITY", "INVOKER"))
            {
                reader.Take();
                reader.ExpectSymbol("=");
                reader.Take();
                if (reader.SeesSymbol("("))
                {
                    reader.SkipBrackets();
                }
                else if (reader.TakeSymbol("@"))
                {
                    reader.Take();
                }
            }
        }
    }

    private static CreateView View(TokenReader reader, bool isTemporary, bool isMaterialized, bool orReplace)
    {
        var ifNotExists = reader.TakeIfNotExists();
        var name = reader.Object("the view's name");
        var columns = reader.SeesSymbol("(") ? reader.NameList() : [];
        reader.Until(token => token.Is("AS"));
        reader.Expect("AS");
        return new CreateView(name, reader.IsAtEnd ? throw reader.Fail("The view has no query.") : reader.Rest())
        {
            IsMaterialized = isMaterialized,
            OrReplace = orReplace,
            IfNotExists = ifNotExists,
            IsTemporary = isTemporary,
            Columns = columns,
        };
    }

    private static CreateSchema Schema(TokenReader reader)
    {
        var ifNotExists = reader.TakeIfNotExists();
        var owner = reader.Take("AUTHORIZATION");
        var name = reader.Name("the schema's name");
        if (!owner && reader.Take("AUTHORIZATION"))
        {
            reader.Name("a role");
        }

        reader.Rest();
        return new CreateSchema(name, ifNotExists);
    }

    private static SqlStatement Type(TokenReader reader)
    {
        var name = reader.Object("the type's name");
        if (!reader.Take("AS", "ENUM"))
        {
            return new CreateType(name, reader.IsAtEnd ? null : reader.Rest());
        }

        reader.ExpectSymbol("(");
        var labels = ImmutableArray.CreateBuilder<string>();
        while (!reader.TakeSymbol(")"))
        {
            labels.Add(reader.Next.Kind == SqlTokenKind.Text ? reader.Take().Value : throw reader.Fail($"Expected a label in quotes{reader.Instead}."));
            if (!reader.TakeSymbol(",") && !reader.SeesSymbol(")"))
            {
                throw reader.Fail($"Expected ',' or ')'{reader.Instead}.");
            }
        }

        return new CreateEnum(name, labels.ToImmutable());
    }

    private static SqlStatement? Routine(TokenReader reader, bool orReplace)
    {
        if (reader.Sees("TRIGGER") || reader.Sees("CONSTRAINT", "TRIGGER"))
        {
            reader.Take("CONSTRAINT");
            reader.Take();
            return Trigger(reader, orReplace);
        }

        var kind = reader.Take("FUNCTION") ? ObjectKind.Function : reader.Take("PROCEDURE") ? ObjectKind.Procedure : reader.Take("AGGREGATE") ? ObjectKind.Aggregate : (ObjectKind?)null;
        if (kind is null)
        {
            return null;
        }

        reader.TakeIfNotExists();
        return new CreateRoutine(kind.Value, reader.Object("a name"), orReplace, reader.Rest());
    }

    private static CreateTrigger Trigger(TokenReader reader, bool orReplace)
    {
        var ifNotExists = reader.TakeIfNotExists();
        var name = reader.Object("the trigger's name").Name;
        var timing = reader.Take("BEFORE") ? "BEFORE" : reader.Take("AFTER") ? "AFTER" : reader.Take("INSTEAD", "OF") ? "INSTEAD OF"
            : reader.Dialect.IsSqlite ? "BEFORE" : throw reader.Fail($"Expected BEFORE, AFTER or INSTEAD OF{reader.Instead}.");
        var events = ImmutableArray.CreateBuilder<string>();
        do
        {
            events.Add(reader.Name("an event").ToUpperInvariant());
            if (reader.Take("OF"))
            {
                reader.Until(token => token.Is("ON") || token.Is("OR"));
            }
        }
        while (reader.Take("OR"));
        reader.Expect("ON");
        var table = reader.Object("a table");
        reader.Rest();
        return new CreateTrigger(name, table, timing, events.ToImmutable(), orReplace, ifNotExists);
    }

    private static CreateOther Other(TokenReader reader, bool orReplace)
    {
        var kind = ObjectKinds.Take(reader) ?? throw reader.Fail($"Expected what to create{reader.Instead}.");
        var ifNotExists = reader.TakeIfNotExists();
        var name = reader.SeesName && kind is not ObjectKind.Cast and not ObjectKind.Operator ? reader.Object() : null;
        ObjectName? on = null;
        if (kind is ObjectKind.Policy or ObjectKind.Rule)
        {
            while (!reader.IsAtEnd && on is null)
            {
                on = reader.Take("ON", "UPDATE") || reader.Take("ON", "INSERT") || reader.Take("ON", "DELETE") || reader.Take("ON", "SELECT") || reader.Take("TO") || reader.Take("ON") ? reader.Object("a table") : null;
                reader.Skip(on is null ? 1 : 0);
            }
        }

        reader.Rest();
        return new CreateOther(kind, name, on, ifNotExists, orReplace);
    }
}
