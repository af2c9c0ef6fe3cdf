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

    public static RouteDoc Approve { get; } = new(Tag, "Decide what waits for a person", "The decision is for the request that is pending, or for the one that `approval_id` names.")
    {
        Parameters = [ParameterDoc.ThreadId, ParameterDoc.IdempotencyKey],
        Body = new(typeof(ApprovalDecision), """{"approved":true,"comment":"Checked with the team."}"""),
        Answers = [],
        Errors = [(404, "There is no such thread, or no approval is on record for it."), (422, "The request is not valid; `detail` lists everything that is wrong.")],
    };
}
