using Opsroom.Tools.Databases.Linting;
using Opsroom.Tools.Databases.Locks;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Planning;

/// <summary>The steps for each change of a table of PostgreSQL.</summary>
internal sealed class PostgresPlans(PlanWriter plan, MigrationState state)
{
    private const int Batch = 5_000;

    /// <summary>A constraint without the lock that checking it would hold.</summary>
    public void Constrain(ObjectName table, TableConstraint constraint, string written)
    {
        var (named, on) = (constraint.Name ?? NameOf(table, constraint), Quoted.Of(table));
        switch (constraint.Kind)
        {
            case ConstraintKind.Unique or ConstraintKind.PrimaryKey when constraint.UsingIndex is null:
                Key(table, constraint, named);
                break;
            case ConstraintKind.Check or ConstraintKind.ForeignKey when !constraint.IsNotValid:
                var body = constraint.Name is null ? $"CONSTRAINT {Quoted.Of(named)} {written}" : written;
                plan.Expand($"Hold new rows of {table} to {named}; those that exist are not read yet.", $"ALTER TABLE {on} ADD {body} NOT VALID;");
                plan.Contract($"Check the rows of {table} that exist; reads and writes go on.", $"ALTER TABLE {on} VALIDATE CONSTRAINT {Quoted.Of(named)};");
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

        var (on, check) = (Quoted.Of(table), Quoted.Of($"{table.Name}_{column}_not_null"));
        plan.Expand($"Refuse new rows of {table} without {column}.", $"ALTER TABLE {on} ADD CONSTRAINT {check} CHECK ({Quoted.Of(column)} IS NOT NULL) NOT VALID;");
        plan.Contract($"Check the rows that exist; reads and writes go on.", $"ALTER TABLE {on} VALIDATE CONSTRAINT {check};");
        if (state.Version.Major >= 12)
        {
            plan.Contract($"Set NOT NULL: the check proves it, so no row is read.", $"ALTER TABLE {on} ALTER COLUMN {Quoted.Of(column)} SET NOT NULL;");
            plan.Contract("Take the check away, which NOT NULL has replaced.", $"ALTER TABLE {on} DROP CONSTRAINT {check};");
        }
    }

    public void Add(ObjectName table, ColumnDefinition column, string written)
    {
        var on = Quoted.Of(table);
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

        var (name, type, value) = (Quoted.Of(column.Name), column.Type!.Text, column.Default);
        if (isSerial)
        {
            type = column.Type.Name switch { "bigserial" => "bigint", "smallserial" => "smallint", _ => "integer" };
            var sequence = new ObjectName(table.Schema, $"{table.Name}_{column.Name}_seq");
            value = $"nextval('{Quoted.Of(sequence)}')";
            plan.Expand($"Add {column.Name} to {table}, empty.", $"ALTER TABLE {on} ADD COLUMN {name} {type};");
            plan.Expand("Make the sequence that counts it.", $"CREATE SEQUENCE {Quoted.Of(sequence)} AS {type} OWNED BY {on}.{name};");
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
            plan.Backfill($"Fill the rows that exist, {Batch} at a time.", Batched(table, $"{name} = {value}", $"{name} IS NULL"));
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

    public void Rename(ObjectName table, string from, string to)
    {
        var known = state.Column(table, from);
        var type = TypeOf(table, from, known);
        Double(table, from, to, type, Quoted.Of(from), Quoted.Of(to), known?.Default);
        if (known is { IsNotNull: true })
        {
            Require(table, to);
        }

        plan.Release($"Release clients that read and write {to} and no longer {from}.");
        Undouble(table, from, to);
        plan.Contract($"Drop {from}.", $"ALTER TABLE {Quoted.Of(table)} DROP COLUMN {Quoted.Of(from)};", destroys: true);
    }

    public void Retype(ObjectName table, SetType change)
    {
        var known = state.Column(table, change.Column);
        var (made, old) = ($"{change.Column}_new", $"{change.Column}_old");
        var value = change.Using ?? $"{Quoted.Of(change.Column)}::{change.Type.Text}";
        var back = $"{Quoted.Of(made)}::{known?.Type?.Text ?? "text"}";
        if (known is null)
        {
            plan.Assume($"The type of {table}.{change.Column} is taken to be text where the new column is written back; give schema_content to have it known.");
        }

        Double(table, change.Column, made, change.Type.Text, value, back, known?.Default);
        var key = state.Find(table)?.Constraints.Select(each => each.Constraint).FirstOrDefault(each => each.Kind == ConstraintKind.PrimaryKey && each.Columns is [var only] && only == change.Column);
        if (known is { IsNotNull: true } || key is not null)
        {
            Require(table, made);
        }

        var (on, swap) = (Quoted.Of(table), "");
        if (key is not null)
        {
            var (index, name) = (Quoted.Of($"{table.Name}_{made}_key"), Quoted.Of(key.Name ?? $"{table.Name}_pkey"));
            plan.Expand("Build the index of the new key; reads and writes go on.", $"CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS {index} ON {on} ({Quoted.Of(made)});", isLong: true);
            swap = $"\nALTER TABLE {on} DROP CONSTRAINT {name};\nALTER TABLE {on} ADD CONSTRAINT {name} PRIMARY KEY USING INDEX {index};";
        }

        plan.Contract(
            $"Exchange the columns: {change.Column} has the new type from here on.",
            $"BEGIN;\nDROP TRIGGER {Quoted.Of(Sync(table, change.Column, made))} ON {on};{swap}\nALTER TABLE {on} RENAME COLUMN {Quoted.Of(change.Column)} TO {Quoted.Of(old)};\nALTER TABLE {on} RENAME COLUMN {Quoted.Of(made)} TO {Quoted.Of(change.Column)};\nCOMMIT;");
        plan.Contract("Drop the old column, and what kept both alike.", $"ALTER TABLE {on} DROP COLUMN {Quoted.Of(old)};\nDROP FUNCTION {Quoted.Of(Sync(table, change.Column, made))}();", destroys: true);
    }

    public void RenameTable(ObjectName from, ObjectName to)
    {
        var made = to with { Schema = from.Schema };
        plan.Expand(
            $"Rename {from}, and leave a view of the old name through which clients that run read and write.",
            $"BEGIN;\nALTER TABLE {Quoted.Of(from)} RENAME TO {Quoted.Of(to.Name)};\nCREATE VIEW {Quoted.Of(from)} AS SELECT * FROM {Quoted.Of(made)};\nCOMMIT;");
        plan.Release($"Release clients that use {to} and no longer {from}.");
        plan.Contract("Drop the view of the old name.", $"DROP VIEW {Quoted.Of(from)};", destroys: true);
    }

    public void Drop(ObjectName table, DropColumn drop)
    {
        if (state.Column(table, drop.Column) is { IsNotNull: true, Default: null })
        {
            plan.Expand($"Let clients that no longer know {drop.Column} write rows.", $"ALTER TABLE {Quoted.Of(table)} ALTER COLUMN {Quoted.Of(drop.Column)} DROP NOT NULL;");
        }

        plan.Release($"Release clients that neither read nor write {table}.{drop.Column}; keep a copy of it if anyone may want it.");
        plan.Contract($"Drop {drop.Column}.", $"ALTER TABLE {Quoted.Of(table)} DROP COLUMN {(drop.IfExists ? "IF EXISTS " : "")}{Quoted.Of(drop.Column)};", destroys: true);
    }

    private void Key(ObjectName table, TableConstraint key, string named)
    {
        var (on, isPrimary) = (Quoted.Of(table), key.Kind == ConstraintKind.PrimaryKey);
        foreach (var column in isPrimary ? key.Columns : [])
        {
            Require(table, column);
        }

        var include = key.Include.IsEmpty ? "" : $" INCLUDE ({string.Join(", ", key.Include.Select(Quoted.Of))})";
        plan.Expand(
            $"Build the index of {named}; reads and writes go on. A failure leaves an invalid index: drop it concurrently and run this again.",
            $"CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS {Quoted.Of(named)} ON {on} ({string.Join(", ", key.Columns.Select(Quoted.Of))}){include}{(key.NullsNotDistinct ? " NULLS NOT DISTINCT" : "")};", isLong: true);
        var deferred = key.IsInitiallyDeferred ? " DEFERRABLE INITIALLY DEFERRED" : key.IsDeferrable ? " DEFERRABLE" : "";
        plan.Contract($"Make the index the constraint's.", $"ALTER TABLE {on} ADD CONSTRAINT {Quoted.Of(named)} {(isPrimary ? "PRIMARY KEY" : "UNIQUE")} USING INDEX {Quoted.Of(named)}{deferred};");
    }

    // both columns are kept alike by a trigger, whichever a client writes
    private void Double(ObjectName table, string from, string to, string type, string forth, string back, string? value)
    {
        var (on, sync) = (Quoted.Of(table), Quoted.Of(Sync(table, from, to)));
        var (old, made) = (Quoted.Of(from), Quoted.Of(to));
        plan.Expand($"Add {to} beside {from}.", $"ALTER TABLE {on} ADD COLUMN {made} {type};");
        plan.Expand(
            $"Keep {from} and {to} alike, whichever a client writes.",
            $"""
            CREATE FUNCTION {sync}() RETURNS trigger LANGUAGE plpgsql AS $sync$
            BEGIN
              IF TG_OP = 'UPDATE' AND NEW.{made} IS DISTINCT FROM OLD.{made} THEN
                NEW.{old} := {Of("NEW", back, made)};
              ELSIF TG_OP = 'UPDATE' OR NEW.{old} IS NOT NULL THEN
                NEW.{made} := {Of("NEW", forth, old)};
              ELSE
                NEW.{old} := {Of("NEW", back, made)};
              END IF;
              RETURN NEW;
            END
            $sync$;
            CREATE TRIGGER {sync} BEFORE INSERT OR UPDATE ON {on} FOR EACH ROW EXECUTE FUNCTION {sync}();
            """);
        plan.Backfill($"Fill {to} of the rows that exist, {Batch} at a time.", Batched(table, $"{made} = {forth}", $"{made} IS NULL AND {old} IS NOT NULL"));
        if (value is not null)
        {
            plan.Expand($"Give {to} the default of {from}.", $"ALTER TABLE {on} ALTER COLUMN {made} SET DEFAULT {value};");
        }
    }

    private void Undouble(ObjectName table, string from, string to)
    {
        var sync = Quoted.Of(Sync(table, from, to));
        plan.Contract($"No longer keep {from} and {to} alike.", $"DROP TRIGGER {sync} ON {Quoted.Of(table)};\nDROP FUNCTION {sync}();", destroys: true);
    }

    private static ObjectName Sync(ObjectName table, string from, string to) => new(null, $"{table.Name}_{from}_{to}_sync");

    private static string Of(string row, string expression, string column) => expression.Replace(column, $"{row}.{column}", StringComparison.Ordinal);

    private static string Batched(ObjectName table, string set, string where) =>
        FormattableString.Invariant($"UPDATE {Quoted.Of(table)} SET {set} WHERE ctid = ANY (ARRAY(SELECT ctid FROM {Quoted.Of(table)} WHERE {where} LIMIT {Batch}));");

    private string TypeOf(ObjectName table, string column, ColumnDefinition? known)
    {
        if (known?.Type is null)
        {
            plan.Assume($"{table}.{column} is taken to be of type text and without NOT NULL; give schema_content to have it known.");
        }

        return known?.Type?.Text ?? "text";
    }

    private static string Written(TableConstraint constraint, string column) => constraint.Kind switch
    {
        ConstraintKind.Check => $"CHECK ({constraint.Expression})",
        ConstraintKind.ForeignKey => $"FOREIGN KEY ({column}) REFERENCES {Quoted.Of(constraint.References!.Table)}{(constraint.References.Columns.IsEmpty ? "" : $" ({string.Join(", ", constraint.References.Columns.Select(Quoted.Of))})")}"
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
