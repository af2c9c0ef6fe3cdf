using System.Globalization;
using System.Text.Json.Nodes;

namespace Opsroom.TestKit.Proofs;

/// <summary>
/// What a run's journal says when everything is taken out that may differ between two runs of the same script: times, ids of thread and run, attempts that
/// were abandoned with their numbers, and the order in which calls of one turn happened to go.
/// </summary>
public static class PlainJournal
{
    private const string WholeRun = "(run)";

    /// <summary>The events of each branch, as text, in order.</summary>
    /// <param name="journal">As <c>GET /threads/{id}/events</c> lists it, with one run.</param>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> BranchesOf(IReadOnlyList<JsonObject> journal, string thread)
    {
        var run = Text(journal.First(@event => Text(@event, "kind") == "run_started"), "run_id")!;
        return WithoutAbandoned(journal)
            .GroupBy(@event => Text(@event, "branch") ?? WholeRun, StringComparer.Ordinal)
            .ToDictionary(
                branch => branch.Key, IReadOnlyList<string> (branch) => [.. InStepOrder([.. branch]).Select(@event => WithoutIds(Plain(@event), thread, run))], StringComparer.Ordinal);
    }

    /// <summary>A text with the ids of a thread and its run, and those derived from them, made the same for all.</summary>
    public static string WithoutIds(string text, string thread, string run) => text
        .Replace($"/threads/{thread}/", "/threads/THREAD/", StringComparison.Ordinal)
        .Replace(run, "RUN", StringComparison.Ordinal)
        .Replace(run[^12..], "RUN", StringComparison.Ordinal);

    /// <summary>The first difference between two journals; null where they say the same.</summary>
    public static string? Difference(IReadOnlyDictionary<string, IReadOnlyList<string>> expected, IReadOnlyDictionary<string, IReadOnlyList<string>> actual)
    {
        foreach (var branch in expected.Keys.Union(actual.Keys, StringComparer.Ordinal))
        {
            var left = expected.GetValueOrDefault(branch, []);
            var right = actual.GetValueOrDefault(branch, []);
            for (var index = 0; index < Math.Max(left.Count, right.Count); index++)
            {
                var (one, other) = (left.ElementAtOrDefault(index), right.ElementAtOrDefault(index));
                if (one != other)
                {
                    return $"branch {branch}, event {index + 1}:\n  undisturbed: {one ?? "(none)"}\n  disturbed:   {other ?? "(none)"}";
                }
            }
        }

        return null;
    }

    private static List<JsonObject> WithoutAbandoned(IReadOnlyList<JsonObject> journal)
    {
        var kept = new List<JsonObject>();
        foreach (var @event in journal)
        {
            switch (Text(@event, "kind"))
            {
                case "run_resumed":
                    break;
                case "attempt_abandoned":
                    kept.RemoveAll(earlier => IsOf(earlier, @event));
                    break;
                default:
                    kept.Add(@event);
                    break;
            }
        }

        return kept;
    }

    private static bool IsOf(JsonObject @event, JsonObject mark) =>
        @event.ContainsKey("attempt") && Text(@event, "branch") == Text(mark, "branch") && Text(@event, "step") == Text(mark, "step")
        && (int?)@event["attempt"] == (int?)mark["attempt"];

    /// <summary>Calls of one turn go side by side: only among them the order is free.</summary>
    private static IEnumerable<JsonObject> InStepOrder(IReadOnlyList<JsonObject> branch)
    {
        for (var index = 0; index < branch.Count;)
        {
            if (!IsOfCall(branch[index]))
            {
                yield return branch[index++];
                continue;
            }

            var calls = branch.Skip(index).TakeWhile(IsOfCall).ToList();
            index += calls.Count;
            foreach (var call in calls.OrderBy(call => int.Parse(Text(call, "step")!.Split(':')[1], CultureInfo.InvariantCulture)))
            {
                yield return call;
            }
        }
    }

    private static bool IsOfCall(JsonObject @event) => Text(@event, "kind") is "tool_requested" or "tool_started" or "tool_finished" or "artifact_written";

    private static string Plain(JsonObject @event)
    {
        var plain = (JsonObject)@event.DeepClone();
        foreach (var field in (string[])["sequence", "at", "idempotency"])
        {
            plain.Remove(field);
        }

        if (plain.ContainsKey("attempt"))
        {
            plain["attempt"] = 1;
        }

        return plain.ToJsonString();
    }

    private static string? Text(JsonObject @event, string field) => (string?)@event[field];
}
