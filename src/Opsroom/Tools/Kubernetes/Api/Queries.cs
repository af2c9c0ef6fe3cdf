using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Api;

/// <summary>Which objects to list, and how many at most.</summary>
internal sealed record ListQuery
{
    /// <summary>Null for all namespaces.</summary>
    public string? Namespace { get; init; }

    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }

    public int MostItems { get; init; } = 1_000;
}

/// <param name="ResourceVersion">From which a watch goes on; null where more than one list was read.</param>
/// <param name="IsTruncated">Whether there are more.</param>
internal sealed record ObjectList(ImmutableArray<KubeObject> Items, string? ResourceVersion, bool IsTruncated);

/// <summary>What a log is asked for. Without a limit of lines and time, the last part of it.</summary>
internal sealed record LogQuery
{
    public string? Container { get; init; }

    public int? TailLines { get; init; }

    public TimeSpan? Since { get; init; }

    /// <summary>The container's run before the current one.</summary>
    public bool Previous { get; init; }

    /// <summary>Whether each line begins with its time.</summary>
    public bool Timestamps { get; init; }

    /// <summary>How much of its end is kept.</summary>
    public int MostCharacters { get; init; } = 256 * 1024;
}

/// <param name="IsTruncated">Whether lines that were asked for are left out.</param>
internal sealed record LogText(ImmutableArray<string> Lines, bool IsTruncated);

/// <summary>How an object is changed.</summary>
internal enum PatchKind
{
    /// <summary>RFC 7386.</summary>
    Merge,

    /// <summary>RFC 6902.</summary>
    Json,

    /// <summary>Kubernetes's own: lists are merged by their keys. Not for custom resources.</summary>
    Strategic,
}

/// <summary>What an object has to be still for a write to be made; the server refuses it with a conflict otherwise.</summary>
internal sealed record Precondition(string? Uid = null, string? ResourceVersion = null);

/// <summary>How a write is made.</summary>
internal sealed record WriteOptions
{
    /// <summary>Whether the server only says what would come of it.</summary>
    public bool DryRun { get; init; }

    public Precondition? Precondition { get; init; }

    /// <summary>Of server-side apply: whether to take fields over from other managers.</summary>
    public bool Force { get; init; }

    /// <summary>Of a patch or a replacement: <c>scale</c>, <c>status</c>, …</summary>
    public string? Subresource { get; init; }

    /// <summary>Of a deletion: <c>Background</c>, <c>Foreground</c> or <c>Orphan</c>; null for the server's default.</summary>
    public string? Propagation { get; init; }

    /// <summary>Of a deletion: how long the object may take to end; null for its own default.</summary>
    public int? GracePeriodSeconds { get; init; }
}

/// <summary>An object as a write left it, or would leave it.</summary>
/// <param name="IsCreated">Whether it was not there before; of a dry run this is not known.</param>
/// <param name="Warnings">What the server warned of, such as a deprecated version.</param>
internal sealed record WrittenObject(KubeObject Object, bool IsCreated, ImmutableArray<string> Warnings);

internal enum WatchChange
{
    Added,
    Modified,
    Deleted,

    /// <summary>Nothing changed; the object has only the resource version that was reached.</summary>
    Bookmark,

    /// <summary>The watch ends for the reason in <see cref="WatchEvent.Failure"/>; after a conflict (410) list again.</summary>
    Failed,
}

/// <param name="Object">Null where the watch failed.</param>
internal sealed record WatchEvent(WatchChange Change, KubeObject? Object, ToolFailure? Failure = null);
