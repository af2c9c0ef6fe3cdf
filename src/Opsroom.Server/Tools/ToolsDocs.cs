using Opsroom.Server.Docs;

namespace Opsroom.Server.Tools;

/// <summary>What the API's document says about tools.</summary>
internal static class ToolsDocs
{
    private const string Tag = "Tools";

    private static readonly ParameterDoc Name = new("path", "name", "The tool's name.", Required: true);

    public static RouteDoc List { get; } = new(Tag, "Every tool", "With the JSON Schemas of arguments and result, and an example that works.")
    {
        Answers = [new(200, typeof(ToolList), "The catalogue.")],
    };

    public static RouteDoc Read { get; } = new(Tag, "One tool", "With the JSON Schemas of arguments and result, and an example that works.")
    {
        Parameters = [Name],
        Answers = [new(200, typeof(ToolView), "The tool.")],
        Errors = [(404, "There is no such tool.")],
    };

    public static RouteDoc Invoke { get; } = new(
        Tag, "Run one tool directly",
        "Under the same policy and in the same journal as when an agent calls it. What a tool exists to judge is never an error: it is a finding in its result.")
    {
        Parameters = [Name, ParameterDoc.IdempotencyKey],
        Body = new(typeof(ToolRequest), """{"arguments":{"yaml_content":"pipeline: ["}}"""),
        Answers =
        [
            new(200, typeof(ToolAnswer), "The call is done.", """
                {"status":"success","result":{"valid":false,"errors":[{"rule":"yaml-syntax","severity":"error","message":"The list that begins here does not end.","line":1,"column":11}],"warnings":[],"suggestions":[],"quality_score":0},"execution_time":0.004,"thread_id":"thread-01a2"}
                """),
        ],
        Errors =
        [
            (404, "There is no such tool."),
            (409, "A run is in progress on that thread."),
            (422, "The request or the arguments are not valid; `detail` lists everything that is wrong."),
        ],
    };
}
