using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Opsroom.Server.Errors;
using Opsroom.Server.Hosting;
using Opsroom.Server.Idempotency;
using Opsroom.Server.Requests;
using Opsroom.Server.Runs;
using Opsroom.Server.Security;
using Opsroom.Threads;
using Opsroom.Tools;
using Opsroom.Workflow;

namespace Opsroom.Server.Workflow;

/// <summary>Where people decide. The decision is for the request that is pending when the call arrives, whatever comes after it.</summary>
internal static class ApproveEndpoint
{
    /// <summary>How long an answer waits for what was approved to be carried out. It is carried out all the same.</summary>
    private static readonly TimeSpan CarryOutLimit = TimeSpan.FromMinutes(2);

    private static readonly TextRule AnyText = new();

    public static async Task<IResult> ApproveAsync(
        string thread_id, HttpContext context, IRunOwner owner, RunResults results, ToolCatalog tools, KeyLedger keys, TimeProvider clock, ServerOptions options)
    {
        var posted = await PostedCommand<ApprovalDecision>.ReadAsync(context.Request, options.MaxBody, Read);
        if (posted.Refusal is { } refusal)
        {
            return refusal;
        }

        var (decision, claim) = (posted.Said, posted.Claim);
        var aborted = context.RequestAborted;
        if (ThreadIds.KeyOf(context, thread_id) is not { } key || await owner.ReadAsync(key, aborted) is null)
        {
            return ThreadIds.Unknown(thread_id);
        }

        var principal = context.PrincipalOf();
        var reply = new ApprovalReply(key, decision.Comment, owner, results, clock, CarryOutLimit);
        return await keys.OnceAsync(
            principal, claim,
            async () =>
            {
                if (await owner.FindApprovalAsync(key, decision.ApprovalId, aborted) is not { } run || RequestOf(run, decision.ApprovalId) is not { } request)
                {
                    return ErrorAnswer.NotFound($"No approval is on record for thread '{thread_id}'{(decision.ApprovalId is null ? "" : $" under the id '{decision.ApprovalId}'")}.");
                }

                if (Problems(decision, request, tools) is { Count: > 0 } problems)
                {
                    return ErrorAnswer.Invalid(problems);
                }

                return await owner.DecideAsync(CommandOf(key, run.RunId, request, decision, principal, claim), aborted) switch
                {
                    DecideOutcome.KeyTaken => null,
                    DecideOutcome.Recorded recorded => await reply.OfAsync(recorded.RunId, recorded.Request, aborted),
                    DecideOutcome.Conflict conflict => ErrorAnswer.Conflict(conflict.Reason),
                    DecideOutcome.Forbidden forbidden => ErrorAnswer.Of(StatusCodes.Status403Forbidden, forbidden.Reason),
                    DecideOutcome.Unknown unknown => ErrorAnswer.NotFound(unknown.Reason),
                    var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
                };
            },
            record => reply.AgainAsync(record.RunId, claim!.Key, aborted),
            aborted);
    }

    /// <summary>The request that a decision is for: the one it names, the one that is pending, or the last one that was decided.</summary>
    private static ApprovalState? RequestOf(RunState run, string? approvalId) =>
        approvalId is not null ? run.FindApproval(approvalId) : run.Pending ?? run.Approvals.LastOrDefault();

    private static DecideApproval CommandOf(ThreadKey key, RunId run, ApprovalState request, ApprovalDecision decision, Principal principal, IdempotencyClaim? claim) => new(
        key, run, request.Asked.ApprovalId, decision.Approved, decision.Comment,
        (decision.Items ?? ImmutableDictionary<string, bool>.Empty).ToImmutableSortedDictionary(StringComparer.Ordinal),
        (decision.Arguments ?? ImmutableDictionary<string, JsonElement>.Empty).ToImmutableSortedDictionary(StringComparer.Ordinal),
        decision.Digest, principal, claim);

    private static ApprovalDecision Read(RequestFields fields)
    {
        var singly = fields.Inside("items");
        var items = singly?.Names.Select(name => (name, Approved: singly.Flag(name, required: true)))
            .Where(item => item.Approved is not null).ToDictionary(item => item.name, item => item.Approved!.Value, StringComparer.Ordinal);
        var edits = fields.Inside("arguments");
        var arguments = edits?.Names.Select(name => (name, Given: edits.Object(name, required: true)))
            .Where(edit => edit.Given is not null).ToDictionary(edit => edit.name, edit => edit.Given!.Value, StringComparer.Ordinal);
        return new ApprovalDecision(
            fields.Flag("approved", required: items is null or { Count: 0 }), fields.Text("comment", AnyText), fields.Text("approval_id", AnyText), items, arguments,
            fields.Text("digest", AnyText));
    }

    /// <summary>Limits are positive numbers, dollars alone with a fraction.</summary>
    private static IEnumerable<RequestProblem> BudgetProblems(string itemId, JsonElement limits)
    {
        foreach (var limit in limits.EnumerateObject())
        {
            var problem = !Allowance.Measures.Contains(limit.Name, StringComparer.Ordinal) ? ("extra_forbidden", $"There is no limit of this name; there are {string.Join(", ", Allowance.Measures)}")
                : limit.Name == "cost" ? limit.Value is { ValueKind: JsonValueKind.Number } && limit.Value.TryGetDecimal(out var dollars) && dollars > 0 ? default
                    : ("value_error", "Value error, give US dollars above 0")
                : limit.Value is { ValueKind: JsonValueKind.Number } && limit.Value.TryGetInt64(out var most) && most > 0 ? default : ("value_error", "Value error, give a whole number above 0");
            if (problem != default)
            {
                yield return new RequestProblem(problem.Item1, ["body", "arguments", itemId, limit.Name], problem.Item2, limit.Value);
            }
        }
    }

    /// <summary>Holds edited arguments against what is said about their items, and against the schema of the tool that they are for.</summary>
    private static List<RequestProblem> Problems(ApprovalDecision decision, ApprovalState request, ToolCatalog tools)
    {
        var problems = new List<RequestProblem>();
        foreach (var (itemId, arguments) in decision.Arguments ?? ImmutableDictionary<string, JsonElement>.Empty)
        {
            var item = request.Asked.Items.FirstOrDefault(item => item.ItemId == itemId);
            if (item is not null && decision.Approved is null && decision.Items?.ContainsKey(itemId) is not true)
            {
                problems.Add(new RequestProblem(
                    "value_error", ["body", "arguments", itemId],
                    $"Value error, nothing is said about item {itemId}, so its arguments would be dropped: approve it in items, or leave its arguments out", arguments));
            }
            else if (item is { Kind: ApprovalKind.Budget })
            {
                problems.AddRange(BudgetProblems(itemId, arguments));
            }
            else if (item is { Kind: ApprovalKind.Call } && tools.Find(item.Action) is { } tool)
            {
                problems.AddRange(tool.Check(arguments).Select(problem => new RequestProblem(
                    problem.Type, ["body", "arguments", itemId, .. problem.Location.Select(part => (JsonLocation)part)], problem.Message, problem.Input)));
            }
        }

        return problems;
    }
}

/// <summary>A decision about what waits for approval.</summary>
/// <param name="Approved">Whether it may be done: for every item that <paramref name="Items"/> does not name. May be left out beside <paramref name="Items"/>; the other items then wait on.</param>
/// <param name="Comment">Kept with the decision, and told to the agent.</param>
/// <param name="ApprovalId">The request that is decided; without it, the one that is pending.</param>
/// <param name="Items">Decisions for single items, by item id.</param>
/// <param name="Arguments">Edited arguments, by item id; they are asked again.</param>
/// <param name="Digest">What was seen; a decision about something else is refused.</param>
public sealed record ApprovalDecision(
    bool? Approved = null, string? Comment = null, string? ApprovalId = null, IReadOnlyDictionary<string, bool>? Items = null,
    IReadOnlyDictionary<string, JsonElement>? Arguments = null, string? Digest = null);

/// <summary>What came of a decision.</summary>
/// <param name="Status"><c>approved</c>, <c>rejected</c>, or <c>pending_approval</c> where somebody or something is still missing.</param>
/// <param name="Outcome">The invoke answer after the run has come to rest; null where it has not within the time an answer waits.</param>
public sealed record ApprovalAnswer(
    string Status, string ThreadId, string Message, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Comment, InvokeAnswer? Outcome)
{
    /// <summary>The request that was decided.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ApprovalId { get; init; }

    /// <summary>What still waits for a person.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<JsonObject>? ApprovalItems { get; init; }
}
