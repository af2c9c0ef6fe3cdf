using System.Text.Json.Nodes;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>
/// What a journal says about tokens. The names of its fields are open but for those of usage: a reservation is the number, or the numbers, of
/// <c>model_requested</c> whose name says so.
/// </summary>
internal static class BudgetJournal
{
    private const string Reservation = "reserv";

    /// <summary>Settled and reserved tokens after each event.</summary>
    public static IEnumerable<(long Sequence, long Settled, long Reserved)> Sums(IReadOnlyList<JsonObject> journal)
    {
        var open = new Dictionary<string, long>(StringComparer.Ordinal);
        long settled = 0;
        foreach (var @event in journal)
        {
            switch ((string?)@event["kind"])
            {
                case "model_requested":
                    open[CallOf(@event)] = ReservedBy(@event);
                    break;
                case "model_answered":
                    open.Remove(CallOf(@event));
                    settled += (long)@event["usage"]!["input_tokens"]! + (long)@event["usage"]!["output_tokens"]!;
                    break;
                case "model_failed":
                    open.Remove(CallOf(@event));
                    break;
                case "attempt_abandoned" when open.Remove(CallOf(@event), out var lost):
                    settled += lost;
                    break;
                default:
                    break;
            }

            yield return ((long)@event["sequence"]!, settled, open.Values.Sum());
        }
    }

    /// <summary>What a call may use at most, as journaled before it was made.</summary>
    public static long ReservedBy(JsonObject requested)
    {
        var numbers = requested.Where(field => field.Key.Contains(Reservation, StringComparison.Ordinal)).SelectMany(field => TokensIn(field.Key, field.Value)).ToList();
        return numbers.Count > 0 ? numbers.Sum() : throw new InvalidOperationException($"No reservation is journaled: {requested.ToJsonString()}");
    }

    private static IEnumerable<long> TokensIn(string name, JsonNode? value) => value switch
    {
        // input and output may stand side by side, or one sum; cost is another currency
        JsonObject fields => fields.Where(field => !field.Key.Contains("cost", StringComparison.Ordinal)).SelectMany(field => TokensIn(field.Key, field.Value)),
        JsonValue number when number.TryGetValue<long>(out var tokens) && !name.Contains("cost", StringComparison.Ordinal) => [tokens],
        _ => [],
    };

    private static string CallOf(JsonObject @event) => $"{@event["branch"]} {@event["step"]} {@event["attempt"]}";
}
