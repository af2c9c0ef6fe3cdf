using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Schemas.Reading;

/// <summary>Takes in CREATE TABLE and CREATE INDEX.</summary>
internal static class TableReading
{
    public static void Create(SchemaDraft draft, CreateTable statement, int line)
    {
        var name = draft.Own(statement.Name);
        if (draft.Find(name) is not null)
        {
            if (statement.IfNotExists || !statement.OrReplace)
            {
                return;
            }

            draft.DropTable(name);
        }

        var parent = statement.PartitionOf is { } of ? draft.Find(of) : null;
        var table = new SchemaTable(name)
        {
            Columns = [.. parent?.Columns ?? [], .. statement.Likes.SelectMany(like => draft.Find(like)?.Columns ?? [])],
            Line = line,
            IsUnlogged = statement.IsUnlogged,
            PartitionBy = statement.PartitionBy,
            PartitionOf = statement.PartitionOf is null ? null : draft.Own(statement.PartitionOf),
            PartitionBound = statement.PartitionBound,
            Inherits = [.. statement.Inherits.Select(draft.Own)],
            With = statement.With,
            Options = TableOptions.Of(statement.Options),
            Comment = statement.Options.GetValueOrDefault("COMMENT"),
        };
        foreach (var column in statement.Columns)
        {
            table = parent is null ? AddColumn(draft, table, column) : Overridden(draft, table, column);
        }

        foreach (var constraint in statement.Constraints)
        {
            table = AddConstraint(draft, table, constraint, draft.LineOf(constraint.At));
        }

        draft.Tables.Add(table);
        foreach (var index in statement.Indexes)
        {
            AddIndex(draft, index with { Table = name }, draft.LineOf(index.At));
        }
    }

    public static SchemaTable AddColumn(SchemaDraft draft, SchemaTable table, ColumnDefinition definition)
    {
        var (column, line) = (ColumnOf(draft, definition), draft.LineOf(definition.At));
        var at = definition.After is null ? table.Columns.Length : definition.After.Length == 0 ? 0 : table.Columns.ToList().FindIndex(other => draft.SameName(other.Name, definition.After)) + 1;
        table = table with { Columns = table.Columns.Insert(at, column) };
        foreach (var constraint in definition.Constraints)
        {
            table = AddConstraint(draft, table, constraint with { Columns = [definition.Name] }, line);
        }

        // MySQL's SERIAL is unique by itself
        return draft.Dialect.IsMySql && definition.Type?.WrittenName == "serial" ? AddConstraint(draft, table, new TableConstraint(ConstraintKind.Unique) { Columns = [definition.Name] }, line) : table;
    }

    public static TableColumn ColumnOf(SchemaDraft draft, ColumnDefinition definition)
    {
        var dialect = draft.Dialect;
        var isSerial = definition.Type is { } type && TypeNames.IsSerial(type, dialect);
        var isMySqlSerial = dialect.IsMySql && definition.Type?.WrittenName == "serial";
        return new TableColumn(definition.Name, TypeNames.Of(definition.Type, dialect))
        {
            IsNullable = !definition.IsNotNull && !isSerial && !isMySqlSerial && definition.Identity is null,
            Default = definition.Default is { } value && !(value.Equals("NULL", StringComparison.OrdinalIgnoreCase) && !dialect.IsSqlite) ? value : null,
            Identity = isSerial ? IdentityKind.Serial
                : definition.Identity is { } identity ? identity.IsAlways ? IdentityKind.Always : IdentityKind.ByDefault
                : definition.IsAutoIncrement || isMySqlSerial ? IdentityKind.AutoIncrement : IdentityKind.None,
            IdentityOptions = SequenceOptions.Own(definition.Identity?.Options),
            Generated = definition.Generated,
            Collation = definition.Collation,
            CharacterSet = definition.CharacterSet,
            OnUpdate = definition.OnUpdate,
            Comment = definition.Comment,
            IsInvisible = definition.IsInvisible,
            Line = draft.LineOf(definition.At),
        };
    }

    public static SchemaTable AddConstraint(SchemaDraft draft, SchemaTable table, TableConstraint constraint, int line)
    {
        var columns = constraint.Columns.IsEmpty ? [.. constraint.Elements.Select(element => element.Column ?? "")] : constraint.Columns;
        switch (constraint.Kind)
        {
            case ConstraintKind.PrimaryKey:
                var key = KeyOf(draft, table, constraint with { Columns = columns }, line);
                return table with { PrimaryKey = key, Columns = Required(draft, table, key) };
            case ConstraintKind.Unique when draft.Dialect.IsMySql:
                return AddIndex(draft, table, new CreateIndex(constraint.Name, table.Name)
                {
                    IsUnique = true,
                    Elements = constraint.Elements.IsEmpty ? [.. columns.Select(column => new IndexElement(column, null))] : constraint.Elements,
                    Method = constraint.Method,
                }, line);
            case ConstraintKind.Unique:
                return table with { Uniques = table.Uniques.Add(KeyOf(draft, table, constraint with { Columns = columns }, line)) };
            case ConstraintKind.Check:
                return table with { Checks = table.Checks.Add(CheckOf(draft, table, constraint, line)) };
            case ConstraintKind.ForeignKey when constraint.References is { } target:
                return table with { ForeignKeys = table.ForeignKeys.Add(ForeignKeyOf(draft, table, constraint, target, line)) };
            case ConstraintKind.Exclude:
                return table with { Exclusions = table.Exclusions.Add(ExclusionText.Of(draft, table, constraint, line)) };
            case ConstraintKind.NotNull:
                return table with { Columns = [.. table.Columns.Select(column => columns.Contains(column.Name, StringComparer.Ordinal) ? column with { IsNullable = false } : column)] };
            default:
                return table;
        }
    }

    /// <summary>Whether its table, or the materialized view, is known.</summary>
    public static bool AddIndex(SchemaDraft draft, CreateIndex index, int line)
    {
        if (draft.Change(index.Table, table => AddIndex(draft, table, index, line)))
        {
            return true;
        }

        var view = draft.Views.FindIndex(each => each.IsMaterialized && draft.Same(each.Name, draft.Own(index.Table)));
        if (view < 0)
        {
            return false;
        }

        var table = AddIndex(draft, new SchemaTable(draft.Views[view].Name), index, line);
        draft.Views[view] = draft.Views[view] with { Indexes = draft.Views[view].Indexes.AddRange(table.Indexes) };
        return true;
    }

    public static SchemaTable AddIndex(SchemaDraft draft, SchemaTable table, CreateIndex index, int line)
    {
        if (index.IfNotExists && table.Indexes.Any(other => draft.SameName(other.Name, index.Name)))
        {
            return table;
        }

        return table with
        {
            Indexes = table.Indexes.Add(new TableIndex(index.Name ?? ConstraintNames.OfIndex(draft, table, index), index.Elements)
            {
                IsUnique = index.IsUnique,
                Method = index.Method is "btree" ? null : index.Method,
                Special = index.Special,
                Include = index.Include,
                NullsNotDistinct = index.NullsNotDistinct,
                Where = index.Where,
                With = index.With,
                Line = line,
            }),
        };
    }

    public static ImmutableArray<TableColumn> Required(SchemaDraft draft, SchemaTable table, TableKey key) => draft.Dialect.IsSqlite
        ? table.Columns
        : [.. table.Columns.Select(column => key.Columns.Any(name => draft.SameName(name, column.Name)) ? column with { IsNullable = false } : column)];

    private static TableKey KeyOf(SchemaDraft draft, SchemaTable table, TableConstraint constraint, int line) =>
        new((draft.Dialect.IsMySql ? null : constraint.Name) ?? ConstraintNames.Of(draft, table, constraint), constraint.Columns)
        {
            IsNamed = constraint.Name is not null,
            Include = constraint.Include,
            IsDeferrable = constraint.IsDeferrable || constraint.IsInitiallyDeferred,
            IsInitiallyDeferred = constraint.IsInitiallyDeferred,
            NullsNotDistinct = constraint.NullsNotDistinct,
            OnConflict = constraint.OnConflict,
            IsDescending = constraint.Elements is [{ IsDescending: true }],
            Line = line,
        };

    private static TableCheck CheckOf(SchemaDraft draft, SchemaTable table, TableConstraint constraint, int line) =>
        new(constraint.Name ?? ConstraintNames.Of(draft, table, constraint), constraint.Expression ?? "")
        {
            IsNamed = constraint.Name is not null,
            Column = constraint.IsInline && draft.Dialect.IsMySql ? constraint.Columns[0] : null,
            IsNotValid = constraint.IsNotValid,
            IsNoInherit = constraint.IsNoInherit,
            IsNotEnforced = constraint.IsNotEnforced,
            Line = line,
        };

    private static TableForeignKey ForeignKeyOf(SchemaDraft draft, SchemaTable table, TableConstraint constraint, ForeignKeyTarget target, int line)
    {
        var name = draft.Own(target.Table);
        return new(constraint.Name ?? ConstraintNames.Of(draft, table, constraint), constraint.Columns, name, target.Columns.IsEmpty ? draft.Find(name)?.PrimaryKey?.Columns ?? [] : target.Columns)
        {
            IsNamed = constraint.Name is not null,
            OnDelete = ActionOf(target.OnDelete, draft.Dialect),
            OnUpdate = ActionOf(target.OnUpdate, draft.Dialect),
            Match = target.Match?.ToUpperInvariant() is "SIMPLE" ? null : target.Match?.ToUpperInvariant(),
            IsDeferrable = constraint.IsDeferrable || constraint.IsInitiallyDeferred,
            IsInitiallyDeferred = constraint.IsInitiallyDeferred,
            IsNotValid = constraint.IsNotValid,
            Line = line,
        };
    }

    // InnoDB knows no difference between the two
    private static string? ActionOf(string? action, SqlDialect dialect) => action is null or "NO ACTION" || (dialect.IsMySql && action == "RESTRICT") ? null : action;

    private static SchemaTable Overridden(SchemaDraft draft, SchemaTable table, ColumnDefinition definition)
    {
        var changed = table.Columns.Select(column => !draft.SameName(column.Name, definition.Name) ? column : column with
        {
            IsNullable = column.IsNullable && !definition.IsNotNull,
            Default = definition.Default ?? column.Default,
        });
        table = table with { Columns = [.. changed] };
        return definition.Constraints.Aggregate(table, (made, constraint) => AddConstraint(draft, made, constraint with { Columns = [definition.Name] }, draft.LineOf(definition.At)));
    }
}
