using System.Collections.Immutable;
using System.Text.Json;

namespace Opsroom.Models.Playbooks;

/// <summary>
/// An agent's deterministic procedure, used when no LLM is configured, when it is down, and in tests. A pure function: it holds nothing between calls,
/// and works through tools exactly as a model does.
/// </summary>
public abstract class Playbook
{
    /// <summary>The agent it is for.</summary>
    public abstract string Agent { get; }

    /// <summary>The next turn: calls of tools, or the answer.</summary>
    public abstract PlaybookTurn Next(PlaybookSituation situation);
}

/// <summary>All that a playbook may look at.</summary>
/// <param name="Brief">What the agent was asked.</param>
/// <param name="Exchanges">The calls of this agent since it was asked, in order, with their results.</param>
/// <param name="Tools">Names of the tools that may be called.</param>
public sealed record PlaybookSituation(PlaybookBrief Brief, ImmutableArray<ToolExchange> Exchanges, ImmutableHashSet<string> Tools);

/// <summary>What an agent is asked. The user message that asks it carries this record under <see cref="MessageKey"/>, beside the same in words for an LLM.</summary>
/// <param name="Task">The task as the person wrote it, or the job that a supervisor made of it.</param>
/// <param name="Context">The context object of the request; untrusted parts removed.</param>
/// <param name="Remediation">What the reflection asked to mend, if it did; the exchanges before are then those of all rounds.</param>
/// <param name="Earlier">Results of the agents that worked before in this run.</param>
/// <param name="Files">Paths in the workspace.</param>
public sealed record PlaybookBrief(
    string Task, JsonElement? Context, string? Remediation, ImmutableArray<EarlierResult> Earlier, ImmutableArray<string> Files)
{
    /// <summary>Key among the additional properties of the asking message.</summary>
    public const string MessageKey = "opsroom.brief";

    /// <summary>Key among the additional properties of the chat options: the name of the agent that asks.</summary>
    public const string AgentKey = "opsroom.agent";

    /// <summary>Key among the additional properties of a <c>FunctionResultContent</c>: whether the call succeeded (bool).</summary>
    public const string SucceededKey = "opsroom.succeeded";

    /// <summary>Key among the additional properties of a <c>FunctionResultContent</c>: the whole result (JsonElement), where an LLM is shown an excerpt.</summary>
    public const string ResultKey = "opsroom.result";

    /// <summary>The workspace's file of that path, or the only one of that name; else the path as it is.</summary>
    public string FileNamed(string path)
    {
        var plain = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        string[] same = [.. Files.Where(file => file == plain || file.EndsWith("/" + plain, StringComparison.Ordinal))];
        return same.Length == 1 ? same[0] : plain;
    }
}

/// <param name="Result">The agent's structured result, as clients see it.</param>
public sealed record EarlierResult(string Agent, string Task, JsonElement Result);

/// <param name="Result">What the tool returned; on failure <c>{"message","error":{"code","message","setting"?}}</c>.</param>
public sealed record ToolExchange(string CallId, string Tool, JsonElement Arguments, bool Succeeded, JsonElement Result);

/// <summary>What a playbook does next.</summary>
public abstract record PlaybookTurn
{
    private PlaybookTurn()
    {
    }

    /// <summary>Call these tools, side by side.</summary>
    public sealed record CallTools(string Thought, ImmutableArray<PlannedCall> Calls) : PlaybookTurn;

    /// <summary>The job is done, or cannot be: what a person reads.</summary>
    /// <param name="Message">Markdown.</param>
    /// <param name="Error">What kept the agent from its main deliverable, if anything did.</param>
    public sealed record Answer(string Message, Threads.Fault? Error = null) : PlaybookTurn;
}

/// <param name="Arguments">An object that is serialised with snake_case names.</param>
public sealed record PlannedCall(string Tool, object Arguments);
