using System.Collections.Immutable;
using Opsroom.Tools.Databases.Linting;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;
using static Opsroom.Tools.Databases.Locks.LockModes;

namespace Opsroom.Tools.Databases.Locks;

/// <summary>The locks of a statement in the terms of its engine, the strongest per object.</summary>
internal static class StatementLocks
{
    public static ImmutableArray<HeldLock> Of(SqlStatement statement, MigrationState state)
    {
        var locks = state.Dialect switch
        {
            SqlDialect.PostgreSql => PostgresLocks.Of(statement, state),
            SqlDialect.Sqlite => Sqlite(statement),
            _ => MySql(statement, state),
        };
        return [.. locks.GroupBy(each => each.Object.ToString(), state.Dialect.Names).Select(Strongest)];
    }

    private static HeldLock Strongest(IEnumerable<HeldLock> locks)
    {
        var all = locks.ToList();
        return all.MaxBy(each => Strength(each.Mode))! with { Rewrites = all.Any(each => each.Rewrites), Scans = all.Any(each => each.Scans), Builds = all.Any(each => each.Builds) };
    }

    private static IEnumerable<HeldLock> Sqlite(SqlStatement statement) => statement switch
    {
        AlterTable { Actions: [DropColumn, ..] } alter => [new HeldLock(alter.Name, Reserved, Rewrites: true, Scans: true)],
        AlterTable alter => [new HeldLock(alter.Name, Reserved)],
        CreateTable table => [new HeldLock(table.Name, Reserved)],
        CreateIndex index => [new HeldLock(index.Table, Reserved, Scans: true) { Builds = true }],
        DropObjects drop => drop.Names.Select(name => new HeldLock(name, Reserved)),
        DataStatement { Target: { } target } => [new HeldLock(target, Reserved)],
        Vacuum => [new HeldLock(new ObjectName(null, "main"), Reserved, Rewrites: true, Scans: true)],
        _ => [],
    };

    private static IEnumerable<HeldLock> MySql(SqlStatement statement, MigrationState state) => statement switch
    {
        AlterTable alter => [Altered(alter, state), .. alter.Actions.OfType<AddConstraint>().Where(add => add.Constraint.References is not null).Select(add => new HeldLock(add.Constraint.References!.Table, MetadataOnly))],
        CreateIndex index => [index.Special is not null || index.Online.Lock is "SHARED" or "EXCLUSIVE" || index.Online.Algorithm == "COPY" ? new HeldLock(index.Table, SharedCopy, Scans: true) { Builds = true } : new HeldLock(index.Table, MetadataOnly, Scans: true) { Builds = true }],
        DropObjects { Kind: ObjectKind.Table or ObjectKind.View } drop => drop.Names.Select(name => new HeldLock(name, MetadataExclusive)),
        DropObjects { Kind: ObjectKind.Index or ObjectKind.Trigger, On: { } on } => [new HeldLock(on, MetadataOnly)],
        RenameTables rename => rename.Renames.Select(each => new HeldLock(each.From, MetadataExclusive)),
        Truncate truncate => truncate.Tables.Select(name => new HeldLock(name, MetadataExclusive)),
        CreateTrigger trigger => [new HeldLock(trigger.Table, MetadataOnly)],
        LockTables take => take.Tables.Select(name => new HeldLock(name, take.Mode == "READ" ? SharedCopy : MetadataExclusive)),
        DataStatement { Target: { } target } data => [new HeldLock(target, RowLocks, Scans: data.Where is null && data.Verb is DataVerb.Update or DataVerb.Delete)],
        _ => [],
    };

    private static HeldLock Altered(AlterTable alter, MigrationState state)
    {
        var work = alter.Actions.IsEmpty ? MySqlWork.Instant : alter.Actions.Max(action => MySqlChange.Of(action, alter.Name, state));
        if (alter.Online.Algorithm == "COPY")
        {
            work = MySqlWork.Copy;
        }

        var mode = alter.Online.Lock == "EXCLUSIVE" || alter.Actions.Any(action => action is RenameTable) ? MetadataExclusive
            : work is MySqlWork.Copy or MySqlWork.InPlaceLocked || alter.Online.Lock == "SHARED" ? SharedCopy : MetadataOnly;
        return new HeldLock(alter.Name, mode, work is MySqlWork.Copy or MySqlWork.Rebuild, work > MySqlWork.Instant) { Builds = work is MySqlWork.InPlace or MySqlWork.InPlaceLocked };
    }
}
