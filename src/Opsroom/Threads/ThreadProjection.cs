using System.Collections.Frozen;
using System.Globalization;
using Opsroom.Threads.Outbox;

namespace Opsroom.Threads;

/// <summary>
/// What a store keeps about a thread beside its journal, as a fold over the events. Stores apply it while they append and again while they verify or rebuild,
/// so that both give the same rows.
/// </summary>
internal sealed class ThreadProjection
{
    /// <summary>How long the first answer to an idempotency key is remembered.</summary>
    public static readonly TimeSpan IdempotencyWindow = TimeSpan.FromHours(24);

    private static readonly FrozenSet<string> UsageKinds = FrozenSet.Create(
        StringComparer.Ordinal, "model_requested", "model_answered", "tool_started", "run_started", "run_resumed", "run_paused", "run_ended", "approval_decided",
        "approval_expired", "thread_forked", "thread_imported");

    private const int TitleLength = 120;

    public RunStatus? Status { get; private set; }

    public RunKind? Kind { get; private set; }

    public string? Agent { get; private set; }

    public string? Title { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Bytes of the events.</summary>
    public long JournalBytes { get; private set; }

    /// <summary>Bytes of the files that were written or handed in, every version counted, until they are removed.</summary>
    public long FileBytes { get; private set; }

    /// <summary>Usage of the events applied since it was loaded, several entries for the same day, agent and model.</summary>
    public List<UsageEntry> Usage { get; } = [];

    /// <summary>Idempotency keys claimed by the events applied since it was loaded.</summary>
    public List<ClaimEntry> Claims { get; } = [];

    /// <summary>What others may be told of among the events applied since it was loaded.</summary>
    public List<NoticeEntry> Notices { get; } = [];

    /// <summary>SHA-256 of the blobs that the events applied since it was loaded refer to; one may stand more than once.</summary>
    public List<string> Blobs { get; } = [];

    /// <summary>SHA-256 of the blobs that the thread does not refer to any more.</summary>
    public HashSet<string> RemovedBlobs { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether an event of this kind decides what a thread used by more than the time at which it was appended.</summary>
    public static bool DecidesUsage(string kind) => UsageKinds.Contains(kind);

    /// <summary>Starts from a thread that has no events yet.</summary>
    public void Load() => Load(null, null, null, null, default, default, 0, 0);

    /// <summary>Starts from what the store holds about a thread.</summary>
    public void Load(
        RunStatus? status, RunKind? kind, string? agent, string? title, DateTimeOffset createdAt, DateTimeOffset updatedAt, long journalBytes, long fileBytes)
    {
        (Status, Kind, Agent, Title, CreatedAt, UpdatedAt, JournalBytes, FileBytes) = (status, kind, agent, title, createdAt, updatedAt, journalBytes, fileBytes);
        Usage.Clear();
        Claims.Clear();
        Notices.Clear();
        Blobs.Clear();
        RemovedBlobs.Clear();
    }

    /// <summary>What further events would add to usage.</summary>
    public List<UsageEntry> UsageOf(IReadOnlyList<EncodedEvent> events, long sequence)
    {
        var ahead = new ThreadProjection();
        ahead.Load(Status, Kind, Agent, Title, CreatedAt, UpdatedAt, JournalBytes, FileBytes);
        foreach (var next in events)
        {
            ahead.Apply(next.Event, ++sequence, next.Bytes.Span);
        }

        return ahead.Usage;
    }

    /// <summary>Applies one event, in the order of the journal.</summary>
    /// <param name="sequence">Where it stands in the journal; the first event is 1.</param>
    /// <param name="bytes">The event as stored.</param>
    public void Apply(ThreadEvent @event, long sequence, ReadOnlySpan<byte> bytes)
    {
        if (sequence == 1)
        {
            CreatedAt = @event.At;
        }

        Usage.AddRange(WorkedTime.Until(@event, Status == RunStatus.InProgress, UpdatedAt));
        Usage.AddRange(UsageEntry.Of(@event));
        if (@event is not FilesRemoved || sequence == 1)
        {
            UpdatedAt = @event.At;
        }

        JournalBytes += bytes.Length;
        Refer(bytes);
        switch (@event)
        {
            case RunStarted started:
                Start(started);
                break;
            case RunEnded ended:
                Status = ended.Status;
                Notices.Add(new NoticeEntry(NoticeKind.Finished, sequence, ended.At));
                break;
            case RunPaused:
                Status = RunStatus.PendingApproval;
                break;
            case ApprovalAsked asked:
                Notices.Add(new NoticeEntry(NoticeKind.Asked, sequence, asked.At));
                break;
            case ApprovalDecided { RunId: { } decidedFor } decided:
                Status = decided.Settles ? RunStatus.InProgress : Status;
                Claim(decided.Principal, decided.Idempotency, decidedFor, decided.At);
                Notices.Add(new NoticeEntry(NoticeKind.Decided, sequence, decided.At));
                break;
            case ApprovalExpired expired:
                Status = RunStatus.InProgress;
                Notices.Add(new NoticeEntry(NoticeKind.Decided, sequence, expired.At));
                break;
            case AgentStarted agent:
                Agent = agent.Agent;
                break;
            case FileReceived file:
                Keep(file.Sha256, file.Size);
                break;
            case ArtifactWritten artifact:
                Keep(artifact.Sha256, artifact.Size);
                break;
            case FilesRemoved removed:
                Remove(removed);
                break;
            case ThreadForked forked:
                LeaveThePastBehind();
                Claim(forked.Principal, forked.Idempotency, NameOf("fork", forked.At), forked.At);
                break;
            case ThreadImported imported:
                LeaveThePastBehind();
                Claim(imported.Principal, imported.Idempotency, NameOf("import", imported.At), imported.At);
                break;
            case StopRequested { RunId: { } stopped } stop:
                Status = Status == RunStatus.PendingApproval ? RunStatus.InProgress : Status;
                Claim(stop.Principal, stop.Idempotency, stopped, stop.At);
                break;
            case UnknownEvent or ContextCompacted or RunResumed or AttemptAbandoned or StopRequested or SupervisorStarted or PlanDecided or AgentChosen
                or ModelRequested or ModelAnswered or ModelFailed or ToolRequested or ToolStarted or ToolFinished or AgentFinished or ReflectionStarted or ReflectionMade
                or ProcedureMoved or ChangeVerified or OutcomeUnknown or ApprovalDecided or ApprovalVoided or ValuesSealed or BudgetReached:
                break;
            default:
                throw new InvalidOperationException($"The projections do not say what '{@event.Kind}' means to them.");
        }
    }

    private void Start(RunStarted started)
    {
        Status = RunStatus.InProgress;
        if (Kind != RunKind.Agent)
        {
            Kind = started.RunKind;
        }

        if (Title is null && !string.IsNullOrWhiteSpace(started.Task))
        {
            Title = Shorten(started.Task.Trim());
        }

        if (started.RunId is { } runId)
        {
            Claim(started.Principal, started.Idempotency, runId, started.At);
        }
    }

    // no run belongs to a fork or an import; what tells two of them apart is when they were made
    private static RunId NameOf(string what, DateTimeOffset at) => new(string.Create(CultureInfo.InvariantCulture, $"{what}-{at.UtcTicks}"));

    private void Refer(ReadOnlySpan<byte> bytes)
    {
        var known = Blobs.Count;
        EventCodec.CollectReferences(bytes, Blobs);
        for (; known < Blobs.Count; known++)
        {
            RemovedBlobs.Remove(Blobs[known]);
        }
    }

    private void Keep(string sha256, long size)
    {
        Blobs.Add(sha256);
        RemovedBlobs.Remove(sha256);
        FileBytes += size;
    }

    private void Remove(FilesRemoved removed)
    {
        RemovedBlobs.UnionWith(removed.Blobs);
        Blobs.RemoveAll(RemovedBlobs.Contains);
        FileBytes = 0;
    }

    private void Claim(string principal, IdempotencyClaim? claim, RunId runId, DateTimeOffset at)
    {
        if (claim is not null)
        {
            Claims.Add(new ClaimEntry(principal, claim.Key, claim.BodyDigest, runId, at));
        }
    }

    // usage, claims, notices and open runs of what was copied belong to the original
    private void LeaveThePastBehind()
    {
        Usage.Clear();
        Claims.Clear();
        Notices.Clear();
        if (Status is RunStatus.InProgress or RunStatus.PendingApproval)
        {
            Status = null;
        }
    }

    private static string Shorten(string task)
    {
        var length = Math.Min(task.Length, TitleLength);
        if (length < task.Length && char.IsHighSurrogate(task[length - 1]))
        {
            length--;
        }

        // one line, and nothing that a database refuses in text
        return string.Create(length, task, static (title, task) =>
        {
            for (var i = 0; i < title.Length; i++)
            {
                title[i] = char.IsControl(task[i]) ? ' ' : task[i];
            }
        });
    }
}

/// <summary>An idempotency key that a run, a fork or a stop claimed for its principal.</summary>
internal readonly record struct ClaimEntry(string Principal, string Key, string BodyDigest, RunId RunId, DateTimeOffset At)
{
    /// <summary>Claims made then or before are forgotten when this one is made; in UTC ticks.</summary>
    public long OldestKept => At.UtcTicks - ThreadProjection.IdempotencyWindow.Ticks;

    /// <summary>Whether another run, which claimed the same key at some time (UTC ticks), still holds it.</summary>
    public bool IsTakenBy(RunId holder, long heldSince) => holder != RunId && heldSince > OldestKept;
}
