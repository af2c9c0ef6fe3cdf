using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>Reads ALTER.</summary>
internal static class AlterReader
{
    public static SqlStatement Read(TokenReader reader)
    {
        reader.Expect("ALTER");
        if (reader.Dialect.IsMySql)
        {
            _ = reader.Take("ONLINE") || reader.Take("OFFLINE");
            _ = reader.Take("IGNORE");
        }

        var kind = ObjectKinds.Take(reader);
        switch (kind)
        {
            case ObjectKind.Table:
                return AlterTableReader.Read(reader, ObjectKind.Table);
            case ObjectKind.ForeignTable or ObjectKind.Index or ObjectKind.MaterializedView or ObjectKind.Sequence when reader.Dialect.IsPostgreSql:
                return AlterTableReader.Read(reader, kind.Value);
            case ObjectKind.View when reader.Dialect.IsPostgreSql:
                return AlterTableReader.Read(reader, ObjectKind.View);
            case ObjectKind.Type when reader.Dialect.IsPostgreSql:
                return Type(reader);
            case null when !reader.Dialect.IsMySql || !(reader.Sees("DEFINER") || reader.Sees("ALGORITHM") || reader.Sees("SQL")):
                throw reader.Fail($"Expected what to alter{reader.Instead}.");
            default:
                return Other(reader, kind ?? ObjectKind.View);
        }
    }

    private static SqlStatement Type(TokenReader reader)
    {
        var name = reader.Object("a type");
        if (reader.Take("ADD", "VALUE"))
        {
            var ifNotExists = reader.TakeIfNotExists();
            var label = Label(reader);
            var before = reader.Take("BEFORE") ? Label(reader) : null;
            return new AddEnumValue(name, label, ifNotExists, before, reader.Take("AFTER") ? Label(reader) : null);
        }

        if (reader.Take("RENAME", "VALUE"))
        {
            var label = Label(reader);
            reader.Expect("TO");
            return new RenameEnumValue(name, label, Label(reader));
        }

        return Action(reader, ObjectKind.Type, name);
    }

    private static string Label(TokenReader reader) => reader.Next.Kind == SqlTokenKind.Text ? reader.Take().Value : throw reader.Fail($"Expected a label in quotes{reader.Instead}.");

    private static AlterOther Other(TokenReader reader, ObjectKind kind)
    {
        reader.TakeIfExists();
        var name = reader.SeesName ? reader.Object() : null;
        return Action(reader, kind, name);
    }

    private static AlterOther Action(TokenReader reader, ObjectKind kind, ObjectName? name)
    {
        var from = reader.Index;
        var (newName, newSchema) = ((string?)null, (string?)null);
        while (!reader.IsAtEnd)
        {
            if (reader.Take("RENAME", "TO"))
            {
                newName = reader.Name("the new name");
            }
            else if (reader.Take("SET", "SCHEMA"))
            {
                newSchema = reader.Name("a schema");
            }
            else
            {
                reader.Take();
            }
        }

        return new AlterOther(kind, name, newName, newSchema, reader.Text.Written(from, reader.Index));
    }
}
