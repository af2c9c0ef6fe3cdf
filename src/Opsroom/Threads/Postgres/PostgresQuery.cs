using Npgsql;
using NpgsqlTypes;

namespace Opsroom.Threads.Postgres;

/// <summary>SQL with <c>$1</c>, <c>$2</c>, …, and their values in order. It may be run more than once.</summary>
internal sealed record PostgresQuery(string Text, IReadOnlyList<object?> Values)
{
    /// <summary>A query; a value that is missing is a text.</summary>
    public static PostgresQuery Sql(string text, params object?[] values) => new(text, values);

    /// <summary>A query as one of several that are sent together.</summary>
    public static NpgsqlBatchCommand Command(string text, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(text);
        Fill(command.Parameters, values);
        return command;
    }

    /// <param name="timeout">In seconds; 0 for none, null for the connection's own.</param>
    public NpgsqlCommand On(NpgsqlConnection connection, int? timeout = null)
    {
        var command = new NpgsqlCommand(Text, connection);
        if (timeout is { } seconds)
        {
            command.CommandTimeout = seconds;
        }

        Fill(command.Parameters, Values);
        return command;
    }

    private static void Fill(NpgsqlParameterCollection parameters, IReadOnlyList<object?> values)
    {
        foreach (var value in values)
        {
            parameters.Add(value is null ? new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Text, Value = DBNull.Value } : new NpgsqlParameter { Value = value });
        }
    }
}

/// <summary>How queries are run.</summary>
internal static class PostgresQueries
{
    /// <summary>All rows that a query answers.</summary>
    public static async Task<List<T>> RowsAsync<T>(
        this NpgsqlConnection connection, Func<NpgsqlDataReader, T> read, PostgresQuery query, CancellationToken cancellationToken)
    {
        await using var command = query.On(connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.RowsAsync(read, cancellationToken);
    }

    /// <summary>The rows of the result that a reader stands at.</summary>
    public static async Task<List<T>> RowsAsync<T>(this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public static async Task<int> ExecuteAsync(this NpgsqlConnection connection, PostgresQuery query, CancellationToken cancellationToken)
    {
        await using var command = query.On(connection);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static byte[] Bytes(this NpgsqlDataReader row, int column) => row.GetFieldValue<byte[]>(column);

    public static DateTimeOffset Time(this NpgsqlDataReader row, int column) => new(row.GetInt64(column), TimeSpan.Zero);
}
