using System.Collections.Immutable;
using System.Text.Json;
using Opsroom.Models.Playbooks;
using Opsroom.Threads;
using Opsroom.Tools;

namespace Opsroom.Workflow;

/// <summary>What agents of a run hand to those after them, and to clients: the structured outputs of their tools.</summary>
public sealed class RunResults(ToolCatalog tools)
{
    /// <summary>Whether a tool's result is part of an agent's output.</summary>
    public bool IsOutput(string tool) => tools.Find(tool) is { Supporting: false };

    /// <summary>Results of the agents whose jobs came before this one in the plan and are done.</summary>
    public ImmutableArray<EarlierResult> Before(ThreadState thread, BranchState branch) =>
    [
        .. from earlier in thread.Run!.Branches.Values
           where earlier.Id != branch.Id && earlier.Phase == BranchPhase.Done && IsBefore(thread.Run, earlier.Id, branch)
           select new EarlierResult(earlier.Agent!, earlier.Task, JsonSerializer.SerializeToElement(RunAnswer.OfBranch(earlier, thread.Key.Id, IsOutput))),
    ];

    /// <summary>The answer of a run at rest.</summary>
    public RunAnswer AnswerOf(RunState run, ThreadId thread) =>
        run.Kind == RunKind.Tool ? RunAnswer.OfTool(run) : RunAnswer.OfAgents(run, thread, IsOutput);

    private static bool IsBefore(RunState run, string earlier, BranchState branch) =>
        branch.After.Any(direct => direct == earlier || (run.Branches.TryGetValue(direct, out var before) && IsBefore(run, earlier, before)));
}
