using System.Collections.Immutable;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Schemas.Reading;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Diffing;

/// <summary>
/// The statements that turn one PostgreSQL schema into another, in an order in which each finds what it needs: what stands on changed things goes first and comes
/// back last, and foreign keys are made when all tables are there.
/// </summary>
internal sealed partial class PostgresMigration
{
    private const SqlDialect Dialect = SqlDialect.PostgreSql;

    private readonly DatabaseSchema before;
    private readonly DatabaseSchema to;
    private readonly List<string> statements = [];
    private readonly ImmutableArray<TableDelta> deltas;
    private readonly ImmutableArray<SchemaTable> dropped;
    private readonly ImmutableArray<SchemaTable> added;
    private readonly EnumChanges enums;
    private readonly ImmutableArray<SchemaView> viewsToDrop;
    private readonly ImmutableArray<SchemaView> viewsToCreate;

    private PostgresMigration(DatabaseSchema before, DatabaseSchema to)
    {
        (this.before, this.to) = (before, to);
        dropped = [.. before.Tables.Where(table => to.Table(table.Name) is null)];
        added = [.. to.Tables.Where(table => before.Table(table.Name) is null)];
        deltas = [.. from tableBefore in before.Tables let now = to.Table(tableBefore.Name) where now is not null select TableDelta.Between(tableBefore, now, Dialect)];
        enums = EnumChanges.Between(before, to, deltas);
        (viewsToDrop, viewsToCreate) = ChangedViews();
    }

    /// <param name="before">Tables and columns that are renamed have their new names already.</param>
    public static ImmutableArray<string> Write(DatabaseSchema before, DatabaseSchema to)
    {
        var migration = new PostgresMigration(before, to);
        migration.TakeAway();
        migration.Build();
        migration.Complete();
        return [.. migration.statements];
    }

    private void TakeAway()
    {
        foreach (var other in OthersToDrop().Where(other => other.On is not null))
        {
            Add($"DROP {KindOf(other)} {Quote(other.Name)} ON {Quote(other.On!)}");
        }

        foreach (var view in viewsToDrop.Reverse())
        {
            Add($"DROP {(view.IsMaterialized ? "MATERIALIZED " : "")}VIEW {Quote(view.Name)}");
        }

        foreach (var delta in deltas)
        {
            foreach (var key in delta.ForeignKeys.Dropped.Concat(KeysOverChangedTargets(delta)).Distinct())
            {
                Add($"ALTER TABLE {Quote(delta.To.Name)} DROP CONSTRAINT {Quote(key.Name!)}");
            }
        }

        // tables that refer to each other cannot be dropped one after the other
        foreach (var table in dropped)
        {
            foreach (var key in table.ForeignKeys.Where(key => dropped.Any(other => other != table && before.Same(other.Name, key.Target))))
            {
                Add($"ALTER TABLE {Quote(table.Name)} DROP CONSTRAINT {Quote(key.Name!)}");
            }
        }

        foreach (var delta in deltas)
        {
            TakeAway(delta);
        }

        foreach (var table in dropped.Where(table => table.PartitionOf is not null).Concat(dropped.Where(table => table.PartitionOf is null)))
        {
            if (table.PartitionOf is null || !dropped.Any(parent => before.Same(parent.Name, table.PartitionOf)))
            {
                Add($"DROP TABLE {Quote(table.Name)}");
            }
        }
    }

    private void TakeAway(TableDelta delta)
    {
        var name = Quote(delta.To.Name);
        foreach (var index in delta.Indexes.Dropped.Concat(enums.IndexesOver(delta)))
        {
            Add($"DROP INDEX {Quote(new ObjectName(delta.To.Name.Schema, index.Name))}");
        }

        foreach (var constraint in delta.Checks.Dropped.Concat(enums.ChecksOver(delta)).Select(check => check.Name!)
            .Concat(delta.Exclusions.Dropped.Select(exclusion => exclusion.Name)).Concat(delta.Uniques.Dropped.Select(key => key.Name!)).Concat(delta.PrimaryKeys.Dropped.Select(key => key.Name!)))
        {
            Add($"ALTER TABLE {name} DROP CONSTRAINT {Quote(constraint)}");
        }

        foreach (var (old, now) in delta.PrimaryKeys.Renamed.Concat(delta.Uniques.Renamed).Select(pair => (pair.From.Name!, pair.To.Name!))
            .Concat(delta.Checks.Renamed.Select(pair => (pair.From.Name!, pair.To.Name!))).Concat(delta.Exclusions.Renamed.Select(pair => (pair.From.Name, pair.To.Name)))
            .Concat(delta.ForeignKeys.Renamed.Select(pair => (pair.From.Name!, pair.To.Name!))))
        {
            Add($"ALTER TABLE {name} RENAME CONSTRAINT {Quote(old)} TO {Quote(now)}");
        }

        foreach (var (old, now) in delta.Indexes.Renamed)
        {
            Add($"ALTER INDEX {Quote(new ObjectName(delta.To.Name.Schema, old.Name))} RENAME TO {Quote(now.Name)}");
        }
    }

    private void Build()
    {
        foreach (var name in to.Namespaces.Except(before.Namespaces, StringComparer.Ordinal))
        {
            Add($"CREATE SCHEMA {Quote(name)}");
        }

        foreach (var other in OthersToCreate().Where(IsNeededFirst))
        {
            Add(other.Text);
        }

        enums.Write(Add);
        foreach (var sequence in to.Sequences.Where(sequence => !before.Sequences.Any(old => before.Same(old.Name, sequence.Name))))
        {
            Add($"CREATE SEQUENCE {Quote(sequence.Name)}{(sequence.Options.Length == 0 ? "" : " " + sequence.Options)}");
        }

        foreach (var (old, now) in from old in before.Sequences from now in to.Sequences where before.Same(old.Name, now.Name) && !old.Options.Equals(now.Options, StringComparison.OrdinalIgnoreCase) select (old, now))
        {
            Add($"ALTER SEQUENCE {Quote(now.Name)} {SequenceOptions.Between(old.Options, now.Options)}");
        }

        foreach (var table in Parents(added))
        {
            Add(PostgresDdl.Create(table));
        }

        foreach (var delta in deltas)
        {
            Columns(delta);
        }

        enums.Finish(Add);
        foreach (var delta in deltas)
        {
            Constraints(delta);
        }

        foreach (var table in added)
        {
            foreach (var index in table.Indexes)
            {
                Add(IndexText.Create(index, table.Name, Dialect));
            }
        }
    }

    private void Constraints(TableDelta delta)
    {
        var alter = $"ALTER TABLE {Quote(delta.To.Name)}";
        foreach (var constraint in delta.PrimaryKeys.Added.Select(key => PostgresDdl.Constraint(key, "PRIMARY KEY")).Concat(delta.Uniques.Added.Select(key => PostgresDdl.Constraint(key, "UNIQUE")))
            .Concat(delta.Checks.Added.Concat(enums.ChecksBack(delta)).Select(PostgresDdl.Constraint)).Concat(delta.Exclusions.Added.Select(exclusion => $"CONSTRAINT {Quote(exclusion.Name)} {exclusion.Definition}")))
        {
            Add($"{alter} ADD {constraint}");
        }

        foreach (var index in delta.Indexes.Added.Concat(enums.IndexesBack(delta)))
        {
            Add(IndexText.Create(index, delta.To.Name, Dialect));
        }
    }

    private void Complete()
    {
        foreach (var table in added)
        {
            foreach (var key in OwnKeys(table))
            {
                Add($"ALTER TABLE {Quote(table.Name)} ADD {PostgresDdl.Constraint(key)}");
            }

            foreach (var check in table.Checks.Where(check => check.IsNotValid))
            {
                Add($"ALTER TABLE {Quote(table.Name)} ADD {PostgresDdl.Constraint(check)}");
            }
        }

        foreach (var delta in deltas)
        {
            var meanwhile = KeysOverChangedTargets(delta).ToList();
            foreach (var key in delta.ForeignKeys.Added.Concat(delta.To.ForeignKeys.Where(key => meanwhile.Any(old => old.Name == key.Name) && !delta.ForeignKeys.Added.Contains(key))))
            {
                Add($"ALTER TABLE {Quote(delta.To.Name)} ADD {PostgresDdl.Constraint(key)}");
            }

            foreach (var name in Validated(delta))
            {
                Add($"ALTER TABLE {Quote(delta.To.Name)} VALIDATE CONSTRAINT {Quote(name)}");
            }
        }

        foreach (var sequence in before.Sequences.Where(sequence => !to.Sequences.Any(now => before.Same(now.Name, sequence.Name))))
        {
            Add($"DROP SEQUENCE {Quote(sequence.Name)}");
        }

        enums.Drop(Add);
        foreach (var other in OthersToDrop().Where(other => other.On is null && !to.Others.Any(now => IsReplacedBy(other, now))).Reverse())
        {
            Add(DropOf(other));
        }

        foreach (var other in OthersToCreate().Where(other => !IsNeededFirst(other) && other.On is null))
        {
            Add(Replacing(other));
        }

        foreach (var view in viewsToCreate)
        {
            Add(PostgresDdl.View(view));
            foreach (var index in view.Indexes)
            {
                Add(IndexText.Create(index, view.Name, Dialect));
            }
        }

        foreach (var other in OthersToCreate().Where(other => other.On is not null))
        {
            Add(other.Text);
        }

        Comments();
        foreach (var name in before.Namespaces.Except(to.Namespaces, StringComparer.Ordinal))
        {
            Add($"DROP SCHEMA {Quote(name)}");
        }
    }

    private void Add(string statement) => statements.Add(statement);

    private static string Quote(string name) => PostgresDdl.Quote(name);

    private static string Quote(ObjectName name) => PostgresDdl.Quote(name);
}
