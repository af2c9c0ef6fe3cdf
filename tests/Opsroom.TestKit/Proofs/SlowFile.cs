using System.Diagnostics;
using System.Text;

namespace Opsroom.TestKit.Proofs;

/// <summary>A file that is there for its readers only once they are let: a named pipe, so that a call that reads it takes as long as a proof wants.</summary>
public sealed class SlowFile : IAsyncDisposable
{
    /// <summary>What every reader gets.</summary>
    private const string Content = "what stands at the other end\n";

    private readonly SemaphoreSlim readers = new(0);
    private readonly CancellationTokenSource closing = new();
    private readonly Task serving;

    private SlowFile(string path)
    {
        Path = path;
        serving = Task.Factory.StartNew(Serve, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public string Path { get; }

    public static SlowFile Create(string path)
    {
        MakePipe(path);
        return new SlowFile(path);
    }

    /// <summary>Lets one reader have the content.</summary>
    public void LetOneRead() => readers.Release();

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();

        // whoever opens a pipe waits for its other end: this is one
        await using (new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            await serving;
        }

        closing.Dispose();
        readers.Dispose();
    }

    /// <summary>Puts a new pipe where the old one was, if there was one.</summary>
    private static void MakePipe(string path)
    {
        using var make = Process.Start("mkfifo", path + ".new");
        make.WaitForExit();
        File.Move(path + ".new", path, overwrite: true);
    }

    private void Serve()
    {
        while (!closing.IsCancellationRequested)
        {
            using var end = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            try
            {
                readers.Wait(closing.Token);
                end.Write(Encoding.UTF8.GetBytes(Content));

                // a reader sees the end once nobody writes any more, which the next turn of this loop would undo
                MakePipe(Path);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (IOException)
            {
                // the reader died while it waited
            }
        }
    }
}
