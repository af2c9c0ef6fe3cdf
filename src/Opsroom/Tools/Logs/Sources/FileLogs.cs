using System.Globalization;
using System.IO.Enumeration;
using System.Text.RegularExpressions;
using Opsroom.Tools.Logs.Searching;

namespace Opsroom.Tools.Logs.Sources;

/// <summary>Searches the log files that the operator named, those written last first, from their ends.</summary>
internal sealed class FileLogs(LogOptions options) : ILogSource
{
    private const int MostFiles = 200;
    private const int MostOfOne = 32 * 1024 * 1024;
    private const long MostOfAll = 128L * 1024 * 1024;

    public string Name => "files";

    public bool IsConfigured => !options.Files.IsEmpty;

    public async Task<ToolResult<LogBatch>> SearchAsync(LogSearch search, CancellationToken cancellationToken) =>
        await Task.Run(() => Search(search, cancellationToken), cancellationToken);

    private LogBatch Search(LogSearch search, CancellationToken cancellationToken)
    {
        var collector = new EntryCollector(search);
        var (read, notes, isCut, left) = (0, new List<string>(), false, MostOfAll);
        FileInfo[] found = [.. options.Files.SelectMany(Find).DistinctBy(file => file.FullName, StringComparer.Ordinal).Where(file => file.LastWriteTimeUtc >= search.From.UtcDateTime)];
        FileInfo[] named = search.Service is { } service ? [.. found.Where(file => file.FullName.Contains(service, StringComparison.OrdinalIgnoreCase))] : found;
        // where no file is named after the service its entries have to say whose they are
        var byField = named.Length == 0 && search.Service is not null;
        foreach (var file in (byField ? found : named).OrderByDescending(file => file.LastWriteTimeUtc))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (read == MostFiles || left <= 0)
            {
                isCut = true;
                break;
            }

            if (file.Extension is ".gz" or ".zst" or ".xz" or ".bz2")
            {
                notes.Add($"{file.FullName} is compressed and was not read.");
                continue;
            }

            try
            {
                left -= Read(file, search, collector, byField, ref isCut, cancellationToken);
                read++;
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                notes.Add($"{file.FullName} cannot be read by the server.");
            }
        }

        if (found.Length == 0)
        {
            notes.Add($"No file of {LogOptions.Section}:Files was written in this time.");
        }

        return new LogBatch(
            collector.ToArray(), isCut || collector.IsTruncated, string.Create(CultureInfo.InvariantCulture, $"{read} of {found.Length} files{(byField ? ", entries whose own fields name the service" : "")}"), [.. notes.Take(5)]);
    }

    private static long Read(FileInfo file, LogSearch search, EntryCollector collector, bool byField, ref bool isCut, CancellationToken cancellationToken)
    {
        using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = (int)Math.Min(stream.Length, MostOfOne);
        var start = stream.Length - length;
        stream.Seek(start, SeekOrigin.Begin);
        var bytes = new byte[length];
        var filled = stream.ReadAtLeast(bytes, length, throwOnEndOfStream: false);
        isCut |= start > 0;
        var only = byField ? new EntryCollector(search) { IsWanted = entry => entry.Service?.Equals(search.Service, StringComparison.OrdinalIgnoreCase) is true && search.Filter.Matches(entry) } : collector;
        LogText.Read(bytes.AsSpan(0, filled), new EntryReader(search, only, file.FullName, byField ? null : search.Service, []), isNumbered: start == 0, skipsFirst: start > 0, cancellationToken);
        if (byField)
        {
            foreach (var entry in only.ToArray())
            {
                collector.Add(entry);
            }
        }

        return length;
    }

    private static IEnumerable<FileInfo> Find(string path)
    {
        var folder = LogOptions.FixedPart(path);
        if (folder == path)
        {
            return File.Exists(path) ? [new FileInfo(path)] : [];
        }

        var form = new Regex(
            "^" + Regex.Escape(path).Replace(@"/\*\*/", "/(.*/)?", StringComparison.Ordinal).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal) + "$",
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        return !Directory.Exists(folder) ? [] : new FileSystemEnumerable<FileInfo>(
            folder, (ref FileSystemEntry entry) => (FileInfo)entry.ToFileSystemInfo(),
            // links may lead anywhere
            new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 8, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && form.IsMatch(entry.ToFullPath()),
        };
    }
}
