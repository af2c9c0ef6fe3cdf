using System.Collections.Immutable;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Diffing;

/// <summary>
/// How PostgreSQL's enums change. Labels are only ever added to a type; one that loses a label, or gains one that is used at once, is made anew and its columns move over.
/// </summary>
internal sealed class EnumChanges(DatabaseSchema before, DatabaseSchema to, ImmutableArray<TableDelta> deltas)
{
    private const SqlDialect Dialect = SqlDialect.PostgreSql;
    private const string Old = "__old";

    private readonly List<(SchemaEnum From, SchemaEnum To)> rebuilt = [];
    private readonly List<(SchemaEnum From, SchemaEnum To)> extended = [];

    public static EnumChanges Between(DatabaseSchema before, DatabaseSchema to, ImmutableArray<TableDelta> deltas)
    {
        var changes = new EnumChanges(before, to, deltas);
        foreach (var now in to.Enums)
        {
            if (before.Enums.FirstOrDefault(type => before.Same(type.Name, now.Name)) is not { } old || old.Labels.SequenceEqual(now.Labels, StringComparer.Ordinal))
            {
                continue;
            }

            var isExtended = now.Labels.Where(label => old.Labels.Contains(label, StringComparer.Ordinal)).SequenceEqual(old.Labels, StringComparer.Ordinal) && !now.Labels.Except(old.Labels, StringComparer.Ordinal).Any(label => IsUsed(to, label));
            (isExtended ? changes.extended : changes.rebuilt).Add((old, now));
        }

        return changes;
    }

    public bool IsRebuilt(SchemaEnum type) => rebuilt.Any(pair => before.Same(pair.To.Name, type.Name));

    public bool Touches(TableDelta delta) => delta.To.Columns.Any(IsRebuiltType);

    /// <summary>Checks that speak of a column whose type is made anew, as they are until then.</summary>
    public IEnumerable<TableCheck> ChecksOver(TableDelta delta) => delta.From.Checks.Except(delta.Checks.Dropped).Where(check => Mentions(delta, check.Expression));

    /// <summary>The same checks as they are afterwards.</summary>
    public IEnumerable<TableCheck> ChecksBack(TableDelta delta) => delta.To.Checks.Except(delta.Checks.Added).Where(check => Mentions(delta, check.Expression));

    public IEnumerable<TableIndex> IndexesOver(TableDelta delta) => delta.From.Indexes.Except(delta.Indexes.Dropped).Where(index => Mentions(delta, index));

    public IEnumerable<TableIndex> IndexesBack(TableDelta delta) => delta.To.Indexes.Except(delta.Indexes.Added).Where(index => Mentions(delta, index));

    public void Write(Action<string> add)
    {
        foreach (var type in to.Enums.Where(type => !before.Enums.Any(old => before.Same(old.Name, type.Name))))
        {
            add(PostgresDdl.Enum(type));
        }

        foreach (var (old, now) in extended)
        {
            for (var index = 0; index < now.Labels.Length; index++)
            {
                if (!old.Labels.Contains(now.Labels[index], StringComparer.Ordinal))
                {
                    var next = now.Labels.Skip(index + 1).FirstOrDefault(label => old.Labels.Contains(label, StringComparer.Ordinal));
                    add($"ALTER TYPE {PostgresDdl.Quote(now.Name)} ADD VALUE {PostgresDdl.Text(now.Labels[index])}{(next is null ? "" : $" BEFORE {PostgresDdl.Text(next)}")}");
                }
            }
        }

        foreach (var (_, now) in rebuilt)
        {
            add($"ALTER TYPE {PostgresDdl.Quote(now.Name)} RENAME TO {PostgresDdl.Quote(now.Name.Name + Old)}");
            add(PostgresDdl.Enum(now));
            foreach (var delta in deltas.Where(delta => delta.To.PartitionOf is null))
            {
                foreach (var column in delta.From.Columns.Where(column => column.Generated is null && IsOf(column, now) && delta.To.Column(column.Name) is { } kept && IsOf(kept, now)))
                {
                    Move(add, delta, column, delta.To.Column(column.Name)!);
                }
            }
        }
    }

    /// <summary>The types that nothing is of any more.</summary>
    public void Finish(Action<string> add)
    {
        foreach (var (_, now) in rebuilt)
        {
            add($"DROP TYPE {PostgresDdl.Quote(now.Name with { Name = now.Name.Name + Old })}");
        }
    }

    public void Drop(Action<string> add)
    {
        foreach (var type in before.Enums.Where(type => !to.Enums.Any(now => before.Same(now.Name, type.Name))))
        {
            add($"DROP TYPE {PostgresDdl.Quote(type.Name)}");
        }
    }

    private static void Move(Action<string> add, TableDelta delta, TableColumn old, TableColumn now)
    {
        var column = $"ALTER TABLE {PostgresDdl.Quote(delta.To.Name)} ALTER COLUMN {PostgresDdl.Quote(now.Name)}";
        if (old.Default is not null)
        {
            add($"{column} DROP DEFAULT");
        }

        var array = now.Type.EndsWith("[]", StringComparison.Ordinal) ? "[]" : "";
        add($"{column} TYPE {now.Type} USING {PostgresDdl.Quote(now.Name)}::text{array}::{now.Type}");
        if (old.Default is not null && now.Default is not null)
        {
            add($"{column} SET DEFAULT {now.Default}");
        }
    }

    private bool Mentions(TableDelta delta, string? expression) => delta.To.Columns.Where(IsRebuiltType).Any(column => ExpressionText.Mentions(expression, column.Name, Dialect));

    private bool Mentions(TableDelta delta, TableIndex index) => index.Elements.Any(element => Mentions(delta, element.Expression)) || Mentions(delta, index.Where);

    private bool IsRebuiltType(TableColumn column) => rebuilt.Any(pair => IsOf(column, pair.To));

    private static bool IsOf(TableColumn column, SchemaEnum type) => column.Type.TrimEnd('[', ']') == PostgresDdl.Quote(type.Name);

    private static bool IsUsed(DatabaseSchema schema, string label)
    {
        var text = PostgresDdl.Text(label);
        bool Says(string? expression) => expression?.Contains(text, StringComparison.Ordinal) == true;
        return schema.Tables.Any(table => table.Columns.Any(column => Says(column.Default) || Says(column.Generated?.Expression)) || table.Checks.Any(check => Says(check.Expression)) || table.Indexes.Any(index => Says(index.Where)))
            || schema.Views.Any(view => Says(view.Query)) || schema.Others.Any(other => Says(other.Text));
    }
}
