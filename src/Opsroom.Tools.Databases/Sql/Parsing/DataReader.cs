using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>Reads the outline of statements that read or write rows.</summary>
internal static class DataReader
{
    private static readonly ImmutableArray<string> Clauses =
        ["FROM", "WHERE", "SET", "VALUES", "SELECT", "USING", "ON", "RETURNING", "ORDER", "LIMIT", "GROUP", "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "DEFAULT", "WHEN", "AS"];

    public static DataStatement Query(TokenReader reader)
    {
        var sources = Sources(reader);
        reader.Rest();
        return new DataStatement(DataVerb.Select, null) { Sources = sources };
    }

    public static SqlStatement Read(TokenReader reader)
    {
        var inner = ImmutableArray<DataStatement>.Empty;
        if (reader.Take("WITH"))
        {
            inner = CommonTables(reader);
        }

        var from = reader.Index;
        var verb = reader.Take("UPDATE") ? DataVerb.Update : reader.Take("DELETE") ? DataVerb.Delete : reader.Take("INSERT") ? DataVerb.Insert
            : reader.Take("MERGE") ? DataVerb.Merge : !reader.Dialect.IsPostgreSql && reader.Take("REPLACE") ? DataVerb.Replace : DataVerb.Select;
        var statement = verb switch
        {
            DataVerb.Update => Update(reader),
            DataVerb.Delete => Delete(reader),
            DataVerb.Select => Select(reader),
            _ => Insert(reader, verb),
        };
        reader.Back(from);
        var sources = Sources(reader);
        reader.Rest();
        return statement with { Inner = inner, Sources = sources };
    }

    private static ImmutableArray<DataStatement> CommonTables(TokenReader reader)
    {
        var inner = ImmutableArray.CreateBuilder<DataStatement>();
        reader.Take("RECURSIVE");
        do
        {
            reader.Name("a name");
            if (reader.SeesSymbol("("))
            {
                reader.SkipBrackets();
            }

            reader.Expect("AS");
            _ = reader.Take("MATERIALIZED") || reader.Take("NOT", "MATERIALIZED");
            var open = reader.Index;
            reader.SkipBrackets();
            var body = new TokenReader(reader.Text, new TokenRange(open + 1, reader.Index - 1));
            if ((body.Sees("UPDATE") || body.Sees("DELETE") || body.Sees("INSERT") || body.Sees("WITH")) && Read(body) is DataStatement { Verb: not DataVerb.Select } written)
            {
                inner.Add(written with { Start = body.Text.Tokens[open + 1].Start });
            }

            while (!reader.IsAtEnd && (reader.Sees("SEARCH") || reader.Sees("CYCLE")))
            {
                reader.Until(token => token.IsSymbol(",") || token.Is("SELECT") || token.Is("UPDATE") || token.Is("DELETE") || token.Is("INSERT"));
            }
        }
        while (reader.TakeSymbol(","));
        return inner.ToImmutable();
    }

    private static DataStatement Update(TokenReader reader)
    {
        _ = reader.Dialect.IsSqlite && reader.Take("OR") && reader.Name() is not null;
        _ = reader.Dialect.IsMySql && (reader.Take("LOW_PRIORITY") || reader.Take("IGNORE"));
        reader.Take("ONLY");
        var target = reader.Object("a table");
        var joins = reader.Until(token => token.Is("SET"));
        reader.Expect("SET");
        var columns = ImmutableArray.CreateBuilder<string>();
        do
        {
            if (reader.SeesSymbol("("))
            {
                columns.AddRange(reader.NameList());
            }
            else
            {
                columns.Add(reader.Object("a column").Name);
            }

            if (reader.TakeSymbol("["))
            {
                reader.Until(token => token.IsSymbol("]"));
                reader.ExpectSymbol("]");
            }

            if (!reader.Next.Value.StartsWith('=') && !reader.SeesSymbol(":="))
            {
                throw reader.Fail($"Expected '='{reader.Instead}.");
            }

            reader.Take();
            reader.Until(token => token.IsSymbol(",") || token.Is("WHERE") || token.Is("FROM") || token.Is("RETURNING") || token.Is("ORDER") || token.Is("LIMIT"));
        }
        while (reader.TakeSymbol(","));
        var hasFrom = reader.Sees("FROM") || joins.Contains("JOIN", StringComparison.OrdinalIgnoreCase) || joins.Contains(',', StringComparison.Ordinal);
        return Conditions(reader, new DataStatement(DataVerb.Update, target) { Columns = columns.ToImmutable(), HasFrom = hasFrom });
    }

    private static DataStatement Delete(TokenReader reader)
    {
        _ = reader.Dialect.IsMySql && (reader.Take("LOW_PRIORITY") || reader.Take("QUICK") || reader.Take("IGNORE"));
        if (!reader.Dialect.IsMySql)
        {
            reader.Expect("FROM");
        }
        else
        {
            reader.Take("FROM");
        }

        reader.Take("ONLY");
        var target = reader.Object("a table");
        return Conditions(reader, new DataStatement(DataVerb.Delete, target));
    }

    private static DataStatement Insert(TokenReader reader, DataVerb verb)
    {
        _ = reader.Dialect.IsSqlite && reader.Take("OR") && reader.Name() is not null;
        _ = reader.Dialect.IsMySql && (reader.Take("LOW_PRIORITY") || reader.Take("HIGH_PRIORITY") || reader.Take("DELAYED"));
        _ = reader.Take("IGNORE");
        if (!reader.Dialect.IsMySql)
        {
            reader.Expect("INTO");
        }
        else
        {
            reader.Take("INTO");
        }

        reader.Take("ONLY");
        var target = reader.Object("a table");
        var statement = new DataStatement(verb, target);
        var isComplete = verb == DataVerb.Merge;
        var where = (string?)null;
        while (!reader.IsAtEnd)
        {
            if (reader.Sees("VALUES") || reader.Sees("VALUE"))
            {
                (isComplete, statement) = (true, statement with { HasValues = true });
            }

            isComplete |= reader.Sees("SELECT") || reader.Sees("DEFAULT", "VALUES") || reader.Sees("WITH") || reader.Sees("TABLE") || (reader.Dialect.IsMySql && reader.Sees("SET")) || reader.Ahead(1).Is("SELECT");
            where = reader.Take("WHERE") ? reader.Until(Ends) : where;
            if (!reader.IsAtEnd)
            {
                if (reader.SeesSymbol("("))
                {
                    reader.SkipBrackets();
                }
                else
                {
                    reader.Take();
                }
            }
        }

        return isComplete ? statement with { Where = where } : throw reader.Fail($"Expected VALUES or a query for {target}, but the statement ends.");
    }

    private static DataStatement Select(TokenReader reader)
    {
        if (!reader.Take("SELECT") && !reader.Take("VALUES") && !reader.Take("TABLE") && !reader.SeesSymbol("("))
        {
            throw reader.Fail($"Expected SELECT, INSERT, UPDATE or DELETE{reader.Instead}.");
        }

        if (reader.IsAtEnd && !reader.Dialect.IsPostgreSql)
        {
            throw reader.Fail("The statement ends too early.");
        }

        var statement = Conditions(reader, new DataStatement(DataVerb.Select, null));
        var tokens = reader.Text.Tokens.AsSpan()[..reader.End];
        for (var index = reader.End - 1; index > 1 && index > reader.End - 12; index--)
        {
            if (tokens[index - 1].Is("FOR") && (tokens[index].Is("UPDATE") || tokens[index].Is("SHARE") || tokens[index].Is("KEY") || tokens[index].Is("NO")))
            {
                return statement with { LocksRows = true };
            }
        }

        return statement;
    }

    private static DataStatement Conditions(TokenReader reader, DataStatement statement)
    {
        while (!reader.IsAtEnd)
        {
            if (reader.Take("WHERE"))
            {
                statement = statement with { Where = reader.Until(Ends) };
                if (statement.Where is { Length: 0 })
                {
                    throw reader.Fail($"Expected a condition{reader.Instead}.");
                }
            }
            else if (reader.Take("LIMIT") || reader.Take("FETCH"))
            {
                statement = statement with { HasLimit = true };
            }
            else if (reader.Take("USING") || reader.Take("JOIN"))
            {
                statement = statement with { HasFrom = true };
            }
            else if (reader.SeesSymbol("("))
            {
                reader.SkipBrackets();
            }
            else
            {
                reader.Take();
            }
        }

        return statement;
    }

    private static bool Ends(SqlToken token) => token.Is("RETURNING") || token.Is("ORDER") || token.Is("LIMIT") || token.Is("GROUP") || token.Is("ON") || token.Is("UNION");

    private static ImmutableArray<ObjectName> Sources(TokenReader reader)
    {
        var (start, found) = (reader.Index, ImmutableArray.CreateBuilder<ObjectName>());
        while (!reader.IsAtEnd)
        {
            if ((reader.Sees("FROM") || reader.Sees("JOIN") || reader.Sees("USING")) && reader.Ahead(1).Kind is SqlTokenKind.Word or SqlTokenKind.Quoted)
            {
                reader.Take();
                reader.Take("ONLY");
                if (reader.SeesName && !Clauses.Any(reader.Next.Is))
                {
                    var source = reader.Object();
                    if (!reader.SeesSymbol("(") && !found.Contains(source))
                    {
                        found.Add(source);
                    }
                }
            }
            else
            {
                reader.Take();
            }
        }

        reader.Back(start);
        return found.ToImmutable();
    }
}
