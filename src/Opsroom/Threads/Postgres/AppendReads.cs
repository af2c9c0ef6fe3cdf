using Npgsql;
using static Opsroom.Threads.Postgres.PostgresQuery;

namespace Opsroom.Threads.Postgres;

/// <summary>The first round trip of a transaction of appends: begins it, locks the threads, and reads what the appends depend on.</summary>
internal sealed class AppendReads(IReadOnlyList<AppendCall> calls, IReadOnlyList<ThreadKey> keys)
{
    private readonly List<(string Tenant, ClaimEntry Claim)> _claims = [.. calls.SelectMany(call => call.Facts.Claims.Select(claim => (call.Request.Key.Tenant, claim)))];
    private readonly string[] _blobs = [.. calls.SelectMany(call => call.Facts.Blobs.Concat(call.Facts.RemovedBlobs)).Distinct(StringComparer.Ordinal)];
    private readonly long[] _staged = [.. calls.SelectMany(call => call.Given).Select(blob => blob.Staged).OfType<long>()];
    private readonly List<(string Tenant, DateOnly Day)> _days =
        [.. calls.Where(call => call.Request.DayLimit is not null).Select(call => (call.Request.Key.Tenant, call.Request.DayLimit!.Day)).Distinct().Order()];

    private readonly List<AppendCall> _tried = [.. calls.Where(call => call.Tried is not null)];

    /// <summary>Keys that new threads may need.</summary>
    public int Numbers { get; } = calls.Where(call => call.Request.ExpectedSequence == 0).Select(call => call.Request.Key).Distinct().Count();

    /// <summary>Keys that new blobs may need.</summary>
    public int BlobNumbers { get; } = calls.Sum(call => call.Given.Count(blob => blob.Content is not null));

    public bool HasClaims => _claims.Count > 0;

    public bool HasBlobs => _blobs.Length > 0;

    public bool HasStaged => _staged.Length > 0;

    public bool HasDays => _days.Count > 0;

    public bool HasTried => _tried.Count > 0;

    /// <summary>Adds the commands; each answers a result but the first.</summary>
    public void AddTo(NpgsqlBatchCommandCollection commands)
    {
        commands.Add(Command("BEGIN"));
        commands.Add(Command(
            """
            SELECT id, tenant, thread_id, epoch, sequence, hash, status, kind, agent, title, created_at, updated_at, journal_bytes, file_bytes FROM thread
            WHERE (tenant, thread_id) IN (SELECT * FROM unnest($1, $2)) ORDER BY id FOR UPDATE
            """,
            keys.Select(key => key.Tenant).ToArray(), keys.Select(key => key.Id.Value).ToArray()));
        if (Numbers > 0)
        {
            commands.Add(Command("SELECT nextval('thread_number') FROM generate_series(1, $1)", Numbers));
        }

        if (HasClaims)
        {
            commands.Add(Command(
                """
                SELECT tenant, principal, key, run_id, at FROM idempotency
                WHERE (tenant, principal, key) IN (SELECT * FROM unnest($1, $2, $3))
                """,
                _claims.Select(claim => claim.Tenant).ToArray(), _claims.Select(claim => claim.Claim.Principal).ToArray(),
                _claims.Select(claim => claim.Claim.Key).ToArray()));
        }

        if (HasBlobs)
        {
            commands.Add(Command("SELECT id, sha256 FROM blob WHERE complete AND sha256 = ANY ($1)", (object)_blobs));
        }

        if (HasStaged)
        {
            commands.Add(Command("SELECT id FROM blob WHERE id = ANY ($1) AND NOT complete ORDER BY id FOR UPDATE", _staged));
        }

        if (BlobNumbers > 0)
        {
            commands.Add(Command("SELECT nextval('blob_number') FROM generate_series(1, $1)", BlobNumbers));
        }

        if (HasDays)
        {
            // whoever takes from the same day waits until this transaction has ended
            var (tenants, days) = (_days.Select(one => one.Tenant).ToArray(), _days.Select(one => one.Day).ToArray());
            commands.Add(Command("SELECT pg_advisory_xact_lock(hashtextextended(tenant || day::text, 6)) FROM unnest($1, $2) AS one (tenant, day)", tenants, days));
            commands.Add(UsageSql.SumsOf(tenants, days));
        }

        if (HasTried)
        {
            commands.Add(Command(
                """
                SELECT thread.tenant, thread.thread_id, event.sequence, event.hash
                FROM unnest($1, $2, $3) AS tried (tenant, thread_id, sequence)
                JOIN thread ON thread.tenant = tried.tenant AND thread.thread_id = tried.thread_id
                JOIN event ON event.thread = thread.id AND event.sequence = tried.sequence
                """,
                _tried.Select(call => call.Request.Key.Tenant).ToArray(), _tried.Select(call => call.Request.Key.Id.Value).ToArray(),
                _tried.Select(call => call.Tried!.Head.Sequence).ToArray()));
        }
    }
}
