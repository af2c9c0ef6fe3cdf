using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Opsroom.Models.Playbooks;

/// <summary>Matches the calls that a playbook plans with those that were made, so that the same plan can be made again at each turn.</summary>
internal sealed class CallLedger(PlaybookSituation situation)
{
    /// <summary>However a plan may turn out, no playbook makes more calls than this for one task.</summary>
    private const int MostCalls = 40;

    /// <summary>Arguments as they go to a tool; what is null is left out.</summary>
    public static JsonObject Arguments(params ReadOnlySpan<(string Name, JsonNode? Value)> arguments)
    {
        var given = new JsonObject();
        foreach (var (name, value) in arguments)
        {
            if (value is not null)
            {
                given[name] = value;
            }
        }

        return given;
    }

    /// <summary>A list of texts as an argument.</summary>
    public static JsonArray List(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];

    /// <summary>The result of a planned call, or null while it was not made.</summary>
    public ToolExchange? Find(PlannedCall planned)
    {
        if (situation.Exchanges.IsEmpty)
        {
            return null;
        }

        var arguments = JsonSerializer.SerializeToElement(planned.Arguments);
        return situation.Exchanges.LastOrDefault(made => made.Tool == planned.Tool && JsonElement.DeepEquals(made.Arguments, arguments));
    }

    /// <summary>The calls of a plan that are still to be made: their tools are offered, and the bound is not reached.</summary>
    public ImmutableArray<PlannedCall> Open(IEnumerable<PlannedCall> plan) => situation.Exchanges.Length >= MostCalls
        ? []
        : [.. plan.Where(call => situation.Tools.Contains(call.Tool) && Find(call) is null).Take(MostCalls - situation.Exchanges.Length)];
}
