using System.Text.Json;
using CsCheck;
using Opsroom.Agents;
using Opsroom.Models.Playbooks;
using Reply = Opsroom.Tests.Models.Playbooks.PlaybookRun.Reply;

namespace Opsroom.Tests.Models.Playbooks;

public class PlaybookCatalogTests
{
    private static readonly string[] Tasks =
        [
            "", "?", "help", "Create a CI/CD pipeline", "Deploy my-service to staging", "why is checkout slow?", "write a migration that drops a column",
            "generate a client from openapi.json in go", "validate it", "push it", "🚀🚀🚀", "```yaml\npipeline: [\n```", "scale web to 5 in namespace shop",
        ];

    public static TheoryData<string> Agents() => [.. new AgentCatalog().Current.Agents.Select(agent => agent.Name)];

    [Theory]
    [MemberData(nameof(Agents))]
    public void Every_agent_has_one_playbook(string agent) => Assert.Single(PlaybookCatalog.All, playbook => playbook.Agent == agent);

    [Fact]
    public void Every_playbook_has_an_agent() => Assert.Equal(new AgentCatalog().Current.Agents.Length, PlaybookCatalog.All.Length);

    [Theory]
    [MemberData(nameof(Agents))]
    public void A_playbook_answers_whatever_it_is_asked_with_the_tools_of_its_agent_only(string agent)
    {
        var definition = new AgentCatalog().Current.Find(agent)!;
        foreach (var task in Tasks)
        {
            var run = new PlaybookRun(Playbook(agent), (_, _) => Reply.Failed("not_configured", "Not configured.", "SOME_SETTING")) { Offered = [.. definition.Tools] };
            Assert.NotEmpty(run.Ask(task).Message);
        }
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public void A_playbook_that_is_offered_no_tool_calls_none_and_says_what_it_could_not_do(string agent)
    {
        foreach (var task in Tasks)
        {
            var run = new PlaybookRun(Playbook(agent), (tool, _) => throw new InvalidOperationException(tool)) { Offered = [] };
            Assert.NotNull(run.Ask(task).Error);
        }
    }

    [Theory]
    [MemberData(nameof(Agents))]
    public void A_playbook_is_a_pure_function(string agent) => Gen.String[0, 80].Sample(
        task =>
        {
            var situation = new PlaybookSituation(new PlaybookBrief(task, null, null, [], []), [], ["create_pipeline", "create_template", "validate_pipeline", "documentation_search"]);
            Assert.Equal(Written(Playbook(agent).Next(situation)), Written(Playbook(agent).Next(situation)));
        },
        iter: 200);

    [Theory]
    [MemberData(nameof(Agents))]
    public void Results_that_were_cut_or_have_another_shape_are_survived(string agent)
    {
        foreach (var result in (object[])["text", 7, new { }, new { yaml = 5, path = new[] { 1 }, validation = "x", errors = "y", results = 3 }, Array.Empty<int>()])
        {
            Assert.NotEmpty(new PlaybookRun(Playbook(agent), (_, _) => Reply.Ok(result)).Ask("Deploy a canary pipeline for my-service to staging, why?").Message);
        }
    }

    private static Playbook Playbook(string agent) => PlaybookCatalog.All.Single(playbook => playbook.Agent == agent);

    private static string Written(PlaybookTurn turn) => JsonSerializer.Serialize<object>(turn);
}
