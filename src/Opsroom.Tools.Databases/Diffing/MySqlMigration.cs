using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Diffing;

/// <summary>
/// The statements that turn one MySQL or MariaDB schema into another: each table changes in one ALTER, between the foreign keys that go and those that come.
/// </summary>
internal sealed class MySqlMigration
{
    private const SqlDialect Dialect = SqlDialect.MySql;

    private readonly DatabaseSchema before;
    private readonly DatabaseSchema to;
    private readonly List<string> statements = [];
    private readonly ImmutableArray<TableDelta> deltas;
    private readonly ImmutableArray<SchemaTable> dropped;

    private MySqlMigration(DatabaseSchema before, DatabaseSchema to)
    {
        (this.before, this.to) = (before, to);
        dropped = [.. before.Tables.Where(table => to.Table(table.Name) is null)];
        deltas = [.. from old in before.Tables let now = to.Table(old.Name) where now is not null select TableDelta.Between(old, now, Dialect)];
    }

    public static ImmutableArray<string> Write(DatabaseSchema before, DatabaseSchema to)
    {
        var migration = new MySqlMigration(before, to);
        migration.TakeAway();
        migration.Build();
        return [.. migration.statements];
    }

    private void TakeAway()
    {
        foreach (var other in before.Others.Where(other => !to.Others.Any(now => IsSame(other, now)) && !(other.On is { } on && dropped.Any(table => before.Same(table.Name, on)))))
        {
            Add($"DROP {other.Kind.ToString().ToUpperInvariant()} {Quote(other.Name)}");
        }

        foreach (var view in ViewOrder.Sorted(before).Reverse().Where(view => to.Views.FirstOrDefault(now => before.Same(now.Name, view.Name)) is not { } now || !ViewOrder.Same(view, now, before)))
        {
            Add($"DROP VIEW {Quote(view.Name)}");
        }

        foreach (var delta in deltas)
        {
            foreach (var key in KeysToDrop(delta))
            {
                Add($"ALTER TABLE {Quote(delta.To.Name)} DROP FOREIGN KEY {MySqlDdl.Quote(key.Name!)}");
            }
        }

        foreach (var table in dropped)
        {
            foreach (var key in table.ForeignKeys.Where(key => dropped.Any(other => other != table && before.Same(other.Name, key.Target))))
            {
                Add($"ALTER TABLE {Quote(table.Name)} DROP FOREIGN KEY {MySqlDdl.Quote(key.Name!)}");
            }
        }

        foreach (var table in dropped)
        {
            Add($"DROP TABLE {Quote(table.Name)}");
        }

        foreach (var delta in deltas)
        {
            foreach (var check in delta.Checks.WithoutRenames().Dropped.Where(check => !check.IsNamed))
            {
                // what is unnamed has another name in each of the two, and neither runs the other's comments
                var number = delta.From.Checks.TakeWhile(other => other != check).Count(other => !other.IsNamed && other.Column is null) + 1;
                var all = delta.From.Checks.TakeWhile(other => other != check).Count(other => !other.IsNamed) + 1;
                var inMariaDb = check.Column is null ? string.Create(CultureInfo.InvariantCulture, $" /*M! DROP CONSTRAINT CONSTRAINT_{number} */") : "";
                Add(string.Create(CultureInfo.InvariantCulture, $"ALTER TABLE {Quote(delta.To.Name)} /*!80016 DROP CONSTRAINT {MySqlDdl.Quote($"{delta.To.Name.Name}_chk_{all}")} */{inMariaDb}"));
            }
        }
    }

    private void Build()
    {
        foreach (var table in to.Tables.Where(table => before.Table(table.Name) is null))
        {
            Add(MySqlDdl.Create(table));
        }

        foreach (var delta in deltas)
        {
            Change(delta);
        }

        foreach (var table in to.Tables)
        {
            var delta = deltas.FirstOrDefault(each => to.Same(each.To.Name, table.Name));
            foreach (var key in delta is null ? table.ForeignKeys : KeysToAdd(delta))
            {
                Add($"ALTER TABLE {Quote(table.Name)} ADD {MySqlDdl.ForeignKey(key)}");
            }
        }

        foreach (var view in ViewOrder.Sorted(to).Where(view => before.Views.FirstOrDefault(old => to.Same(old.Name, view.Name)) is not { } old || !ViewOrder.Same(old, view, to)))
        {
            Add(MySqlDdl.View(view));
        }

        foreach (var other in to.Others.Where(other => !before.Others.Any(old => IsSame(old, other)) || other.On is { } on && dropped.Any(table => before.Same(table.Name, on))))
        {
            Add(other.Text);
        }
    }

    private void Change(TableDelta delta)
    {
        var table = Quote(delta.To.Name);
        foreach (var (old, now) in delta.ChangedColumns.Where(pair => pair.From.IsNullable && !pair.To.IsNullable && pair.To.Default is not null && pair.To.Generated is null))
        {
            Add($"UPDATE {table} SET {MySqlDdl.Quote(old.Name)} = {now.Default} WHERE {MySqlDdl.Quote(old.Name)} IS NULL");
        }

        var actions = Actions(delta).ToList();
        if (actions.Count > 0)
        {
            Add($"ALTER TABLE {table}\n    {string.Join(",\n    ", actions)}");
        }

        foreach (var column in delta.AddedColumns.Where(IsFilled))
        {
            Add($"ALTER TABLE {table} ALTER COLUMN {MySqlDdl.Quote(column.Name)} DROP DEFAULT");
        }
    }

    private IEnumerable<string> Actions(TableDelta delta)
    {
        var (uniques, checks) = (delta.Indexes, delta.Checks.WithoutRenames());
        foreach (var check in checks.Dropped.Where(check => check.IsNamed))
        {
            yield return $"DROP CONSTRAINT {MySqlDdl.Quote(check.Name!)}";
        }

        foreach (var index in uniques.Dropped)
        {
            yield return $"DROP INDEX {MySqlDdl.Quote(index.Name)}";
        }

        foreach (var (old, now) in uniques.Renamed)
        {
            yield return $"RENAME INDEX {MySqlDdl.Quote(old.Name)} TO {MySqlDdl.Quote(now.Name)}";
        }

        if (!delta.PrimaryKeys.Dropped.IsEmpty)
        {
            yield return "DROP PRIMARY KEY";
        }

        foreach (var column in delta.DroppedColumns)
        {
            yield return $"DROP COLUMN {MySqlDdl.Quote(column.Name)}";
        }

        foreach (var column in delta.To.Columns)
        {
            if (delta.AddedColumns.Contains(column))
            {
                yield return $"ADD COLUMN {MySqlDdl.Column(IsFilled(column) ? column with { Default = FillerValues.Of(column, to) } : column, delta.To.Checks)}{Place(delta, column)}";
            }
            else if (IsModified(delta, column, checks))
            {
                yield return $"MODIFY COLUMN {MySqlDdl.Column(column, checks.Added)}{Kept(delta, column, checks)}";
            }
        }

        if (delta.PrimaryKeys.Added is [var key])
        {
            yield return $"ADD PRIMARY KEY ({SqlName.List(key.Columns, Dialect)})";
        }

        foreach (var index in uniques.Added)
        {
            yield return $"ADD {MySqlDdl.Index(index)}";
        }

        foreach (var check in checks.Added.Where(check => check.Column is null))
        {
            yield return $"ADD {MySqlDdl.Check(check)}";
        }

        foreach (var (name, value) in delta.To.Options.Except(delta.From.Options))
        {
            yield return name == "CHARACTER SET" ? $"CONVERT TO CHARACTER SET {value}" : $"{name}={value}";
        }

        if (delta.From.Comment != delta.To.Comment)
        {
            yield return $"COMMENT={SqlName.Text(delta.To.Comment ?? "", Dialect)}";
        }
    }

    /// <summary>A check that stands with its column goes in MariaDB when the column is defined anew; MySQL would make it twice.</summary>
    private static string Kept(TableDelta delta, TableColumn column, Delta<TableCheck> checks) => string.Concat(
        delta.To.Checks.Except(checks.Added).Where(check => column.Name.Equals(check.Column, StringComparison.OrdinalIgnoreCase)).Select(check => $" /*M! CHECK ({check.Expression}) */"));

    private static bool IsModified(TableDelta delta, TableColumn column, Delta<TableCheck> checks) =>
        delta.ChangedColumns.Any(pair => pair.To == column) || delta.From.Column(column.Name)?.Comment != column.Comment
        || checks.Added.Concat(checks.Dropped).Any(check => column.Name.Equals(check.Column, StringComparison.OrdinalIgnoreCase));

    private static string Place(TableDelta delta, TableColumn column)
    {
        var at = delta.To.Columns.IndexOf(column);
        return at == 0 ? " FIRST" : delta.To.Columns.Skip(at + 1).All(delta.AddedColumns.Contains) ? "" : $" AFTER {MySqlDdl.Quote(delta.To.Columns[at - 1].Name)}";
    }

    /// <summary>A date that is required would become a zero date in rows that are there, which the server refuses.</summary>
    private static bool IsFilled(TableColumn column) =>
        column is { IsNullable: false, Default: null, Generated: null } && (column.Type.StartsWith("date", StringComparison.Ordinal) || column.Type.StartsWith("timestamp", StringComparison.Ordinal));

    private IEnumerable<TableForeignKey> KeysToDrop(TableDelta delta) => delta.From.ForeignKeys.Where(key => delta.ForeignKeys.WithoutRenames().Dropped.Contains(key) || IsInTheWay(delta, key));

    private IEnumerable<TableForeignKey> KeysToAdd(TableDelta delta) => delta.To.ForeignKeys.Where(key => delta.ForeignKeys.WithoutRenames().Added.Contains(key) || IsInTheWay(delta, key));

    /// <summary>Whether a column or a key on either side of a foreign key changes: then it has to go meanwhile.</summary>
    private bool IsInTheWay(TableDelta delta, TableForeignKey key)
    {
        bool Changes(TableDelta each, ImmutableArray<string> columns) =>
            each.ChangedColumns.Any(pair => columns.Contains(pair.From.Name, StringComparer.OrdinalIgnoreCase))
            || each.PrimaryKeys.Dropped.Any(dropped => dropped.Columns.Intersect(columns, StringComparer.OrdinalIgnoreCase).Any())
            || each.Indexes.Dropped.Any(index => index.LeadingColumns.Take(columns.Length).Intersect(columns, StringComparer.OrdinalIgnoreCase).Any());
        return Changes(delta, key.Columns) || deltas.FirstOrDefault(each => before.Same(each.To.Name, key.Target)) is { } target && Changes(target, key.TargetColumns);
    }

    private static bool IsSame(SchemaObject one, SchemaObject other) => one.Kind == other.Kind && ExpressionText.Same(one.Text, other.Text, Dialect);

    private void Add(string statement) => statements.Add(statement);

    private static string Quote(ObjectName name) => MySqlDdl.Quote(name);
}
