using Opsroom.Threads.Outbox;

namespace Opsroom.Threads.Postgres;

/// <summary>Where the PostgreSQL store lives and how it behaves.</summary>
public sealed record PostgresStoreOptions
{
    public required PostgresAddress Address { get; init; }

    /// <summary>Whether this process is the only one that may use the database. In a cluster all of them do, and epochs alone decide who appends to a thread.</summary>
    public bool Exclusive { get; init; } = true;

    /// <summary>Who is told of what is appended.</summary>
    public NoticeRoutes Notices { get; init; } = NoticeRoutes.None;
}
