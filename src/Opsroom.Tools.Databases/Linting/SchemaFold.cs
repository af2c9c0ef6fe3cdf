using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Linting;

/// <summary>What a statement changes of what is known about tables.</summary>
internal static class SchemaFold
{
    public static void Apply(MigrationState state, SqlStatement statement)
    {
        switch (statement)
        {
            case CreateTable table:
                Create(state, table);
                break;
            case CreateView view when !view.OrReplace || state.Find(view.Name) is null:
                if (!view.OrReplace)
                {
                    state.Add(view.Name, isView: true).Query = view.Query;
                }

                break;
            case CreateIndex index:
                state.Add(index);
                break;
            case AlterTable { Kind: ObjectKind.Table or ObjectKind.ForeignTable } alter:
                foreach (var action in alter.Actions)
                {
                    Apply(state, alter, action);
                }

                break;
            case RenameTables rename:
                foreach (var (from, to) in rename.Renames)
                {
                    state.Rename(from, to);
                }

                break;
            case DropObjects { Kind: ObjectKind.Table or ObjectKind.View or ObjectKind.MaterializedView or ObjectKind.ForeignTable } drop:
                foreach (var name in drop.Names)
                {
                    state.Remove(name);
                }

                break;
            case DropObjects { Kind: ObjectKind.Index } drop:
                foreach (var name in drop.Names)
                {
                    state.RemoveIndex(name.Name);
                }

                break;
            case CreateOther { Kind: ObjectKind.Policy, On: { } on }:
                state.Get(on).HasPolicy = true;
                break;
        }
    }

    private static void Create(MigrationState state, CreateTable create)
    {
        if (create.IfNotExists && state.Find(create.Name) is not null)
        {
            return;
        }

        var table = state.Add(create.Name);
        table.IsPartitioned = create.PartitionBy is not null;
        table.PartitionOf = create.PartitionOf;
        foreach (var column in create.Columns)
        {
            table.Columns[column.Name] = column;
        }

        table.Constraints.AddRange(create.AllConstraints.Select(each => new KnownConstraint(each with { IsNotValid = false }, state.IsSchema ? 0 : create.Number, 0)));
        foreach (var index in create.Indexes)
        {
            state.Add(index);
        }
    }

    private static void Apply(MigrationState state, AlterTable alter, TableAction action)
    {
        var table = state.Get(alter.Name);
        switch (action)
        {
            case AddColumn add:
                Add(state, alter, table, add.Column);
                break;
            case AddColumns adds:
                foreach (var column in adds.Columns)
                {
                    Add(state, alter, table, column);
                }

                break;
            case AddConstraint add:
                table.Constraints.Add(new KnownConstraint(add.Constraint, state.IsSchema ? 0 : alter.Number, state.InTransaction ? state.Transaction : 0));
                break;
            case ValidateConstraint validate:
                var found = table.Constraints.FindIndex(each => each.Constraint.Name == validate.Name);
                if (found >= 0)
                {
                    table.Constraints[found] = table.Constraints[found] with { IsValidated = true };
                }

                break;
            case DropConstraint drop:
                table.Constraints.RemoveAll(each => each.Constraint.Name == drop.Name);
                break;
            case DropColumn drop:
                table.Columns.Remove(drop.Column);
                break;
            case SetType type when table.Columns.TryGetValue(type.Column, out var column):
                table.Columns[type.Column] = column with { Type = type.Type };
                break;
            case SetNotNull set when table.Columns.TryGetValue(set.Column, out var column):
                table.Columns[set.Column] = column with { IsNotNull = true };
                break;
            case DropNotNull drop when table.Columns.TryGetValue(drop.Column, out var column):
                table.Columns[drop.Column] = column with { IsNotNull = false };
                break;
            case RedefineColumn redefine:
                table.Columns.Remove(redefine.Column);
                table.Columns[redefine.Definition.Name] = redefine.Definition;
                break;
            case RenameColumn rename when table.Columns.Remove(rename.Column, out var column):
                table.Columns[rename.NewName] = column with { Name = rename.NewName };
                break;
            case RenameTable rename:
                state.Rename(alter.Name, rename.NewName);
                break;
            case SetSchema move:
                state.Rename(alter.Name, alter.Name with { Schema = move.Schema });
                break;
            case AttachPartition attach:
                state.Get(attach.Partition).PartitionOf = alter.Name;
                table.IsPartitioned = true;
                break;
        }
    }

    private static void Add(MigrationState state, AlterTable alter, KnownTable table, ColumnDefinition column)
    {
        table.Columns[column.Name] = column;
        table.Constraints.AddRange(column.Constraints.Select(each => new KnownConstraint(each, state.IsSchema ? 0 : alter.Number, state.InTransaction ? state.Transaction : 0)));
    }
}
