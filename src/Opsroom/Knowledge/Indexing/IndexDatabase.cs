using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Opsroom.Threads.Sqlite;

namespace Opsroom.Knowledge.Indexing;

/// <summary>
/// The SQLite database of an index: in memory, or a file that is a cache. It is written by one at a time and, as a file, read beside that by several.
/// A file that is damaged, or was made of something else, is made anew.
/// </summary>
internal sealed class IndexDatabase : IDisposable
{
    private const int MostReaders = 4;
    private const int CacheKiB = 16 * 1024;

    /// <summary>Pages that are read where they lie in the system's cache: searching takes half the time, and the memory is the system's to take back.</summary>
    private const long MappedBytes = 512L * 1024 * 1024;


    private readonly string? file;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly SemaphoreSlim reading;
    private readonly ConcurrentStack<IndexReader> readers = new();
    private readonly SqliteConnection connection;

    /// <param name="file">Null for one in memory.</param>
    /// <param name="key">What the index is made of; an index with another key is made anew.</param>
    public IndexDatabase(string? file, string key)
    {
        this.file = file;
        // an index in memory has one connection, which cannot be read while it is written
        reading = file is null ? writing : new SemaphoreSlim(MostReaders, MostReaders);
        connection = file is null ? Open(SqliteOpenMode.Memory) : OpenFile(key);
        if (file is null)
        {
            Create(key);
            readers.Push(new IndexReader(connection));
        }

        Writer = new IndexWriter(connection);
    }

    private IndexWriter Writer { get; }

    /// <summary>Has something done in one transaction.</summary>
    public void Write(Action<IndexWriter> work)
    {
        writing.Wait();
        try
        {
            using var transaction = connection.BeginTransaction();
            work(Writer);
            Writer.Flush();
            transaction.Commit();
        }
        catch
        {
            Writer.Forget();
            throw;
        }
        finally
        {
            writing.Release();
        }
    }

    public T Read<T>(Func<IndexReader, T> work)
    {
        reading.Wait();
        try
        {
            var reader = readers.TryPop(out var free) ? free : new IndexReader(Open(SqliteOpenMode.ReadOnly), owned: true);
            var result = work(reader);
            readers.Push(reader);
            return result;
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose()
    {
        while (readers.TryPop(out var reader))
        {
            reader.Dispose();
        }

        Writer.Dispose();
        connection.Dispose();
        reading.Dispose();
        writing.Dispose();
    }

    private SqliteConnection OpenFile(string key)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file!)!);
        if (TryOpen(key) is { } found)
        {
            return found;
        }

        foreach (var part in (ReadOnlySpan<string>)["", "-wal", "-shm"])
        {
            File.Delete(file + part);
        }

        var made = Open(SqliteOpenMode.ReadWriteCreate);
        Execute(made, "PRAGMA journal_mode = WAL");
        Create(made, key);
        return made;
    }

    /// <summary>The file as it is, where it is an index of what is meant.</summary>
    private SqliteConnection? TryOpen(string key)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        SqliteConnection? found = null;
        try
        {
            found = Open(SqliteOpenMode.ReadWrite);
            if (Execute(found, "SELECT value FROM meta WHERE name = 'key'") is string made && made == key)
            {
                return found;
            }
        }
        catch (SqliteException)
        {
            // whatever it is, it is no index
        }

        found?.Dispose();
        return null;
    }

    private void Create(string key) => Create(connection, key);

    private static void Create(SqliteConnection connection, string key)
    {
        Execute(connection, IndexSchema.Sql);
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO meta (name, value) VALUES ('key', $key)";
        command.Parameters.AddWithValue("$key", key);
        command.ExecuteNonQuery();
    }

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var opened = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file ?? ":memory:", Mode = mode, Pooling = false }.ToString());
        try
        {
            opened.Open();
            Execute(opened, $"PRAGMA cache_size = -{CacheKiB}; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = {MappedBytes}");
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private static object? Execute(SqliteConnection connection, string sql) => SqliteConnections.Execute(connection, sql);
}
