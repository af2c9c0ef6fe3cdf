using System.Collections.Immutable;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Diffing;

/// <summary>
/// The statements that turn one SQLite schema into another. What ALTER TABLE cannot do is done as SQLite's manual says: a new table, a copy of the rows, the old
/// one dropped, the new one renamed, with foreign keys off meanwhile and views and triggers out of the way.
/// </summary>
internal sealed class SqliteMigration
{
    private const SqlDialect Dialect = SqlDialect.Sqlite;
    private const string NewSuffix = "__new";

    private readonly DatabaseSchema before;
    private readonly DatabaseSchema to;
    private readonly List<string> statements = [];
    private readonly ImmutableArray<TableDelta> deltas;
    private readonly ImmutableArray<SchemaTable> dropped;
    private readonly ImmutableArray<TableDelta> rebuilt;

    private SqliteMigration(DatabaseSchema before, DatabaseSchema to)
    {
        (this.before, this.to) = (before, to);
        dropped = [.. before.Tables.Where(table => to.Table(table.Name) is null)];
        deltas = [.. from old in before.Tables let now = to.Table(old.Name) where now is not null select TableDelta.Between(old, now, Dialect)];
        rebuilt = [.. deltas.Where(NeedsRebuild)];
    }

    /// <summary>Whether the statements have to run outside a transaction that is open already: the switch of foreign keys works nowhere else.</summary>
    public static bool NeedsOwnTransaction(IEnumerable<string> statements) => statements.Any(statement => statement.StartsWith("PRAGMA foreign_keys", StringComparison.Ordinal));

    public static ImmutableArray<string> Write(DatabaseSchema before, DatabaseSchema to)
    {
        var migration = new SqliteMigration(before, to);
        migration.Write();
        return [.. migration.statements];
    }

    private void Write()
    {
        var isGuarded = !rebuilt.IsEmpty || !dropped.IsEmpty;
        if (isGuarded)
        {
            Add("PRAGMA foreign_keys = OFF");
            Add("BEGIN");
        }

        var (triggers, views) = InTheWay();
        foreach (var trigger in triggers)
        {
            Add($"DROP TRIGGER {SqlName.Quote(trigger.Name, Dialect)}");
        }

        foreach (var view in views.Reverse())
        {
            Add($"DROP VIEW {SqlName.Quote(view.Name, Dialect)}");
        }

        foreach (var table in dropped)
        {
            Add($"DROP TABLE {SqlName.Quote(table.Name, Dialect)}");
        }

        foreach (var delta in deltas)
        {
            foreach (var index in rebuilt.Contains(delta) ? [] : Both(delta.Indexes).Dropped)
            {
                Add($"DROP INDEX {SqliteDdl.Quote(index.Name)}");
            }
        }

        foreach (var table in to.Tables.Where(table => before.Table(table.Name) is null))
        {
            Add(SqliteDdl.Create(table, table.Name.Name));
        }

        foreach (var delta in deltas)
        {
            Change(delta);
        }

        foreach (var (table, index) in from table in to.Tables from index in table.Indexes where IsMade(table, index) select (table, index))
        {
            Add(IndexText.Create(index, table.Name, Dialect));
        }

        foreach (var view in ViewOrder.Sorted(to).Where(view => views.Any(old => before.Same(old.Name, view.Name)) || !before.Views.Any(old => before.Same(old.Name, view.Name))))
        {
            Add(SqliteDdl.View(view));
        }

        foreach (var other in to.Others.Where(other => triggers.Any(old => before.Same(old.Name, other.Name)) || !before.Others.Any(old => before.Same(old.Name, other.Name))
            || other.On is { } on && rebuilt.Any(delta => before.Same(delta.To.Name, on))))
        {
            Add(other.Text);
        }

        if (isGuarded)
        {
            Add("PRAGMA foreign_key_check");
            Add("COMMIT");
            Add("PRAGMA foreign_keys = ON");
        }
    }

    private void Change(TableDelta delta)
    {
        if (!rebuilt.Contains(delta))
        {
            foreach (var column in delta.AddedColumns)
            {
                Add($"ALTER TABLE {SqlName.Quote(delta.To.Name, Dialect)} ADD COLUMN {SqliteDdl.Column(column, null)}");
            }

            return;
        }

        var (table, made) = (SqlName.Quote(delta.To.Name, Dialect), delta.To.Name.Name + NewSuffix);
        Add(SqliteDdl.Create(delta.To, made));
        var columns = delta.To.Columns.Where(column => column.Generated is null).Select(column => (column.Name, Value: ValueOf(delta, column))).Where(column => column.Value is not null).ToList();
        if (columns.Count > 0)
        {
            Add($"INSERT INTO {SqliteDdl.Quote(made)} ({SqlName.List(columns.Select(column => column.Name), Dialect)}) SELECT {string.Join(", ", columns.Select(column => column.Value))} FROM {table}");
        }

        if (delta.To.Columns.Any(column => column.Identity == IdentityKind.AutoIncrement) && delta.From.Columns.Any(column => column.Identity == IdentityKind.AutoIncrement))
        {
            // numbers that were given once are not given again
            Add($"DELETE FROM sqlite_sequence WHERE name = {SqlName.Text(made, Dialect)}");
            Add($"INSERT INTO sqlite_sequence (name, seq) SELECT {SqlName.Text(made, Dialect)}, seq FROM sqlite_sequence WHERE name = {SqlName.Text(delta.From.Name.Name, Dialect)}");
        }

        Add($"DROP TABLE {table}");
        Add($"ALTER TABLE {SqliteDdl.Quote(made)} RENAME TO {table}");
    }

    /// <summary>What the copy takes for a column; null where its default is to be taken.</summary>
    private string? ValueOf(TableDelta delta, TableColumn column)
    {
        var old = delta.From.Column(column.Name);
        if (old is null)
        {
            return column is { IsNullable: false, Default: null } ? FillerValues.Of(column, to) : null;
        }

        var name = SqliteDdl.Quote(old.Name);
        return old.IsNullable && !column.IsNullable && column.Default is { } value ? $"coalesce({name}, {value})" : name;
    }

    /// <summary>Triggers and views that go, or that a table in rebuilding must not be seen by.</summary>
    private (ImmutableArray<SchemaObject> Triggers, ImmutableArray<SchemaView> Views) InTheWay()
    {
        string[] touched = [.. rebuilt.Select(delta => delta.From.Name.Name), .. dropped.Select(table => table.Name.Name), .. deltas.Where(delta => !delta.DroppedColumns.IsEmpty).Select(delta => delta.From.Name.Name)];
        var changedViews = before.Views.Where(view => to.Views.FirstOrDefault(now => before.Same(now.Name, view.Name)) is not { } now || !ViewOrder.Same(view, now, before)).ToList();
        var over = ViewOrder.Over(before, touched.Concat(changedViews.Select(view => view.Name.Name)));
        var triggers = before.Others.Where(other => !(other.On is { } on && dropped.Any(table => before.Same(table.Name, on))) && (
            !to.Others.Any(now => before.Same(now.Name, other.Name) && ExpressionText.Same(now.Text, other.Text, Dialect)) || touched.Any(name => ExpressionText.Mentions(other.Text, name, Dialect))
            || changedViews.Concat(over).Any(view => ExpressionText.Mentions(other.Text, view.Name.Name, Dialect))));
        return ([.. triggers], [.. ViewOrder.Sorted(before).Where(view => changedViews.Contains(view) || over.Contains(view))]);
    }

    private bool IsMade(SchemaTable table, TableIndex index)
    {
        if (deltas.FirstOrDefault(delta => before.Same(delta.To.Name, table.Name)) is not { } delta || rebuilt.Contains(delta))
        {
            return true;
        }

        return Both(delta.Indexes).Added.Contains(index);
    }

    private static bool NeedsRebuild(TableDelta delta) =>
        !delta.DroppedColumns.IsEmpty || !delta.ChangedColumns.IsEmpty || !delta.PrimaryKeys.IsEmpty || !delta.Uniques.IsEmpty || !delta.Checks.IsEmpty || !delta.ForeignKeys.IsEmpty || delta.IsReordered
        || !delta.From.Options.SequenceEqual(delta.To.Options) || delta.AddedColumns.Any(column => !CanBeAdded(column))
        // a column that is added stands last
        || !delta.To.Columns.TakeLast(delta.AddedColumns.Length).SequenceEqual(delta.AddedColumns);

    private static bool CanBeAdded(TableColumn column) =>
        column.Generated is not { IsStored: true } && (column.IsNullable || column.Default is not null) && column.Identity == IdentityKind.None
        && !(column.Default is { } value && (value.StartsWith('(') || value.StartsWith("CURRENT_", StringComparison.OrdinalIgnoreCase)));

    private static Delta<TableIndex> Both(Delta<TableIndex> indexes) => indexes.WithoutRenames();

    private void Add(string statement) => statements.Add(statement);
}
