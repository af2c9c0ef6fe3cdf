using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;
using static Opsroom.Tools.Databases.Linting.MigrationRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Databases.Linting.Rules;

/// <summary>Whole tables, views and partitions are not held for long.</summary>
internal static class TableRules
{
    public static IEnumerable<MigrationRule> All { get; } =
    [
        Waiting("table-rewritten", "A table in use is not written anew as a whole.", "Nobody can read or write it meanwhile.", scope =>
        {
            var what = scope.Statement switch
            {
                Vacuum { IsFull: true } => "VACUUM FULL",
                ClusterTable => "CLUSTER",
                _ => null,
            };
            if (what is not null)
            {
                scope.Add(scope.Statement.Start, $"{what} writes the table anew while nobody can use it. A plain VACUUM makes room for new rows; pg_repack or pg_squeeze shrink a table online.", scope.Locks.Select(each => each.Object).FirstOrDefault());
            }
        }),
        Waiting("logged-changed", "A table stays logged or unlogged as it was made.", "All of it is written anew while nobody can use it; an unlogged table is empty after a crash.", scope =>
        {
            foreach (var (alter, action) in scope.Actions)
            {
                if (action is SetLogged logged)
                {
                    scope.Add(action.At, logged.IsLogged ? $"All of {alter.Name} goes through the log while nobody can use it." : $"All of {alter.Name} is written anew while nobody can use it, and from then on a crash empties it and replicas do not have it.", alter.Name);
                }
            }
        }),
        Waiting("tablespace-changed", "A table in use stays where it is.", "All of it is copied while nobody can use it.", scope =>
        {
            foreach (var (alter, action) in scope.Actions)
            {
                if (action is SetTablespace or SetAccessMethod)
                {
                    scope.Add(action.At, $"All of {alter.Name} is copied while nobody can use it. Do it when nobody needs the table, or with pg_repack.", alter.Name);
                }
            }
        }),
        Waiting("view-refresh-blocks", "A materialized view is refreshed concurrently.", "Nobody can read it until the query is done.", scope =>
        {
            if (scope.Statement is RefreshView { IsConcurrent: false, WithNoData: false } refresh && !scope.State.IsNew(refresh.Name))
            {
                scope.Add(refresh.Start, $"{refresh.Name} cannot be read until its query is done. Use REFRESH MATERIALIZED VIEW CONCURRENTLY; it needs a unique index on the view.", refresh.Name);
            }
        }),
        Waiting("partition-attach-scans", "A partition that is attached has a CHECK that says what it holds.", "Every row of it is read under ACCESS EXCLUSIVE.", scope =>
        {
            foreach (var (alter, action) in scope.Actions)
            {
                if (action is AttachPartition attach && !scope.State.IsNew(attach.Partition) && scope.State.Find(attach.Partition)?.Constraints.Any(each => each is { IsValidated: true, Constraint.Kind: ConstraintKind.Check }) != true)
                {
                    scope.Add(attach.At, $"Every row of {attach.Partition} is read while nobody can use it. First give it a CHECK that says the same as the bound, NOT VALID and then validated; drop it afterwards.", attach.Partition);
                }
            }
        }),
        Waiting("partition-detach-blocks", "A partition is detached concurrently.", "The parent and the partition are locked exclusively.", scope =>
        {
            foreach (var (alter, action) in scope.Actions)
            {
                if (action is DetachPartition { IsConcurrent: false, Finalize: false } detach)
                {
                    scope.Add(detach.At, scope.Version.Major >= 14
                        ? $"{alter.Name} and all it holds cannot be read until the lock is had and the transaction ends. Use DETACH PARTITION {detach.Partition} CONCURRENTLY, outside a transaction."
                        : $"{alter.Name} and all it holds cannot be read until the lock is had and the transaction ends. Set a short lock_timeout and commit at once.", alter.Name);
                }
            }
        }),
        new("partition-of-existing", Info, "A partition is made apart and attached.", "CREATE TABLE … PARTITION OF takes ACCESS EXCLUSIVE on the parent, ATTACH PARTITION does not.", PostgreSql, scope =>
        {
            if (scope.Statement is CreateTable { PartitionOf: { } parent } table && !scope.State.IsNew(parent))
            {
                scope.Add(table.Start, $"{parent} is locked against reads for a moment. CREATE TABLE {table.Name} (LIKE {parent}), then ALTER TABLE {parent} ATTACH PARTITION {table.Name} …, takes a lock that readers do not notice.", parent);
            }
        }),
        new("table-without-primary-key", Info, "Every table has a primary key.", "Rows cannot be named, replicated logically, or updated in batches.", Any, scope =>
        {
            if (scope.Statement is CreateTable { IsTemporary: false, IsForeign: false, PartitionOf: null, Query: null, Likes: [], Inherits: [] } table && !table.Columns.IsEmpty
                && table.AllConstraints.All(each => each.Kind != ConstraintKind.PrimaryKey)
                && !scope.Script.OfType<AlterTable>().Any(alter => scope.State.IsSame(alter.Name, table.Name) && alter.Actions.OfType<AddConstraint>().Any(add => add.Constraint.Kind == ConstraintKind.PrimaryKey)))
            {
                scope.Add(table.Start, $"{table.Name} has no primary key. Give it one, such as id bigint{(scope.Dialect.IsPostgreSql ? " GENERATED ALWAYS AS IDENTITY" : "")} PRIMARY KEY.", table.Name);
            }
        }),
        new("foreign-key-without-index", Info, "Columns that refer to another table have an index.", "Each DELETE of a row that is referred to reads the whole table.", [.. PostgreSql, .. Sqlite], null)
        {
            AtEnd = scope =>
            {
                foreach (var table in scope.Script.OfType<CreateTable>())
                {
                    foreach (var key in table.AllConstraints.Where(each => each.Kind == ConstraintKind.ForeignKey && !IsIndexed(scope, table, each)))
                    {
                        scope.Add(key.At, $"No index begins with {string.Join(", ", key.Columns)} of {table.Name}: each DELETE in {key.References!.Table} reads all of it. Add an index on it.", table.Name);
                    }
                }
            },
        },
    ];

    private static MigrationRule Waiting(string id, string summary, string why, Action<LintScope> check) => new(id, Warning, summary, why, PostgreSql, check) { IsAboutWaiting = true };

    private static bool IsIndexed(LintScope scope, CreateTable table, TableConstraint key) =>
        table.AllConstraints.Any(each => each.Kind is ConstraintKind.PrimaryKey or ConstraintKind.Unique && Begins(each.Columns, key))
        || scope.Script.OfType<CreateIndex>().Any(index => scope.State.IsSame(index.Table, table.Name) && Begins(index.Elements.Select(part => part.Column ?? ""), key));

    private static bool Begins(IEnumerable<string> columns, TableConstraint key) => columns.Take(key.Columns.Length).Order(StringComparer.Ordinal).SequenceEqual(key.Columns.Order(StringComparer.Ordinal), StringComparer.Ordinal);
}
