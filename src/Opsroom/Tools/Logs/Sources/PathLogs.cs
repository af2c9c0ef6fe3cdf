using System.Globalization;
using Opsroom.Tools.Logs.Searching;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Logs.Sources;

/// <summary>Searches a file or folder of the workspace, or one that the operator opened for reading.</summary>
internal sealed class PathLogs(IWorkspace workspace, string path) : ILogSource
{
    public string Name => "files";

    public bool IsConfigured => true;

    public async Task<ToolResult<LogBatch>> SearchAsync(LogSearch search, CancellationToken cancellationToken)
    {
        var collector = new EntryCollector(search);
        var file = await workspace.ReadAsync(path, cancellationToken);
        if (file.Value is { } content)
        {
            Read(content.Bytes.Span, search, collector, path, cancellationToken);
            return new LogBatch(collector.ToArray(), collector.IsTruncated, path, []);
        }

        var intake = new Intake(search, collector, cancellationToken);
        return await workspace.ReadFolderAsync(path, intake, cancellationToken) is null
            ? new LogBatch(
                collector.ToArray(), collector.IsTruncated || intake.IsCut, string.Create(CultureInfo.InvariantCulture, $"{intake.Count} files in {path}"), [.. intake.Problems.Take(5)])
            : file.Failure!;
    }

    private static void Read(ReadOnlySpan<byte> text, LogSearch search, EntryCollector collector, string where, CancellationToken cancellationToken) =>
        LogText.Read(text, new EntryReader(search, collector, where, null, []), isNumbered: true, skipsFirst: false, cancellationToken);

    private sealed class Intake(LogSearch search, EntryCollector collector, CancellationToken cancellationToken) : IFolderIntake
    {
        private const int MostOfOne = 32 * 1024 * 1024;
        private const int MostFiles = 200;

        private long left = 128L * 1024 * 1024;

        public int Count { get; private set; }

        public bool IsCut { get; private set; }

        public List<string> Problems { get; } = [];

        public int Room => (int)Math.Min(MostOfOne, Math.Max(0, left));

        public bool Admits(string path)
        {
            IsCut |= Count >= MostFiles || left <= 0;
            return Count < MostFiles && left > 0 && Path.GetExtension(path) is not (".gz" or ".zip" or ".zst" or ".xz" or ".bz2");
        }

        public void Add(string path, ReadOnlyMemory<byte> content, bool isCut = false, string? sha256 = null)
        {
            Count++;
            left -= content.Length;
            IsCut |= isCut;
            Read(content.Span, search, collector, path, cancellationToken);
        }

        public void Refuse(string path, string why) => Problems.Add($"{path}: {OutsideText.OneLine(why)}");
    }
}
