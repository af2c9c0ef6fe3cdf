using System.Collections.Immutable;

namespace Opsroom.Agents;

/// <summary>The operator's directory of agents: <c>NAME.md</c> with a <c>team</c>, or <c>TEAM/NAME.md</c>.</summary>
internal static class AgentDirectory
{
    private const int MostBytes = 256 * 1024;

    /// <summary>Names that mean something else wherever an agent's name stands.</summary>
    private static readonly string[] Reserved = ["reflection", "direct", "human_approval"];

    /// <param name="Files">What each file gave, or gave last, by its path.</param>
    /// <param name="Problems">A sentence for each file that is not usable as it is now.</param>
    public sealed record Contents(ImmutableDictionary<string, AgentFile> Files, ImmutableArray<string> Problems);

    /// <summary>Reads every file; one that is bad keeps what it gave in <paramref name="lastGood"/>.</summary>
    public static Contents Read(string directory, ImmutableDictionary<string, AgentFile> lastGood)
    {
        string[] paths;
        try
        {
            paths = Directory.GetFiles(directory, "*.md", SearchOption.AllDirectories);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return new(lastGood, [$"The agents directory {directory} cannot be read: create it, make it readable, or leave --agents out."]);
        }

        var files = ImmutableDictionary.CreateBuilder<string, AgentFile>(StringComparer.Ordinal);
        var problems = ImmutableArray.CreateBuilder<string>();
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            try
            {
                files[path] = ReadFile(directory, path);
            }
            catch (Exception bad) when (bad is FormatException or IOException or UnauthorizedAccessException)
            {
                var keeps = lastGood.TryGetValue(path, out var before);
                if (keeps)
                {
                    files[path] = before!;
                }

                var why = bad is FormatException ? bad.Message : "cannot be read: make it readable";
                problems.Add($"{path} {why}{(keeps ? " (its last good version stays in use)" : string.Empty)}.");
            }
        }

        return new(files.ToImmutable(), problems.ToImmutable());
    }

    /// <summary>Lays the operator's files over the built-in ones: what a file gives replaces, what it leaves out stays.</summary>
    public static AgentRoster Combine(AgentRoster builtIn, string directory, Contents contents)
    {
        var overrides = new Dictionary<string, AgentDefinition>(StringComparer.Ordinal);
        var supervisors = builtIn.Teams.Insert(0, builtIn.Root).ToDictionary(supervisor => supervisor.Name, StringComparer.Ordinal);
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        var problems = contents.Problems.ToBuilder();
        foreach (var (path, file) in contents.Files.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!seen.TryAdd(file.Name, path))
            {
                problems.Add($"{path} defines {file.Name} again: keep that or {Path.GetRelativePath(directory, seen[file.Name])}.");
            }
            else if (supervisors.TryGetValue(file.Name, out var supervisor))
            {
                supervisors[file.Name] = new(file.Name, file.Description ?? supervisor.Description, file.Instructions.Length > 0 ? file.Instructions : supervisor.Instructions);
            }
            else if (Fault(file, builtIn) is { } fault)
            {
                problems.Add($"{path} {fault}.");
            }
            else
            {
                overrides[file.Name] = Define(file, builtIn.Find(file.Name));
            }
        }

        var agents = builtIn.Agents.Select(agent => overrides.Remove(agent.Name, out var changed) ? changed : agent).ToList();
        agents.AddRange(overrides.Values.OrderBy(agent => agent.Name, StringComparer.Ordinal));
        return new AgentRoster([.. agents], [.. supervisors.Values], problems.ToImmutable());
    }

    private static AgentFile ReadFile(string directory, string path)
    {
        if (new FileInfo(path).Length > MostBytes)
        {
            throw new FormatException($"is larger than {MostBytes / 1024} KiB: shorten it");
        }

        var folder = Path.GetDirectoryName(Path.GetRelativePath(directory, path));
        return AgentFile.Parse(Path.GetFileNameWithoutExtension(path), string.IsNullOrEmpty(folder) ? null : folder, File.ReadAllText(path));
    }

    private static string? Fault(AgentFile file, AgentRoster builtIn)
    {
        var teams = string.Join(", ", builtIn.Teams.Select(team => team.Name));
        return file switch
        {
            { IsSupervisor: true } => $"defines a new supervisor: the teams are fixed ({teams}), so give the agent another name",
            _ when Reserved.Contains(file.Name) => $"uses the reserved name {file.Name}: choose another one",
            _ when builtIn.Find(file.Name) is { } known => file.Team is null || file.Team == known.Team || !builtIn.Teams.Any(team => team.Name == file.Team)
                ? null
                : $"moves {file.Name} to another team: it belongs to {known.Team}, so leave it there",
            { Team: null } => $"names no team: put it into a folder named after one, or add 'team:' ({teams})",
            _ when builtIn.FindSupervisor(file.Team) is null or { Name: AgentRoster.RootName } => $"names the unknown team {file.Team}: choose one of {teams}",
            { Description: null } => "has no description: add 'description: …', one sentence that says what the agent takes",
            { Instructions: "" } => "has no instructions: write them below the front matter",
            _ => null,
        };
    }

    private static AgentDefinition Define(AgentFile file, AgentDefinition? known) => new(
        file.Name, known?.Team ?? file.Team!, file.Description ?? known!.Description,
        file.Instructions.Length > 0 ? BuiltInAgents.WithHouseRules(file.Instructions) : known!.Instructions,
        file.Tools is { } tools ? BuiltInAgents.WithSharedTools(tools) : known?.Tools ?? BuiltInAgents.WithSharedTools([]))
    {
        QuotesEvidence = file.QuotesEvidence ?? known?.QuotesEvidence ?? false,
    };
}
