using Opsroom.Tools.Databases.Diffing;
using Opsroom.Tools.Databases.Linting;
using Opsroom.Tools.Databases.Locks;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Planning;

/// <summary>The steps for each change of a table of PostgreSQL.</summary>
internal sealed class PostgresPlans(PlanWriter plan, MigrationState state)
{
    /// <summary>A constraint without the lock that checking it would hold.</summary>
    public void Constrain(ObjectName table, TableConstraint constraint, string written)
    {
        var (named, on) = (constraint.Name ?? NameOf(table, constraint), Quote(table));
        switch (constraint.Kind)
        {
            case ConstraintKind.Unique or ConstraintKind.PrimaryKey when constraint.UsingIndex is null:
                Key(table, constraint, named);
                break;
            case ConstraintKind.Check or ConstraintKind.ForeignKey when !constraint.IsNotValid:
                var body = constraint.Name is null ? $"CONSTRAINT {Quote(named)} {written}" : written;
                plan.Expand($"Hold new rows of {table} to {named}; those that exist are not read yet.", $"ALTER TABLE {on} ADD {body} NOT VALID;");
                plan.Contract($"Check the rows of {table} that exist; reads and writes go on.", $"ALTER TABLE {on} VALIDATE CONSTRAINT {Quote(named)};");
                break;
            default:
                plan.Expand($"Add the constraint to {table}.", $"ALTER TABLE {on} ADD {written};");
                break;
        }
    }

    /// <summary>NOT NULL, proven by a check before it is set.</summary>
    public void Require(ObjectName table, string column)
    {
        if (state.Column(table, column) is { IsNotNull: true })
        {
            return;
        }

        var (on, check) = (Quote(table), Quote($"{table.Name}_{column}_not_null"));
        plan.Expand($"Refuse new rows of {table} without {column}.", $"ALTER TABLE {on} ADD CONSTRAINT {check} CHECK ({Quote(column)} IS NOT NULL) NOT VALID;");
        plan.Contract($"Check the rows that exist; reads and writes go on.", $"ALTER TABLE {on} VALIDATE CONSTRAINT {check};");
        if (state.Version.Major >= 12)
        {
            plan.Contract($"Set NOT NULL: the check proves it, so no row is read.", $"ALTER TABLE {on} ALTER COLUMN {Quote(column)} SET NOT NULL;");
            plan.Contract("Take the check away, which NOT NULL has replaced.", $"ALTER TABLE {on} DROP CONSTRAINT {check};");
        }
    }

    public void Add(ObjectName table, ColumnDefinition column, string written)
    {
        var on = Quote(table);
        var isSerial = column.Type?.Name is "serial" or "bigserial" or "smallserial";
        if (column.Generated is not null || column.Identity is not null)
        {
            plan.Assume($"{table}.{column.Name} is generated; PostgreSQL can add such a column only by writing the table anew. Do it when nobody needs the table.");
            plan.Expand($"Add {column.Name} to {table}.", $"ALTER TABLE {on} ADD COLUMN {written};");
            return;
        }

        if (column.Constraints.IsEmpty && !isSerial && !PostgresAlterLocks.Rewrites(column, state) && !(column.IsNotNull && Defaults.IsNull(column.Default)))
        {
            plan.Expand($"Add {column.Name} to {table}.", $"ALTER TABLE {on} ADD COLUMN {written};");
            return;
        }

        var (name, type, value) = (Quote(column.Name), column.Type!.Text, column.Default);
        if (isSerial)
        {
            type = column.Type.Name switch { "bigserial" => "bigint", "smallserial" => "smallint", _ => "integer" };
            var sequence = new ObjectName(table.Schema, $"{table.Name}_{column.Name}_seq");
            value = $"nextval('{Quote(sequence)}')";
            plan.Expand($"Add {column.Name} to {table}, empty.", $"ALTER TABLE {on} ADD COLUMN {name} {type};");
            plan.Expand("Make the sequence that counts it.", $"CREATE SEQUENCE {Quote(sequence)} AS {type} OWNED BY {on}.{name};");
        }
        else if (!Defaults.IsNull(value) && state.Version.Major >= 11 && !Defaults.IsVolatile(value!, state.Dialect))
        {
            plan.Expand($"Add {column.Name} to {table} with its default, which costs nothing.", $"ALTER TABLE {on} ADD COLUMN {name} {type} DEFAULT {value}{(column.IsNotNull ? " NOT NULL" : "")};");
            value = null;
        }
        else
        {
            plan.Expand($"Add {column.Name} to {table}, empty.", $"ALTER TABLE {on} ADD COLUMN {name} {type};");
        }

        if (value is not null && !Defaults.IsNull(value))
        {
            plan.Expand("Give new rows the default.", $"ALTER TABLE {on} ALTER COLUMN {name} SET DEFAULT {value};");
            plan.Fill(table, "Fill the rows that exist", $"{name} = {value}", $"{name} IS NULL");
        }
        else if (column.IsNotNull && column.Default is null)
        {
            plan.Release($"Release clients that write {table}.{column.Name}, and fill the rows that exist in batches: what they shall have is not said.");
        }

        if ((column.IsNotNull && (column.Default is null || value is not null)) || isSerial)
        {
            Require(table, column.Name);
        }

        foreach (var constraint in column.Constraints)
        {
            Constrain(table, constraint, Written(constraint, name));
        }
    }

    public void RenameTable(ObjectName from, ObjectName to)
    {
        var made = to with { Schema = from.Schema };
        plan.Expand(
            $"Rename {from}, and leave a view of the old name through which clients that run read and write.",
            $"BEGIN;\nALTER TABLE {Quote(from)} RENAME TO {Quote(to.Name)};\nCREATE VIEW {Quote(from)} AS SELECT * FROM {Quote(made)};\nCOMMIT;");
        plan.Release($"Release clients that use {to} and no longer {from}.");
        plan.Contract("Drop the view of the old name.", $"DROP VIEW {Quote(from)};", destroys: true);
    }

    public void Drop(ObjectName table, DropColumn drop)
    {
        if (state.Column(table, drop.Column) is { IsNotNull: true, Default: null })
        {
            plan.Expand($"Let clients that no longer know {drop.Column} write rows.", $"ALTER TABLE {Quote(table)} ALTER COLUMN {Quote(drop.Column)} DROP NOT NULL;");
        }

        plan.Release($"Release clients that neither read nor write {table}.{drop.Column}; keep a copy of it if anyone may want it.");
        plan.Contract($"Drop {drop.Column}.", $"ALTER TABLE {Quote(table)} DROP COLUMN {(drop.IfExists ? "IF EXISTS " : "")}{Quote(drop.Column)};", destroys: true);
    }

    private void Key(ObjectName table, TableConstraint key, string named)
    {
        var (on, isPrimary) = (Quote(table), key.Kind == ConstraintKind.PrimaryKey);
        foreach (var column in isPrimary ? key.Columns : [])
        {
            Require(table, column);
        }

        var include = key.Include.IsEmpty ? "" : $" INCLUDE ({List(key.Include)})";
        plan.Expand(
            $"Build the index of {named}; reads and writes go on. A failure leaves an invalid index: drop it concurrently and run this again.",
            $"CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS {Quote(named)} ON {on} ({List(key.Columns)}){include}{(key.NullsNotDistinct ? " NULLS NOT DISTINCT" : "")};", isLong: true);
        var deferred = key.IsInitiallyDeferred ? " DEFERRABLE INITIALLY DEFERRED" : key.IsDeferrable ? " DEFERRABLE" : "";
        plan.Contract($"Make the index the constraint's.", $"ALTER TABLE {on} ADD CONSTRAINT {Quote(named)} {(isPrimary ? "PRIMARY KEY" : "UNIQUE")} USING INDEX {Quote(named)}{deferred};");
    }

    private static string Quote(string name) => PostgresDdl.Quote(name);

    private static string List(IEnumerable<string> names) => SqlName.List(names, SqlDialect.PostgreSql);

    private static string Quote(ObjectName name) => PostgresDdl.Quote(name);

    private static string Written(TableConstraint constraint, string column) => constraint.Kind switch
    {
        ConstraintKind.Check => $"CHECK ({constraint.Expression})",
        ConstraintKind.ForeignKey => $"FOREIGN KEY ({column}) REFERENCES {Quote(constraint.References!.Table)}{(constraint.References.Columns.IsEmpty ? "" : $" ({List(constraint.References.Columns)})")}"
            + $"{(constraint.References.OnDelete is { } delete ? $" ON DELETE {delete}" : "")}{(constraint.References.OnUpdate is { } update ? $" ON UPDATE {update}" : "")}",
        _ => "",
    };

    // the server names a check after its column where it has only one
    private string CheckName(ObjectName table, TableConstraint check)
    {
        var words = SqlTokenizer.Read(check.Expression ?? "", state.Dialect).Tokens.Select(token => token.Value).ToHashSet(StringComparer.Ordinal);
        var columns = check.Columns.IsEmpty ? state.Find(table)?.Columns.Keys.Where(words.Contains).ToList() ?? [] : [.. check.Columns];
        return columns is [var only] ? $"{table.Name}_{only}_check" : $"{table.Name}_check";
    }

    private string NameOf(ObjectName table, TableConstraint constraint) => constraint.Kind switch
    {
        ConstraintKind.PrimaryKey => $"{table.Name}_pkey",
        ConstraintKind.ForeignKey => $"{table.Name}_{string.Join('_', constraint.Columns)}_fkey",
        ConstraintKind.Check => CheckName(table, constraint),
        _ => $"{table.Name}_{string.Join('_', constraint.Columns)}_key",
    };
}
