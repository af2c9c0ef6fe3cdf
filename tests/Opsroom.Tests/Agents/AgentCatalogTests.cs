using Opsroom.Agents;

namespace Opsroom.Tests.Agents;

public sealed class AgentCatalogTests : IDisposable
{
    private const string Security =
        """
        ---
        description: Reviews security findings.
        tools: [search_logs]
        ---
        You review findings.
        """;

    private readonly string directory = Directory.CreateTempSubdirectory("opsroom-agents-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void A_file_in_a_teams_folder_adds_an_agent_after_the_built_in_ones()
    {
        Write("operations/security_reviewer.md", Security);
        Write("Infrastructure/network_agent.md", Security);

        var roster = new AgentCatalog(directory).Current;

        Assert.Empty(roster.Problems);
        Assert.Equal(["network_agent", "security_reviewer"], roster.Agents.Skip(10).Select(agent => agent.Name));
        var added = roster.Find("security_reviewer")!;
        Assert.Equal("operations_supervisor", added.Team);
        Assert.Equal("Reviews security findings.", added.Description);
        Assert.StartsWith("You review findings.", added.Instructions);
        Assert.Contains("## House rules", added.Instructions);
        Assert.Equal(["search_logs", "documentation_search", "web_search", "workspace_list", "workspace_read", "workspace_write"], added.Tools);
    }

    [Theory]
    [InlineData("operations")]
    [InlineData("Operations")]
    [InlineData("operations_supervisor")]
    public void Front_matter_may_name_the_team(string team)
    {
        Write("security_reviewer.md", Security.Replace("tools:", $"team: {team}\ntools:"));
        Assert.Equal("operations_supervisor", new AgentCatalog(directory).Current.Find("security_reviewer")?.Team);
    }

    [Fact]
    public void A_file_named_after_a_built_in_agent_overrides_what_it_gives()
    {
        Write("harness_expert.md", "---\nname: harness_expert\n---\nOnly gitops here.");

        var roster = new AgentCatalog(directory).Current;

        var changed = roster.Find("harness_expert")!;
        Assert.StartsWith("Only gitops here.", changed.Instructions);
        Assert.Equal(new AgentCatalog().Current.Find("harness_expert")!.Description, changed.Description);
        Assert.Contains("create_pipeline", changed.Tools);
        Assert.Equal("harness_expert", roster.Agents[0].Name);
        Assert.Equal(10, roster.Agents.Length);
    }

    [Fact]
    public void A_supervisors_instructions_may_be_overridden()
    {
        Write("devops_root_supervisor.md", "---\n---\nRoute it all to operations.");
        var roster = new AgentCatalog(directory).Current;
        Assert.Equal("Route it all to operations.", roster.Root.Instructions);
        Assert.Equal(3, roster.Teams.Length);
    }

    [Theory]
    [InlineData("operations/a_b.md", "You review.", "begin it with a line '---'")]
    [InlineData("operations/a_b.md", "---\ndescription: x", "put a line '---' after its keys")]
    [InlineData("operations/a_b.md", "---\ndescription: [x\n---\ny", "not YAML at line 3")]
    [InlineData("operations/a_b.md", "---\njust words\n---\ny", "without keys")]
    [InlineData("operations/a_b.md", "---\ntool: [x]\n---\ny", "unknown key 'tool'")]
    [InlineData("operations/a_b.md", "---\ndescription: x\ntools: search_logs\n---\ny", "list of tool names")]
    [InlineData("operations/a_b.md", "---\ndescription: x\ntools: [Search Logs]\n---\ny", "list of tool names")]
    [InlineData("operations/a_b.md", "---\ndescription: {a: b}\n---\ny", "gives no text for 'description'")]
    [InlineData("operations/a_b.md", "---\nname: other\ndescription: x\n---\ny", "call the file other.md")]
    [InlineData("operations/a_b.md", "---\ntools: []\n---\ny", "has no description")]
    [InlineData("operations/a_b.md", "---\ndescription: x\n---\n", "has no instructions")]
    [InlineData("operations/My Agent.md", "---\ndescription: x\n---\ny", "lower-case letters")]
    [InlineData("a_b.md", "---\ndescription: x\n---\ny", "names no team")]
    [InlineData("sales/a_b.md", "---\ndescription: x\n---\ny", "unknown team sales_supervisor")]
    [InlineData("sales_supervisor.md", "---\ndescription: x\n---\ny", "the teams are fixed")]
    [InlineData("operations/direct.md", "---\ndescription: x\n---\ny", "reserved name")]
    [InlineData("operations/harness_expert.md", "---\ndescription: x\n---\ny", "belongs to infrastructure_supervisor")]
    public void A_bad_file_is_named_with_its_cure_and_stops_no_other(string path, string text, string cure)
    {
        Write(path, text);
        Write("operations/security_reviewer.md", Security);

        var roster = new AgentCatalog(directory).Current;

        var problem = Assert.Single(roster.Problems);
        Assert.StartsWith(Path.Combine(directory, path), problem);
        Assert.Contains(cure, problem);
        Assert.EndsWith(".", problem);
        Assert.NotNull(roster.Find("security_reviewer"));
        Assert.Equal(11, roster.Agents.Length);
    }

    [Fact]
    public void The_first_of_two_files_of_one_name_counts()
    {
        Write("development/security_reviewer.md", Security);
        Write("operations/security_reviewer.md", Security);

        var roster = new AgentCatalog(directory).Current;

        Assert.Equal("development_supervisor", roster.Find("security_reviewer")?.Team);
        Assert.Contains("defines security_reviewer again", Assert.Single(roster.Problems));
    }

    [Fact]
    public void A_reload_sees_what_was_added_changed_and_removed()
    {
        Write("operations/security_reviewer.md", Security);
        Write("operations/cost_agent.md", Security);
        var catalog = new AgentCatalog(directory);
        var before = catalog.Current;

        Write("operations/security_reviewer.md", Security.Replace("You review", "Now you review"));
        Write("operations/added_agent.md", Security);
        File.Delete(Path.Combine(directory, "operations/cost_agent.md"));

        Assert.Empty(catalog.Reload());
        Assert.Equal(["added_agent", "security_reviewer"], catalog.Current.Agents.Skip(10).Select(agent => agent.Name));
        Assert.StartsWith("Now you review", catalog.Current.Find("security_reviewer")!.Instructions);
        Assert.StartsWith("You review", before.Find("security_reviewer")!.Instructions);
    }

    [Fact]
    public void A_file_broken_between_reloads_keeps_its_last_good_version()
    {
        Write("operations/security_reviewer.md", Security);
        var catalog = new AgentCatalog(directory);

        Write("operations/security_reviewer.md", "---\ndescription: [\n---\n");

        Assert.Contains("its last good version stays in use", Assert.Single(catalog.Reload()));
        Assert.StartsWith("You review findings.", catalog.Current.Find("security_reviewer")!.Instructions);
        Write("operations/security_reviewer.md", Security.Replace("You review", "Mended, you review"));
        Assert.Empty(catalog.Reload());
        Assert.StartsWith("Mended", catalog.Current.Find("security_reviewer")!.Instructions);
    }

    [Fact]
    public void A_directory_that_vanishes_keeps_its_agents()
    {
        Write("operations/security_reviewer.md", Security);
        var catalog = new AgentCatalog(directory);
        Directory.Delete(directory, recursive: true);

        Assert.Contains("cannot be read", Assert.Single(catalog.Reload()));
        Assert.NotNull(catalog.Current.Find("security_reviewer"));
        Directory.CreateDirectory(directory);
    }

    [Fact]
    public void A_directory_that_never_was_is_a_problem_and_the_built_in_agents_stay()
    {
        var roster = new AgentCatalog(Path.Combine(directory, "nowhere")).Current;
        Assert.Contains("create it", Assert.Single(roster.Problems));
        Assert.Equal(10, roster.Agents.Length);
    }

    [Fact]
    public void Windows_line_endings_and_a_byte_order_mark_are_fine()
    {
        Write("operations/security_reviewer.md", "\uFEFF" + Security.ReplaceLineEndings("\r\n"));
        Assert.StartsWith("You review findings.", new AgentCatalog(directory).Current.Find("security_reviewer")!.Instructions);
    }

    private void Write(string path, string text)
    {
        var full = Path.Combine(directory, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
