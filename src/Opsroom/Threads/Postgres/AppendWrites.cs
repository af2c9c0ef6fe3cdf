using Npgsql;
using Opsroom.Threads.Blobs;
using Opsroom.Threads.Outbox;
using static Opsroom.Threads.Postgres.PostgresQuery;

namespace Opsroom.Threads.Postgres;

/// <summary>Rows that a transaction of appends writes, collected so that each table is written by one statement however many appends there are.</summary>
internal sealed class AppendWrites
{
    private readonly Queue<long> _numbers = new();
    private readonly Queue<long> _blobNumbers = new();
    private readonly List<(ThreadKey Key, ThreadRow Row)> _created = [];
    private readonly Dictionary<ThreadRow, ThreadKey> _changed = [];
    private readonly List<(long Thread, long Sequence, string Kind, byte[] Hash, ReadOnlyMemory<byte> Bytes)> _events = [];
    private readonly Dictionary<(string Tenant, DateOnly Day, string Agent, string Model), UsageEntry> _usage = [];
    private readonly Dictionary<(string Tenant, string Principal, string Key), (long Thread, ClaimEntry Claim)> _claims = [];
    private readonly List<(string Webhook, long Thread, NoticeEntry Notice)> _notices = [];
    private readonly List<(long Id, string Sha256, byte[] Content)> _blobs = [];
    private readonly List<long> _completed = [];
    private readonly HashSet<(long Thread, long Blob)> _links = [];
    private readonly HashSet<(long Thread, long Blob)> _unlinks = [];

    public void AddNumber(long number) => _numbers.Enqueue(number);

    public void AddBlobNumber(long number) => _blobNumbers.Enqueue(number);

    /// <summary>Makes a thread, above the epoch of any deleted one of its name.</summary>
    public void Create(ThreadKey key, ThreadRow row)
    {
        row.Epoch++;
        if (row.Id == 0)
        {
            row.Id = _numbers.Dequeue();
            _created.Add((key, row));
        }
    }

    public void AddEvents(ThreadRow row, AppendRequest request, byte[] hashes)
    {
        _changed[row] = request.Key;
        for (var i = 0; i < request.Events.Count; i++)
        {
            var @event = request.Events[i];
            _events.Add((
                row.Id, request.ExpectedSequence + i + 1, @event.Event.Kind, hashes[(i * HashChain.HashLength)..((i + 1) * HashChain.HashLength)], @event.Bytes));
        }
    }

    public void AddUsage(string tenant, in UsageEntry entry)
    {
        var key = (tenant, entry.Day, entry.Agent, entry.Model);
        _usage[key] = _usage.TryGetValue(key, out var sum) ? sum.Plus(entry) : entry;
    }

    /// <summary>One row for each receiver that takes the notice.</summary>
    public void AddNotices(string tenant, long thread, List<NoticeEntry> notices, NoticeRoutes routes) => _notices.AddRange(
        from route in routes.All
        from notice in notices
        where route.Takes(tenant, notice.Kind)
        select (route.Webhook, thread, notice));

    public void AddClaim(string tenant, long thread, ClaimEntry claim) => _claims[(tenant, claim.Principal, claim.Key)] = (thread, claim);

    /// <summary>Stores the content of a blob, or makes one that was staged readable.</summary>
    public long Adopt(GivenBlob given)
    {
        if (given.Content is { } content)
        {
            var id = _blobNumbers.Dequeue();
            _blobs.Add((id, given.Sha256, content));
            return id;
        }

        _completed.Add(given.Staged!.Value);
        return given.Staged.Value;
    }

    public void Link(long thread, long blob)
    {
        _links.Add((thread, blob));
        _unlinks.Remove((thread, blob));
    }

    public void Unlink(long thread, long blob)
    {
        _unlinks.Add((thread, blob));
        _links.Remove((thread, blob));
    }

    public void AddTo(NpgsqlBatchCommandCollection commands, string origin)
    {
        if (_events.Count == 0)
        {
            return;
        }

        AddThreads(commands);
        AddBlobs(commands);
        commands.Add(Command(
            "INSERT INTO event (thread, sequence, kind, hash, bytes) SELECT * FROM unnest($1, $2, $3, $4, $5)",
            Column(_events, one => one.Thread), Column(_events, one => one.Sequence), Column(_events, one => one.Kind), Column(_events, one => one.Hash),
            Column(_events, one => one.Bytes)));
        if (_usage.Count > 0)
        {
            commands.Add(UsageSql.Add("usage", _usage.Select(one => new Verification.TenantUsage(one.Key.Tenant, one.Value))));
        }

        AddClaims(commands);
        if (_notices.Count > 0)
        {
            commands.Add(PostgresOutbox.Add(_notices));
        }

        // a watcher elsewhere reads the journal when it hears of it
        commands.Add(Command(
            "SELECT pg_notify($1, notice) FROM unnest($2) AS notice",
            PostgresNotices.Channel, Column([.. _changed], one => PostgresNotices.Text(origin, one.Key.Sequence, one.Value))));
    }

    private static T[] Column<TRow, T>(IReadOnlyCollection<TRow> rows, Func<TRow, T> value) => [.. rows.Select(value)];

    private void AddThreads(NpgsqlBatchCommandCollection commands)
    {
        if (_created.Count > 0)
        {
            commands.Add(Command(
                """
                INSERT INTO thread (id, tenant, thread_id, epoch, sequence, hash, created_at, updated_at, journal_bytes, file_bytes)
                SELECT id, tenant, thread_id, 0, 0, '', 0, 0, 0, 0 FROM unnest($1, $2, $3) AS new (id, tenant, thread_id)
                """,
                Column(_created, one => one.Row.Id), Column(_created, one => one.Key.Tenant), Column(_created, one => one.Key.Id.Value)));
        }

        var rows = _changed.Keys.OrderBy(row => row.Id).ToList();
        commands.Add(Command(
            """
            UPDATE thread SET epoch = new.epoch, sequence = new.sequence, hash = new.hash, status = new.status, kind = new.kind, agent = new.agent,
                title = new.title, created_at = new.created_at, updated_at = new.updated_at, journal_bytes = new.journal_bytes, file_bytes = new.file_bytes
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                AS new (id, epoch, sequence, hash, status, kind, agent, title, created_at, updated_at, journal_bytes, file_bytes)
            WHERE thread.id = new.id
            """,
            Column(rows, row => row.Id), Column(rows, row => row.Epoch), Column(rows, row => row.Sequence), Column(rows, row => row.Hash),
            Column(rows, row => RunNames.Of(row.Projection.Status)), Column(rows, row => RunNames.Of(row.Projection.Kind)), Column(rows, row => row.Projection.Agent),
            Column(rows, row => row.Projection.Title), Column(rows, row => row.Projection.CreatedAt.UtcTicks), Column(rows, row => row.Projection.UpdatedAt.UtcTicks),
            Column(rows, row => row.Projection.JournalBytes), Column(rows, row => row.Projection.FileBytes)));
    }

    private void AddBlobs(NpgsqlBatchCommandCollection commands)
    {
        if (_blobs.Count > 0)
        {
            commands.Add(Command(
                "INSERT INTO blob (id, sha256, size, complete) SELECT id, sha256, size, true FROM unnest($1, $2, $3) AS new (id, sha256, size)",
                Column(_blobs, one => one.Id), Column(_blobs, one => one.Sha256), Column(_blobs, one => (long)one.Content.Length)));
            var filled = _blobs.Where(one => one.Content.Length > 0).ToList();
            commands.Add(Command(
                "INSERT INTO blob_part (blob, ordinal, bytes) SELECT blob, 0, bytes FROM unnest($1, $2) AS new (blob, bytes)",
                Column(filled, one => one.Id), Column(filled, one => one.Content)));
        }

        if (_completed.Count > 0)
        {
            commands.Add(Command("UPDATE blob SET complete = true WHERE id = ANY ($1)", _completed.ToArray()));
        }

        if (_links.Count > 0)
        {
            commands.Add(Command(
                "INSERT INTO thread_blob (thread, blob) SELECT * FROM unnest($1, $2) ON CONFLICT DO NOTHING",
                Column(_links, one => one.Thread), Column(_links, one => one.Blob)));
        }

        if (_unlinks.Count > 0)
        {
            commands.Add(Command(
                "DELETE FROM thread_blob USING unnest($1, $2) AS gone (thread, blob) WHERE thread_blob.thread = gone.thread AND thread_blob.blob = gone.blob",
                Column(_unlinks, one => one.Thread), Column(_unlinks, one => one.Blob)));
            commands.Add(Command(PostgresDeletion.OrphansAmong, Column(_unlinks, one => one.Blob)));
        }
    }

    /// <summary>Forgets what is too old, and replaces what was read as free: whoever claimed one of them meanwhile makes the insertion fail.</summary>
    private void AddClaims(NpgsqlBatchCommandCollection commands)
    {
        if (_claims.Count == 0)
        {
            return;
        }

        var claims = _claims.OrderBy(one => one.Key).ToList();
        commands.Add(Command(
            "DELETE FROM idempotency WHERE (tenant, principal, key) IN (SELECT tenant, principal, key FROM idempotency WHERE at <= $1 FOR UPDATE SKIP LOCKED)",
            claims.Max(one => one.Value.Claim.OldestKept)));
        commands.Add(Command(
            """
            DELETE FROM idempotency USING unnest($1, $2, $3, $4) AS new (tenant, principal, key, run_id)
            WHERE idempotency.tenant = new.tenant AND idempotency.principal = new.principal AND idempotency.key = new.key AND idempotency.run_id = new.run_id
            """,
            Column(claims, one => one.Key.Tenant), Column(claims, one => one.Key.Principal), Column(claims, one => one.Key.Key),
            Column(claims, one => one.Value.Claim.RunId.Value)));
        commands.Add(Command(
            """
            INSERT INTO idempotency (tenant, principal, key, body_digest, thread, run_id, at) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
            """,
            Column(claims, one => one.Key.Tenant), Column(claims, one => one.Key.Principal), Column(claims, one => one.Key.Key),
            Column(claims, one => one.Value.Claim.BodyDigest), Column(claims, one => one.Value.Thread), Column(claims, one => one.Value.Claim.RunId.Value),
            Column(claims, one => one.Value.Claim.At.UtcTicks)));
    }
}
