using System.Threading.Channels;

namespace Opsroom.Server.Hosting;

/// <summary>Tells that files in a folder have changed, once for changes that come together.</summary>
internal sealed class FileChanges : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    private readonly Channel<bool> signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly FileSystemWatcher watcher;
    private readonly TimeProvider clock;

    /// <param name="folder">The folder to watch.</param>
    /// <param name="deep">Whether folders below it count as well.</param>
    /// <param name="names">Patterns of the names that count.</param>
    public FileChanges(string folder, bool deep, IReadOnlyList<string> names, TimeProvider clock)
    {
        this.clock = clock;
        watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = deep };
        foreach (var name in names)
        {
            watcher.Filters.Add(name);
        }

        watcher.Changed += (_, _) => Signal();
        watcher.Created += (_, _) => Signal();
        watcher.Deleted += (_, _) => Signal();
        watcher.Renamed += (_, _) => Signal();
        // what a burst of changes was is lost, that there was one is not
        watcher.Error += (_, _) => Signal();
        watcher.EnableRaisingEvents = true;
    }

    /// <summary>Completes when something has changed since the last time and the writer has had a moment to finish.</summary>
    public async Task NextAsync(CancellationToken cancellationToken)
    {
        await signals.Reader.ReadAsync(cancellationToken);
        await Task.Delay(Quiet, clock, cancellationToken);
        signals.Reader.TryRead(out _);
    }

    public void Dispose() => watcher.Dispose();

    private void Signal() => signals.Writer.TryWrite(true);
}
