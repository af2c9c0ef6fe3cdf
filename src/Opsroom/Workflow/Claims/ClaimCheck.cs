using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Opsroom.Agents;
using Opsroom.Threads;
using Opsroom.Tools;

namespace Opsroom.Workflow.Claims;

/// <summary>
/// Holds what a model answers against what the tools of its thread answered, before the answer leaves: for agents that declare it, and wherever an incident was investigated. It is
/// mechanical: the same answer and the same evidence give the same result, and no model is asked.
/// </summary>
internal sealed class ClaimCheck(ToolCatalog tools, IStore store)
{
    /// <summary>Characters of earlier results that are read, the newest first.</summary>
    private const long MostEarlier = 32 * 1024 * 1024;

    private const string Investigating = "investigate_incident";
    private const string Playbook = "playbook";

    /// <summary>Calls that look at nothing but what they are handed, or at what others wrote about other systems.</summary>
    private static readonly string[] NoEvidence = ["documentation_search", "web_search", "classify_command", "workspace_list"];

    /// <summary>Whether the agent's answers are held back until they are checked.</summary>
    public static bool Covers(AgentDefinition agent, BranchState branch) =>
        agent.QuotesEvidence || branch.Turns.Any(turn => turn.Calls.Any(call => call.Tool == Investigating && call.Finished is { Succeeded: true }));

    /// <summary>Whether a model's words have to be checked; those of the playbooks are made from results.</summary>
    public static bool Covers(string model) => model != Playbook;

    /// <summary>The answer as it may leave, and what was found; null where it states nothing that could be checked.</summary>
    public async Task<(string Text, ClaimsChecked? Checked)> CheckAsync(ThreadState thread, BranchState branch, string text, CancellationToken cancellationToken)
    {
        var present = CallsOf(thread);
        var (answer, found) = Check(text, thread, present);
        if (found.Struck.Length > 0 && (thread.Past.Count > 0 || thread.SummarizedRuns > 0))
        {
            // what an earlier run of this thread was shown may be quoted still
            (answer, found) = Check(text, thread, [.. present, .. await EarlierAsync(thread, cancellationToken)]);
        }

        return (answer, found is { Standing: 0, Struck.IsEmpty: true, Conjectures.IsEmpty: true } ? null : found);
    }

    private static (string Text, ClaimsChecked Checked) Check(string text, ThreadState thread, ImmutableArray<EvidenceCall> calls)
    {
        var ledger = new ClaimLedger();
        try
        {
            var run = thread.Run!;
            var judge = new ClaimJudge(new EvidencePool(calls, [run.Task, .. TextsOf(run.Context)], [.. thread.Files.Keys]));
            var structured = new StructuredClaims(judge, ledger);
            var answer = text.AsSpan().TrimStart() is ['{' or '[', ..] && structured.Check(text) is { } document ? document
                : AnswerClaims.Check(CheckListings(text, structured), judge, ledger);
            return (answer, ledger.Result);
        }
        catch (RegexMatchTimeoutException)
        {
            return ("No claim of this answer stands: it could not be checked in time, and was struck.", new ClaimsChecked(0, [new StruckStatement(1, "", null, null, null, "the answer could not be checked in time")], []));
        }
    }

    /// <summary>JSON within an answer is checked where it stands.</summary>
    private static string CheckListings(string text, StructuredClaims structured)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var edited = false;
        foreach (var block in AnswerBlocks.Read(lines).Where(block => block.Kind == BlockKind.Listing && block.Info is "" or "json" or "jsonc" && block.Last > block.First + 1).Reverse())
        {
            var content = string.Join('\n', lines[(block.First + 1)..block.Last]);
            if (content.AsSpan().TrimStart() is ['{' or '[', ..] && structured.Check(content) is { } rest && rest != content)
            {
                lines = [.. lines[..(block.First + 1)], rest, .. lines[block.Last..]];
                edited = true;
            }
        }

        return edited ? string.Join('\n', lines) : text;
    }

    private ImmutableArray<EvidenceCall> CallsOf(ThreadState thread)
    {
        var own = thread.Run!.Branches.Values.SelectMany(branch => branch.Artifacts.Keys).ToHashSet(StringComparer.Ordinal);
        return [.. thread.Run.Calls.Where(call => call.Finished is not null && IsEvidence(call.Tool, call.Arguments, own)).Select(call => new EvidenceCall(call.Id, call.Tool, call.Arguments, call.Finished!.Result))];
    }

    /// <summary>Only what looks is evidence, and never a file that the agents have written themselves.</summary>
    private bool IsEvidence(string tool, JsonElement arguments, HashSet<string> own) =>
        !NoEvidence.Contains(tool, StringComparer.Ordinal) && tools.Find(tool) is { Effect: Effect.Read }
        && !(tool == "workspace_read" && arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty("path", out var path) && path.ValueKind == JsonValueKind.String
            && own.Any(written => path.GetString()!.EndsWith(written, StringComparison.Ordinal)));

    private async Task<ImmutableArray<EvidenceCall>> EarlierAsync(ThreadState thread, CancellationToken cancellationToken)
    {
        var asked = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var written = new HashSet<string>(StringComparer.Ordinal);
        var found = new Queue<(ToolFinished Finished, long Size)>();
        var size = 0L;
        await foreach (var @event in store.ReadEventsAsync(thread.Key, 0, cancellationToken, "tool_requested", "tool_finished", "artifact_written"))
        {
            switch (@event)
            {
                case ToolRequested requested:
                    asked[requested.CallId] = requested.Arguments;
                    break;
                case ArtifactWritten artifact:
                    written.Add(artifact.Path);
                    break;
                case ToolFinished finished when finished.RunId != thread.Run!.RunId:
                    var length = finished.Result.GetRawText().Length;
                    found.Enqueue((finished, length));
                    size += length;
                    break;
                default:
                    break;
            }

            while (size > MostEarlier)
            {
                size -= found.Dequeue().Size;
            }
        }

        return
        [
            .. found.Select(one => one.Finished).Where(finished => IsEvidence(finished.Tool, asked.GetValueOrDefault(finished.CallId), written))
                .Select(finished => new EvidenceCall(finished.CallId, finished.Tool, asked.GetValueOrDefault(finished.CallId), finished.Result)),
        ];
    }

    private static IEnumerable<string> TextsOf(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.String } text => [text.GetString()!],
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().SelectMany(item => TextsOf(item)),
        { ValueKind: JsonValueKind.Object } fields => fields.EnumerateObject().SelectMany(field => TextsOf(field.Value)),
        _ => [],
    };
}
