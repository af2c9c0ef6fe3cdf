using System.Collections.Immutable;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Schemas.Reading;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Diffing;

/// <summary>Columns, comments, and what stands on what.</summary>
internal sealed partial class PostgresMigration
{
    private void Columns(TableDelta delta)
    {
        var alter = $"ALTER TABLE {Quote(delta.To.Name)}";
        if (delta.From.IsUnlogged != delta.To.IsUnlogged)
        {
            Add($"{alter} SET {(delta.To.IsUnlogged ? "UNLOGGED" : "LOGGED")}");
        }

        if (delta.To.With != delta.From.With && delta.To.With is { } with)
        {
            Add($"{alter} SET ({with.Trim('(', ')')})");
        }

        foreach (var setting in delta.To.RowSecurity.Except(delta.From.RowSecurity))
        {
            Add($"{alter} {setting} ROW LEVEL SECURITY");
        }

        foreach (var setting in delta.From.RowSecurity.Except(delta.To.RowSecurity))
        {
            Add($"{alter} {(setting == "FORCE" ? "NO FORCE" : "DISABLE")} ROW LEVEL SECURITY");
        }

        // a partition has its parent's columns
        if (delta.To.PartitionOf is not null)
        {
            return;
        }

        // a generated column stands on others: it goes before them
        var regenerated = delta.ChangedColumns.Where(pair => !Definitions.SameGenerated(pair.From, pair.To, Dialect) && !(pair.From.Generated is not null && pair.To.Generated is null)).ToList();
        foreach (var column in delta.DroppedColumns.Where(column => column.Generated is not null).Concat(regenerated.Select(pair => pair.From)).Concat(delta.DroppedColumns.Where(column => column.Generated is null)))
        {
            Add($"{alter} DROP COLUMN {Quote(column.Name)}");
        }

        foreach (var (old, now) in delta.ChangedColumns.Except(regenerated))
        {
            Change(alter, delta, old, now);
        }

        foreach (var column in delta.AddedColumns.Where(column => column.Generated is null).Concat(delta.AddedColumns.Where(column => column.Generated is not null)).Concat(regenerated.Select(pair => pair.To)))
        {
            AddColumn(alter, column);
        }
    }

    private void AddColumn(string alter, TableColumn column)
    {
        var isRequired = column is { IsNullable: false, Default: null, Generated: null, Identity: IdentityKind.None };
        if (isRequired && FillerValues.Of(column, to) is { } filler)
        {
            Add($"{alter} ADD COLUMN {PostgresDdl.Column(column with { Default = filler })}");
            Add($"{alter} ALTER COLUMN {Quote(column.Name)} DROP DEFAULT");
            return;
        }

        Add($"{alter} ADD COLUMN {PostgresDdl.Column(column)}");
    }

    private void Change(string alter, TableDelta delta, TableColumn old, TableColumn now)
    {
        var column = $"{alter} ALTER COLUMN {Quote(now.Name)}";
        if (old.Generated is not null && now.Generated is null)
        {
            Add($"{column} DROP EXPRESSION");
        }

        var isRetyped = !Definitions.SameType(old, now, Dialect);
        if (old.Identity != now.Identity && old.Identity != IdentityKind.None && !(IsIdentity(old) && IsIdentity(now)))
        {
            Add(old.Identity == IdentityKind.Serial ? $"{column} DROP DEFAULT" : $"{column} DROP IDENTITY");
            if (old.Identity == IdentityKind.Serial)
            {
                Add($"DROP SEQUENCE {Quote(SequenceOf(delta.From, old))}");
            }
        }

        if (isRetyped)
        {
            Retype(column, old, now);
        }
        else if (!Definitions.SameDefault(old, now, Dialect))
        {
            Add(now.Default is { } value ? $"{column} SET DEFAULT {value}" : $"{column} DROP DEFAULT");
        }

        if (old.IsNullable && !now.IsNullable)
        {
            if (now.Default is { } value)
            {
                Add($"UPDATE {Quote(delta.To.Name)} SET {Quote(now.Name)} = {value} WHERE {Quote(now.Name)} IS NULL");
            }

            Add($"{column} SET NOT NULL");
        }

        Identify(column, delta, old, now);
        if (!old.IsNullable && now.IsNullable)
        {
            Add($"{column} DROP NOT NULL");
        }
    }

    private void Retype(string column, TableColumn old, TableColumn now)
    {
        if (old.Default is not null)
        {
            Add($"{column} DROP DEFAULT");
        }

        var collation = now.Collation is { } named ? $" COLLATE {Quote(named)}" : "";
        Add($"{column} TYPE {now.Type}{collation}{(old.Type == now.Type ? "" : $" USING {Quote(now.Name)}{(TypeChanges.IsCast(old.Type, now.Type) ? "" : "::text")}::{now.Type}")}");
        if (now.Default is { } value)
        {
            Add($"{column} SET DEFAULT {value}");
        }
    }

    private void Identify(string column, TableDelta delta, TableColumn old, TableColumn now)
    {
        if (old.Identity == now.Identity)
        {
            return;
        }

        if (IsIdentity(old) && IsIdentity(now))
        {
            Add($"{column} SET GENERATED {(now.Identity == IdentityKind.Always ? "ALWAYS" : "BY DEFAULT")}");
            return;
        }

        var (table, name) = (Quote(delta.To.Name), Quote(now.Name));
        switch (now.Identity)
        {
            case IdentityKind.None:
                return;
            case IdentityKind.Serial:
                var sequence = Quote(SequenceOf(delta.To, now));
                Add($"CREATE SEQUENCE {sequence}{(now.Type == "bigint" ? "" : $" AS {now.Type}")} OWNED BY {table}.{name}");
                Add($"{column} SET DEFAULT nextval({PostgresDdl.Text(sequence)}::regclass)");
                break;
            default:
                Add($"{column} ADD{PostgresDdl.Identity(now)}");
                break;
        }

        // the numbers go on behind those that are there
        Add($"SELECT setval(pg_get_serial_sequence({PostgresDdl.Text(table)}, {PostgresDdl.Text(now.Name)}), coalesce(max({name}), 0) + 1, false) FROM {table}");
    }

    private void Comments()
    {
        foreach (var table in to.Tables)
        {
            var old = before.Table(table.Name);
            Comment("TABLE", Quote(table.Name), old?.Comment, table.Comment);
            foreach (var column in table.Columns)
            {
                var earlier = old?.Column(column.Name);
                var isMadeAnew = earlier is not null && !Definitions.SameGenerated(earlier, column, Dialect) && column.Generated is not null;
                Comment("COLUMN", $"{Quote(table.Name)}.{Quote(column.Name)}", isMadeAnew ? null : earlier?.Comment, column.Comment);
            }

            foreach (var index in table.Indexes)
            {
                Comment("INDEX", Quote(new ObjectName(table.Name.Schema, index.Name)), old?.Indexes.FirstOrDefault(earlier => earlier.Name == index.Name && Definitions.Of(earlier, Dialect) == Definitions.Of(index, Dialect))?.Comment, index.Comment);
            }
        }

        foreach (var view in to.Views)
        {
            var isNew = viewsToCreate.Contains(view);
            Comment(view.IsMaterialized ? "MATERIALIZED VIEW" : "VIEW", Quote(view.Name), isNew ? null : before.Views.FirstOrDefault(old => before.Same(old.Name, view.Name))?.Comment, view.Comment);
        }

        foreach (var type in to.Enums)
        {
            Comment("TYPE", Quote(type.Name), enums.IsRebuilt(type) ? null : before.Enums.FirstOrDefault(old => before.Same(old.Name, type.Name))?.Comment, type.Comment);
        }
    }

    private void Comment(string kind, string name, string? old, string? now)
    {
        if (old != now)
        {
            Add($"COMMENT ON {kind} {name} IS {(now is null ? "NULL" : PostgresDdl.Text(now))}");
        }
    }

    private (ImmutableArray<SchemaView> Drop, ImmutableArray<SchemaView> Create) ChangedViews()
    {
        var touched = dropped.Select(table => table.Name.Name)
            .Concat(deltas.Where(delta => !delta.DroppedColumns.IsEmpty || delta.HasTypeChanges || !delta.ChangedColumns.All(pair => Definitions.SameGenerated(pair.From, pair.To, Dialect)) || enums.Touches(delta)).Select(delta => delta.To.Name.Name));
        var changed = before.Views.Where(view => to.Views.FirstOrDefault(now => before.Same(now.Name, view.Name)) is not { } now || !ViewOrder.Same(view, now, before)
            || !view.Indexes.Select(index => Definitions.Of(index, Dialect) + index.Name).SequenceEqual(now.Indexes.Select(index => Definitions.Of(index, Dialect) + index.Name), StringComparer.Ordinal)).ToList();
        var over = ViewOrder.Over(before, touched.Concat(changed.Select(view => view.Name.Name)));
        var drop = ViewOrder.Sorted(before).Where(view => changed.Contains(view) || over.Contains(view)).ToImmutableArray();
        return (drop, [.. ViewOrder.Sorted(to).Where(view => !before.Views.Any(old => before.Same(old.Name, view.Name)) || drop.Any(old => before.Same(old.Name, view.Name)))]);
    }

    /// <summary>Foreign keys that stay and refer to a key that does not.</summary>
    private IEnumerable<TableForeignKey> KeysOverChangedTargets(TableDelta delta) => delta.From.ForeignKeys.Where(key =>
        !delta.ForeignKeys.Dropped.Contains(key) && !delta.ForeignKeys.Renamed.Any(pair => pair.From == key)
        && deltas.FirstOrDefault(other => before.Same(other.To.Name, key.Target)) is { } target
        && target.PrimaryKeys.Dropped.Concat(target.Uniques.Dropped).Any(dropped => dropped.Columns.ToHashSet(StringComparer.Ordinal).SetEquals(key.TargetColumns)));

    private IEnumerable<TableForeignKey> OwnKeys(SchemaTable table) => table.ForeignKeys.Where(key => table.PartitionOf is null || to.Table(table.PartitionOf)?.ForeignKeys.All(other => Definitions.Of(other, Dialect) != Definitions.Of(key, Dialect)) != false);

    private static IEnumerable<string> Validated(TableDelta delta) =>
        from old in delta.From.ForeignKeys.Select(key => (key.Name, key.IsNotValid)).Concat(delta.From.Checks.Select(check => (check.Name, check.IsNotValid)))
        where old.IsNotValid && old.Name is not null && (delta.To.ForeignKeys.Any(key => key.Name == old.Name && !key.IsNotValid) || delta.To.Checks.Any(check => check.Name == old.Name && !check.IsNotValid))
        select old.Name;

    private static List<SchemaTable> Parents(ImmutableArray<SchemaTable> tables)
    {
        var (done, waiting) = (new List<SchemaTable>(), tables.ToList());
        while (waiting.Count > 0)
        {
            var next = waiting.Find(table => !waiting.Any(other => other != table && (table.PartitionOf == other.Name || table.Inherits.Contains(other.Name)))) ?? waiting[0];
            waiting.Remove(next);
            done.Add(next);
        }

        return done;
    }

    private IEnumerable<SchemaObject> OthersToDrop() => before.Others.Where(other => !to.Others.Any(now => IsSame(other, now)) && !(other.On is { } on && dropped.Any(table => before.Same(table.Name, on))));

    private IEnumerable<SchemaObject> OthersToCreate() => to.Others.Where(other => !before.Others.Any(old => IsSame(old, other)));

    private static bool IsSame(SchemaObject one, SchemaObject other) => one.Kind == other.Kind && ExpressionText.Same(one.Text, other.Text, Dialect);

    private bool IsReplacedBy(SchemaObject old, SchemaObject now) =>
        old.Kind is ObjectKind.Function or ObjectKind.Procedure && now.Kind == old.Kind && before.Same(old.Name, now.Name) && RoutineNames.Signature(old) == RoutineNames.Signature(now);

    private string Replacing(SchemaObject other) => before.Others.Any(old => IsReplacedBy(old, other)) && other.Text.StartsWith("CREATE ", StringComparison.OrdinalIgnoreCase) && !other.Text.StartsWith("CREATE OR ", StringComparison.OrdinalIgnoreCase)
        ? $"CREATE OR REPLACE {other.Text[7..]}" : other.Text;

    private bool IsNeededFirst(SchemaObject other) => other.On is null
        && (other.Kind is ObjectKind.Extension or ObjectKind.Collation or ObjectKind.Type or ObjectKind.Domain
            || other.Kind is ObjectKind.Function && to.Tables.Any(table => Expressions(table).Any(text => ExpressionText.Mentions(text, other.Name.Name, Dialect))));

    private static IEnumerable<string?> Expressions(SchemaTable table) => table.Columns.SelectMany(column => (string?[])[column.Default, column.Generated?.Expression])
        .Concat(table.Checks.Select(check => check.Expression)).Concat(table.Indexes.SelectMany(index => index.Elements.Select(element => element.Expression).Append(index.Where)));

    private string DropOf(SchemaObject other)
    {
        var isOnly = before.Others.Count(each => each.Kind == other.Kind && before.Same(each.Name, other.Name)) == 1;
        return $"DROP {KindOf(other)} {Quote(other.Name)}{(isOnly ? "" : RoutineNames.Signature(other))}";
    }

    private static string KindOf(SchemaObject other) => other.Kind.ToString().ToUpperInvariant();

    private static bool IsIdentity(TableColumn column) => column.Identity is IdentityKind.Always or IdentityKind.ByDefault;

    private static ObjectName SequenceOf(SchemaTable table, TableColumn column) => new(table.Name.Schema, $"{table.Name.Name}_{column.Name}_seq");

}
