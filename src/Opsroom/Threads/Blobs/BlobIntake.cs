using System.Security.Cryptography;

namespace Opsroom.Threads.Blobs;

/// <summary>
/// Takes the content of blobs in before an append. Small ones are read whole; large ones are written in parts, each in a transaction of its own or one that others
/// share, and can be read only once the append that names them is committed.
/// </summary>
internal sealed class BlobIntake(IBlobParts parts)
{
    /// <summary>Of one append, so much is held in memory at a time; what goes beyond is written in parts like a large blob.</summary>
    private const long MostInMemory = 16 * IBlobParts.PartLength;

    /// <summary>Takes the blobs of an append in and appends.</summary>
    /// <param name="append">Answers null where a blob that was believed to be stored is not.</param>
    public async Task<AppendOutcome> AppendAsync(
        AppendRequest request, Func<IReadOnlyList<GivenBlob>, Task<AppendOutcome?>> append, CancellationToken cancellationToken)
    {
        for (var alsoStored = false; ; alsoStored = true)
        {
            var given = await TakeAsync(request.Blobs, alsoStored, cancellationToken);
            try
            {
                // null: a blob that was stored a moment ago was deleted with its last thread, and has to be given after all
                if (await append(given) is { } outcome)
                {
                    return outcome;
                }
            }
            finally
            {
                await ReleaseAsync(given);
            }
        }
    }

    /// <param name="alsoStored">Whether to write large blobs anew although the store seems to hold them.</param>
    private async Task<IReadOnlyList<GivenBlob>> TakeAsync(IReadOnlyList<BlobContent> blobs, bool alsoStored, CancellationToken cancellationToken)
    {
        var given = new List<GivenBlob>(blobs.Count);
        var inMemory = 0L;
        try
        {
            foreach (var blob in blobs.DistinctBy(blob => blob.Sha256, StringComparer.Ordinal))
            {
                var whole = blob.Size <= IBlobParts.PartLength && inMemory + blob.Size <= MostInMemory;
                inMemory += whole ? blob.Size : 0;
                given.Add(await TakeAsync(blob, whole, alsoStored, cancellationToken));
            }
        }
        catch
        {
            await ReleaseAsync(given);
            throw;
        }

        return given;
    }

    /// <summary>Gives up what no append took.</summary>
    private async Task ReleaseAsync(IReadOnlyList<GivenBlob> given)
    {
        foreach (var blob in given)
        {
            if (blob.Staged is { } staged)
            {
                await ReleaseAsync(staged);
            }
        }
    }

    private async Task<GivenBlob> TakeAsync(BlobContent blob, bool whole, bool alsoStored, CancellationToken cancellationToken)
    {
        if (whole)
        {
            return new GivenBlob(blob.Sha256, await ReadSmallAsync(blob, cancellationToken), null);
        }

        if (!alsoStored && await parts.FindAsync(blob.Sha256, cancellationToken) is not null)
        {
            return new GivenBlob(blob.Sha256, null, null);
        }

        return new GivenBlob(blob.Sha256, null, await StageAsync(blob, cancellationToken));
    }

    private static async Task<byte[]> ReadSmallAsync(BlobContent blob, CancellationToken cancellationToken)
    {
        await using var content = await blob.OpenAsync(cancellationToken);
        var bytes = new byte[blob.Size];
        var length = await content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        if (length < bytes.Length || await content.ReadAsync(new byte[1], cancellationToken) > 0)
        {
            throw WrongSize(blob);
        }

        Expect(blob, SHA256.HashData(bytes));
        return bytes;
    }

    private async Task<long> StageAsync(BlobContent blob, CancellationToken cancellationToken)
    {
        var staged = await parts.BeginAsync(blob.Sha256, blob.Size, cancellationToken);
        try
        {
            await WritePartsAsync(blob, staged, cancellationToken);
            return staged;
        }
        catch
        {
            await ReleaseAsync(staged);
            throw;
        }
    }

    private async Task WritePartsAsync(BlobContent blob, long staged, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var content = await blob.OpenAsync(cancellationToken);
        var part = new byte[IBlobParts.PartLength];
        var size = 0L;
        for (var ordinal = 0L; ; ordinal++)
        {
            var length = await content.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false, cancellationToken);
            size += length;
            if (length == 0 || size > blob.Size)
            {
                break;
            }

            hash.AppendData(part, 0, length);
            await parts.WritePartAsync(staged, ordinal, part.AsMemory(0, length), cancellationToken);
        }

        if (size != blob.Size)
        {
            throw WrongSize(blob);
        }

        Expect(blob, hash.GetHashAndReset());
    }

    private async Task ReleaseAsync(long staged)
    {
        try
        {
            await parts.AbandonAsync(staged);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or ObjectDisposedException)
        {
            // it stays marked as being written, and a later start gives it up
        }
    }

    private static void Expect(BlobContent blob, byte[] hash)
    {
        var sha256 = Convert.ToHexStringLower(hash);
        if (sha256 != blob.Sha256)
        {
            throw new InvalidDataException($"The content given as blob {blob.Sha256} has the SHA-256 {sha256}.");
        }
    }

    private static InvalidDataException WrongSize(BlobContent blob) => new($"The content given as blob {blob.Sha256} is not {blob.Size} bytes long.");
}
