using Microsoft.Data.Sqlite;
using Opsroom.Threads.Outbox;

namespace Opsroom.Threads.Sqlite;

/// <summary>The writer's connection with its prepared statements. After an error that leaves the connection in doubt a new session takes its place.</summary>
internal sealed class SqliteWriteSession : IDisposable
{
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollback;
    private readonly SqliteStatement _touch;
    private readonly SqliteStatement _freeze;
    private readonly SqliteStatement _remember;
    private bool? _flushes;

    public SqliteWriteSession(SqliteConnection connection, NoticeRoutes routes)
    {
        Connection = connection;
        _begin = new SqliteStatement(connection, "BEGIN IMMEDIATE");
        _commit = new SqliteStatement(connection, "COMMIT");
        _rollback = new SqliteStatement(connection, "ROLLBACK");
        _touch = new SqliteStatement(connection, "UPDATE schema_version SET version = version");
        // the assignment that changes nothing makes it answer with the row that was there
        _remember = new SqliteStatement(
            connection, "INSERT INTO fact (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = fact.value RETURNING value");
        _freeze = new SqliteStatement(
            connection, "INSERT OR REPLACE INTO freeze (tenant, is_on, reason, principal, at) VALUES (?1, ?2, ?3, ?4, ?5)");
        Journal = new SqliteJournal(connection, routes);
        Documents = new SqliteDocumentWrites(connection);
    }

    public SqliteConnection Connection { get; }

    public SqliteJournal Journal { get; }

    public SqliteDocumentWrites Documents { get; }

    /// <param name="flush">Whether the commit waits until the data would survive a power cut.</param>
    public void Begin(bool flush)
    {
        if (_flushes != flush)
        {
            SqliteConnections.Execute(Connection, flush ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            _flushes = flush;
        }

        _begin.Run();
    }

    public void Commit() => _commit.Run();

    /// <summary>Ends a transaction that failed, where SQLite has not done so by itself.</summary>
    public void Rollback()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(Connection.Handle) == 0)
        {
            _rollback.Run();
        }
    }

    /// <summary>Writes nothing new, which fails where nothing can be written.</summary>
    public void Touch() => _touch.Run();

    /// <summary>The value that was remembered first.</summary>
    public string Remember(string name, string value)
    {
        _remember.Bind(1, name).Bind(2, value).Read();
        var remembered = _remember.Text(0);
        _remember.Reset();
        return remembered;
    }

    public void SetFreeze(string tenant, bool on, string? reason, string by, DateTimeOffset at) =>
        _freeze.Bind(1, tenant).Bind(2, on ? 1 : 0).Bind(3, reason).Bind(4, by).Bind(5, at.UtcTicks).Run();

    public void Dispose()
    {
        Journal.Dispose();
        Documents.Dispose();
        _begin.Dispose();
        _commit.Dispose();
        _rollback.Dispose();
        _touch.Dispose();
        _freeze.Dispose();
        _remember.Dispose();
        Connection.Dispose();
    }
}
