using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>
/// What the journal of a run with approvals says when everything is taken out that may differ between two runs of the same script: what <see cref="PlainJournal"/>
/// takes out, and the ids, keys, digests and times of requests. The steps of a branch are compared each for itself, since calls of one turn go side by side.
/// </summary>
internal static partial class PlainChange
{
    /// <summary>Fields whose value is another one in each run, wherever they stand.</summary>
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal)
    {
        "approval_id", "item_id", "digest", "key", "epoch", "hash", "expires_at", "requested_at", "decided_at", "asked_at", "execution_time", "duration",
    };

    public static string? Difference(CrashedChange calm, CrashedChange disturbed) => PlainJournal.Difference(StepsOf(calm), StepsOf(disturbed));

    private static Dictionary<string, IReadOnlyList<string>> StepsOf(CrashedChange run)
    {
        var runId = (string)run.Events("run_started").Single()["run_id"]!;
        var events = new List<JsonObject>();
        foreach (var @event in run.Journal.Where(@event => !IsOfRecovery((string)@event["kind"]!)))
        {
            var plain = (JsonObject)Without(@event)!;
            plain["branch"] = $"{@event["branch"]} {@event["step"]}";
            if (plain.ContainsKey("step"))
            {
                plain["step"] = "branch:0";
            }

            events.Add(plain);
        }

        return PlainJournal.BranchesOf(events, run.Thread).ToDictionary(
            step => Text(step.Key, run.Thread, runId), IReadOnlyList<string> (step) => [.. step.Value.Select(text => Text(text, run.Thread, runId))], StringComparer.Ordinal);
    }

    /// <summary>What is journaled only because a process died: that somebody looked what had become of a call.</summary>
    private static bool IsOfRecovery(string kind) => kind.Contains("verif", StringComparison.Ordinal);

    private static string Text(string text, string thread, string run) =>
        Ids().Replace(PlainJournal.WithoutIds(text, thread, run).Replace(thread, "THREAD", StringComparison.Ordinal), "ID");

    private static JsonNode? Without(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(fields.Where(field => !Own.Contains(field.Key)).Select(field => KeyValuePair.Create(Text(field.Key), Without(field.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Without)]),
        _ => node?.DeepClone(),
    };

    /// <summary>Maps are keyed by the ids of items.</summary>
    private static string Text(string key) => Ids().Replace(key, "ID");

    [GeneratedRegex("[0-9a-fA-F]{32,64}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ids();
}
