using Opsroom.Tools.Databases.Linting;
using Opsroom.Tools.Databases.Sql.Statements;
using static Opsroom.Tools.Databases.Locks.LockModes;

namespace Opsroom.Tools.Databases.Locks;

/// <summary>The locks that a statement of PostgreSQL takes on tables, views and partitions that are there already.</summary>
internal static class PostgresLocks
{
    public static IEnumerable<HeldLock> Of(SqlStatement statement, MigrationState state)
    {
        var version = state.Version;
        switch (statement)
        {
            case AlterTable alter:
                return PostgresAlterLocks.Of(alter, state);
            case CreateIndex index:
                return WithPartitions(index.Table, index.Only, state, name => new HeldLock(name, index.IsConcurrent ? ShareUpdateExclusive : Share, Scans: true) { Builds = true });
            case CreateTable table:
                return Created(table, state);
            case CreateView view:
                return [.. view.OrReplace && state.Find(view.Name) is not null ? [new HeldLock(view.Name, AccessExclusive)] : Array.Empty<HeldLock>(), .. Sources.Of(view.Query).Select(Read)];
            case CreateTrigger trigger:
                return [new HeldLock(trigger.Table, ShareRowExclusive)];
            case CreateOther { Kind: ObjectKind.Policy or ObjectKind.Rule, On: { } on }:
                return [new HeldLock(on, AccessExclusive)];
            case CreateOther { Kind: ObjectKind.Statistics } statistics:
                return Sources.Of(statistics.Text).Select(name => new HeldLock(name, ShareUpdateExclusive));
            case AlterOther { Kind: ObjectKind.Policy } policy:
                return On(policy.Action) is { } guarded ? [new HeldLock(guarded, AccessExclusive)] : [];
            case CommentOn { Name: { } name, On: "TABLE" or "COLUMN" or "VIEW" or "MATERIALIZED VIEW" or "FOREIGN TABLE" or "INDEX" or "SEQUENCE" } comment when comment.On is not "INDEX" and not "SEQUENCE":
                return [new HeldLock(name, ShareUpdateExclusive)];
            case DropObjects drop:
                return Dropped(drop, state);
            case Truncate truncate:
                return truncate.Tables.SelectMany(table => WithPartitions(table, only: false, state, name => new HeldLock(name, AccessExclusive)));
            case LockTables take:
                return take.Tables.SelectMany(table => WithPartitions(table, only: false, state, name => new HeldLock(name, take.Mode)));
            case Vacuum vacuum:
                return vacuum.Tables.Select(name => vacuum.IsFull ? new HeldLock(name, AccessExclusive, Rewrites: true, Scans: true) : new HeldLock(name, ShareUpdateExclusive, Scans: true));
            case Analyze analyze:
                return analyze.Tables.Select(name => new HeldLock(name, ShareUpdateExclusive));
            case ClusterTable { Table: { } cluster }:
                return [new HeldLock(cluster, AccessExclusive, Rewrites: true, Scans: true)];
            case Reindex { What: "TABLE", Name: { } name } reindex:
                return [new HeldLock(name, reindex.IsConcurrent ? ShareUpdateExclusive : Share, Scans: true) { Builds = true }];
            case Reindex { What: "INDEX", Name: { } name } reindex when state.TryFindIndex(name, out var known):
                return [new HeldLock(known.Index.Table, reindex.IsConcurrent ? ShareUpdateExclusive : Share, Scans: true) { Builds = true }];
            case RefreshView refresh:
                return [new HeldLock(refresh.Name, refresh.IsConcurrent ? Exclusive : AccessExclusive, Rewrites: !refresh.IsConcurrent, Scans: true), .. state.Find(refresh.Name)?.Query is { } query ? Sources.Of(query).Select(name => Read(name) with { Scans = true }) : []];
            case DataStatement data:
                return Data(data).Where(each => version.Major > 0);
            default:
                return [];
        }
    }

    /// <summary>The lock on a table and, where it has some that are known, on its partitions.</summary>
    public static IEnumerable<HeldLock> WithPartitions(ObjectName table, bool only, MigrationState state, Func<ObjectName, HeldLock> take) =>
        only ? [take(table)] : [take(table), .. state.Partitions(table).Select(partition => take(partition.Name))];

    private static HeldLock Read(ObjectName name) => new(name, AccessShare);

    private static IEnumerable<HeldLock> Created(CreateTable table, MigrationState state)
    {
        foreach (var referenced in table.AllConstraints.Where(each => each.References is not null).Select(each => each.References!.Table).Where(name => !state.IsSame(name, table.Name)))
        {
            yield return new HeldLock(referenced, ShareRowExclusive);
        }

        if (table.PartitionOf is { } parent)
        {
            yield return new HeldLock(parent, AccessExclusive);
        }

        foreach (var from in table.Inherits)
        {
            yield return new HeldLock(from, ShareUpdateExclusive);
        }

        foreach (var like in table.Likes)
        {
            yield return Read(like);
        }

        foreach (var source in table.Query is { } query ? Sources.Of(query) : [])
        {
            yield return new HeldLock(source, AccessShare, Scans: true);
        }
    }

    private static IEnumerable<HeldLock> Dropped(DropObjects drop, MigrationState state)
    {
        switch (drop.Kind)
        {
            case ObjectKind.Table or ObjectKind.View or ObjectKind.MaterializedView or ObjectKind.ForeignTable:
                foreach (var name in drop.Names)
                {
                    yield return new HeldLock(name, AccessExclusive);
                    foreach (var referenced in state.Find(name)?.Constraints.Where(each => each.Constraint.References is not null).Select(each => each.Constraint.References!.Table) ?? [])
                    {
                        yield return new HeldLock(referenced, AccessExclusive);
                    }
                }

                break;
            case ObjectKind.Index:
                foreach (var name in drop.Names)
                {
                    if (state.TryFindIndex(name, out var index))
                    {
                        yield return new HeldLock(index.Index.Table, drop.IsConcurrent ? ShareUpdateExclusive : AccessExclusive);
                    }
                }

                break;
            case ObjectKind.Trigger or ObjectKind.Policy or ObjectKind.Rule when drop.On is { } on:
                yield return new HeldLock(on, AccessExclusive);
                break;
        }
    }

    private static IEnumerable<HeldLock> Data(DataStatement data)
    {
        if (data.Target is { } target)
        {
            yield return new HeldLock(target, RowExclusive, Scans: data.Verb is DataVerb.Update or DataVerb.Delete && data.Where is null);
        }

        foreach (var source in data.Sources.Where(source => source != data.Target))
        {
            yield return new HeldLock(source, data is { Verb: DataVerb.Select, LocksRows: true } ? RowShare : AccessShare);
        }

        foreach (var each in data.Inner.SelectMany(Data))
        {
            yield return each;
        }
    }

    private static ObjectName? On(string action) => Sources.Of(action) is [var table, ..] ? table : null;
}
