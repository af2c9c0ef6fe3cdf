using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Development;

/// <summary>Writes and runs tests, reads coverage and finds flaky ones.</summary>
internal sealed class TestingPlaybook : BriefingPlaybook
{
    public override string Agent => "testing_agent";

    protected override PlaybookTurn? WithTools(PlaybookSituation situation, TaskBrief brief) => TestReportsAnswer.Next(situation, brief) ?? TestsAnswer.Next(situation, brief);

    protected override Deliverable Wanted(TaskBrief brief)
    {
        var text = brief.Text;
        if (text.Mentions("run", "rerun", "execute", "lance", "ejecuta") && !text.Mentions("write", "generate"))
        {
            return Deliverable.Later("running the tests", "run_tests");
        }

        var framework = brief.Frameworks.FirstOrDefault(name => name is "xunit" or "pytest" or "jest" or "vitest" or "mocha" or "junit");
        return Deliverable.WithModel(framework is null ? "writing the tests" : $"writing the {framework} tests", "generate_tests");
    }
}
