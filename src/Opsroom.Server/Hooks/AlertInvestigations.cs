using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Opsroom.Approvals;
using Opsroom.Server.Errors;
using Opsroom.Server.Runs;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Server.Hooks;

/// <summary>
/// One thread for each group of alerts, and in it one investigation for each time that something of the group begins to fire. What an investigation knows is in its own journal: the
/// firings that it was started with in its context, those that came later as files beside it. So a notification may be sent again at any time, to any replica.
/// </summary>
internal sealed class AlertInvestigations(RunDesk desk, IRunOwner owner, CallBinding binding, TimeProvider time)
{
    private const string Agent = "incident_agent";
    private const string Folder = "alerts/";
    private const string ResolvedSuffix = ".resolved.json";
    private const int MostNotes = 2_000;
    private const int MostTries = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Starts an investigation where one is due, and says which one the notification belongs to.</summary>
    public async Task<AlertOutcome> TakeAsync(AlertNotification notification, Principal principal, IdempotencyClaim? claim, CancellationToken cancellationToken)
    {
        var key = new ThreadKey(principal.Tenant, ThreadOf(notification.GroupKey));
        ImmutableArray<NotifiedAlert> firing = [.. notification.Alerts.Where(alert => alert.Firing)];
        var state = await owner.ReadAsync(key, cancellationToken);
        if (!notification.Firing || firing.IsEmpty)
        {
            return await NoteAsync(state, key, notification, RunOf(state, notification.Alerts) ?? LastRunOf(state), "noted", principal, cancellationToken);
        }

        if (RunOf(state, firing) is { } known)
        {
            return await NoteAsync(state, key, notification, known, "known", principal, cancellationToken);
        }

        var task = new AlertTask(notification, firing);
        var command = new StartRun(key, false, task.Text(), Agent, task.Context(), null, null, principal, claim ?? ClaimOf(key, notification.GroupKey, task.Onset));
        for (var tries = 1; ; tries++)
        {
            var start = await desk.StartAsync(command, cancellationToken);
            state = await owner.ReadAsync(key, cancellationToken);
            if (start is RunStart.Begun begun && (state is not null || tries == MostTries))
            {
                return await NoteAsync(state, key, notification, begun.RunId, begun.StartSequence is null ? "known" : "started", principal, cancellationToken);
            }

            // somebody works in this thread: the investigation of the group's earlier alerts, which these join, or a person, after whom it is this one's turn
            if (state is { AtRest: false, Run: { AgentName: Agent, Context: { } context } run } && context.TryGetProperty(AlertTask.FiringKey, out _))
            {
                return await NoteAsync(state, key, notification, run.RunId, "known", principal, cancellationToken);
            }

            if (start is RunStart.Refused refused && (state is { AtRest: false } || tries == MostTries))
            {
                return new AlertOutcome(key.Id, null, "none", "none", state is { AtRest: false } ? Later : refused.Answer);
            }

            // the run that stood in the way, or that another notification began, has just begun, or just ended, and is not to be seen
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static ErrorAnswer Later => ErrorAnswer.Unavailable("Another run is in progress in this group's thread; its alerts are investigated when they are sent again.", retryAfterSeconds: 30);

    /// <summary>Named after the group, whatever is in its key.</summary>
    private static ThreadId ThreadOf(string groupKey) => ThreadId.Parse($"alerts-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(groupKey)))[..32]}");

    /// <summary>Two notifications of the same beginning that arrive together are one.</summary>
    private IdempotencyClaim ClaimOf(ThreadKey key, string groupKey, DateTimeOffset onset)
    {
        var since = onset.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return new IdempotencyClaim($"alertmanager:{key.Id}:{since}", binding.Of("alertmanager", groupKey, since));
    }

    /// <summary>The run that investigates one of these firings; null where none does.</summary>
    private static RunId? RunOf(ThreadState? state, ImmutableArray<NotifiedAlert> alerts)
    {
        if (state is null)
        {
            return null;
        }

        var names = alerts.Select(alert => alert.Name).ToHashSet(StringComparer.Ordinal);
        if (state.Run is { Context: { ValueKind: JsonValueKind.Object } context } run && context.TryGetProperty(AlertTask.FiringKey, out var firings)
            && firings.ValueKind == JsonValueKind.Array && firings.EnumerateArray().Any(firing => firing.ValueKind == JsonValueKind.String && names.Contains(firing.GetString()!)))
        {
            return run.RunId;
        }

        foreach (var path in state.Files.Keys.Concat(state.RemovedFiles.Keys).Where(path => path.StartsWith(Folder, StringComparison.Ordinal)))
        {
            if (path.Split('/') is [_, var runId, var file] && names.Contains(Path.GetFileNameWithoutExtension(file)))
            {
                return new RunId(runId);
            }
        }

        return null;
    }

    private static RunId? LastRunOf(ThreadState? state) => state?.Run?.RunId;

    /// <summary>Keeps the alerts beside the investigation, each once.</summary>
    private async Task<AlertOutcome> NoteAsync(
        ThreadState? state, ThreadKey key, AlertNotification notification, RunId? investigation, string word, Principal principal, CancellationToken cancellationToken)
    {
        if (state is null || investigation is not { } run)
        {
            return new AlertOutcome(key.Id, null, "none", "none", null);
        }

        var room = MostNotes - state.Files.Keys.Count(path => path.StartsWith(Folder, StringComparison.Ordinal));
        var notes = notification.Alerts.Select(alert => (Path: $"{Folder}{run}/{alert.Name}{(alert.Firing ? ".json" : ResolvedSuffix)}", Alert: alert))
            .DistinctBy(note => note.Path, StringComparer.OrdinalIgnoreCase).Where(note => !state.Files.ContainsKey(note.Path) && !state.RemovedFiles.ContainsKey(note.Path)).Take(Math.Max(0, room))
            .Select(note => FileOf(note.Path, note.Alert)).ToList();
        if (notes.Count > 0 && await owner.ReceiveFilesAsync(key, notes, principal, cancellationToken) == FilesOutcome.Stopping)
        {
            return new AlertOutcome(key.Id, null, "none", "none", ErrorAnswer.Unavailable("The server is stopping and takes no alerts.", retryAfterSeconds: 5));
        }

        return new AlertOutcome(key.Id, run, state.Run is { } last && last.RunId == run ? StatusOf(last.Status) : "complete", word, null);
    }

    private static IncomingFile FileOf(string path, NotifiedAlert alert)
    {
        var bytes = Encoding.UTF8.GetBytes(AlertTask.Describe(alert).ToJsonString());
        return new IncomingFile(path, "application/json", new BlobContent(
            Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length, _ => ValueTask.FromResult<Stream>(new MemoryStream(bytes, writable: false))));
    }

    private static string StatusOf(RunStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());
}

/// <param name="RunId">The investigation; null where there is none.</param>
/// <param name="Status">Of that run.</param>
/// <param name="Investigation">What the notification did to it.</param>
/// <param name="Refusal">Set where the notification is not taken.</param>
internal sealed record AlertOutcome(ThreadId Thread, RunId? RunId, string Status, string Investigation, ErrorAnswer? Refusal);
