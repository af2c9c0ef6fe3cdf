using Opsroom.Threads.Outbox;

namespace Opsroom.Threads.Sqlite;

/// <summary>Where the embedded store lives and how it behaves.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>What the database is called in its folder.</summary>
    public const string FileName = "opsroom.db";

    /// <summary>The folder that holds <c>opsroom.db</c>; created where it is missing. One server uses it at a time.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>How long to wait for another program that holds the database file, such as a backup tool.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many reads may be under way at once.</summary>
    public int Readers { get; init; } = 4;

    /// <summary>Who is told of what is appended.</summary>
    public NoticeRoutes Notices { get; init; } = NoticeRoutes.None;
}
