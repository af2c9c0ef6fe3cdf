using System.Text.Json;
using System.Text.Json.Nodes;

namespace Opsroom.Models.Playbooks.Briefings;

/// <summary>
/// Where a playbook asks for calls and finds their results: what was not called yet is noted and made next. Code that reads from it runs anew at each turn and
/// gets one step further, so it can be written in the order in which things happen.
/// </summary>
internal sealed class Desk(PlaybookSituation situation)
{
    /// <summary>The code of a call whose tool the agent was not given.</summary>
    public const string NotOffered = "not_offered";

    private readonly CallLedger ledger = new(situation);
    private readonly HashSet<string> spoken = new(StringComparer.Ordinal);
    private readonly List<PlannedCall> planned = [];
    private readonly List<string> thoughts = [];
    private readonly HashSet<string> answered = new(StringComparer.Ordinal);

    /// <summary>What the agent was asked.</summary>
    public PlaybookBrief Brief => situation.Brief;

    public bool Offers(string tool) => situation.Tools.Contains(tool);

    /// <summary>The result of a call that changes nothing outside; null where it has to be made first.</summary>
    public ToolExchange? Look(string thought, string tool, params ReadOnlySpan<(string Name, JsonNode? Value)> arguments)
    {
        var call = new PlannedCall(tool, CallLedger.Arguments(arguments));
        return Known(call) ?? Find(call) ?? Wait(thought, call);
    }

    /// <summary>
    /// The result of a change; null where it has to be made first. A person may have approved it with other arguments: then it was made with those, and is not
    /// asked for once more.
    /// </summary>
    public ToolExchange? Change(string thought, string tool, params ReadOnlySpan<(string Name, JsonNode? Value)> arguments)
    {
        var call = new PlannedCall(tool, CallLedger.Arguments(arguments));
        return Known(call) ?? Find(call) ?? Edited(call) ?? Wait(thought, call);
    }

    /// <summary>The calls that have to be made before there is more to say; null where there are none.</summary>
    public PlaybookTurn.CallTools? NextCalls() =>
        ledger.Open(planned) is { IsEmpty: false } open ? new PlaybookTurn.CallTools(string.Join(" ", thoughts), open) : null;

    private ToolExchange? Find(PlannedCall call)
    {
        if (ledger.Find(call) is not { } made)
        {
            return null;
        }

        answered.Add(made.CallId);
        return made;
    }

    /// <summary>A call of this tool that no wish asked for in these words.</summary>
    private ToolExchange? Edited(PlannedCall call)
    {
        var made = situation.Exchanges.FirstOrDefault(exchange => exchange.Tool == call.Tool && !answered.Contains(exchange.CallId));
        if (made is not null)
        {
            answered.Add(made.CallId);
        }

        return made;
    }

    /// <summary>What is clear without a call: the tool is not there, or too many calls were made.</summary>
    private ToolExchange? Known(PlannedCall call) => !Offers(call.Tool)
        ? Failed(call, NotOffered, $"This server does not offer `{call.Tool}` to me.")
        : ledger.Find(call) is null && ledger.Open([call]).IsEmpty ? Failed(call, "internal", "So many calls were made for this task that I stopped.") : null;

    private ToolExchange? Wait(string thought, PlannedCall call)
    {
        planned.Add(call);
        if (spoken.Add(thought))
        {
            thoughts.Add(thought);
        }

        return null;
    }

    private static ToolExchange Failed(PlannedCall call, string code, string message) => new(
        "", call.Tool, JsonSerializer.SerializeToElement(call.Arguments), false, JsonSerializer.SerializeToElement(new { message, error = new { code, message } }));
}
