using System.Collections.Immutable;

namespace Opsroom.Agents;

/// <summary>A specialist, as its Markdown file describes it: front matter, then instructions.</summary>
/// <param name="Name">snake_case; unique.</param>
/// <param name="Team">The supervisor it works under.</param>
/// <param name="Description">One sentence for people and for supervisors.</param>
/// <param name="Instructions">What a model is told, Markdown.</param>
/// <param name="Tools">Names of the tools it may use.</param>
public sealed record AgentDefinition(string Name, string Team, string Description, string Instructions, ImmutableArray<string> Tools)
{
    /// <summary>Whether what a model says for it is held against the evidence of the thread before it leaves: <c>evidence: quoted</c>.</summary>
    public bool QuotesEvidence { get; init; }
}
