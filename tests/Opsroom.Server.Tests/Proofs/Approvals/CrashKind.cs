using Opsroom.TestKit.Outside;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>What kind of run is killed: what is asked, about which objects, and how often each of them has to be changed in the end.</summary>
/// <param name="Changes">By the end of an object's name.</param>
/// <param name="Unclear">The tools of which nobody can tell whether a call that was cut short was made.</param>
internal sealed record CrashKind(
    string Name, IReadOnlyDictionary<string, int> Changes, IReadOnlyList<string> Unclear, Func<ApprovalClient, string, CancellationToken, Task<Answered>> AskAsync)
{
    public static IReadOnlyList<CrashKind> All { get; } =
    [
        new(
            "agent",
            new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = 1, ["b"] = 0, ["c"] = 1, ["d"] = 1 },
            ["outside_nudge"],
            (client, thread, cancellationToken) => client.InvokeAsync(ChangeScript.TaskOf(thread), thread, cancellationToken, key: thread)),
        new(
            "verified",
            new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = 1 },
            [],
            (client, thread, cancellationToken) => client.CallAsync("outside_set", new { name = $"{thread}-a", value = "new" }, thread, cancellationToken, key: thread)),
        new(
            "unclear",
            new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = 1 },
            ["outside_nudge"],
            (client, thread, cancellationToken) => client.CallAsync("outside_nudge", new { name = $"{thread}-a", value = "new" }, thread, cancellationToken, key: thread)),
        new(
            "procedure",
            new Dictionary<string, int>(StringComparer.Ordinal) { ["a"] = 1, ["b"] = 1, ["c"] = 1 },
            [],
            (client, thread, cancellationToken) => client.CallAsync(
                "outside_rollout", new { names = new[] { $"{thread}-a", $"{thread}-b", $"{thread}-c" }, value = "new" }, thread, cancellationToken, key: thread)),
    ];

    /// <summary>What a person decides: no object is deleted, and what nobody can tell is looked at outside.</summary>
    public static bool Choose(PendingItem item, OutsideSystem outside) =>
        item.Kind == PendingItem.UnknownOutcome ? outside.Count(item.Name!) == 0 : item.Action != "outside_delete";
}
