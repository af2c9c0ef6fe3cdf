using System.Text.Json.Nodes;
using Opsroom.Server.Docs;
using Opsroom.Server.Tools;

namespace Opsroom.Server.Threads;

/// <summary>What the API's document says about threads.</summary>
internal static class ThreadsDocs
{
    private const string Tag = "Threads";

    private static readonly (int, string) Unknown = (404, "There is no such thread.");
    private static readonly (int, string) Invalid = (422, "The request is not valid; `detail` lists everything that is wrong.");

    public static RouteDoc List { get; } = new(Tag, "Threads, last changed first", "Threads of direct tool calls are listed with `kind=tool` only.")
    {
        Parameters =
        [
            new("query", "status", "Only threads whose last run has this status: `in_progress`, `pending_approval`, `complete`, `rejected`, `failed` or `cancelled`."),
            new("query", "agent", "Only threads on which this agent worked last."),
            new("query", "kind", "`agent` or `tool`."),
            ParameterDoc.Limit,
            ParameterDoc.Cursor,
        ],
        Answers =
        [
            new(200, typeof(ThreadList), "A page.", """
                {"items":[{"thread_id":"thread-01a2","status":"complete","kind":"agent","agent":"harness_expert","title":"Create a pipeline","created_at":"2026-01-05T09:30:00Z","updated_at":"2026-01-05T09:30:01Z","last_event":14}],"next_cursor":null}
                """),
        ],
        Errors = [Invalid],
    };

    public static RouteDoc Read { get; } = new(Tag, "All that is known about a thread", "Its last run with its jobs and calls, the runs before it, and its files.")
    {
        Parameters = [ParameterDoc.ThreadId],
        Answers = [new(200, typeof(ThreadView), "The thread.")],
        Errors = [Unknown],
    };

    public static RouteDoc Delete { get; } = new(Tag, "Delete a thread", "Removes its journal and its files and frees its id. Usage stays.")
    {
        Parameters = [ParameterDoc.ThreadId],
        Answers = [new(204, null, "It is gone.")],
        Errors = [Unknown, (409, "A run is in progress.")],
    };

    public static RouteDoc Events { get; } = new(
        Tag, "The journal of a thread",
        """
        A list of events as they are stored: `sequence`, `kind`, `at`, `run_id` and what belongs to the kind. Values over 64 KiB are references.
        With `Accept: text/event-stream` the whole thread is streamed, in the same form as `/agent/stream`, and ends with `event: done` at rest unless `follow` is true.
        """)
    {
        Parameters =
        [
            ParameterDoc.ThreadId,
            new("query", "after", "Only events after this sequence.", "integer"),
            new("query", "follow", "Keeps a stream open when the thread rests.", "boolean"),
            ParameterDoc.Limit,
            ParameterDoc.Cursor,
            ParameterDoc.LastEventId,
        ],
        Answers =
        [
            new(200, typeof(EventPage), "A page, or the stream.", """
                {"items":[{"sequence":1,"kind":"run_started","v":2,"at":"2026-01-05T09:30:00Z","run_id":"run-01a2","task":"Create a pipeline","principal":"local"}],"next_cursor":"1"}
                """),
            new(200, null, "A page, or the stream.", "id: 1\ndata: {\"event\":\"on_chain_start\",\"name\":\"workflow\"}\n\n", "text/event-stream"),
        ],
        Errors = [Unknown, Invalid],
    };

    public static RouteDoc Cancel { get; } = new(Tag, "Stop the run in progress", "It stops at its next safe point; what was done until then is kept.")
    {
        Parameters = [ParameterDoc.ThreadId, ParameterDoc.IdempotencyKey],
        Answers = [new(202, typeof(CancelAnswer), "The run was asked to stop.", """{"thread_id":"thread-01a2","run_id":"run-01a2","status":"stopping"}""")],
        Errors = [Unknown, (409, "No run is in progress.")],
    };

    public static RouteDoc Fork { get; } = new(
        Tag, "A new thread from a point of another one", "History and files are copied up to the last point of rest at or before `at_event`; the new thread rests until it is asked something.")
    {
        Parameters = [ParameterDoc.ThreadId, ParameterDoc.IdempotencyKey],
        Body = new(typeof(ForkRequest), """{"at_event":14}""", Required: false),
        Answers = [new(201, typeof(ForkAnswer), "The new thread.", """{"thread_id":"thread-01a3","forked_from":"thread-01a2","at_event":14}""")],
        Errors = [Unknown, (409, "The thread was not at rest at or before that event."), Invalid],
    };

    public static RouteDoc Undo { get; } = new(
        Tag, "Take a change back", "Makes the reverse call that was recorded before the change acted, as a direct call under the same policy: it is asked like any other change.")
    {
        Parameters = [ParameterDoc.ThreadId, ParameterDoc.IdempotencyKey],
        Body = new(typeof(UndoRequest), """{"call_id":"call-0c8efcc1a2b3-b1-4"}"""),
        Answers =
        [
            new(200, typeof(ToolAnswer), "What came of the reverse call.", """
                {"status":"pending_approval","result":{"message":"One operation waits for approval: push_pipeline on pipeline/checkout_canary. Nothing of it is done before somebody approves it.","model":"","approval_items":[]},"execution_time":0.12,"thread_id":"thread-01a2"}
                """),
        ],
        Errors = [(404, "There is no such thread, or no such call in it."), (409, "A run is in progress, the call failed or was taken back already, or it recorded nothing that would."), Invalid],
    };
}

/// <summary>A page of a journal.</summary>
/// <param name="Items">Events: <c>sequence</c>, <c>kind</c>, <c>at</c>, <c>run_id</c> and what belongs to the kind.</param>
/// <param name="NextCursor">For the next page; null on the last one.</param>
public sealed record EventPage(IReadOnlyList<JsonObject> Items, string? NextCursor);
