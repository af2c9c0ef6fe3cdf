using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Opsroom.Threads.Sqlite;

/// <summary>The projections that span threads: usage, idempotency keys and references to blobs, as the writer sees them.</summary>
internal sealed class SqliteTallies(SqliteConnection connection) : IDisposable
{
    private readonly SqliteStatement _addUsage = new(connection, AddUsageTo("usage"));
    private readonly SqliteStatement _addUsageOfDeleted = new(connection, AddUsageTo("usage_of_deleted"));
    private readonly SqliteStatement _standing = new(
        connection,
        """
        SELECT sum(charged_tokens), sum(charged_cost), sum(model_calls), sum(tool_calls), sum(worked_seconds),
            max(raised_tokens), max(raised_cost), max(raised_tool_calls), max(raised_model_calls), max(raised_wall_seconds)
        FROM usage WHERE tenant = ?1 AND day = ?2 HAVING count(*) > 0
        """);

    private readonly SqliteStatement _findClaim = new(
        connection, "SELECT run_id, at FROM idempotency WHERE tenant = ?1 AND principal = ?2 AND key = ?3");

    private readonly SqliteStatement _putClaim = new(
        connection, "INSERT OR REPLACE INTO idempotency (tenant, principal, key, body_digest, thread, run_id, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");

    private readonly SqliteStatement _forgetClaims = new(connection, "DELETE FROM idempotency WHERE at <= ?1");
    private readonly SqliteStatement _deleteClaims = new(connection, "DELETE FROM idempotency WHERE thread = ?1");
    private readonly SqliteStatement _link = new(connection, "INSERT OR IGNORE INTO thread_blob (thread, blob) VALUES (?1, ?2)");
    private readonly SqliteStatement _unlink = new(connection, "DELETE FROM thread_blob WHERE thread = ?1 RETURNING blob");
    private readonly SqliteStatement _unlinkOne = new(connection, "DELETE FROM thread_blob WHERE thread = ?1 AND blob = ?2");
    private readonly SqliteStatement _anyLink = new(connection, "SELECT 1 FROM thread_blob WHERE blob = ?1 LIMIT 1");

    public void AddUsage(string tenant, in UsageEntry entry) => Add(_addUsage, tenant, entry);

    /// <summary>Keeps what a thread used when its journal goes.</summary>
    public void AddUsageOfDeleted(string tenant, in UsageEntry entry) => Add(_addUsageOfDeleted, tenant, entry);

    /// <summary>How the budget of a day stands.</summary>
    public DayStanding StandingOn(string tenant, DateOnly day)
    {
        var sum = _standing.Bind(1, tenant).Bind(2, day.ToString("O", CultureInfo.InvariantCulture)).Read()
            ? WithCharges(UsageEntry.OfDay(day), _standing, 0) : UsageEntry.OfDay(day);
        _standing.Reset();
        return DayStanding.Of(sum);
    }

    /// <summary>Whether another run holds the key at the time of this claim.</summary>
    public bool IsTaken(string tenant, in ClaimEntry claim)
    {
        var taken = _findClaim.Bind(1, tenant).Bind(2, claim.Principal).Bind(3, claim.Key).Read()
            && claim.IsTakenBy(new RunId(_findClaim.Text(0)), _findClaim.Int64(1));
        _findClaim.Reset();
        return taken;
    }

    public void AddClaim(string tenant, long thread, in ClaimEntry claim)
    {
        _forgetClaims.Bind(1, claim.OldestKept).Run();
        _putClaim.Bind(1, tenant).Bind(2, claim.Principal).Bind(3, claim.Key).Bind(4, claim.BodyDigest)
            .Bind(5, thread).Bind(6, claim.RunId.Value).Bind(7, claim.At.UtcTicks).Run();
    }

    public void DeleteClaims(long thread) => _deleteClaims.Bind(1, thread).Run();

    public void Link(long thread, long blob) => _link.Bind(1, thread).Bind(2, blob).Run();

    /// <summary>Removes a thread's references and gives the blobs that nobody refers to any more.</summary>
    public List<long> Unlink(long thread)
    {
        var blobs = new List<long>();
        _unlink.Bind(1, thread);
        while (_unlink.Read())
        {
            blobs.Add(_unlink.Int64(0));
        }

        blobs.RemoveAll(IsLinked);
        return blobs;
    }

    /// <summary>Removes one reference; true where nobody refers to the blob any more.</summary>
    public bool Unlink(long thread, long blob)
    {
        _unlinkOne.Bind(1, thread).Bind(2, blob).Run();
        return !IsLinked(blob);
    }

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<SqliteStatement>)[
            _addUsage, _addUsageOfDeleted, _standing, _findClaim, _putClaim, _forgetClaims, _deleteClaims, _link, _unlink, _unlinkOne, _anyLink])
        {
            statement.Dispose();
        }
    }

    public static DateOnly DayOf(string text) => DateOnly.ParseExact(text, "O", CultureInfo.InvariantCulture);

    /// <summary>With what counts on its day, from ten columns.</summary>
    public static UsageEntry WithCharges(UsageEntry entry, SqliteStatement row, int column) => entry with
    {
        ChargedTokens = row.Int64(column),
        ChargedCostInPicoDollars = row.Int64(column + 1),
        ModelCalls = row.Int64(column + 2),
        ToolCalls = row.Int64(column + 3),
        WorkedSeconds = row.Int64(column + 4),
        Raised = new RaisedLimits(row.Int64(column + 5), row.Int64(column + 6), row.Int64(column + 7), row.Int64(column + 8), row.Int64(column + 9)),
    };

    private static void Add(SqliteStatement statement, string tenant, in UsageEntry entry) => statement
        .Bind(1, tenant).Bind(2, entry.Day.ToString("O", CultureInfo.InvariantCulture)).Bind(3, entry.Agent).Bind(4, entry.Model)
        .Bind(5, entry.Calls).Bind(6, entry.InputTokens).Bind(7, entry.CachedInputTokens).Bind(8, entry.OutputTokens).Bind(9, entry.CostInPicoDollars)
        .Bind(10, entry.ChargedTokens).Bind(11, entry.ChargedCostInPicoDollars).Bind(12, entry.ModelCalls).Bind(13, entry.ToolCalls)
        .Bind(14, entry.WorkedSeconds).Bind(15, entry.Raised.Tokens).Bind(16, entry.Raised.CostInPicoDollars).Bind(17, entry.Raised.ToolCalls)
        .Bind(18, entry.Raised.ModelCalls).Bind(19, entry.Raised.WallSeconds).Run();

    private static string AddUsageTo(string table) =>
        $"""
        INSERT INTO {table} (tenant, day, agent, model, calls, input_tokens, cached_input_tokens, output_tokens, cost,
            charged_tokens, charged_cost, model_calls, tool_calls, worked_seconds,
            raised_tokens, raised_cost, raised_tool_calls, raised_model_calls, raised_wall_seconds)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
        ON CONFLICT (tenant, day, agent, model) DO UPDATE SET
            calls = calls + excluded.calls,
            input_tokens = input_tokens + excluded.input_tokens,
            cached_input_tokens = cached_input_tokens + excluded.cached_input_tokens,
            output_tokens = output_tokens + excluded.output_tokens,
            cost = cost + excluded.cost,
            charged_tokens = charged_tokens + excluded.charged_tokens,
            charged_cost = charged_cost + excluded.charged_cost,
            model_calls = model_calls + excluded.model_calls,
            tool_calls = tool_calls + excluded.tool_calls,
            worked_seconds = worked_seconds + excluded.worked_seconds,
            raised_tokens = max(raised_tokens, excluded.raised_tokens),
            raised_cost = max(raised_cost, excluded.raised_cost),
            raised_tool_calls = max(raised_tool_calls, excluded.raised_tool_calls),
            raised_model_calls = max(raised_model_calls, excluded.raised_model_calls),
            raised_wall_seconds = max(raised_wall_seconds, excluded.raised_wall_seconds)
        """;

    private bool IsLinked(long blob)
    {
        var linked = _anyLink.Bind(1, blob).Read();
        _anyLink.Reset();
        return linked;
    }
}
