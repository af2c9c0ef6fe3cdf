using Opsroom.Server.Docs;

namespace Opsroom.Server.Approvals;

/// <summary>What the API's document says about approvals.</summary>
internal static class ApprovalsDocs
{
    public static RouteDoc List { get; } = new(
        "Workflow", "What waits for people", "Every undecided item, across threads. Decide with `POST /workflow/approve/{thread_id}`.")
    {
        Parameters = [new("query", "status", "Only `pending` is listed."), ParameterDoc.Limit, ParameterDoc.Cursor],
        Answers =
        [
            new(200, typeof(ApprovalList), "The items.", """
                {"items":[{"approval_id":"approval-0c8efcc1a2b3-1","item_id":"approval-0c8efcc1a2b3-1.1","kind":"call","agent":"harness_expert","action":"push_pipeline","resource":"pipeline/checkout_canary","environment":"production","risk":"change","arguments":{"pipeline_id":"checkout_canary"},"preview":{"summary":"Creates the pipeline checkout_canary."},"digest":"9f2c","requested_at":"2026-11-23T06:00:00.000Z","expires_at":"2026-11-24T06:00:00.000Z","thread_id":"thread-01a2","requested_by":"local","task":"Push the checkout pipeline"}],"next_cursor":null}
                """),
        ],
        Errors = [(422, "The request is not valid; `detail` lists everything that is wrong.")],
    };
}
