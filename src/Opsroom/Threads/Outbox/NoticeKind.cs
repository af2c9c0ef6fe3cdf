using System.Runtime.InteropServices;

namespace Opsroom.Threads.Outbox;

/// <summary>What others may be told of.</summary>
public enum NoticeKind
{
    /// <summary>People are asked.</summary>
    Asked,

    /// <summary>Somebody decided, or nobody did in time.</summary>
    Decided,

    /// <summary>A run has ended.</summary>
    Finished,
}

/// <summary>An event of which others are to be told.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct NoticeEntry(NoticeKind Kind, long Sequence, DateTimeOffset At);
