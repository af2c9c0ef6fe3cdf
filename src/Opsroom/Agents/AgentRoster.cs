using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Opsroom.Agents;

/// <summary>The org chart as it was read at one moment. Immutable; a reload makes a new one.</summary>
public sealed class AgentRoster
{
    /// <summary>Who sits above the teams.</summary>
    public const string RootName = "devops_root_supervisor";

    private readonly FrozenDictionary<string, AgentDefinition> agentsByName;
    private readonly FrozenDictionary<string, SupervisorDefinition> supervisorsByName;

    internal AgentRoster(
        ImmutableArray<AgentDefinition> agents, ImmutableArray<SupervisorDefinition> supervisors, ImmutableArray<string> problems)
    {
        Agents = agents;
        Problems = problems;
        agentsByName = agents.ToFrozenDictionary(agent => agent.Name, StringComparer.Ordinal);
        supervisorsByName = supervisors.ToFrozenDictionary(supervisor => supervisor.Name, StringComparer.Ordinal);
        Root = supervisorsByName[RootName];
        Teams = [.. supervisors.Where(supervisor => supervisor.Name != RootName)];
    }

    /// <summary>Every agent: the built-in ones in their fixed order, then the operator's by name.</summary>
    public ImmutableArray<AgentDefinition> Agents { get; }

    /// <summary>The root supervisor.</summary>
    public SupervisorDefinition Root { get; }

    /// <summary>The teams' supervisors, in the order of the org chart.</summary>
    public ImmutableArray<SupervisorDefinition> Teams { get; }

    /// <summary>One sentence for each of the operator's files that could not be used: which file, and the cure.</summary>
    public ImmutableArray<string> Problems { get; }

    /// <summary>The agent of that name, or null.</summary>
    public AgentDefinition? Find(string name) => agentsByName.GetValueOrDefault(name);

    /// <summary>The supervisor of that name, or null.</summary>
    public SupervisorDefinition? FindSupervisor(string name) => supervisorsByName.GetValueOrDefault(name);

    /// <summary>The agents of a team, in the order of <see cref="Agents"/>.</summary>
    public ImmutableArray<AgentDefinition> MembersOf(string team) => [.. Agents.Where(agent => agent.Team == team)];
}
