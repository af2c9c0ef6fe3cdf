using System.Collections.Immutable;

namespace Opsroom.Agents;

/// <summary>The agents and supervisors that come with the server, read once from the assembly.</summary>
internal static class BuiltInAgents
{
    private const string Prefix = "Opsroom.Agents.";
    private const string Suffix = ".md";
    private const string HouseRulesName = Prefix + "house_rules" + Suffix;

    /// <summary>The order in which clients list them; it is part of the HTTP contract.</summary>
    private static readonly string[] Order =
    [
        "harness_expert", "scaffold_agent", "codegen_agent", "kubernetes_agent", "monitoring_agent",
        "incident_agent", "database_agent", "testing_agent", "deployment_agent", "template_manager",
    ];

    private static readonly string[] TeamOrder = ["infrastructure_supervisor", "development_supervisor", "operations_supervisor"];

    /// <summary>What every agent may use beside its own tools.</summary>
    private static readonly string[] SharedTools = ["documentation_search", "web_search", "workspace_list", "workspace_read", "workspace_write"];

    /// <summary>What every agent is told beneath its own instructions.</summary>
    private static readonly string HouseRules = ReadText(HouseRulesName);

    public static AgentRoster Roster { get; } = Read();

    /// <summary>An agent's own tools, then the shared ones.</summary>
    public static ImmutableArray<string> WithSharedTools(IEnumerable<string> tools) => [.. tools.Union(SharedTools, StringComparer.Ordinal)];

    /// <summary>An agent's own instructions, then the rules that hold for all.</summary>
    public static string WithHouseRules(string instructions) => $"{instructions}\n\n{HouseRules}";

    private static AgentRoster Read()
    {
        var files = typeof(BuiltInAgents).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal) && name != HouseRulesName)
            .Select(ReadFile)
            .ToArray();
        var agents = files.Where(file => !file.IsSupervisor)
            .Select(file => new AgentDefinition(file.Name, file.Team!, file.Description!, WithHouseRules(file.Instructions), WithSharedTools(file.Tools ?? [])) { QuotesEvidence = file.QuotesEvidence ?? false })
            .OrderBy(agent => Rank(Order, agent.Name)).ThenBy(agent => agent.Name, StringComparer.Ordinal);
        var supervisors = files.Where(file => file.IsSupervisor)
            .Select(file => new SupervisorDefinition(file.Name, file.Description!, file.Instructions))
            .OrderBy(supervisor => Rank(TeamOrder, supervisor.Name));
        return new AgentRoster([.. agents], [.. supervisors], []);
    }

    /// <summary><c>Opsroom.Agents.Infrastructure.harness_expert.md</c>: the folder is the team.</summary>
    private static AgentFile ReadFile(string resource)
    {
        var parts = resource[Prefix.Length..^Suffix.Length].Split('.');
        return AgentFile.Parse(parts[^1], parts.Length > 1 ? parts[0] : null, ReadText(resource));
    }

    private static string ReadText(string resource)
    {
        using var reader = new StreamReader(typeof(BuiltInAgents).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd().Trim();
    }

    private static int Rank(string[] order, string name) => Array.IndexOf(order, name) is var index and >= 0 ? index : order.Length;
}
