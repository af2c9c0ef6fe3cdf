using Opsroom.Tools.Databases.Locks;
using Opsroom.Tools.Databases.Sql.Statements;
using static Opsroom.Tools.Databases.Linting.MigrationRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Databases.Linting.Rules;

/// <summary>How long others wait, and for how much at once.</summary>
internal static class LockRules
{
    public static IEnumerable<MigrationRule> All { get; } =
    [
        new("missing-lock-timeout", Warning, "lock_timeout is set before the first statement that others have to wait for.", "While it waits for its lock, everyone else queues up behind it.", PostgreSql, scope =>
        {
            if (Blocking(scope) is { } blocking && IsUnset(scope.State.Setting("lock_timeout")) && scope.IsFirst("lock_timeout"))
            {
                scope.Add(scope.Statement.Start, $"It needs {blocking.Mode} on {blocking.Object}. While it waits for a long transaction to end, every query behind it waits too. Set a limit first: SET lock_timeout = '5s'; and try again when it is hit.");
            }
        }),
        new("missing-statement-timeout", Info, "statement_timeout is set before the first statement that others have to wait for.", "Nothing ends a statement that takes longer than thought.", PostgreSql, scope =>
        {
            if (Blocking(scope) is { } blocking && IsUnset(scope.State.Setting("statement_timeout")) && scope.IsFirst("statement_timeout"))
            {
                scope.Add(scope.Statement.Start, $"Nothing limits how long {blocking.Object} stays locked. Set SET statement_timeout = '15min'; or what the table needs.");
            }
        }),
        new("several-exclusive-locks", Warning, "A transaction locks one table exclusively, not several.", "Both stay locked until the end, and two transactions that lock them in another order deadlock.", PostgreSql, scope =>
        {
            if (!scope.State.InTransaction || scope.Locks.Where(each => each.Mode == LockModes.AccessExclusive).Select(each => each.Object).FirstOrDefault() is not { } second)
            {
                return;
            }

            var first = scope.State.Held.Where(each => each.Lock.Mode == LockModes.AccessExclusive && !scope.State.IsSame(each.Lock.Object, second) && !IsPartition(scope, each.Lock.Object, second)).Select(each => each.Lock.Object).FirstOrDefault();
            if (first is not null && scope.IsFirst($"several {scope.State.Transaction}"))
            {
                scope.Add(scope.Statement.Start, $"The transaction holds ACCESS EXCLUSIVE on {first} and now takes it on {second}: neither can be read until it ends. Use a transaction for each table.");
            }
        }),
        new("lock-table", Warning, "Tables are not locked by hand.", "Reads or writes wait until the transaction ends.", [.. PostgreSql, .. MySql], scope =>
        {
            if (scope.Statement is LockTables take && scope.Locks.FirstOrDefault(each => each.BlocksReads || each.BlocksWrites) is { } held)
            {
                scope.Add(take.Start, $"{held.Mode} on {held.Object} makes {(held.BlocksReads ? "reads and writes" : "writes")} wait until the transaction ends. Let the statements take the locks they need.", held.Object);
            }
        })
        {
            IsAboutWaiting = true,
        },
        new("rows-changed-under-a-lock", Warning, "Rows are not changed in the transaction that changes their table.", "The table's lock is held until all rows are done.", PostgreSql, scope =>
        {
            if (!scope.State.InTransaction || scope.Statement is not DataStatement { Verb: DataVerb.Update or DataVerb.Delete or DataVerb.Insert or DataVerb.Copy or DataVerb.Merge, HasValues: false, Target: { } target } data || scope.State.IsNew(target))
            {
                return;
            }

            if (scope.State.Held.FirstOrDefault(each => each.Lock.Mode is LockModes.AccessExclusive or LockModes.ShareRowExclusive or LockModes.Share) is { Lock: { } held })
            {
                scope.Add(data.Start, $"{held.Object} stays locked ({held.Mode}) until these rows are written. Commit the change of the table first, then write the rows in batches of a few thousand, each in a transaction of its own.", target);
            }
        })
        {
            IsAboutWaiting = true,
        },
    ];

    private static HeldLock? Blocking(LintScope scope) =>
        scope.Statement is DataStatement ? null : scope.Locks.FirstOrDefault(each => each.BlocksReads || each.BlocksWrites || (each.Mode == LockModes.ShareUpdateExclusive && scope.Statement is AlterTable));

    private static bool IsUnset(string? value) => value is null || value.TrimStart('0') is "" or "ms" or "s" or "min" || value.Equals("default", StringComparison.OrdinalIgnoreCase);

    private static bool IsPartition(LintScope scope, ObjectName one, ObjectName other) =>
        scope.State.Find(one)?.PartitionOf is { } parent && scope.State.IsSame(parent, other) || scope.State.Find(other)?.PartitionOf is { } of && scope.State.IsSame(of, one);
}
