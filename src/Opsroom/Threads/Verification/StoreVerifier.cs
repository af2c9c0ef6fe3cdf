using System.Security.Cryptography;

namespace Opsroom.Threads.Verification;

/// <summary>Proves journals and projections equal.</summary>
internal sealed class StoreVerifier(IStoreContents contents, DateTimeOffset now)
{
    private const int MostProblems = 1000;

    private readonly TallyCheck _tallies = new(contents, now);
    private readonly JournalReplay _replay = new(contents);
    private readonly List<string> _problems = [];

    /// <param name="rebuild">Whether the projections may be written, and are to be written anew.</param>
    public StoreVerification Verify(bool rebuild, CancellationToken cancellationToken)
    {
        VerifyBlobs(cancellationToken);
        var ids = contents.ReadThreadIds();
        var events = 0L;
        foreach (var id in ids)
        {
            cancellationToken.ThrowIfCancellationRequested();
            events += VerifyThread(id, rebuild);
        }

        if (contents.CountEvents() - events is not 0 and var stray)
        {
            Report($"{stray} events belong to no thread");
        }

        _tallies.Compare(Report);
        if (rebuild)
        {
            contents.Rewrite(_tallies.Usage, _tallies.Claims);
        }

        return new StoreVerification(ids.Count, events, _problems, rebuild);
    }

    private long VerifyThread(long id, bool rebuild)
    {
        var stored = contents.ReadThread(id);
        var name = $"Thread {stored.Key}: ";
        var row = new ThreadRow { Id = id, Epoch = stored.Epoch };
        var events = _replay.Replay(row, problem => Report(name + problem));
        CompareRow(stored, row, name);

        var blobs = FindBlobs(row.Projection, name);
        if (!blobs.SetEquals(contents.ReadLinks(id)))
        {
            Report(name + "its references to blobs are not those of its journal");
        }

        _tallies.Add(stored.Key.Tenant, id, row.Projection);
        if (rebuild && events > 0)
        {
            contents.Rewrite(row, blobs);
        }

        return events;
    }

    private void CompareRow(ThreadContents stored, ThreadRow row, string name)
    {
        if (row.Sequence != stored.Sequence || !stored.Hash.AsSpan().SequenceEqual(row.Hash))
        {
            Report($"{name}its journal ends with event {row.Sequence}, its row says {stored.Sequence} or another hash");
        }

        var projection = row.Projection;
        Compare(name, "status", stored.Status, RunNames.Of(projection.Status));
        Compare(name, "kind", stored.Kind, RunNames.Of(projection.Kind));
        Compare(name, "agent", stored.Agent, projection.Agent);
        Compare(name, "title", stored.Title, projection.Title);
        Compare(name, "time of creation", stored.CreatedAt, projection.CreatedAt.UtcTicks);
        Compare(name, "time of last change", stored.UpdatedAt, projection.UpdatedAt.UtcTicks);
        Compare(name, "journal's size", stored.JournalBytes, projection.JournalBytes);
        Compare(name, "files' size", stored.FileBytes, projection.FileBytes);
    }

    private void Compare<T>(string name, string what, T stored, T expected)
    {
        if (!EqualityComparer<T>.Default.Equals(stored, expected))
        {
            Report($"{name}its {what} is '{stored}' and should be '{expected}'");
        }
    }

    private HashSet<long> FindBlobs(ThreadProjection projection, string name)
    {
        var blobs = new HashSet<long>();
        foreach (var sha256 in projection.Blobs)
        {
            if (contents.FindBlob(sha256) is { } blob)
            {
                blobs.Add(blob);
            }
            else
            {
                Report($"{name}it refers to blob {sha256}, which is not stored");
            }
        }

        return blobs;
    }

    private void VerifyBlobs(CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var blob in contents.ReadBlobs())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var size = 0L;
            foreach (var part in contents.ReadParts(blob.Id))
            {
                hash.AppendData(part);
                size += part.Length;
            }

            if (Convert.ToHexStringLower(hash.GetHashAndReset()) != blob.Sha256 || size != blob.Size)
            {
                Report($"Blob {blob.Sha256} is not what was stored: its hash or size differs");
            }

            if (!blob.IsReferredTo)
            {
                Report($"Blob {blob.Sha256} is kept although no thread refers to it");
            }
        }
    }

    private void Report(string problem)
    {
        if (_problems.Count < MostProblems)
        {
            _problems.Add(problem + ".");
        }
    }
}
