using System.Globalization;
using Opsroom.Threads.Postgres;
using Opsroom.Threads.Sqlite;
using Opsroom.Threads.Verification;

namespace Opsroom.Threads.Migration;

/// <summary>Copies an embedded store to an empty PostgreSQL database, in one transaction, and proves the copy equal. Neither may be used by a server meanwhile.</summary>
public sealed class StoreMigration(SqliteStoreOptions from, PostgresStoreOptions to, TimeProvider time)
{
    /// <exception cref="StoreUnavailableException">One of the two cannot be used, or a server uses it.</exception>
    /// <exception cref="MigrationRefusedException">The source is damaged or missing, or the target is not empty; nothing was copied.</exception>
    /// <param name="progress">Told in a sentence how far it is.</param>
    public async Task<MigrationReport> RunAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(from.DataDirectory, SqliteStoreOptions.FileName)))
        {
            throw new MigrationRefusedException($"There is no '{SqliteStoreOptions.FileName}' in '{from.DataDirectory}': name the data folder of the server with --from.");
        }

        await using var source = new SqliteStore(from, time);
        await source.InitializeAsync(cancellationToken);
        await using var target = new PostgresStore(to, time);
        await target.InitializeAsync(cancellationToken);

        target.Fill(static (connection, _) => PostgresCopy.RefuseWhatIsThere(connection), cancellationToken);

        progress($"Checking {source.Description}.");
        if ((await source.VerifyAsync(rebuild: false, cancellationToken)).Problems is [var problem, ..] problems)
        {
            throw new MigrationRefusedException(
                $"{source.Description} has {problems.Count} problems, of which the first is: {problem} 'opsroom store verify' lists them; nothing was copied.");
        }

        var copied = await source.ReadContentsAsync(
            contents => target.Fill((connection, cancelled) => new PostgresCopy(connection, contents, progress, cancelled).Run(), cancellationToken), cancellationToken);
        progress($"Checking {target.Description}.");
        var verified = await target.VerifyAsync(rebuild: false, cancellationToken);
        var differences = await source.ReadContentsAsync(
            original => target.ReadContents(copy => Differences(original, copy).Take(100).ToList(), cancellationToken), cancellationToken);
        return copied with { From = source.Description, To = target.Description, Problems = [.. verified.Problems, .. differences] };
    }

    /// <summary>The last hash of a journal covers all of it, and each journal was proved to be what its hashes say.</summary>
    private static IEnumerable<string> Differences(IStoreContents original, IStoreContents copy)
    {
        var copies = copy.ReadThreadIds().Select(copy.ReadThread).ToDictionary(thread => thread.Key);
        foreach (var thread in original.ReadThreadIds().Select(original.ReadThread))
        {
            if (!copies.Remove(thread.Key, out var other) || !Same(thread, other))
            {
                yield return $"Thread {thread.Key} is not what it was.";
            }
        }

        foreach (var key in copies.Keys)
        {
            yield return $"Thread {key} came from nowhere.";
        }

        if (!SameSet(original.ReadBlobs().Where(blob => blob.IsReferredTo).Select(blob => (blob.Sha256, blob.Size)), copy.ReadBlobs().Select(blob => (blob.Sha256, blob.Size))))
        {
            yield return "The blobs are not those that there were.";
        }

        if (!SameSet(original.ReadUsage(), copy.ReadUsage()) || !SameSet(original.ReadUsageOfDeleted(), copy.ReadUsageOfDeleted()))
        {
            yield return "The usage is not what it was.";
        }

        if (!SameSet(original.ReadDeleted(), copy.ReadDeleted()) || !SameSet(original.ReadFreezes(), copy.ReadFreezes())
            || !SameSet(original.ReadFacts(), copy.ReadFacts()) || !SameSet(original.ReadClaims(0), copy.ReadClaims(0))
            || !SameSet(original.ReadOutbox(), copy.ReadOutbox()) || !original.ReadDocuments().SequenceEqual(copy.ReadDocuments()))
        {
            yield return "The epochs of deleted threads, the freezes, the data key's name, the idempotency keys, the notices to send or the documents are not what they were.";
        }
    }

    private static bool Same(ThreadContents one, ThreadContents other) => one.Hash.AsSpan().SequenceEqual(other.Hash) && one == other with { Hash = one.Hash };

    private static bool SameSet<T>(IEnumerable<T> one, IEnumerable<T> other) => one.ToHashSet().SetEquals(other);
}

/// <summary>What was copied, and what is wrong with the copy.</summary>
/// <param name="Problems">One sentence each; empty where the copy is proved equal.</param>
public sealed record MigrationReport(long Threads, long Events, long Blobs, long BlobBytes, long UsageRows, string From, string To, IReadOnlyList<string> Problems)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"Copied {Threads} threads, {Events} events, {Blobs} blobs ({BlobBytes} bytes) and {UsageRows} rows of usage from {From} to {To}; {(Problems.Count == 0 ? "verified: every hash, projection and content is equal" : $"{Problems.Count} problems")}.");
}

/// <summary>A migration was not begun. The message is one line that says why and what to do.</summary>
public sealed class MigrationRefusedException(string message) : Exception(message);
