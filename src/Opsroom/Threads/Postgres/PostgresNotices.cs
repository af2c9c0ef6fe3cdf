using System.Globalization;
using Npgsql;
using static Opsroom.Threads.Postgres.PostgresQuery;

namespace Opsroom.Threads.Postgres;

/// <summary>Hears of appends that other processes commit.</summary>
internal sealed class PostgresNotices(NpgsqlDataSource source, string origin)
{
    /// <summary>Where the database tells of appends.</summary>
    public const string Channel = "opsroom";

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(500);

    /// <summary>What is told of one append: who made it, how long the journal is now, and whose it is.</summary>
    public static string Text(string origin, long sequence, ThreadKey key) =>
        string.Create(CultureInfo.InvariantCulture, $"{origin} {sequence} {key.Id.Value} {key.Tenant}");

    /// <param name="appended">Called for each append of another process; with null after each time that some may have been missed.</param>
    /// <param name="lost">Called when the connection breaks.</param>
    public async Task FollowAsync(Action<ThreadKey?> appended, Func<Task> lost, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await ListenAsync(appended, cancellationToken);
            }
            catch (Exception exception) when (PostgresFault.IsKnown(exception) && !cancellationToken.IsCancellationRequested)
            {
                source.Clear();
                await lost();
                await Task.Delay(BetweenTries, cancellationToken);
            }
        }
    }

    private async Task ListenAsync(Action<ThreadKey?> appended, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notice) =>
        {
            if (notice.Channel == Channel && Read(notice.Payload) is { } key)
            {
                appended(key);
            }
        };
        await connection.ExecuteAsync(Sql($"LISTEN {Channel}"), cancellationToken);
        appended(null);
        try
        {
            while (true)
            {
                await connection.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            // the pool may hand the connection to somebody who does not listen
            if (connection.FullState == System.Data.ConnectionState.Open)
            {
                await connection.ExecuteAsync(Sql($"UNLISTEN {Channel}"), CancellationToken.None);
            }
        }
    }

    private ThreadKey? Read(string payload) =>
        payload.Split(' ', 4) is [var from, _, var id, var tenant] && from != origin && ThreadId.TryParse(id, out var thread) ? new ThreadKey(tenant, thread) : null;
}
