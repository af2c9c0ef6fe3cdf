using System.Collections.Frozen;

namespace Opsroom.Tools.Harness.Api;

/// <summary>The states of runs and stages, by the names that Harness shows.</summary>
internal static class RunStatus
{
    /// <summary>A state that Harness does not document.</summary>
    public const string Unknown = "Unknown";

    private static readonly FrozenSet<string> Final = FrozenSet.Create(
        StringComparer.Ordinal, "Success", "Failed", "Errored", "IgnoreFailed", "Expired", "Aborted", "AbortedByFreeze", "Suspended", "Skipped", "ApprovalRejected");

    private static readonly FrozenSet<string> Waiting = FrozenSet.Create(StringComparer.Ordinal, "ApprovalWaiting", "InterventionWaiting", "InputWaiting");

    private static readonly FrozenDictionary<string, string> Names = CreateNames();

    /// <summary>The documented name of a state, however it is spelt: execution answers <c>RUNNING</c>, the summary <c>Running</c>.</summary>
    public static string Of(string? given) =>
        given is not null && Names.TryGetValue(given.Replace("_", "", StringComparison.Ordinal), out var name) ? name : Unknown;

    /// <summary>Whether it will not change any more.</summary>
    public static bool IsFinal(string status) => Final.Contains(status);

    /// <summary>Whether it changes only once a person acts in Harness.</summary>
    public static bool WaitsForPerson(string status) => Waiting.Contains(status);

    private static FrozenDictionary<string, string> CreateNames()
    {
        string[] open =
        [
            "Running", "AsyncWaiting", "TaskWaiting", "TimedWaiting", "NotStarted", "Discontinuing", "Queued", "Paused", "Pausing", "ResourceWaiting", "WaitStepRunning",
            "QueuedLicenseLimitReached", "QueuedExecutionConcurrencyReached",
        ];
        var names = Final.Concat(Waiting).Concat(open).ToDictionary(name => name, StringComparer.OrdinalIgnoreCase);
        (names["Succeeded"], names["FreezeFailed"], names["Waiting"]) = ("Success", "AbortedByFreeze", "ResourceWaiting");
        return names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
