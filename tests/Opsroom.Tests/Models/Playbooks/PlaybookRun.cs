using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Models.Playbooks;

namespace Opsroom.Tests.Models.Playbooks;

/// <summary>Drives a playbook turn by turn, as the runner does, with results that the test gives.</summary>
internal sealed class PlaybookRun(Playbook playbook, Func<string, JsonElement, PlaybookRun.Reply> tool)
{
    private const int MostTurns = 20;

    private ImmutableArray<ToolExchange> exchanges = [];

    internal sealed record Reply(bool Succeeded, object Result)
    {
        public static Reply Ok(object result) => new(true, result);

        public static Reply Failed(string code, string message, string? setting = null) =>
            new(false, new { message, error = new { code, message, setting } });
    }

    /// <summary>Tools that the agent is offered.</summary>
    public string[] Offered { get; init; } =
        [
            "create_pipeline", "validate_pipeline", "create_template", "push_pipeline", "trigger_pipeline", "get_pipeline_status", "list_pipelines", "workspace_list", "workspace_read",
            "workspace_write", "documentation_search", "web_search",
        ];

    public ImmutableArray<ToolExchange> Exchanges => exchanges;

    public PlaybookTurn.Answer Ask(
        string task, object? context = null, string? remediation = null, ImmutableArray<EarlierResult>? earlier = null, ImmutableArray<string>? files = null)
    {
        var given = context is null ? (JsonElement?)null : JsonSerializer.SerializeToElement(context);
        var brief = new PlaybookBrief(task, given, remediation, earlier ?? [], files ?? []);
        for (var turn = 0; turn < MostTurns; turn++)
        {
            switch (playbook.Next(new PlaybookSituation(brief, exchanges, [.. Offered])))
            {
                case PlaybookTurn.Answer answer:
                    return answer;
                case PlaybookTurn.CallTools calls:
                    Assert.NotEmpty(calls.Calls);
                    foreach (var call in calls.Calls)
                    {
                        Assert.Contains(call.Tool, Offered);
                        var arguments = JsonSerializer.SerializeToElement(call.Arguments);
                        var reply = tool(call.Tool, arguments);
                        exchanges = exchanges.Add(new ToolExchange($"call-{exchanges.Length + 1}", call.Tool, arguments, reply.Succeeded, JsonSerializer.SerializeToElement(reply.Result)));
                    }

                    break;
            }
        }

        throw new InvalidOperationException("The playbook does not come to an answer.");
    }

    /// <summary>The arguments of each call of a tool, in order.</summary>
    public JsonNode[] CallsOf(string name) => [.. exchanges.Where(made => made.Tool == name).Select(made => JsonNode.Parse(made.Arguments.GetRawText())!)];
}
