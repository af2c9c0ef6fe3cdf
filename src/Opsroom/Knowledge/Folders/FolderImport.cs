using System.Security.Cryptography;
using Opsroom.Threads.Documents;

namespace Opsroom.Knowledge.Folders;

/// <summary>Brings the files of folders into the knowledge base: those that are new or changed, and takes away those that are gone.</summary>
public sealed class FolderImport(KnowledgeBase knowledge, IDocumentStore store)
{
    private const int EntriesAtOnce = 1_000;
    private const int FilesAtOnce = 64;

    /// <summary>Compares a folder with what was brought from it before, and makes the difference good.</summary>
    /// <param name="told">Hears of each file that could not be taken; one keeps no other back.</param>
    public async Task<FolderReport> RunAsync(KnowledgeFolder folder, string tenant, Action<string, string> told, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder.Path))
        {
            // a folder that is not mounted is no folder that was emptied
            told(folder.Path, "there is no such folder");
            return new FolderReport(0, 0, 0, 1);
        }

        var known = await KnownAsync(folder, tenant, cancellationToken);
        var (added, unchanged, failed) = (0, 0, 0);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var files in FolderFiles.Of(folder.Path).Chunk(FilesAtOnce))
        {
            var changed = new List<NewDocument>();
            foreach (var file in files)
            {
                var source = $"{folder.Source}/{file.Name}";
                seen.Add(source);
                var (content, problem) = file.Problem is null ? await ReadAsync(file.Path, cancellationToken) : (null, file.Problem);
                if (content is null)
                {
                    told(file.Path, problem!);
                    failed++;
                }
                else if (known.TryGetValue(source, out var entry) && entry.Sha256 == Convert.ToHexStringLower(SHA256.HashData(content)))
                {
                    unchanged++;
                }
                else
                {
                    changed.Add(new NewDocument(source, content, null, null, folder.Tags));
                }
            }

            foreach (var result in await knowledge.AddAsync(tenant, folder.Origin, changed, cancellationToken))
            {
                added += result.Problem is null ? 1 : 0;
                failed += result.Problem is null ? 0 : 1;
                if (result.Problem is { } problem)
                {
                    told(result.Source, problem);
                }
            }
        }

        string[] gone = [.. known.Values.Where(entry => !seen.Contains(entry.Source)).Select(entry => entry.Id)];
        var removed = gone.Length > 0 ? await knowledge.RemoveAsync(tenant, gone, cancellationToken) : 0;
        return new FolderReport(added, unchanged, removed, failed);
    }

    private static async Task<(byte[]? Content, string? Problem)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return new FileInfo(path).Length is var length and > KnowledgeBase.LargestFile
                ? (null, $"it has {length} bytes, and {KnowledgeBase.LargestFile} are taken at most: split it")
                : (await File.ReadAllBytesAsync(path, cancellationToken), null);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return (null, $"it cannot be read: {unreadable.Message}");
        }
    }

    private async Task<Dictionary<string, DocumentEntry>> KnownAsync(KnowledgeFolder folder, string tenant, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, DocumentEntry>(StringComparer.Ordinal);
        string? after = null;
        do
        {
            var page = await store.ListDocumentsAsync(new DocumentQuery(tenant, folder.Origin, folder.Source, after, EntriesAtOnce), cancellationToken);
            foreach (var entry in page)
            {
                known[entry.Source] = entry;
            }

            after = page.Count == EntriesAtOnce ? page[^1].Source : null;
        }
        while (after is not null);
        return known;
    }
}

/// <param name="Added">Files that were new or changed.</param>
/// <param name="Removed">Documents whose files are gone.</param>
/// <param name="Failed">Files that could not be taken.</param>
public sealed record FolderReport(int Added, int Unchanged, int Removed, int Failed);
