using Opsroom.Server.Docs;

namespace Opsroom.Server.Workflow;

/// <summary>What the API's document says about workflows.</summary>
internal static class WorkflowDocs
{
    private const string Tag = "Workflow";

    public static RouteDoc Status { get; } = new(
        Tag, "How far a thread is", "`supervisor_path` is empty on a direct run. `result` is there at rest.")
    {
        Parameters = [ParameterDoc.ThreadId],
        Answers =
        [
            new(200, typeof(WorkflowStatus), "The status.", """
                {"thread_id":"thread-01a2","status":"in_progress","current_phase":"executing","next_action":"harness_expert","supervisor_path":["devops_root_supervisor","infrastructure_supervisor"],"approval_required":null,"run_id":"run-01a2"}
                """),
        ],
        Errors = [(404, "There is no such thread.")],
    };

    public static RouteDoc Approve { get; } = new(
        Tag, "Decide what waits for a person",
        """
        The decision is for the request that is pending, or for the one that `approval_id` names; `items` overrides `approved` for the items it names, and with `items` alone the others
        wait on. What is approved is carried out exactly once, and the answer comes when the run has come to rest. The same decision again answers the same outcome and runs nothing;
        the opposite is a 409. Edited `arguments` are checked, previewed and asked again.
        """)
    {
        Parameters = [ParameterDoc.ThreadId, ParameterDoc.IdempotencyKey],
        Body = new(typeof(ApprovalDecision), """{"approved":true,"comment":"Checked with the team."}"""),
        Answers =
        [
            new(200, typeof(ApprovalAnswer), "The decision is on record.", """
                {"status":"approved","thread_id":"thread-01a2","message":"Operations approved and executed","comment":"Checked with the team.","outcome":{"status":"success","result":{"message":"Pushed checkout_canary."},"agent_used":"harness_expert","execution_time":1.84,"thread_id":"thread-01a2"}}
                """),
        ],
        Errors =
        [
            (403, "Policy asks for somebody else to decide; `detail` says whom."),
            (404, "There is no such thread, or no approval is on record for it."),
            (409, "It was decided the other way, has expired, or shows something else than the digest given stands for."),
            (422, "The request is not valid; `detail` lists everything that is wrong."),
        ],
    };
}
