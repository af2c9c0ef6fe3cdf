using Microsoft.Data.Sqlite;

namespace Opsroom.Threads.Sqlite;

/// <summary>Sums usage and idempotency keys up from journals and compares them with what the store holds.</summary>
internal sealed class TallyCheck(SqliteConnection connection, DateTimeOffset now) : IDisposable
{
    private readonly SqliteStatement _usage = new(connection, Select("usage"));
    private readonly SqliteStatement _usageOfDeleted = new(connection, Select("usage_of_deleted"));
    private readonly SqliteStatement _claims = new(
        connection, "SELECT tenant, principal, key, body_digest, thread, run_id, at FROM idempotency WHERE at > ?1");

    private readonly Dictionary<(string Tenant, DateOnly Day, string Agent, string Model), UsageEntry> _expected = [];
    private readonly Dictionary<(string Tenant, string Principal, string Key), (long Thread, ClaimEntry Claim)> _expectedClaims = [];

    /// <summary>Usage that journals account for.</summary>
    public IEnumerable<(string Tenant, UsageEntry Entry)> Usage => _expected.Select(pair => (pair.Key.Tenant, pair.Value));

    /// <summary>Idempotency keys that are still remembered.</summary>
    public IEnumerable<(string Tenant, long Thread, ClaimEntry Claim)> Claims =>
        _expectedClaims.Select(pair => (pair.Key.Tenant, pair.Value.Thread, pair.Value.Claim));

    private long Oldest => now.UtcTicks - ThreadProjection.IdempotencyWindow.Ticks;

    public void Add(string tenant, long thread, ThreadProjection projection)
    {
        foreach (var entry in projection.Usage)
        {
            Add(_expected, tenant, entry);
        }

        foreach (var claim in projection.Claims)
        {
            var key = (tenant, claim.Principal, claim.Key);
            if (claim.At.UtcTicks > Oldest && (!_expectedClaims.TryGetValue(key, out var known) || known.Claim.At < claim.At))
            {
                _expectedClaims[key] = (thread, claim);
            }
        }
    }

    public void Compare(Action<string> report)
    {
        CompareUsage(report);
        CompareClaims(report);
    }

    public void Dispose()
    {
        _usage.Dispose();
        _usageOfDeleted.Dispose();
        _claims.Dispose();
    }

    private static string Select(string table) =>
        $"SELECT tenant, day, agent, model, calls, input_tokens, cached_input_tokens, output_tokens, cost FROM {table}";

    private static (string Tenant, UsageEntry Entry) ReadUsage(SqliteStatement row) => (
        row.Text(0),
        new UsageEntry(
            SqliteTallies.DayOf(row.Text(1)), row.Text(2), row.Text(3), row.Int64(4), row.Int64(5), row.Int64(6), row.Int64(7), row.Int64(8)));

    private static void Add(
        Dictionary<(string Tenant, DateOnly Day, string Agent, string Model), UsageEntry> sums, string tenant, in UsageEntry entry)
    {
        var key = (tenant, entry.Day, entry.Agent, entry.Model);
        sums[key] = sums.TryGetValue(key, out var sum) ? sum.Plus(entry) : entry;
    }

    private void CompareUsage(Action<string> report)
    {
        var expected = new Dictionary<(string Tenant, DateOnly Day, string Agent, string Model), UsageEntry>(_expected);
        while (_usageOfDeleted.Read())
        {
            var (tenant, entry) = ReadUsage(_usageOfDeleted);
            Add(expected, tenant, entry);
        }

        while (_usage.Read())
        {
            var (tenant, entry) = ReadUsage(_usage);
            if (!expected.Remove((tenant, entry.Day, entry.Agent, entry.Model), out var should))
            {
                report($"Usage of {tenant} that no journal accounts for: {entry}");
            }
            else if (should != entry)
            {
                report($"Usage of {tenant} is {entry} and should be {should}");
            }
        }

        foreach (var (key, should) in expected)
        {
            report($"Usage of {key.Tenant} is missing and should be {should}");
        }
    }

    private void CompareClaims(Action<string> report)
    {
        var expected = new Dictionary<(string, string, string), (long Thread, ClaimEntry Claim)>(_expectedClaims);
        _claims.Bind(1, Oldest);
        while (_claims.Read())
        {
            var key = (_claims.Text(0), _claims.Text(1), _claims.Text(2));
            var stored = (_claims.Int64(4), new ClaimEntry(
                _claims.Text(1), _claims.Text(2), _claims.Text(3), new RunId(_claims.Text(5)), new DateTimeOffset(_claims.Int64(6), TimeSpan.Zero)));
            if (!expected.Remove(key, out var should) || should != stored)
            {
                report($"The idempotency key '{_claims.Text(2)}' of {_claims.Text(0)}/{_claims.Text(1)} is not what the journals say");
            }
        }

        foreach (var (tenant, principal, key) in expected.Keys)
        {
            report($"The idempotency key '{key}' of {tenant}/{principal} is missing");
        }
    }
}
