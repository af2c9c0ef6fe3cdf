using System.Globalization;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>Reads indexes: their own statement, and MySQL's in the definition of a table.</summary>
internal static class IndexReader
{
    /// <summary>Behind CREATE and what may stand before INDEX.</summary>
    public static CreateIndex Statement(TokenReader reader, bool isUnique, string? special)
    {
        reader.Expect("INDEX");
        var isConcurrent = reader.Dialect.IsPostgreSql && reader.Take("CONCURRENTLY");
        var ifNotExists = reader.TakeIfNotExists();
        var name = reader.Sees("ON") && !reader.Ahead(1).Is("ON") ? null : reader.Object("the index's name");
        var method = reader.Dialect.IsMySql && reader.Take("USING") ? reader.Name("a method") : null;
        reader.Expect("ON");
        var only = reader.Dialect.IsPostgreSql && reader.Take("ONLY");
        var table = reader.Object("a table");
        var index = new CreateIndex(name?.Name, table)
        {
            Schema = name?.Schema,
            IsUnique = isUnique,
            Special = special,
            IsConcurrent = isConcurrent,
            IfNotExists = ifNotExists,
            Only = only,
            Method = (reader.Take("USING") ? reader.Name("a method") : method)?.ToLowerInvariant(),
            Elements = ConstraintReader.Elements(reader),
        };
        index = Tail(reader, index);
        return reader.Dialect.IsMySql ? index with { Online = Online(reader) } : index;
    }

    /// <summary>MySQL's INDEX or KEY, from that word on.</summary>
    public static CreateIndex OfTable(TokenReader reader, ObjectName table)
    {
        var at = reader.At;
        var isUnique = reader.Take("UNIQUE");
        var special = reader.Take("FULLTEXT") ? "FULLTEXT" : reader.Take("SPATIAL") ? "SPATIAL" : reader.Take("VECTOR") ? "VECTOR" : null;
        _ = reader.Take("INDEX") || reader.Take("KEY");
        var ifNotExists = reader.TakeIfNotExists();
        var name = reader.SeesSymbol("(") || reader.Sees("USING") ? null : reader.Name("the index's name");
        var method = reader.Take("USING") ? reader.Name("a method") : null;
        return Tail(reader, new CreateIndex(name, table)
        {
            At = at,
            IsUnique = isUnique,
            Special = special,
            IfNotExists = ifNotExists,
            Method = method?.ToLowerInvariant(),
            Elements = ConstraintReader.Elements(reader),
        });
    }

    /// <summary>Whether MySQL's INDEX or KEY comes next, rather than a column.</summary>
    public static bool IsNext(TokenReader reader) =>
        reader.Dialect.IsMySql && (((reader.Sees("INDEX") || reader.Sees("KEY")) && reader.Next.Kind == SqlTokenKind.Word)
            || ((reader.Sees("FULLTEXT") || reader.Sees("SPATIAL") || reader.Sees("VECTOR")) && (reader.Ahead(1).Is("INDEX") || reader.Ahead(1).Is("KEY") || reader.Ahead(1).Kind == SqlTokenKind.Quoted || reader.Ahead(2).IsSymbol("("))));

    /// <summary>MySQL's ALGORITHM and LOCK in any order.</summary>
    public static OnlineClauses Online(TokenReader reader)
    {
        var online = new OnlineClauses(null, null);
        while (true)
        {
            if (reader.Take("ALGORITHM"))
            {
                reader.TakeSymbol("=");
                online = online with { Algorithm = reader.Name("an algorithm").ToUpperInvariant() };
            }
            else if (reader.Take("LOCK"))
            {
                reader.TakeSymbol("=");
                online = online with { Lock = reader.Name("a lock").ToUpperInvariant() };
            }
            else
            {
                return online;
            }
        }
    }

    public static IndexElement Element(TokenReader reader)
    {
        var element = Subject(reader);
        element = element with
        {
            Collation = reader.Take("COLLATE") ? reader.Object("a collation").Name : null,
            OperatorClass = OperatorClass(reader),
        };
        element = element with { IsDescending = !reader.Take("ASC") && reader.Take("DESC") };
        if (reader.Take("NULLS"))
        {
            element = element with { NullsFirst = reader.Take("FIRST") || !reader.Take("LAST") };
        }

        if (reader.Take("WITH"))
        {
            element = element with { With = reader.Until(token => token.IsSymbol(",")) };
        }

        _ = reader.Take("WITHOUT", "OVERLAPS");
        return reader.SeesSymbol(",") || reader.SeesSymbol(")") ? element : throw reader.Fail($"Expected ',' or ')'{reader.Instead}.");
    }

    private static IndexElement Subject(TokenReader reader)
    {
        if (reader.SeesSymbol("("))
        {
            return new IndexElement(null, reader.Bracketed());
        }

        var (from, isName) = (reader.Index, reader.SeesName);
        var name = reader.Name("a column or an expression");
        if (isName && reader.Dialect.IsMySql && reader.SeesSymbol("("))
        {
            return new IndexElement(name, null) { PrefixLength = int.TryParse(reader.Bracketed(), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null };
        }

        if (isName && !reader.SeesSymbol("(") && !reader.SeesSymbol("."))
        {
            return reader.Dialect.IsSqlite && !IsAfterColumn(reader) ? Expression(reader, from) : new IndexElement(name, null);
        }

        while (reader.TakeSymbol("."))
        {
            reader.Name();
        }

        if (reader.Dialect.IsSqlite)
        {
            return Expression(reader, from);
        }

        reader.SkipBrackets();
        return new IndexElement(null, reader.Text.Written(from, reader.Index));
    }

    private static IndexElement Expression(TokenReader reader, int from)
    {
        reader.Until(token => token.IsSymbol(",") || token.Is("COLLATE") || token.Is("ASC") || token.Is("DESC"));
        return new IndexElement(null, reader.Text.Written(from, reader.Index));
    }

    private static bool IsAfterColumn(TokenReader reader) => reader.SeesSymbol(",") || reader.SeesSymbol(")") || reader.Sees("COLLATE") || reader.Sees("ASC") || reader.Sees("DESC");

    private static string? OperatorClass(TokenReader reader)
    {
        if (!reader.Dialect.IsPostgreSql || !reader.SeesName || reader.Sees("ASC") || reader.Sees("DESC") || reader.Sees("NULLS") || reader.Sees("WITH") || reader.Sees("WITHOUT"))
        {
            return null;
        }

        var name = reader.Object().Name;
        return reader.SeesSymbol("(") ? $"{name} ({reader.Bracketed()})" : name;
    }

    private static CreateIndex Tail(TokenReader reader, CreateIndex index)
    {
        while (true)
        {
            if (reader.Take("INCLUDE"))
            {
                index = index with { Include = reader.NameList() };
            }
            else if (reader.Take("NULLS", "NOT", "DISTINCT"))
            {
                index = index with { NullsNotDistinct = true };
            }
            else if (reader.Take("NULLS", "DISTINCT"))
            {
                index = index with { NullsNotDistinct = false };
            }
            else if (reader.Dialect.IsMySql && reader.Take("WITH", "PARSER"))
            {
                reader.Name("a parser");
            }
            else if (reader.Take("WITH"))
            {
                index = index with { With = reader.Bracketed() };
            }
            else if (reader.Take("TABLESPACE"))
            {
                index = index with { Tablespace = reader.Name("a tablespace") };
            }
            else if (reader.Take("WHERE"))
            {
                index = index with { Where = reader.Until(_ => false) };
            }
            else if (reader.Dialect.IsMySql && (reader.Take("COMMENT") || reader.Take("KEY_BLOCK_SIZE") || reader.Take("USING")))
            {
                reader.TakeSymbol("=");
                reader.Take();
            }
            else if (!(reader.Dialect.IsMySql && (reader.Take("VISIBLE") || reader.Take("INVISIBLE") || reader.Take("IGNORED") || reader.Take("NOT", "IGNORED"))))
            {
                return index;
            }
        }
    }
}
