using System.Collections.Immutable;

namespace Opsroom.Tools.Testing.Sandboxing;

/// <summary>Something to run in a copy of a folder.</summary>
/// <param name="Folder">Copied; nothing that the command does reaches it.</param>
/// <param name="Command">For <c>sh</c>, in the copy.</param>
/// <param name="TimeLimit">At most what the options say.</param>
internal sealed record SandboxJob(string Folder, string Command, TimeSpan TimeLimit)
{
    /// <summary>Patterns of <c>sh</c> below <c>$RESULTS</c> or the copy: files that come back.</summary>
    public ImmutableArray<string> Collect { get; init; } = [];

    /// <summary>More folders that the command finds read-only at their own paths.</summary>
    public ImmutableArray<string> ReadOnly { get; init; } = [];

    /// <summary>Bytes of what may come back in files.</summary>
    public int MostCollected { get; init; } = 64 << 20;
}

/// <summary>How a run ended.</summary>
internal enum SandboxEnd
{
    /// <summary>By itself.</summary>
    Exited,

    /// <summary>Its time was over.</summary>
    Timeout,

    /// <summary>It took more memory than it has.</summary>
    Memory,

    /// <summary>It had more processes than it may.</summary>
    Processes,

    /// <summary>It wrote more to its output than anybody reads.</summary>
    Output,
}

/// <param name="ExitCode">Of the command; null where it was ended.</param>
/// <param name="Output">What it wrote, with a gap in the middle where it was much.</param>
/// <param name="Files">What came back, by name.</param>
internal sealed record SandboxRun(SandboxEnd End, int? ExitCode, string Output, ImmutableArray<SandboxFile> Files, TimeSpan Duration);

internal sealed record SandboxFile(string Name, byte[] Content);
