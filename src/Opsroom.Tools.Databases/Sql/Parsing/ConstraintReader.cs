using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Sql.Parsing;

/// <summary>Reads keys, checks, references and exclusions.</summary>
internal static class ConstraintReader
{
    /// <summary>Whether a constraint of the table comes next, rather than a column.</summary>
    public static bool IsNext(TokenReader reader) =>
        (reader.Sees("CONSTRAINT") && !(reader.Dialect.IsSqlite && reader.Ahead(1).IsSymbol("(")))
        || reader.Sees("PRIMARY", "KEY") || reader.Sees("FOREIGN", "KEY")
        || (reader.Sees("CHECK") && reader.Ahead(1).IsSymbol("("))
        || (reader.Sees("UNIQUE") && (reader.Ahead(1).IsSymbol("(") || reader.Ahead(1).Is("NULLS") || reader.Ahead(1).Is("USING")))
        || (reader.Dialect.IsPostgreSql && reader.Sees("EXCLUDE") && (reader.Ahead(1).IsSymbol("(") || reader.Ahead(1).Is("USING")))
        || (reader.Dialect.IsPostgreSql && reader.Sees("NOT", "NULL"));

    /// <summary>A constraint that stands for itself, with its name.</summary>
    public static TableConstraint OfTable(TokenReader reader)
    {
        var at = reader.At;
        string? name = null;
        if (reader.Take("CONSTRAINT") && !IsNext(reader) && !IsMySqlUnique(reader))
        {
            name = reader.Name("a constraint's name");
        }

        var body = Body(reader);
        return body with { Name = name ?? body.Name, At = at };
    }

    /// <summary>A constraint that stands with its column.</summary>
    public static TableConstraint Inline(TokenReader reader, string column)
    {
        ImmutableArray<string> columns = [column];
        if (reader.Take("PRIMARY", "KEY") || (reader.Dialect.IsMySql && reader.Take("KEY")))
        {
            _ = reader.Dialect.IsSqlite && (reader.Take("ASC") || reader.Take("DESC"));
            return Tail(reader, new TableConstraint(ConstraintKind.PrimaryKey) { Columns = columns, IsInline = true });
        }

        if (reader.Take("UNIQUE"))
        {
            _ = reader.Dialect.IsMySql && reader.Take("KEY");
            var nulls = NullsNotDistinct(reader);
            return Tail(reader, new TableConstraint(ConstraintKind.Unique) { Columns = columns, IsInline = true, NullsNotDistinct = nulls });
        }

        if (reader.Take("CHECK"))
        {
            return Tail(reader, new TableConstraint(ConstraintKind.Check) { Columns = columns, IsInline = true, Expression = reader.Bracketed() });
        }

        reader.Expect("REFERENCES");
        return Tail(reader, new TableConstraint(ConstraintKind.ForeignKey) { Columns = columns, IsInline = true, References = Target(reader) });
    }

    /// <summary>The parts of a key or an index in their brackets.</summary>
    public static ImmutableArray<IndexElement> Elements(TokenReader reader)
    {
        reader.ExpectSymbol("(");
        var elements = ImmutableArray.CreateBuilder<IndexElement>();
        do
        {
            elements.Add(IndexReader.Element(reader));
        }
        while (reader.TakeSymbol(","));
        reader.ExpectSymbol(")");
        return elements.ToImmutable();
    }

    /// <summary>The columns that elements name.</summary>
    public static ImmutableArray<string> ColumnsOf(ImmutableArray<IndexElement> elements) => [.. elements.Select(element => element.Column).OfType<string>()];

    private static bool IsMySqlUnique(TokenReader reader) => reader.Dialect.IsMySql && (reader.Sees("UNIQUE", "KEY") || reader.Sees("UNIQUE", "INDEX"));

    private static TableConstraint Body(TokenReader reader)
    {
        if (reader.Take("PRIMARY", "KEY"))
        {
            return Key(reader, new TableConstraint(ConstraintKind.PrimaryKey));
        }

        if (reader.Take("UNIQUE"))
        {
            return Key(reader, new TableConstraint(ConstraintKind.Unique) { NullsNotDistinct = NullsNotDistinct(reader) });
        }

        if (reader.Take("CHECK"))
        {
            return Tail(reader, new TableConstraint(ConstraintKind.Check) { Expression = reader.Bracketed() });
        }

        if (reader.Take("FOREIGN", "KEY"))
        {
            if (reader.Dialect.IsMySql && !reader.SeesSymbol("("))
            {
                reader.TakeIfNotExists();
                reader.Name("the key's name");
            }

            var columns = reader.NameList();
            reader.Expect("REFERENCES");
            return Tail(reader, new TableConstraint(ConstraintKind.ForeignKey) { Columns = columns, References = Target(reader) });
        }

        if (reader.Take("NOT", "NULL"))
        {
            return Tail(reader, new TableConstraint(ConstraintKind.NotNull) { Columns = [reader.Name("a column")] });
        }

        reader.Expect("EXCLUDE");
        var method = reader.Take("USING") ? reader.Name("an index method") : null;
        var elements = Elements(reader);
        return Tail(reader, new TableConstraint(ConstraintKind.Exclude) { Method = method, Elements = elements, Columns = ColumnsOf(elements) });
    }

    private static TableConstraint Key(TokenReader reader, TableConstraint key)
    {
        if (reader.Take("USING", "INDEX"))
        {
            return Tail(reader, key with { UsingIndex = reader.Name("an index") });
        }

        var (name, method) = ((string?)null, (string?)null);
        if (reader.Dialect.IsMySql)
        {
            _ = reader.Take("KEY") || reader.Take("INDEX");
            if (!reader.SeesSymbol("(") && !reader.Sees("USING"))
            {
                name = reader.Name("the key's name");
            }

            method = reader.Take("USING") ? reader.Name("a method") : null;
        }

        var elements = Elements(reader);
        return Tail(reader, key with { Name = name, Elements = elements, Columns = ColumnsOf(elements), Method = method });
    }

    private static ForeignKeyTarget Target(TokenReader reader)
    {
        var table = reader.Object("a table");
        var columns = reader.SeesSymbol("(") ? reader.NameList() : [];
        var (match, onDelete, onUpdate) = ((string?)null, (string?)null, (string?)null);
        while (true)
        {
            if (reader.Take("MATCH"))
            {
                match = reader.Name().ToUpperInvariant();
            }
            else if (reader.Take("ON", "DELETE"))
            {
                onDelete = ActionOf(reader);
            }
            else if (reader.Take("ON", "UPDATE"))
            {
                onUpdate = ActionOf(reader);
            }
            else
            {
                return new ForeignKeyTarget(table, columns, onDelete, onUpdate, match);
            }
        }
    }

    private static string ActionOf(TokenReader reader)
    {
        var action = reader.Take("NO", "ACTION") ? "NO ACTION" : reader.Take("SET", "NULL") ? "SET NULL" : reader.Take("SET", "DEFAULT") ? "SET DEFAULT"
            : reader.Take("CASCADE") ? "CASCADE" : reader.Take("RESTRICT") ? "RESTRICT" : throw reader.Fail($"Expected CASCADE, RESTRICT, SET NULL, SET DEFAULT or NO ACTION{reader.Instead}.");
        return reader.Dialect.IsPostgreSql && action.StartsWith("SET", StringComparison.Ordinal) && reader.SeesSymbol("(") ? $"{action} ({string.Join(", ", reader.NameList())})" : action;
    }

    private static bool NullsNotDistinct(TokenReader reader)
    {
        if (reader.Take("NULLS", "NOT", "DISTINCT"))
        {
            return true;
        }

        reader.Take("NULLS", "DISTINCT");
        return false;
    }

    /// <summary>What can stand behind any constraint.</summary>
    private static TableConstraint Tail(TokenReader reader, TableConstraint constraint)
    {
        while (true)
        {
            if (reader.Take("NOT", "VALID"))
            {
                constraint = constraint with { IsNotValid = true };
            }
            else if (reader.Take("NOT", "ENFORCED"))
            {
                constraint = constraint with { IsNotEnforced = true };
            }
            else if (reader.Take("NO", "INHERIT"))
            {
                constraint = constraint with { IsNoInherit = true };
            }
            else if (reader.Take("DEFERRABLE"))
            {
                constraint = constraint with { IsDeferrable = true };
            }
            else if (reader.Take("INITIALLY", "DEFERRED"))
            {
                constraint = constraint with { IsDeferrable = true, IsInitiallyDeferred = true };
            }
            else if (reader.Take("INCLUDE"))
            {
                constraint = constraint with { Include = reader.NameList() };
            }
            else if (reader.Take("USING", "INDEX", "TABLESPACE") || (reader.Dialect.IsMySql && reader.Take("USING")))
            {
                reader.Name();
            }
            else if (reader.Dialect.IsPostgreSql && reader.Sees("WITH") && reader.Ahead(1).IsSymbol("("))
            {
                reader.Take();
                reader.SkipBrackets();
            }
            else if (constraint.Kind == ConstraintKind.Exclude && reader.Take("WHERE"))
            {
                constraint = constraint with { Where = reader.Bracketed() };
            }
            else if (reader.Dialect.IsSqlite && reader.Take("ON", "CONFLICT"))
            {
                constraint = constraint with { OnConflict = reader.Name().ToUpperInvariant() };
            }
            else if (reader.Dialect.IsMySql && !constraint.IsInline && (reader.Take("COMMENT") || reader.Take("KEY_BLOCK_SIZE")))
            {
                reader.TakeSymbol("=");
                reader.Take();
            }
            else if (!reader.Take("NOT", "DEFERRABLE") && !reader.Take("INITIALLY", "IMMEDIATE") && !reader.Take("ENFORCED"))
            {
                return constraint;
            }
        }
    }
}
