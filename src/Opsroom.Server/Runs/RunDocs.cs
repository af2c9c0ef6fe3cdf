using Opsroom.Server.Docs;

namespace Opsroom.Server.Runs;

/// <summary>What the API's document says about runs.</summary>
internal static class RunDocs
{
    private const string Tag = "Runs";

    private const string TaskExample = """
        {"task":"Create a canary deployment pipeline for my-service","agent_name":"harness_expert","context":{"service":"my-service","environments":["dev","staging","prod"]}}
        """;

    private const string StreamExample = """
        id: 1
        data: {"event":"on_chain_start","name":"workflow","run_id":"run-01a2","tags":[],"metadata":{"thread_id":"thread-01a2"},"data":{"input":{"task":"Create a pipeline"}}}

        data: {"event":"on_chat_model_stream","name":"playbook","run_id":"run-01a2","tags":["agent:harness_expert"],"metadata":{"thread_id":"thread-01a2","agent":"harness_expert"},"data":{"chunk":{"content":"Crea","index":0}}}

        event: done
        data: {"status":"complete","thread_id":"thread-01a2"}
        """;

    private const string StreamDescription = """
        Server-sent events in the shape of LangGraph's `astream_events`, one JSON object on each `data:` line. An event with an `id` is one event of the thread's
        journal; pieces of messages and progress have none. The stream ends with `event: done` when the run rests, or with `event: error` where the stream itself fails.
        A client that goes away does not stop the run.
        """;

    private static readonly (int, string)[] Refusals =
    [
        (409, "A run is in progress on that thread."),
        (422, "The request is not valid; `detail` lists everything that is wrong."),
    ];

    public static RouteDoc Invoke { get; } = new(
        Tag, "Run a task and answer what came of it",
        """
        With `agent_name` that agent works on the task; without it the supervisors route it. A run that was accepted and then failed answers 200 with `status: "error"`
        and `result.error`. With `Prefer: respond-async` the answer is a 202 at once, and `Location` names where the run can be watched.
        """)
    {
        Parameters = [ParameterDoc.IdempotencyKey, new("header", "Prefer", "`respond-async` answers 202 at once.")],
        Body = new(typeof(RunRequest), TaskExample),
        Answers =
        [
            new(200, typeof(InvokeAnswer), "The run rests.", """
                {"status":"success","result":{"message":"Created the pipeline `my_service`.","model":"playbook","pipeline_id":"my_service","artifacts":[{"path":"harness/pipelines/my_service.yaml","media_type":"application/yaml","size":4096,"sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","url":"/threads/thread-01a2/artifacts/harness/pipelines/my_service.yaml"}]},"agent_used":"harness_expert","execution_time":0.041,"thread_id":"thread-01a2"}
                """),
            new(202, typeof(AcceptedAnswer), "The run was started; `Location` names its status.", """{"status":"in_progress","thread_id":"thread-01a2","run_id":"run-01a2"}"""),
        ],
        Errors = [(400, "`stream` is true: that is what `/agent/stream` is for."), .. Refusals],
    };

    public static RouteDoc Stream { get; } = new(Tag, "Run a task and watch it", StreamDescription)
    {
        Parameters = [ParameterDoc.IdempotencyKey, ParameterDoc.LastEventId],
        Body = new(typeof(RunRequest), TaskExample),
        Answers = [new(200, null, "The stream.", StreamExample, "text/event-stream"), new(204, null, "Nothing is left to resume.")],
        Errors = [.. Refusals],
    };

    public static RouteDoc StreamByQuery { get; } = new(
        Tag, "Run a task and watch it, for browsers' EventSource",
        StreamDescription + "\n\nA request with `Last-Event-ID` resumes what `thread_id` names and never starts a run: without a thread, or where nothing is left, it is a 204, which makes EventSource stop.")
    {
        Parameters =
        [
            new("query", "task", "What is to be done, up to 4,096 characters; post longer ones."),
            new("query", "agent_name", "The agent that is to do it."),
            new("query", "thread_id", "The conversation it belongs to; choose one to be able to resume.", Pattern: Opsroom.Threads.ThreadId.Pattern),
            new("query", "context", "A JSON object."),
            ParameterDoc.LastEventId,
        ],
        Answers = [new(200, null, "The stream.", StreamExample, "text/event-stream"), new(204, null, "Nothing is left to resume.")],
        Errors = [.. Refusals],
    };
}
