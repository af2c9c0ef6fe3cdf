using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Schemas.Reading;

/// <summary>Applies ALTER TABLE, action by action.</summary>
internal static class TableAlterations
{
    /// <summary>Whether the table and what is changed of it are known.</summary>
    public static bool Apply(SchemaDraft draft, AlterTable alter, int line)
    {
        var (name, isKnown) = (alter.Name, draft.Find(alter.Name) is not null || alter.IfExists);
        foreach (var action in alter.Actions)
        {
            switch (action)
            {
                case RenameTable rename:
                    isKnown &= draft.RenameTable(name, rename.NewName.Name);
                    name = name with { Name = rename.NewName.Name };
                    break;
                case RenameColumn rename:
                    isKnown &= draft.RenameColumn(name, rename.Column, rename.NewName);
                    break;
                case RedefineColumn redefine:
                    if (!draft.SameName(redefine.Column, redefine.Definition.Name))
                    {
                        isKnown &= draft.RenameColumn(name, redefine.Column, redefine.Definition.Name);
                    }

                    draft.Change(name, table => Redefined(draft, table, redefine));
                    break;
                case AddIndex index:
                    TableReading.AddIndex(draft, index.Index with { Table = name }, line);
                    break;
                case AttachPartition attach:
                    draft.Change(attach.Partition, table => table with { PartitionOf = draft.Own(name), PartitionBound = attach.Bound });
                    break;
                case DetachPartition detach:
                    draft.Change(detach.Partition, table => table with { PartitionOf = null, PartitionBound = null });
                    break;
                default:
                    draft.Change(name, table => Applied(draft, table, action, line));
                    break;
            }
        }

        return isKnown;
    }

    public static SchemaTable RenameConstraint(SchemaDraft draft, SchemaTable table, string name, string newName) => table with
    {
        PrimaryKey = table.PrimaryKey is { } key && draft.SameName(key.Name, name) ? key with { Name = newName } : table.PrimaryKey,
        Uniques = [.. table.Uniques.Select(unique => draft.SameName(unique.Name, name) ? unique with { Name = newName } : unique)],
        Checks = [.. table.Checks.Select(check => draft.SameName(check.Name, name) ? check with { Name = newName, IsNamed = true } : check)],
        ForeignKeys = [.. table.ForeignKeys.Select(key => draft.SameName(key.Name, name) ? key with { Name = newName, IsNamed = true } : key)],
        Exclusions = [.. table.Exclusions.Select(exclusion => draft.SameName(exclusion.Name, name) ? exclusion with { Name = newName } : exclusion)],
    };

    private static SchemaTable Applied(SchemaDraft draft, SchemaTable table, TableAction action, int line) => action switch
    {
        AddColumn add => add.IfNotExists && table.Column(add.Column.Name) is not null ? table : TableReading.AddColumn(draft, table, add.Column),
        DropColumn drop => WithoutColumn(draft, table, drop.Column),
        AddConstraint { Constraint.UsingIndex: { } index } add => FromIndex(draft, table, add.Constraint, index, line),
        AddConstraint add => TableReading.AddConstraint(draft, table, add.Constraint, line),
        DropConstraint drop => WithoutConstraint(draft, table, drop),
        DropIndex drop => table with { Indexes = table.Indexes.RemoveAll(index => draft.SameName(index.Name, drop.Name)) },
        RenameIndex rename => table with { Indexes = [.. table.Indexes.Select(index => draft.SameName(index.Name, rename.Name) ? index with { Name = rename.NewName } : index)] },
        RenameConstraint rename => RenameConstraint(draft, table, rename.Name, rename.NewName),
        ValidateConstraint validate => table with
        {
            Checks = [.. table.Checks.Select(check => draft.SameName(check.Name, validate.Name) ? check with { IsNotValid = false } : check)],
            ForeignKeys = [.. table.ForeignKeys.Select(key => draft.SameName(key.Name, validate.Name) ? key with { IsNotValid = false } : key)],
        },
        SetType set => Changed(draft, table, set.Column, column => column with { Type = TypeNames.Of(set.Type, draft.Dialect), Collation = set.Collation ?? column.Collation }),
        SetDefault set => Changed(draft, table, set.Column, column => set.Default is { } value && value.StartsWith("nextval(", StringComparison.OrdinalIgnoreCase) && column.Identity == IdentityKind.Serial
            ? column : column with { Default = set.Default is { } given && !given.Equals("NULL", StringComparison.OrdinalIgnoreCase) ? given : null }),
        SetNotNull set => Changed(draft, table, set.Column, column => column with { IsNullable = false }),
        DropNotNull drop => Changed(draft, table, drop.Column, column => column with { IsNullable = true }),
        SetIdentity set => Changed(draft, table, set.Column, column => Identified(column, set.Text)),
        DropExpression drop => Changed(draft, table, drop.Column, column => column with { Generated = null }),
        SetExpression set => Changed(draft, table, set.Column, column => column with { Generated = new GeneratedColumn(set.Expression, column.Generated?.IsStored ?? true) }),
        SetLogged set => table with { IsUnlogged = !set.IsLogged },
        SetStorageParameters { IsReset: false } set => table with { With = set.Parameters.Trim('(', ')') },
        SetRowSecurity set => table with { RowSecurity = set.Text switch { "DISABLE" => table.RowSecurity.Remove("ENABLE"), "NO FORCE" => table.RowSecurity.Remove("FORCE"), var on => table.RowSecurity.Add(on) } },
        SetInheritance set => table with { Inherits = set.IsAdded ? table.Inherits.Add(draft.Own(set.Parent)) : table.Inherits.RemoveAll(parent => draft.Same(parent, draft.Own(set.Parent))) },
        SetSchema set => table with { Name = draft.Own(table.Name with { Schema = set.Schema }) },
        SetTableOption { Name: "COMMENT" } set => table with { Comment = set.Value.Length == 0 ? null : set.Value },
        SetTableOption set => table with { Options = table.Options.SetItems(TableOptions.Of([new(set.Name, set.Value)])) },
        ConvertCharacterSet convert => Converted(table, convert),
        _ => table,
    };

    private static SchemaTable Changed(SchemaDraft draft, SchemaTable table, string name, Func<TableColumn, TableColumn> change) =>
        table with { Columns = [.. table.Columns.Select(column => draft.SameName(column.Name, name) ? change(column) : column)] };

    private static SchemaTable WithoutColumn(SchemaDraft draft, SchemaTable table, string name)
    {
        bool Uses(IEnumerable<string> columns) => columns.Any(column => draft.SameName(column, name));
        bool Says(string? expression) => ExpressionText.Mentions(expression, name, draft.Dialect);
        var isMySql = draft.Dialect.IsMySql;
        return table with
        {
            Columns = table.Columns.RemoveAll(column => draft.SameName(column.Name, name)),
            PrimaryKey = table.PrimaryKey is { } key && Uses(key.Columns) ? null : table.PrimaryKey,
            Uniques = table.Uniques.RemoveAll(unique => Uses(unique.Columns)),
            Checks = table.Checks.RemoveAll(check => Says(check.Expression)),
            ForeignKeys = table.ForeignKeys.RemoveAll(foreign => Uses(foreign.Columns)),
            Exclusions = table.Exclusions.RemoveAll(exclusion => Says(exclusion.Definition)),
            // MySQL takes the column out of the index; the others drop the index
            Indexes =
            [
                .. table.Indexes.Select(index => isMySql ? index with { Elements = index.Elements.RemoveAll(element => draft.SameName(element.Column, name)) } : index)
                    .Where(index => !index.Elements.IsEmpty && !index.Elements.Any(element => draft.SameName(element.Column, name) || Says(element.Expression)) && !Uses(index.Include) && !Says(index.Where)),
            ],
        };
    }

    private static SchemaTable WithoutConstraint(SchemaDraft draft, SchemaTable table, DropConstraint drop)
    {
        if (drop.Kind == ConstraintKind.PrimaryKey || (drop.Name is not null && draft.SameName(table.PrimaryKey?.Name, drop.Name)))
        {
            return table with { PrimaryKey = null };
        }

        return table with
        {
            Uniques = table.Uniques.RemoveAll(unique => draft.SameName(unique.Name, drop.Name)),
            Checks = table.Checks.RemoveAll(check => draft.SameName(check.Name, drop.Name)),
            ForeignKeys = table.ForeignKeys.RemoveAll(key => draft.SameName(key.Name, drop.Name)),
            Exclusions = table.Exclusions.RemoveAll(exclusion => draft.SameName(exclusion.Name, drop.Name)),
            Indexes = draft.Dialect.IsMySql && drop.Kind is null ? table.Indexes.RemoveAll(index => index.IsUnique && draft.SameName(index.Name, drop.Name)) : table.Indexes,
        };
    }

    /// <summary>PostgreSQL's ADD CONSTRAINT … USING INDEX: the index becomes the constraint's, with its name.</summary>
    private static SchemaTable FromIndex(SchemaDraft draft, SchemaTable table, TableConstraint constraint, string name, int line)
    {
        var index = table.Indexes.FirstOrDefault(each => draft.SameName(each.Name, name));
        return index is null ? table : TableReading.AddConstraint(
            draft, table with { Indexes = table.Indexes.Remove(index) }, constraint with { Name = constraint.Name ?? name, Columns = [.. index.LeadingColumns], Include = index.Include }, line);
    }

    private static SchemaTable Redefined(SchemaDraft draft, SchemaTable table, RedefineColumn redefine)
    {
        var at = table.Columns.ToList().FindIndex(column => draft.SameName(column.Name, redefine.Definition.Name));
        if (at < 0)
        {
            return table;
        }

        // a key of the column stays; a check that stands with it in MariaDB is given anew
        var without = table with { Columns = table.Columns.RemoveAt(at), Checks = table.Checks.RemoveAll(check => draft.Dialect == SqlDialect.MariaDb && draft.SameName(check.Column, redefine.Column)) };
        var definition = redefine.Definition.After is not null ? redefine.Definition
            : redefine.Definition with { After = at == 0 ? "" : table.Columns[at - 1].Name };
        var made = TableReading.AddColumn(draft, without, definition);
        return table.PrimaryKey is { } key ? made with { PrimaryKey = key, Columns = TableReading.Required(draft, made, key) } : made;
    }

    private static TableColumn Identified(TableColumn column, string text)
    {
        var words = text.ToUpperInvariant();
        return words.Contains("DROP IDENTITY", StringComparison.Ordinal) ? column with { Identity = IdentityKind.None, IdentityOptions = null }
            : words.Contains("BY DEFAULT", StringComparison.Ordinal) ? column with { Identity = IdentityKind.ByDefault, IsNullable = false, IdentityOptions = OptionsIn(text) ?? column.IdentityOptions }
            : words.Contains("ALWAYS", StringComparison.Ordinal) ? column with { Identity = IdentityKind.Always, IsNullable = false, IdentityOptions = OptionsIn(text) ?? column.IdentityOptions }
            : column;
    }

    private static string? OptionsIn(string text) =>
        text.IndexOf('(', StringComparison.Ordinal) is >= 0 and var open && text.LastIndexOf(')') is var close && close > open ? SequenceOptions.Own(text[(open + 1)..close]) : null;

    private static SchemaTable Converted(SchemaTable table, ConvertCharacterSet convert)
    {
        var options = table.Options.SetItem("CHARACTER SET", convert.CharacterSet);
        return table with
        {
            Options = convert.Collation is { } collation ? options.SetItem("COLLATE", collation) : options.Remove("COLLATE"),
            Columns = [.. table.Columns.Select(column => column with { CharacterSet = null, Collation = null })],
        };
    }
}
