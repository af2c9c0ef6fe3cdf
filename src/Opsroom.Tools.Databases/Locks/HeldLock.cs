using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Locks;

/// <summary>A lock that a statement takes.</summary>
/// <param name="Mode">As the engine calls it.</param>
/// <param name="Rewrites">Whether all rows are written anew while it is held.</param>
/// <param name="Scans">Whether all rows are read while it is held.</param>
internal sealed record HeldLock(ObjectName Object, string Mode, bool Rewrites = false, bool Scans = false)
{
    /// <summary>Whether an index is built while it is held.</summary>
    public bool Builds { get; init; }

    public ImmutableArray<string> Blocks => LockModes.Blocks(Mode);

    public bool BlocksReads => Blocks.Contains("reads", StringComparer.Ordinal);

    public bool BlocksWrites => Blocks.Contains("writes", StringComparer.Ordinal);
}

/// <summary>The modes of locks, and what each keeps others from.</summary>
internal static class LockModes
{
    public const string AccessShare = "ACCESS SHARE";
    public const string RowShare = "ROW SHARE";
    public const string RowExclusive = "ROW EXCLUSIVE";
    public const string ShareUpdateExclusive = "SHARE UPDATE EXCLUSIVE";
    public const string Share = "SHARE";
    public const string ShareRowExclusive = "SHARE ROW EXCLUSIVE";
    public const string Exclusive = "EXCLUSIVE";
    public const string AccessExclusive = "ACCESS EXCLUSIVE";

    /// <summary>MySQL's metadata lock for the moment in which the definition is exchanged; reads and writes go on otherwise.</summary>
    public const string MetadataOnly = "METADATA EXCLUSIVE (briefly)";

    /// <summary>MySQL: writes wait until the table has been copied.</summary>
    public const string SharedCopy = "SHARED (writes wait)";

    /// <summary>MySQL: nothing else goes on.</summary>
    public const string MetadataExclusive = "METADATA EXCLUSIVE";

    /// <summary>MySQL's InnoDB: the rows that are touched, or all of them.</summary>
    public const string RowLocks = "ROW EXCLUSIVE LOCKS";

    /// <summary>SQLite: one writer for the whole file.</summary>
    public const string Reserved = "RESERVED (the whole database)";

    private static readonly ImmutableArray<string> Order = [AccessShare, RowShare, RowExclusive, ShareUpdateExclusive, Share, ShareRowExclusive, Exclusive, AccessExclusive];

    /// <summary>From weak to strong; -1 for what is no mode of PostgreSQL.</summary>
    public static int Strength(string mode) => Order.IndexOf(mode);

    public static ImmutableArray<string> Blocks(string mode) => mode switch
    {
        AccessShare or RowShare or RowExclusive or ShareUpdateExclusive or MetadataOnly => ["ddl"],
        Share or ShareRowExclusive or Exclusive or SharedCopy => ["writes", "ddl"],
        AccessExclusive or MetadataExclusive => ["reads", "writes", "ddl"],
        RowLocks or Reserved => ["writes", "ddl"],
        _ => ["ddl"],
    };
}
