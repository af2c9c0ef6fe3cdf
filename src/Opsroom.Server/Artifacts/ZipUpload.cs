using System.IO.Compression;
using Opsroom.Tools.Workspace;

namespace Opsroom.Server.Artifacts;

/// <summary>Unpacks a zip that was handed in. An archive that reaches outside, hides links or grows beyond the limit is refused as a whole.</summary>
internal sealed class ZipUpload(Spool spool, long limit)
{
    private const int MostEntries = 10_000;

    /// <param name="Files">By their paths; the caller disposes them.</param>
    /// <param name="Refusal">Why nothing is taken, as a sentence.</param>
    /// <param name="TooLarge">Whether that is because of its size.</param>
    public sealed record Unpacked(IReadOnlyList<(string Path, SpooledFile File)> Files, string? Refusal, bool TooLarge = false);

    public async Task<Unpacked> UnpackAsync(SpooledFile archive, string folder, CancellationToken cancellationToken)
    {
        var files = new List<(string Path, SpooledFile File)>();
        Unpacked? refused = null;
        try
        {
            await using var stream = archive.Open();
            refused = await ZipDirectory.ProblemOfAsync(stream, cancellationToken) is var (reason, tooLarge) ? new Unpacked([], reason, tooLarge) : null;
            if (refused is null)
            {
                await using var zip = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken);
                refused = await TakeAsync(zip, folder, files, cancellationToken);
            }
        }
        catch (InvalidDataException)
        {
            refused = new Unpacked([], "the body is not a sound zip archive");
        }
        finally
        {
            if (refused is not null)
            {
                files.ForEach(file => file.File.Dispose());
            }
        }

        return refused ?? new Unpacked(files, null);
    }

    private async Task<Unpacked?> TakeAsync(ZipArchive zip, string folder, List<(string Path, SpooledFile File)> files, CancellationToken cancellationToken)
    {
        if (zip.Entries.Count > MostEntries)
        {
            return new Unpacked([], $"the archive holds more than {MostEntries} entries", TooLarge: true);
        }

        var left = limit;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            if (entry.FullName.EndsWith('/') && entry.Length == 0)
            {
                continue;
            }

            if (ProblemOf(entry, folder, names, out var path) is { } problem)
            {
                return new Unpacked([], problem);
            }

            // what an entry says of its size may be wrong: what counts is what comes out
            await using var content = await entry.OpenAsync(cancellationToken);
            if (await spool.TakeAsync(content, left, cancellationToken) is not { } file)
            {
                return new Unpacked([], $"the archive unpacks to more than {limit} bytes", TooLarge: true);
            }

            files.Add((path, file));
            left -= file.Size;
        }

        return files.Count == 0 ? new Unpacked([], "the archive holds no files") : null;
    }

    private static string? ProblemOf(ZipArchiveEntry entry, string folder, HashSet<string> names, out string path)
    {
        path = "";
        if (ZipDirectory.ProblemOf(entry) is { } refused)
        {
            return refused;
        }

        if (!WorkspacePath.TryNormalize(entry.FullName, out var within, out var problem)
            || !WorkspacePath.TryNormalize(folder.Length == 0 ? within : $"{folder}/{within}", out var normalized, out problem))
        {
            return problem.TrimEnd('.');
        }

        path = normalized;
        return names.Add(path) ? null : $"the archive holds {entry.FullName} twice";
    }
}
