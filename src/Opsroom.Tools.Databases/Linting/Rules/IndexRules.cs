using Opsroom.Tools.Databases.Sql.Statements;
using static Opsroom.Tools.Databases.Linting.MigrationRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Databases.Linting.Rules;

/// <summary>Indexes are made and dropped while the table is used.</summary>
internal static class IndexRules
{
    public static IEnumerable<MigrationRule> All { get; } =
    [
        new("index-not-concurrent", Warning, "An index of a table that is in use is built concurrently.", "Writes wait until it is built.", PostgreSql, scope =>
        {
            if (scope.Statement is CreateIndex { IsConcurrent: false, Only: false } index && !scope.State.IsNew(index.Table) && scope.State.Find(index.Table) is not { IsView: true, IsNew: true })
            {
                scope.Add(index.Start, scope.State.Find(index.Table)?.IsPartitioned == true
                    ? $"Nothing can be written to {index.Table} while the index is built. On a partitioned table: CREATE INDEX … ON ONLY {index.Table}, then CREATE INDEX CONCURRENTLY on each partition and ALTER INDEX … ATTACH PARTITION."
                    : $"Nothing can be written to {index.Table} while the index is built. Use CREATE INDEX CONCURRENTLY, outside a transaction.", index.Table);
            }
        })
        {
            IsAboutWaiting = true,
        },
        new("index-dropped-not-concurrent", Warning, "An index of a table that is in use is dropped concurrently.", "It needs ACCESS EXCLUSIVE on the table: reads and writes wait behind it.", PostgreSql, scope =>
        {
            if (scope.Statement is DropObjects { Kind: ObjectKind.Index, IsConcurrent: false } drop && drop.Names.Any(name => !(scope.State.TryFindIndex(name, out var index) && (index.IsNew || scope.State.IsNew(index.Index.Table)))))
            {
                scope.Add(drop.Start, $"The table of {drop.Names[0]} is locked against reads and writes, and whoever comes waits behind it. Use DROP INDEX CONCURRENTLY, outside a transaction.");
            }
        }),
        new("index-concurrent-on-partitioned", Error, "An index of a partitioned table is not built concurrently.", "PostgreSQL refuses it.", PostgreSql, scope =>
        {
            if (scope.Statement is CreateIndex { IsConcurrent: true, Only: false } index && scope.State.Find(index.Table)?.IsPartitioned == true)
            {
                scope.Add(index.Start, $"{index.Table} is partitioned, where this is refused. CREATE INDEX … ON ONLY {index.Table}, then CREATE INDEX CONCURRENTLY on each partition and ALTER INDEX … ATTACH PARTITION.");
            }
        }),
        new("reindex-not-concurrent", Warning, "Indexes in use are rebuilt concurrently.", "Writes wait, and reads that would use the index do too.", PostgreSql, scope =>
        {
            if (scope.Statement is Reindex { IsConcurrent: false } reindex)
            {
                scope.Add(reindex.Start, scope.Version.Major >= 12
                    ? $"Writes wait until it is done, and so do queries that need the index. Use REINDEX {reindex.What} CONCURRENTLY, outside a transaction."
                    : "Writes wait until it is done. Before PostgreSQL 12: build a second index with CREATE INDEX CONCURRENTLY, drop the old one concurrently, rename the new one.");
            }
        }),
        new("wide-index", Info, "An index has no more than four columns.", "Wide indexes slow writes, and queries seldom use more than their first columns.", Any, scope =>
        {
            if (scope.Statement is CreateIndex { Elements.Length: > 4, IsUnique: false } index)
            {
                scope.Add(index.Start, $"An index over {index.Elements.Length} columns is large and slows every write. Keep the columns that queries filter by; add others with INCLUDE if they are only read.");
            }
        }),
    ];
}
