namespace Opsroom.Threads;

/// <summary>What every store refuses before it looks at its database.</summary>
internal static class CheckAppend
{
    public static void Arguments(AppendRequest request)
    {
        if (request.Events.Count == 0)
        {
            throw new ArgumentException("There is nothing to append.", nameof(request));
        }

        if (request.Blobs.Count > 0)
        {
            BlobsAreReferredTo(request);
        }
    }

    private static void BlobsAreReferredTo(AppendRequest request)
    {
        var projection = new ThreadProjection();
        foreach (var @event in request.Events)
        {
            projection.Apply(@event.Event, 0, @event.Bytes.Span);
        }

        var referredTo = projection.Blobs.ToHashSet(StringComparer.Ordinal);
        foreach (var blob in request.Blobs)
        {
            if (!referredTo.Contains(blob.Sha256))
            {
                throw new ArgumentException($"No event of the append refers to blob {blob.Sha256}.", nameof(request));
            }
        }
    }
}
