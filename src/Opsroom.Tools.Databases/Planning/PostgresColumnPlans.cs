using System.Collections.Immutable;
using Opsroom.Tools.Databases.Diffing;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Planning;

/// <summary>The steps for columns of PostgreSQL that get another name or type: a second column is kept beside the first until clients can change over.</summary>
internal sealed class PostgresColumnPlans(PlanWriter plan, PostgresPlans tables)
{
    private const string Aside = "; reads and writes go on. A failure leaves an invalid index: drop it concurrently and run this again.";

    /// <summary>In the end the first column has the new name, so that keys, views and whatever else stands on it stay as they are.</summary>
    public void Rename(ObjectName table, string from, string to)
    {
        var (schema, on, sync) = (plan.Known(), Quote(table), SyncOf(table, from));
        var known = schema.Table(table);
        var column = known?.Column(from);
        if (column is null)
        {
            plan.Assume($"{table}.{from} is taken to be of type text and to stand in no index; give schema_content to have it known.");
        }

        Double(table, to, TypeOf(column), sync, column?.Generated is { } generated ? Computed(to, generated.Expression) :
            $"""
            IF TG_OP = 'UPDATE' AND NEW.{Quote(to)} IS DISTINCT FROM OLD.{Quote(to)} OR TG_OP = 'INSERT' AND NEW.{Quote(to)} IS NOT NULL THEN
                NEW.{Quote(from)} := NEW.{Quote(to)};
              ELSE
                NEW.{Quote(to)} := NEW.{Quote(from)};
              END IF;
            """);
        plan.Fill(table, $"Touch the rows that exist, so that the trigger fills {to}", $"{Quote(to)} = {Quote(to)}", $"{Quote(to)} IS NULL AND {Quote(from)} IS NOT NULL");
        if (known is not null)
        {
            var twin = new ColumnTwin(schema, known, from, to);
            Build(known, twin.Indexes.Select(pair => pair.Twin).Concat(twin.Keys.Select(pair => pair.Twin)));
        }

        plan.Release($"Release clients that read and write {to} and no longer {from}.");
        plan.Contract(
            $"{from} becomes {to}, and the column that stood in for it goes, in one moment.",
            $"BEGIN;\nDROP TRIGGER {sync} ON {on};\nALTER TABLE {on} DROP COLUMN {Quote(to)};\nALTER TABLE {on} RENAME COLUMN {Quote(from)} TO {Quote(to)};\nDROP FUNCTION {sync}();\nCOMMIT;", destroys: true);
    }

    public void Retype(ObjectName table, SetType change)
    {
        var (schema, on, sync, made) = (plan.Known(), Quote(table), SyncOf(table, change.Column), ColumnTwin.NameFor(change.Column));
        var value = change.Using ?? $"{Quote(change.Column)}::{change.Type.Text}";
        Double(table, made, change.Type.Text + (change.Collation is { } collation ? $" COLLATE {Quote(collation)}" : ""), sync, Computed(made, value));
        plan.Fill(table, $"Touch the rows that exist, so that the trigger fills {made}", $"{Quote(made)} = {Quote(made)}", $"{Quote(made)} IS NULL AND ({value}) IS NOT NULL");
        var twin = schema.Table(table) is { } known && known.Column(change.Column) is not null ? new ColumnTwin(schema, known, change.Column, made) : null;
        if (twin is null)
        {
            plan.Assume($"Nothing is known to stand on {table}.{change.Column}: no key, index, default or view. Give schema_content to have them made again.");
        }
        else if (!twin.Table.Column(change.Column)!.IsNullable)
        {
            tables.Require(table, made);
        }

        var (first, then) = twin is null ? ([], []) : Take(table, change, made, twin);
        string[] swap =
        [
            "BEGIN", $"DROP TRIGGER {sync} ON {on}", .. first, $"ALTER TABLE {on} DROP COLUMN {Quote(change.Column)}",
            $"ALTER TABLE {on} RENAME COLUMN {Quote(made)} TO {Quote(change.Column)}", .. then, $"DROP FUNCTION {sync}()", "COMMIT",
        ];
        plan.Contract($"Exchange the columns in one moment: {change.Column} has the new type from here on. Keep a copy if the old values may be wanted.", $"{string.Join(";\n", swap)};", destroys: true);
    }

    /// <summary>Builds what shall stand on the second column.</summary>
    /// <returns>What the exchange does before the old column goes, and after it.</returns>
    private (ImmutableArray<string> First, ImmutableArray<string> Then) Take(ObjectName table, SetType change, string made, ColumnTwin twin)
    {
        var (on, first, then) = (Quote(table), new List<string>(), new List<string>());
        if (!twin.Computed.IsEmpty)
        {
            plan.Assume($"{string.Join(", ", twin.Computed)} is computed from {table}.{change.Column}. Drop it before the last step and add it after, or PostgreSQL refuses that step.");
        }

        Build(twin.Table, twin.Indexes.Select(pair => pair.Twin).Concat(twin.Keys.Select(pair => pair.Twin)));
        foreach (var (old, isPrimary, index) in twin.Keys)
        {
            then.Add($"ALTER TABLE {on} ADD CONSTRAINT {Quote(old.Name!)} {(isPrimary ? "PRIMARY KEY" : "UNIQUE")} USING INDEX {Quote(index.Name)}{PostgresDdl.Deferral(old.IsDeferrable, old.IsInitiallyDeferred)}");
        }

        then.AddRange(twin.Indexes.Select(pair => $"ALTER INDEX {Quote(new ObjectName(table.Schema, pair.Twin.Name))} RENAME TO {Quote(pair.Old.Name)}"));
        foreach (var (old, check) in twin.Checks)
        {
            Constrain(on, PostgresDdl.Constraint(check with { IsNotValid = true }), check.Name!, isChecked: !old.IsNotValid);
            then.Add(Renamed(on, check.Name!, old.Name!));
        }

        foreach (var (owner, old, key) in twin.ForeignKeys)
        {
            Constrain(Quote(owner), PostgresDdl.Constraint(key with { IsNotValid = true }), key.Name!, isChecked: !old.IsNotValid);
            first.Add($"ALTER TABLE {Quote(owner)} DROP CONSTRAINT {Quote(old.Name!)}");
            then.Add(Renamed(Quote(owner), key.Name!, old.Name!));
        }

        Values(on, change, made, twin.Table, first, then);
        foreach (var view in twin.Views)
        {
            plan.Assume($"{view.Name} is made again in the last step; grant again what is granted on it.");
            first.Insert(0, $"DROP {(view.IsMaterialized ? "MATERIALIZED " : "")}VIEW {Quote(view.Name)}");
            then.Add(PostgresDdl.View(view));
            then.AddRange(view.Indexes.Select(index => IndexText.Create(index, view.Name, SqlDialect.PostgreSql)));
        }

        return ([.. first], [.. then]);
    }

    /// <summary>Where the column's values come from when none is given.</summary>
    private static void Values(string on, SetType change, string made, SchemaTable table, List<string> first, List<string> then)
    {
        var column = table.Column(change.Column)!;
        switch (column.Identity)
        {
            case IdentityKind.Serial:
                var sequence = Quote(new ObjectName(table.Name.Schema, $"{table.Name.Name}_{column.Name}_seq"));
                first.Add($"ALTER SEQUENCE {sequence} AS {change.Type.Name}");
                first.Add($"ALTER SEQUENCE {sequence} OWNED BY {on}.{Quote(made)}");
                first.Add($"ALTER TABLE {on} ALTER COLUMN {Quote(made)} SET DEFAULT nextval({PostgresDdl.Text(sequence)}::regclass)");
                break;
            case IdentityKind.Always or IdentityKind.ByDefault:
                then.Add($"ALTER TABLE {on} ALTER COLUMN {Quote(column.Name)} ADD{PostgresDdl.Identity(column)}");
                then.Add($"SELECT setval(pg_get_serial_sequence({PostgresDdl.Text(on)}, {PostgresDdl.Text(column.Name)}), max({Quote(column.Name)})) FROM {on}");
                break;
            default:
                if (column.Default is { } value)
                {
                    first.Add($"ALTER TABLE {on} ALTER COLUMN {Quote(made)} SET DEFAULT {value}");
                }

                break;
        }
    }

    private void Build(SchemaTable table, IEnumerable<TableIndex> indexes)
    {
        foreach (var index in indexes)
        {
            var sql = IndexText.Create(index, table.Name, SqlDialect.PostgreSql);
            plan.Expand($"Build {index.Name}{Aside}", $"{(table.PartitionBy is null ? sql.Replace(" INDEX ", " INDEX CONCURRENTLY IF NOT EXISTS ", StringComparison.Ordinal) : sql)};", isLong: true);
        }
    }

    private void Constrain(string on, string constraint, string name, bool isChecked)
    {
        plan.Expand($"Hold new rows of {on} to {name}; those that exist are not read yet.", $"ALTER TABLE {on} ADD {constraint};");
        if (isChecked)
        {
            plan.Contract($"Check the rows of {on} that exist; reads and writes go on.", $"ALTER TABLE {on} VALIDATE CONSTRAINT {Quote(name)};");
        }
    }

    private void Double(ObjectName table, string made, string type, string sync, string body)
    {
        var on = Quote(table);
        plan.Expand($"Add {made} to {table}.", $"ALTER TABLE {on} ADD COLUMN {Quote(made)} {type};");
        plan.Expand(
            $"Let the server keep {made} like the column it stands beside, whatever clients write.",
            $"""
            CREATE FUNCTION {sync}() RETURNS trigger LANGUAGE plpgsql AS $sync$
            BEGIN
              {body}
              RETURN NEW;
            END
            $sync$;
            CREATE TRIGGER {sync} BEFORE INSERT OR UPDATE ON {on} FOR EACH ROW EXECUTE FUNCTION {sync}();
            """);
    }

    // the row stands in for the table, so that the expression may name any of its columns
    private static string Computed(string made, string expression) => $"NEW.{Quote(made)} := (SELECT {expression} FROM (SELECT NEW.*) AS changed);";

    private static string TypeOf(TableColumn? column) => column is null ? "text" : column.Type + (column.Collation is { } collation ? $" COLLATE {Quote(collation)}" : "");

    private static string SyncOf(ObjectName table, string column) => Quote(ColumnTwin.Short($"{table.Name}_{column}", "_sync"));

    private static string Renamed(string on, string from, string to) => $"ALTER TABLE {on} RENAME CONSTRAINT {Quote(from)} TO {Quote(to)}";

    private static string Quote(string name) => PostgresDdl.Quote(name);

    private static string Quote(ObjectName name) => PostgresDdl.Quote(name);
}
