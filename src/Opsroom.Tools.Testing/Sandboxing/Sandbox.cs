using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using System.Text;

namespace Opsroom.Tools.Testing.Sandboxing;

/// <summary>
/// Runs commands on copies of folders: in bubblewrap with new namespaces, a read-only system, no network, no environment and nothing of the server's files;
/// without it not at all, unless the operator allowed that.
/// </summary>
internal sealed class Sandbox(TestingOptions options, TimeProvider time)
{
    private const long MostOutput = 64L << 20;
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(200);
    private readonly string? _bubblewrap = Find(options.Bubblewrap);

    /// <summary>The limit of processes does not hold for root, inside a sandbox either: a server that runs as root starts it as nobody.</summary>
    private readonly string? _setpriv = Environment.IsPrivilegedProcess ? Find("setpriv") : null;

    /// <summary>A folder of packages that nobody cannot reach: bubblewrap would not start.</summary>
    private readonly string? _closed = Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows() ? options.PackageFolders.FirstOrDefault(IsClosed) : null;

    public TestingOptions Options { get; } = options;

    public bool IsSandboxed => _bubblewrap is not null && (_setpriv is not null || !Environment.IsPrivilegedProcess);

    /// <summary>Why nothing can be run; null where it can.</summary>
    public ToolFailure? Missing => IsSandboxed && _closed is not null ? ToolFailure.NotConfigured(
        $"{TestingOptions.Section}:PackageFolders has '{_closed}', which only root can read, and a server of root runs the tests as nobody: open it and the folders above it for others, or copy it to where others can read it.",
        $"{TestingOptions.Section}:PackageFolders")
        : IsSandboxed || Options.AllowUnsandboxed ? null : ToolFailure.NotConfigured(
        $"Code of others runs only in a sandbox, and {(_bubblewrap is null ? $"bubblewrap ('{Options.Bubblewrap}')" : "setpriv, which a server of root needs for it,")} is not there: install it, name it in {TestingOptions.Section}:Bubblewrap, or set {TestingOptions.Section}:AllowUnsandboxed where the server itself runs in one.",
        $"{TestingOptions.Section}:AllowUnsandboxed");

    /// <param name="line">Told each line of output.</param>
    /// <exception cref="InvalidOperationException">Nothing can be run here.</exception>
    public async Task<SandboxRun> RunAsync(SandboxJob job, Action<string>? line, CancellationToken cancellationToken)
    {
        if (Missing is { } missing)
        {
            throw new InvalidOperationException(missing.Message);
        }

        if (_setpriv is not null && !OperatingSystem.IsWindows())
        {
            Open(job.Folder);
        }

        var scratch = IsSandboxed ? null : Directory.CreateTempSubdirectory("opsroom-run-").FullName;
        try
        {
            var running = new TaskCompletionSource<SandboxRun>(TaskCreationOptions.RunContinuationsAsynchronously);
            // the sandbox dies with the thread that started it, and those of the pool come and go
            var owner = new Thread(() => Own(StartInfo(job, scratch), job, line, running, cancellationToken)) { IsBackground = true, Name = "sandbox" };
            owner.Start();
            return await running.Task;
        }
        finally
        {
            if (scratch is not null)
            {
                Directory.Delete(scratch, recursive: true);
            }
        }
    }

    private void Own(ProcessStartInfo start, SandboxJob job, Action<string>? line, TaskCompletionSource<SandboxRun> running, CancellationToken cancellationToken)
    {
        try
        {
            var began = time.GetTimestamp();
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var (output, files) = (new BoundedText(64 << 10, 192 << 10), new MemoryStream());
            SandboxEnd? ended = null;
            var reading = Task.WhenAll(ReadAsync(process.StandardOutput, output, line), CopyAsync(process.StandardError.BaseStream, files, job.MostCollected));
            while (!process.WaitForExit(Pulse))
            {
                ended ??= cancellationToken.IsCancellationRequested ? SandboxEnd.Exited : WhyEnd(process.Id, output, time.GetElapsedTime(began), job);
                if (ended is not null)
                {
                    process.Kill(entireProcessTree: true);
                }
            }

            reading.GetAwaiter().GetResult();
            cancellationToken.ThrowIfCancellationRequested();
            var collected = FilesOf(files.ToArray());
            if (collected.IsEmpty && output.Length == 0)
            {
                // what kept the command from starting is told where its files would come
                output.Add(Encoding.UTF8.GetString(files.ToArray()));
            }

            running.SetResult(new SandboxRun(ended ?? SandboxEnd.Exited, ended is null ? process.ExitCode : null, output.ToString(), collected, time.GetElapsedTime(began)));
        }
        catch (OperationCanceledException cancelled)
        {
            running.SetCanceled(cancelled.CancellationToken);
        }
        catch (Exception problem)
        {
            running.SetException(problem);
        }
    }

    private SandboxEnd? WhyEnd(int process, BoundedText output, TimeSpan elapsed, SandboxJob job)
    {
        if (elapsed > (job.TimeLimit < Options.TimeLimit ? job.TimeLimit : Options.TimeLimit))
        {
            return SandboxEnd.Timeout;
        }

        if (output.Length > MostOutput)
        {
            return SandboxEnd.Output;
        }

        var (processes, memory) = ProcessWatch.Measure(process);
        return memory > (long)Options.MemoryMegabytes << 20 ? SandboxEnd.Memory : processes > Options.Processes ? SandboxEnd.Processes : null;
    }

    private ProcessStartInfo StartInfo(SandboxJob job, string? scratch)
    {
        var start = new ProcessStartInfo(scratch is not null ? "/bin/sh" : _setpriv ?? _bubblewrap!)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = job.Folder,
        };
        start.Environment.Clear();
        IEnumerable<string> nobody = _setpriv is null ? [] : ["--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--", _bubblewrap!];
        foreach (var argument in scratch is null ? nobody.Concat(BubblewrapCommand.Sandboxed(job, Options)) : BubblewrapCommand.Plain(job))
        {
            start.ArgumentList.Add(argument);
        }

        if (scratch is not null)
        {
            Directory.CreateDirectory(Path.Combine(scratch, "home"));
            foreach (var (name, value) in BubblewrapCommand.Environment(Path.Combine(scratch, "work"), job.Folder, Path.Combine(scratch, "results"), Path.Combine(scratch, "home"), Options))
            {
                start.Environment[name] = value;
            }
        }

        return start;
    }

    private static async Task ReadAsync(StreamReader reader, BoundedText output, Action<string>? line)
    {
        var buffer = new char[8192];
        int read;
        while ((read = await reader.ReadAsync(buffer)) > 0)
        {
            var text = new string(buffer, 0, read);
            output.Add(text);
            if (line is not null && text.AsSpan().TrimEnd().Length > 0)
            {
                line(text.TrimEnd().Split('\n')[^1]);
            }
        }
    }

    private static async Task CopyAsync(Stream from, MemoryStream files, int most)
    {
        var buffer = new byte[65536];
        int read;
        while ((read = await from.ReadAsync(buffer)) > 0)
        {
            if (files.Length + read <= most)
            {
                files.Write(buffer, 0, read);
            }
        }
    }

    /// <summary>Each file has a line of its length and name, and a line end behind its content.</summary>
    private static ImmutableArray<SandboxFile> FilesOf(ReadOnlySpan<byte> bytes)
    {
        var files = ImmutableArray.CreateBuilder<SandboxFile>();
        while (bytes.IndexOf((byte)'\n') is >= 0 and var end)
        {
            var header = Encoding.UTF8.GetString(bytes[..end]).Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            bytes = bytes[(end + 1)..];
            if (header.Length == 2 && int.TryParse(header[0], NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= bytes.Length)
            {
                files.Add(new(header[1], bytes[..length].ToArray()));
                bytes = bytes[Math.Min(bytes.Length, length + 1)..];
            }
        }

        return files.ToImmutable();
    }

    [UnsupportedOSPlatform("windows")]
    private static bool IsClosed(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (!at.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return true;
            }
        }

        return false;
    }

    [UnsupportedOSPlatform("windows")]
    private static void Open(string folder)
    {
        const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode Passable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(folder, Readable | Passable | UnixFileMode.UserWrite);
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Where(entry => entry.LinkTarget is null))
        {
            entry.UnixFileMode |= Readable | (entry is DirectoryInfo ? Passable : UnixFileMode.None);
        }
    }

    private static string? Find(string program) => Path.IsPathFullyQualified(program) ? File.Exists(program) ? program : null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/bin").Where(Path.IsPathFullyQualified).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
