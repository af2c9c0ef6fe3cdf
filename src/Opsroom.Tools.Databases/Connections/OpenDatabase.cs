using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Opsroom.Tools.Databases.Connections;

/// <summary>A session with a database, its timeouts set and, for reading, kept from writing by the engine. One caller uses it at a time.</summary>
public sealed class OpenDatabase : IAsyncDisposable
{
    private readonly DatabaseConnectionOptions options;
    private readonly TimeProvider time;

    internal OpenDatabase(DbConnection connection, DatabaseConnectionOptions options, DatabaseKind kind, DatabaseAccess access, TimeProvider time)
    {
        (Connection, this.options, Kind, Access, this.time) = (connection, options, kind, access, time);
        Version = VersionIn(connection.ServerVersion);
    }

    /// <summary>The connection's name in the configuration.</summary>
    public string Name => options.Name;

    /// <summary>The engine that answers: a MySQL connection may lead to MariaDB.</summary>
    public DatabaseKind Kind { get; }

    public DatabaseAccess Access { get; }

    /// <summary>Whether the connection may be opened for writing at all.</summary>
    public bool AllowsWriting => !options.ReadOnly;

    /// <summary>The server's version, as far as it has numbers.</summary>
    public Version Version { get; }

    /// <summary>The driver's connection, for what the methods here do not do.</summary>
    public DbConnection Connection { get; }

    /// <summary>Runs statements; answers how many rows the last one touched.</summary>
    /// <exception cref="DbException">The engine refuses; <see cref="Explain"/> makes a failure of it.</exception>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = CommandOf(sql, []);
        return await WatchedAsync(token => command.ExecuteNonQueryAsync(token), cancellationToken);
    }

    /// <summary>The rows of a query, each by the names of its columns in whatever case; <c>NULL</c> is null. Not more than <paramref name="most"/>.</summary>
    /// <exception cref="DbException">The engine refuses; <see cref="Explain"/> makes a failure of it.</exception>
    public async Task<ImmutableArray<DatabaseRow>> QueryAsync(string sql, CancellationToken cancellationToken, IReadOnlyList<(string Name, object? Value)>? parameters = null, int most = 100_000)
    {
        await using var command = CommandOf(sql, parameters ?? []);
        return await WatchedAsync(
            async token =>
            {
                var rows = ImmutableArray.CreateBuilder<DatabaseRow>();
                await using var reader = await command.ExecuteReaderAsync(token);
                string[] names = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
                while (rows.Count < most && await reader.ReadAsync(token))
                {
                    var values = new Dictionary<string, object?>(names.Length, StringComparer.OrdinalIgnoreCase);
                    for (var i = 0; i < names.Length; i++)
                    {
                        values[names[i]] = await reader.IsDBNullAsync(i, token) ? null : reader.GetValue(i);
                    }

                    rows.Add(new DatabaseRow(values));
                }

                return rows.ToImmutable();
            },
            cancellationToken);
    }

    /// <summary>What a refusal means, in words that carry no credentials.</summary>
    public ToolFailure Explain(Exception failed) => DatabaseFaults.Of(failed, options);

    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private DbCommand CommandOf(string sql, IReadOnlyList<(string Name, object? Value)> parameters)
    {
        var command = Connection.CreateCommand();
#pragma warning disable CA2100 // what is run was read by a parser before, or was written here
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>SQLite works in this process and knows no time: it is interrupted instead.</summary>
    private async Task<T> WatchedAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (Connection is not SqliteConnection { Handle: { } handle })
        {
            return await work(cancellationToken);
        }

        using var late = new CancellationTokenSource(options.StatementTimeout, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        await using var interrupting = ended.Token.Register(() => raw.sqlite3_interrupt(handle));
        try
        {
            // its driver does everything on the calling thread
            return await Task.Run(() => work(ended.Token), ended.Token);
        }
        catch (Exception cut) when (ended.IsCancellationRequested && cut is SqliteException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"the statement took longer than {options.StatementTimeout.TotalSeconds:0.#} s"), cut);
        }
    }

    private static Version VersionIn(string text)
    {
        // MariaDB may pretend to be 5.5.5 before its own version
        var own = text.StartsWith("5.5.5-", StringComparison.Ordinal) ? text[6..] : text;
        var digits = string.Concat(own.TakeWhile(c => char.IsAsciiDigit(c) || c == '.')).TrimEnd('.');
        return Version.TryParse(digits.Contains('.', StringComparison.Ordinal) ? digits : digits + ".0", out var version) ? version : new Version(0, 0);
    }
}
