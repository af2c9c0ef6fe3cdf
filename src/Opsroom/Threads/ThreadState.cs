using System.Collections.Immutable;
using System.Text.Json;

namespace Opsroom.Threads;

/// <summary>All that is known about a thread: a fold over its journal. It stays small however long the thread grows, because past runs are kept in excerpts.</summary>
public sealed record ThreadState(ThreadKey Key)
{
    /// <summary>Sequence of the last event folded; 0 before the first.</summary>
    public long Sequence { get; init; }

    /// <summary>When the last event folded was appended.</summary>
    public DateTimeOffset LastAt { get; init; }

    /// <summary>The workspace: what agents wrote and people handed in, by path.</summary>
    public ImmutableSortedDictionary<string, ThreadFile> Files { get; init; } = ImmutableSortedDictionary.Create<string, ThreadFile>(StringComparer.Ordinal);

    /// <summary>Files whose content was removed from the store, by path, with when that was. A file that is written anew is one of <see cref="Files"/> again.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> RemovedFiles { get; init; } = ImmutableSortedDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>Runs before the last one that no compaction covers, oldest first.</summary>
    public ImmutableList<PastRun> Past { get; init; } = [];

    /// <summary>What a model is shown in place of the runs before <see cref="Past"/>.</summary>
    public string? Summary { get; init; }

    /// <summary>How many runs <see cref="Summary"/> covers.</summary>
    public int SummarizedRuns { get; init; }

    /// <summary>The last run, in progress or ended.</summary>
    public RunState? Run { get; init; }

    /// <summary>Whether text from outside is in the thread.</summary>
    public bool Tainted { get; init; }

    /// <summary>Secrets of the thread, encrypted, by the token that stands in their place.</summary>
    public ImmutableSortedDictionary<string, string> Sealed { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>What models used in all its runs.</summary>
    public UsedByModels Used { get; init; }

    /// <summary>What the runs before the last one used.</summary>
    public Spent SpentBefore { get; init; }

    /// <summary>All that counts against the thread's budget at a time.</summary>
    public Spent SpentAt(DateTimeOffset now) => SpentBefore + (Run?.SpentAt(now) ?? default);

    /// <summary>A kind of event that this version does not know: the thread may be read and streamed here, and not advanced.</summary>
    public string? UnknownKind { get; init; }

    /// <summary>Whether nothing is in progress. A run that waits for people is in progress.</summary>
    public bool AtRest => Run is null or { Ended: true };

    /// <summary>Whether nothing can happen until somebody outside commands it.</summary>
    public bool Quiet => Run is null or { Ended: true } or { Status: RunStatus.PendingApproval };

    /// <summary>The state after one more event.</summary>
    public ThreadState Apply(ThreadEvent @event)
    {
        var next = this with { Sequence = Sequence + 1, LastAt = @event.At };
        return @event switch
        {
            FileReceived file => next.Write(new ThreadFile(file.Path, file.MediaType, file.Size, file.Sha256)),
            FilesRemoved removed => next with
            {
                Files = Files.Clear(),
                RemovedFiles = RemovedFiles.SetItems(Files.Keys.Select(path => KeyValuePair.Create(path, removed.At))),
            },
            // what the original used and reserved stays with it
            ThreadForked => next.ForgetSpending(),
            // nobody here saw its history happen
            ThreadImported => next.ForgetSpending() with { Tainted = true },
            ContextCompacted compacted => next.Compact(compacted),
            RunStarted started => next with
            {
                Past = Run is null ? Past : Past.Add(PastRun.Of(Run)),
                Run = Start(started, next.Sequence),
                SpentBefore = SpentBefore + (Run?.SpentAt(started.At) ?? default),
                Tainted = Tainted || BringsUntrusted(started),
            },
            RunPaused when Run is { } run => next with { Run = run.Apply(@event) with { PausedAt = next.Sequence } },
            ValuesSealed values => next with { Sealed = Sealed.SetItems(values.Values) },
            UnknownEvent unknown => next with { UnknownKind = unknown.Kind },
            ArtifactWritten written => next.Write(new ThreadFile(written.Path, written.MediaType, written.Size, written.Sha256)) with { Run = Run?.Apply(written) },
            ModelAnswered answered => next with { Used = Used.Plus(answered.Usage), Run = Run?.Apply(answered) },
            ToolFinished finished => next with { Tainted = Tainted || finished.Tainted, Run = Run?.Apply(finished) },
            _ => next with { Run = Run?.Apply(@event) },
        };
    }

    private ThreadState Write(ThreadFile file) => this with { Files = Files.SetItem(file.Path, file), RemovedFiles = RemovedFiles.Remove(file.Path) };

    /// <summary>A thread's budget that people raised stays raised in its later runs.</summary>
    private RunState Start(RunStarted started, long sequence)
    {
        var run = RunState.Start(started, sequence);
        return run.Budgets is { } budgets && Run is { Budgets: { } before } && before.Thread != Run.Limits.Budgets?.Thread
            ? run with { Budgets = budgets with { Thread = budgets.Thread.Raise(before.Thread) } }
            : run;
    }

    private ThreadState ForgetSpending() => this with
    {
        Used = default,
        SpentBefore = default,
        Run = Run is { } run ? run with { Spending = Spending.None, WaitedInAll = (run.EndedAt ?? run.StartedAt) - run.StartedAt } : null,
    };

    /// <summary>Whether the request itself marks a part of its context as text from outside.</summary>
    private static bool BringsUntrusted(RunStarted started) =>
        started.Context is { ValueKind: JsonValueKind.Object } context && context.TryGetProperty("untrusted", out var untrusted)
        && untrusted.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    private ThreadState Compact(ContextCompacted compacted)
    {
        var covered = Past.FindIndex(past => past.RunId == compacted.ThroughRun) + 1;
        return this with { Past = Past.RemoveRange(0, covered), Summary = compacted.Summary, SummarizedRuns = compacted.Runs };
    }
}

/// <summary>A file of the workspace; its content is a blob.</summary>
public sealed record ThreadFile(string Path, string MediaType, long Size, string Sha256);

/// <summary>An ended run as later ones remember it.</summary>
public sealed record PastRun(RunId RunId, string Task, string? Agent, RunStatus Status, string Message, ImmutableArray<string> Files)
{
    private const int TaskLength = 2_000;
    private const int MessageLength = 4_000;

    internal static PastRun Of(RunState run) => new(
        run.RunId, Cut(run.Task, TaskLength), run.AgentUsed, run.Status, Cut(run.Message, MessageLength),
        [.. run.Branches.Values.SelectMany(branch => branch.Artifacts.Keys).Distinct(StringComparer.Ordinal)]);

    private static string Cut(string text, int length) => text.Length <= length ? text : string.Concat(text.AsSpan(0, length), " […]");
}
