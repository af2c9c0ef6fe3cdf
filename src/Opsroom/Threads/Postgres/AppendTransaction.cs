using Npgsql;
using Opsroom.Threads.Outbox;
using static Opsroom.Threads.Postgres.PostgresQuery;

namespace Opsroom.Threads.Postgres;

/// <summary>
/// One transaction of appends in two round trips: the first locks and reads what they depend on, the second writes all that is accepted and commits. Between the
/// two each append is decided on its own, in the order of arrival.
/// </summary>
internal sealed class AppendTransaction(NpgsqlConnection connection, IReadOnlyList<AppendCall> calls, string origin, NoticeRoutes routes)
{
    private readonly Dictionary<ThreadKey, ThreadRow> _threads = [];
    private readonly Dictionary<(ThreadKey Key, long Sequence), byte[]> _triedHashes = [];
    private readonly Dictionary<(string Tenant, string Principal, string Key), (RunId Holder, long Since)> _claims = [];
    private readonly Dictionary<(string Tenant, DateOnly Day), UsageEntry> _days = [];
    private readonly Dictionary<string, long> _blobs = new(StringComparer.Ordinal);
    private readonly HashSet<long> _staged = [];
    private readonly AppendWrites _writes = new();
    private readonly HashChain _chain = new();

    /// <summary>Gives every call its outcome. Where it throws, none of them is to be answered.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        foreach (var call in calls)
        {
            call.IsInDoubt = false;
            (call.Outcome, call.Refusal) = (null, null);
            Decide(call);
        }

        await using var batch = new NpgsqlBatch(connection);
        _writes.AddTo(batch.BatchCommands, origin);
        batch.BatchCommands.Add(Command("COMMIT"));
        foreach (var call in calls)
        {
            call.IsInDoubt = call.Tried is not null && call.Outcome?.Status == AppendStatus.Appended;
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        foreach (var call in calls)
        {
            call.IsInDoubt = false;
        }
    }

    private void Decide(AppendCall call)
    {
        var request = call.Request;
        var row = _threads[request.Key];
        var usage = row.Projection.UsageOf(request.Events, row.Sequence);
        if (WasCommitted(call, row))
        {
            call.Outcome = new AppendOutcome(AppendStatus.Appended, call.Tried!.Head);
        }
        else if (row.Refuse(request) is { } refused)
        {
            call.Outcome = new AppendOutcome(refused, row.Head);
        }
        else if (call.Facts.Claims.Any(claim => IsTaken(request.Key.Tenant, claim)))
        {
            call.Outcome = new AppendOutcome(AppendStatus.KeyTaken, row.Head);
        }
        else if (request.DayLimit is { } limit
            && DayStanding.Of(UsedOn(request.Key.Tenant, limit.Day)) is var standing && !limit.Holds(standing, usage))
        {
            call.Outcome = new AppendOutcome(AppendStatus.DaySpent, row.Head) { Day = standing };
        }
        else if (AllAtHand(call))
        {
            Append(call, row, usage);
        }
    }

    /// <summary>Whether an earlier try, whose answer was lost, went well after all.</summary>
    private bool WasCommitted(AppendCall call, ThreadRow row)
    {
        if (call.Tried is not { } tried)
        {
            return false;
        }

        if (_triedHashes.TryGetValue((call.Request.Key, tried.Head.Sequence), out var hash) && hash.AsSpan().SequenceEqual(tried.Hash))
        {
            return true;
        }

        // it was created, and then deleted by somebody who saw it
        return row.Sequence == 0 && call.Request.ExpectedSequence == 0 && row.Epoch >= tried.Head.Epoch;
    }

    private UsageEntry UsedOn(string tenant, DateOnly day) => _days.TryGetValue((tenant, day), out var used) ? used : UsageEntry.OfDay(day);

    private bool IsTaken(string tenant, ClaimEntry claim) =>
        _claims.TryGetValue((tenant, claim.Principal, claim.Key), out var held) && claim.IsTakenBy(held.Holder, held.Since);

    private bool AllAtHand(AppendCall call)
    {
        foreach (var sha256 in call.Facts.Blobs)
        {
            if (_blobs.ContainsKey(sha256))
            {
                continue;
            }

            switch (call.FindGiven(sha256))
            {
                case null:
                    call.Refusal = new InvalidDataException($"The events refer to blob {sha256}, which is neither given nor stored.");
                    return false;
                case { Content: not null }:
                    break;
                case { Staged: { } staged } when _staged.Contains(staged):
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private void Append(AppendCall call, ThreadRow row, IEnumerable<UsageEntry> usage)
    {
        var request = call.Request;
        if (row.Sequence == 0)
        {
            _writes.Create(request.Key, row);
        }

        var hashes = new byte[request.Events.Count * HashChain.HashLength];
        row.Fold(request.Events, _chain, hashes);
        _writes.AddEvents(row, request, hashes);
        foreach (var entry in usage)
        {
            _writes.AddUsage(request.Key.Tenant, entry);
            _days[(request.Key.Tenant, entry.Day)] = UsedOn(request.Key.Tenant, entry.Day).Plus(entry);
        }

        _writes.AddNotices(request.Key.Tenant, row.Id, call.Facts.Notices, routes);
        foreach (var claim in call.Facts.Claims)
        {
            _writes.AddClaim(request.Key.Tenant, row.Id, claim);
            _claims[(request.Key.Tenant, claim.Principal, claim.Key)] = (claim.RunId, claim.At.UtcTicks);
        }

        foreach (var sha256 in call.Facts.Blobs)
        {
            if (!_blobs.TryGetValue(sha256, out var blob))
            {
                _blobs[sha256] = blob = _writes.Adopt(call.FindGiven(sha256)!);
            }

            _writes.Link(row.Id, blob);
        }

        foreach (var sha256 in call.Facts.RemovedBlobs)
        {
            if (_blobs.TryGetValue(sha256, out var blob))
            {
                _writes.Unlink(row.Id, blob);
            }
        }

        call.Tried = new AppendCall.Attempt(row.Head, [.. row.Hash]);
        call.Outcome = new AppendOutcome(AppendStatus.Appended, row.Head);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var keys = calls.Select(call => call.Request.Key).Distinct().ToList();
        var reading = new AppendReads(calls, keys);
        await using var batch = new NpgsqlBatch(connection);
        reading.AddTo(batch.BatchCommands);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);

        foreach (var key in keys)
        {
            var row = new ThreadRow();
            row.Clear(0, 0);
            _threads[key] = row;
        }

        await reader.RowsAsync(ReadThread, cancellationToken);
        await NextAsync(reading.Numbers > 0, row => _writes.AddNumber(row.GetInt64(0)));
        await NextAsync(reading.HasClaims, row => _claims[(row.GetString(0), row.GetString(1), row.GetString(2))] = (new RunId(row.GetString(3)), row.GetInt64(4)));
        await NextAsync(reading.HasBlobs, row => _blobs[row.GetString(1)] = row.GetInt64(0));
        await NextAsync(reading.HasStaged, row => _staged.Add(row.GetInt64(0)));
        await NextAsync(reading.BlobNumbers > 0, row => _writes.AddBlobNumber(row.GetInt64(0)));
        await NextAsync(reading.HasDays, static _ => { });
        await NextAsync(reading.HasDays, row => _days[(row.GetString(0), row.GetFieldValue<DateOnly>(1))] = UsageSql.Read(row).Entry);
        await NextAsync(reading.HasTried, row => _triedHashes[(new ThreadKey(row.GetString(0), ThreadId.Parse(row.GetString(1))), row.GetInt64(2))] = row.Bytes(3));

        async Task NextAsync(bool isThere, Action<NpgsqlDataReader> read)
        {
            if (isThere)
            {
                await reader.NextResultAsync(cancellationToken);
                while (await reader.ReadAsync(cancellationToken))
                {
                    read(reader);
                }
            }
        }
    }

    private bool ReadThread(NpgsqlDataReader from)
    {
        var row = _threads[new ThreadKey(from.GetString(1), ThreadId.Parse(from.GetString(2)))];
        row.Clear(from.GetInt64(0), from.GetInt64(3));
        row.Sequence = from.GetInt64(4);
        if (row.Sequence > 0)
        {
            from.Bytes(5).CopyTo(row.Hash, 0);
            row.Projection.Load(
                RunNames.StatusOf(from.TextOrNull(6)), RunNames.KindOf(from.TextOrNull(7)), from.TextOrNull(8), from.TextOrNull(9), from.Time(10), from.Time(11),
                from.GetInt64(12), from.GetInt64(13));
        }

        return true;
    }
}
