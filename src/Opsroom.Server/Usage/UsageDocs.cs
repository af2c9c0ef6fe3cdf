using Opsroom.Server.Docs;

namespace Opsroom.Server.Usage;

/// <summary>What the API's document says about usage.</summary>
internal static class UsageDocs
{
    public static RouteDoc List { get; } = new(
        "Operations", "What models were used for",
        """
        Answers, tokens and cost, by day, agent and model, newest day first; `by` sums them up by one of those. Usage of deleted threads is counted.
        `by=thread` lists the threads there are, last changed first, with what each used in all. By day, agent and thread, `tool_calls` counts tool calls; by day,
        `worked_seconds` is how long runs worked, waiting for people not counted.
        """)
    {
        Parameters = [new("query", "by", "`day`, `agent`, `model` or `thread`."), ParameterDoc.Limit, ParameterDoc.Cursor],
        Answers =
        [
            new(200, typeof(UsageList), "A page.", """
                {"items":[{"day":"2026-11-23","agent":"harness_expert","model":"anthropic:claude-sonnet-5-5","calls":12,"input_tokens":48210,"cached_input_tokens":30100,"output_tokens":5120,"cost":0.1403}],"next_cursor":null}
                """),
        ],
        Errors = [(422, "The request is not valid; `detail` lists everything that is wrong.")],
    };
}
