using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>Reads what keeps tables in order: VACUUM, REINDEX, TRUNCATE, LOCK and their kin.</summary>
internal static class MaintenanceReader
{
    public static SqlStatement Vacuum(TokenReader reader)
    {
        reader.Expect("VACUUM");
        var (isFull, analyzes) = (false, false);
        if (reader.SeesSymbol("("))
        {
            var options = reader.Bracketed().Split(',', StringSplitOptions.TrimEntries);
            isFull = options.Any(option => IsOn(option, "FULL"));
            analyzes = options.Any(option => IsOn(option, "ANALYZE"));
        }
        else
        {
            while (true)
            {
                if (reader.Take("FULL"))
                {
                    isFull = true;
                }
                else if (reader.Take("ANALYZE") || reader.Take("ANALYSE"))
                {
                    analyzes = true;
                }
                else if (!reader.Take("FREEZE") && !reader.Take("VERBOSE"))
                {
                    break;
                }
            }
        }

        return new Vacuum(Tables(reader), isFull || reader.Dialect.IsSqlite, analyzes);
    }

    public static Analyze Analyze(TokenReader reader)
    {
        reader.Take();
        _ = reader.Dialect.IsMySql && (reader.Take("NO_WRITE_TO_BINLOG") || reader.Take("LOCAL"));
        _ = reader.Take("VERBOSE") || (reader.Dialect.IsMySql && reader.Take("TABLE"));
        if (reader.SeesSymbol("("))
        {
            reader.SkipBrackets();
        }

        return new Analyze(Tables(reader));
    }

    public static OtherStatement Optimize(TokenReader reader)
    {
        reader.Expect("OPTIMIZE");
        _ = reader.Take("NO_WRITE_TO_BINLOG") || reader.Take("LOCAL");
        reader.Expect("TABLE");
        reader.Objects("a table");
        reader.Rest();
        return new OtherStatement("OPTIMIZE TABLE");
    }

    public static ClusterTable Cluster(TokenReader reader)
    {
        reader.Expect("CLUSTER");
        reader.Take("VERBOSE");
        if (reader.SeesSymbol("("))
        {
            reader.SkipBrackets();
        }

        if (reader.IsAtEnd)
        {
            return new ClusterTable(null);
        }

        var name = reader.Object("a table");
        if (reader.Take("USING"))
        {
            reader.Name("an index");
        }
        else if (reader.Take("ON"))
        {
            name = reader.Object("a table");
        }

        return new ClusterTable(name);
    }

    public static Reindex Reindex(TokenReader reader)
    {
        reader.Expect("REINDEX");
        var isConcurrent = false;
        if (reader.SeesSymbol("("))
        {
            isConcurrent = reader.Bracketed().Split(',', StringSplitOptions.TrimEntries).Any(option => IsOn(option, "CONCURRENTLY"));
        }

        if (reader.Dialect.IsSqlite)
        {
            return new Reindex("TABLE", reader.IsAtEnd ? null : reader.Object(), false);
        }

        var what = reader.Take("INDEX") ? "INDEX" : reader.Take("TABLE") ? "TABLE" : reader.Take("SCHEMA") ? "SCHEMA" : reader.Take("DATABASE") ? "DATABASE" : reader.Take("SYSTEM") ? "SYSTEM"
            : throw reader.Fail($"Expected INDEX, TABLE, SCHEMA, DATABASE or SYSTEM{reader.Instead}.");
        isConcurrent |= reader.Take("CONCURRENTLY");
        return new Reindex(what, reader.IsAtEnd && what is "DATABASE" or "SYSTEM" ? null : reader.Object(), isConcurrent);
    }

    public static Truncate Truncate(TokenReader reader)
    {
        reader.Expect("TRUNCATE");
        reader.Take("TABLE");
        var tables = Tables(reader);
        if (tables.IsEmpty)
        {
            throw reader.Fail("Expected a table, but the statement ends.");
        }

        _ = reader.Take("RESTART", "IDENTITY") || reader.Take("CONTINUE", "IDENTITY");
        var cascade = reader.Take("CASCADE");
        reader.Take("RESTRICT");
        return new Truncate(tables, cascade);
    }

    public static SqlStatement Lock(TokenReader reader)
    {
        reader.Expect("LOCK");
        if (reader.Dialect.IsMySql)
        {
            if (!reader.Take("TABLES"))
            {
                reader.Expect("TABLE");
            }

            var table = reader.Object("a table");
            var rest = reader.Rest();
            return new LockTables([table], rest.EndsWith("READ", StringComparison.OrdinalIgnoreCase) ? "READ" : "WRITE", false);
        }

        reader.Take("TABLE");
        var tables = Tables(reader);
        if (tables.IsEmpty)
        {
            throw reader.Fail($"Expected a table{reader.Instead}.");
        }

        var mode = "ACCESS EXCLUSIVE";
        if (reader.Take("IN"))
        {
            mode = reader.Until(token => token.Is("MODE")).ToUpperInvariant();
            reader.Expect("MODE");
        }

        return new LockTables(tables, mode, reader.Take("NOWAIT"));
    }

    public static RefreshView Refresh(TokenReader reader)
    {
        reader.Expect("REFRESH", "MATERIALIZED", "VIEW");
        var isConcurrent = reader.Take("CONCURRENTLY");
        var name = reader.Object("a view");
        var withNoData = reader.Take("WITH", "NO", "DATA");
        reader.Take("WITH", "DATA");
        return new RefreshView(name, isConcurrent, withNoData);
    }

    private static bool IsOn(string option, string name) =>
        option.Split(' ') is [var first, .. var rest] && first.Equals(name, StringComparison.OrdinalIgnoreCase)
        && !rest.Any(value => value.Equals("FALSE", StringComparison.OrdinalIgnoreCase) || value.Equals("OFF", StringComparison.OrdinalIgnoreCase) || value == "0");

    private static ImmutableArray<ObjectName> Tables(TokenReader reader)
    {
        if (reader.IsAtEnd)
        {
            return [];
        }

        var tables = ImmutableArray.CreateBuilder<ObjectName>();
        do
        {
            reader.Take("ONLY");
            tables.Add(reader.Object("a table"));
            if (reader.SeesSymbol("("))
            {
                reader.SkipBrackets();
            }

            reader.TakeSymbol("*");
        }
        while (reader.TakeSymbol(","));
        return tables.ToImmutable();
    }
}
