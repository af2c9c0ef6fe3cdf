using Opsroom.Threads.Blobs;

namespace Opsroom.Threads.Sqlite;

/// <summary>Parts of blobs through the writer and the readers. Each part is written in a transaction that others share.</summary>
internal sealed class SqliteBlobParts(SqliteWriter writer, SqliteReaders readers) : IBlobParts
{
    public async Task<(long Id, long Size)?> FindAsync(string sha256, CancellationToken cancellationToken) =>
        await readers.ReadAsync(session => session.FindBlob(sha256), cancellationToken);

    public Task<long> BeginAsync(string sha256, long size, CancellationToken cancellationToken) =>
        writer.WriteAsync(session => session.Journal.Blobs.Begin(sha256, size), flush: false, cancellationToken);

    public Task WritePartAsync(long blob, long ordinal, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        writer.WriteAsync(session => session.Journal.Blobs.WritePart(blob, ordinal, bytes.Span), flush: false, cancellationToken);

    public Task AbandonAsync(long blob) => writer.WriteAsync(
        session =>
        {
            session.Journal.Blobs.Abandon(blob);
            writer.SweepSoon();
        },
        flush: false,
        CancellationToken.None);

    public async Task<int> ReadPartAsync(long blob, long ordinal, byte[] buffer, CancellationToken cancellationToken) =>
        await readers.ReadAsync(session => session.ReadPart(blob, ordinal, buffer), cancellationToken);
}
