using System.Collections.Immutable;

namespace Opsroom.Agents;

/// <summary>
/// Where the agents and supervisors come from: Markdown files built into the server, then those in the directory that <c>--agents</c> names.
/// Readers take <see cref="Current"/> once and work with that snapshot.
/// </summary>
public sealed class AgentCatalog
{
    private readonly string? directory;
    private readonly Lock reloading = new();
    private volatile AgentRoster current;
    private ImmutableDictionary<string, AgentFile> goodFiles = ImmutableDictionary.Create<string, AgentFile>(StringComparer.Ordinal);

    /// <param name="directory">The operator's directory of agents, or null.</param>
    public AgentCatalog(string? directory = null)
    {
        this.directory = directory is null ? null : Path.GetFullPath(directory);
        current = BuiltInAgents.Roster;
        Reload();
    }

    /// <summary>The agents as they were last read.</summary>
    public AgentRoster Current => current;

    /// <summary>
    /// Reads the operator's directory again and swaps the snapshot. A file that has become unusable keeps the definition it gave last;
    /// a directory that cannot be read keeps them all.
    /// </summary>
    /// <returns>What is wrong, as in <see cref="AgentRoster.Problems"/>.</returns>
    public ImmutableArray<string> Reload()
    {
        if (directory is null)
        {
            return [];
        }

        lock (reloading)
        {
            var read = AgentDirectory.Read(directory, goodFiles);
            goodFiles = read.Files;
            current = AgentDirectory.Combine(BuiltInAgents.Roster, directory, read);
            return current.Problems;
        }
    }
}
