using System.Buffers;
using System.Security.Cryptography;
using Opsroom.Threads;

namespace Opsroom.Server.Artifacts;

/// <summary>Where files that are handed in wait on disk until the store has them.</summary>
internal sealed class Spool(string dataDirectory)
{
    private const int BufferSize = 81920;

    private readonly string folder = Path.Combine(dataDirectory, "spool");

    /// <summary>Removes what an earlier process left, before the first file comes.</summary>
    public void Clear()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Takes a stream in, hashing as it comes; null where it is longer than <paramref name="limit"/>.</summary>
    /// <exception cref="StoreUnavailableException">The disk is full or the folder cannot be written.</exception>
    public async Task<SpooledFile?> TakeAsync(Stream source, long limit, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, Guid.CreateVersion7().ToString("N"));
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var size = 0L;
            await using (var file = Create(path))
            {
                for (int read; (read = await source.ReadAsync(buffer, cancellationToken)) > 0;)
                {
                    size += read;
                    if (size > limit)
                    {
                        break;
                    }

                    hash.AppendData(buffer, 0, read);
                    await WriteAsync(file, buffer.AsMemory(0, read), cancellationToken);
                }
            }

            var taken = new SpooledFile(path, Convert.ToHexStringLower(hash.GetHashAndReset()), size);
            if (size <= limit)
            {
                return taken;
            }

            taken.Dispose();
            return null;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private FileStream Create(string path)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(fault);
        }
    }

    private async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await file.WriteAsync(bytes, cancellationToken);
        }
        catch (IOException full)
        {
            throw Unavailable(full);
        }
    }

    private StoreUnavailableException Unavailable(Exception fault) =>
        new($"A file that was handed in cannot be written to '{folder}' ({fault.Message}): make room there, or make it writable.", fault);
}

/// <summary>A file that waits on disk; disposing it removes it.</summary>
internal sealed class SpooledFile(string path, string sha256, long size) : IDisposable
{
    public long Size => size;

    public BlobContent Content => new(sha256, size, _ => ValueTask.FromResult<Stream>(Open()));

    public FileStream Open() => new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 81920, useAsync: true);

    public void Dispose() => File.Delete(path);
}
