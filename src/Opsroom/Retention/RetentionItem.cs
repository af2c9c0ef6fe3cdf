using Opsroom.Threads;

namespace Opsroom.Retention;

/// <summary>What is removed.</summary>
public enum RetentionTarget
{
    /// <summary>The thread with its journal and files.</summary>
    Thread,

    /// <summary>The content of its files; the journal stays.</summary>
    Files,
}

/// <summary>The limit that is exceeded.</summary>
public enum RetentionReason
{
    Age,
    Count,
    Size,
}

/// <summary>Something that the limits say is to go.</summary>
public sealed record RetentionItem(RetentionTarget Target, RestingThread Thread, RetentionReason Reason)
{
    /// <summary>How much of what is limited goes with it.</summary>
    public long Bytes => Target == RetentionTarget.Thread ? Thread.Bytes : Thread.FileBytes;
}

/// <summary>What a sweep came to.</summary>
/// <param name="Left">Threads that changed while they were about to go, and stay.</param>
public sealed record RetentionReport(long Threads, long ThreadBytes, long Files, long FileBytes, long Left)
{
    public static RetentionReport Nothing { get; } = new(0, 0, 0, 0, 0);

    public RetentionReport With(RetentionItem item) => item.Target == RetentionTarget.Thread
        ? this with { Threads = Threads + 1, ThreadBytes = ThreadBytes + item.Bytes }
        : this with { Files = Files + 1, FileBytes = FileBytes + item.Bytes };
}
