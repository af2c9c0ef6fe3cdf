using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>Reads DROP.</summary>
internal static class DropReader
{
    public static SqlStatement Read(TokenReader reader)
    {
        reader.Expect("DROP");
        _ = reader.Take("TEMPORARY");
        var kind = ObjectKinds.Take(reader) ?? throw reader.Fail($"Expected what to drop{reader.Instead}.");
        var isConcurrent = kind == ObjectKind.Index && reader.Dialect.IsPostgreSql && reader.Take("CONCURRENTLY");
        var ifExists = reader.TakeIfExists();
        var drop = new DropObjects(kind, []) { IfExists = ifExists, IsConcurrent = isConcurrent };
        if (!reader.SeesName && kind is ObjectKind.Other or ObjectKind.Operator or ObjectKind.Cast)
        {
            reader.Rest();
            return drop;
        }

        drop = drop with { Names = Names(reader) };
        if (reader.Take("ON"))
        {
            drop = drop with { On = reader.Object("a table") };
        }

        if (reader.Dialect.IsMySql && kind == ObjectKind.Index)
        {
            drop = drop with { Online = IndexReader.Online(reader) };
        }

        drop = drop with { Cascade = reader.Take("CASCADE") };
        _ = reader.Take("RESTRICT");
        if (kind is ObjectKind.Other or ObjectKind.Operator or ObjectKind.Database or ObjectKind.Role or ObjectKind.Aggregate)
        {
            reader.Rest();
        }

        reader.ExpectEnd();
        return drop;
    }

    private static ImmutableArray<ObjectName> Names(TokenReader reader)
    {
        var names = ImmutableArray.CreateBuilder<ObjectName>();
        do
        {
            names.Add(reader.Object("what to drop"));

            // the types of a function's parameters
            if (reader.SeesSymbol("("))
            {
                reader.SkipBrackets();
            }
        }
        while (reader.TakeSymbol(","));
        return names.ToImmutable();
    }
}
