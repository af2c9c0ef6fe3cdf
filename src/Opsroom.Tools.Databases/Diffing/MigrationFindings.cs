using System.Collections.Immutable;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Diffing;

/// <summary>Tells what a migration would lose, where rows may stop it, and what may have been a rename.</summary>
internal static class MigrationFindings
{
    private const double LikelyRename = 0.6;

    /// <param name="before">What is renamed has its new name already.</param>
    public static ImmutableArray<Finding> Of(DatabaseSchema before, DatabaseSchema to)
    {
        var findings = ImmutableArray.CreateBuilder<Finding>();
        var dropped = before.Tables.Where(table => to.Table(table.Name) is null).ToList();
        var added = to.Tables.Where(table => before.Table(table.Name) is null).ToList();
        foreach (var table in dropped)
        {
            findings.Add(new Finding("drops-table", Severity.Error, $"The table {table.Name} is dropped with its rows, and going down cannot bring them back. Keep a copy of what is needed.", Object: $"table/{table.Name}"));
            if (added.Where(other => Likeness(table, other) >= LikelyRename).MaxBy(other => Likeness(table, other)) is { } likely)
            {
                findings.Add(new Finding(
                    "possible-rename", Severity.Warning,
                    $"{table.Name} may have been renamed to {likely.Name}: most of their columns are the same. As it stands one is dropped and the other made empty. If it was renamed, say so with renames: {{\"{table.Name}\": \"{likely.Name}\"}}.",
                    Object: $"table/{table.Name}"));
            }
        }

        foreach (var (old, now) in from table in before.Tables let now = to.Table(table.Name) where now is not null select (table, now))
        {
            Columns(findings, TableDelta.Between(old, now, before.Dialect), before, to);
        }

        foreach (var type in before.Enums)
        {
            var lost = to.Enums.FirstOrDefault(now => before.Same(now.Name, type.Name)) is { } kept ? type.Labels.Except(kept.Labels, StringComparer.Ordinal).ToList() : [];
            if (lost.Count > 0)
            {
                findings.Add(new Finding("drops-enum-value", Severity.Error, $"{type.Name} loses {string.Join(", ", lost)}: rows that have one of them stop the migration. Update them before.", Object: $"type/{type.Name}"));
            }
        }

        foreach (var view in before.Views.Where(view => view.IsMaterialized && !to.Views.Any(now => before.Same(now.Name, view.Name))))
        {
            findings.Add(new Finding("drops-view", Severity.Warning, $"The materialized view {view.Name} is dropped with its rows.", Object: $"view/{view.Name}"));
        }

        foreach (var sequence in before.Sequences.Where(sequence => !to.Sequences.Any(now => before.Same(now.Name, sequence.Name))))
        {
            findings.Add(new Finding("drops-sequence", Severity.Warning, $"The sequence {sequence.Name} is dropped, and with it the number it stands at.", Object: $"sequence/{sequence.Name}"));
        }

        return findings.ToImmutable();
    }

    private static void Columns(ImmutableArray<Finding>.Builder findings, TableDelta delta, DatabaseSchema before, DatabaseSchema to)
    {
        var table = delta.To.Name;
        foreach (var column in delta.DroppedColumns)
        {
            if (column.Generated is not null)
            {
                continue;
            }

            findings.Add(new Finding("drops-column", Severity.Error, $"{table}.{column.Name} is dropped with its values, and going down cannot bring them back. Copy what is needed first.", Object: $"column/{table}.{column.Name}"));
            if (Candidate(delta, column, before.Dialect) is { } likely)
            {
                findings.Add(new Finding(
                    "possible-rename", Severity.Warning,
                    $"{table}.{column.Name} may have been renamed to {likely.Name}: they are of the same type. As it stands one is dropped and the other made empty. If it was renamed, say so with renames: {{\"{table}.{column.Name}\": \"{likely.Name}\"}}.",
                    Object: $"column/{table}.{column.Name}"));
            }
        }

        foreach (var column in delta.AddedColumns.Where(column => column is { IsNullable: false, Default: null, Generated: null, Identity: IdentityKind.None }))
        {
            var filler = FillerValues.Of(column, to);
            findings.Add(new Finding(
                "fills-rows", Severity.Warning,
                filler is null ? $"{table}.{column.Name} is required and has no default: the migration fails where the table has rows. Give it a default, or add it nullable and fill it first."
                    : $"{table}.{column.Name} is required and has no default: rows that are there get {filler}. Write what they should have into the migration where that is wrong.",
                Object: $"column/{table}.{column.Name}"));
        }

        foreach (var (old, now) in delta.ChangedColumns)
        {
            Changed(findings, $"{table}.{now.Name}", old, now, before.Dialect);
        }

        foreach (var key in delta.PrimaryKeys.Added.Concat(delta.Uniques.Added))
        {
            findings.Add(new Finding("new-unique", Severity.Info, $"{table} ({string.Join(", ", key.Columns)}) becomes unique: rows that repeat there stop the migration.", Object: $"constraint/{table}.{key.Name}"));
        }

        if (delta.From.PartitionBy != delta.To.PartitionBy)
        {
            findings.Add(new Finding("partitioning-changes", Severity.Error, $"{table} is to be partitioned in another way, which no ALTER does: make a new table, copy the rows and swap the two. The migration leaves the table as it is.", Object: $"table/{table}"));
        }
    }

    private static void Changed(ImmutableArray<Finding>.Builder findings, string name, TableColumn old, TableColumn now, SqlDialect dialect)
    {
        if (TypeChanges.LosesData(old.Type, now.Type, dialect))
        {
            findings.Add(new Finding("narrows-type", Severity.Warning, $"{name} changes from {old.Type} to {now.Type}: values that do not fit stop the migration, or are cut or rounded. Look for them before.", Object: $"column/{name}"));
        }

        if (old.IsNullable && !now.IsNullable)
        {
            findings.Add(new Finding(
                "requires-values", Severity.Warning,
                now.Default is { } value ? $"{name} must have a value: rows without one get the default {value}." : $"{name} must have a value: rows without one stop the migration. Fill them first.", Object: $"column/{name}"));
        }
    }

    private static TableColumn? Candidate(TableDelta delta, TableColumn column, SqlDialect dialect)
    {
        var alike = delta.AddedColumns.Where(other => other.Generated is null && Definitions.SameType(column, other, dialect)).ToList();
        return alike.Where(other => IsAlike(column.Name, other.Name)).Concat(alike.Where(other => other.IsNullable == column.IsNullable)).FirstOrDefault();
    }

    private static bool IsAlike(string one, string other) => one.Contains(other, StringComparison.OrdinalIgnoreCase) || other.Contains(one, StringComparison.OrdinalIgnoreCase);

    /// <summary>Which part of the columns of two tables is the same, by name and type; a column may have been renamed as well.</summary>
    private static double Likeness(SchemaTable one, SchemaTable other)
    {
        var same = one.Columns.Count(column => other.Column(column.Name)?.Type == column.Type);
        var most = Math.Max(one.Columns.Length, other.Columns.Length);
        var types = one.Columns.Length == other.Columns.Length && one.Columns.Select(column => column.Type).SequenceEqual(other.Columns.Select(column => column.Type), StringComparer.Ordinal);
        return most == 0 ? 0 : types && same > 0 ? 1 : (double)same / most;
    }
}
