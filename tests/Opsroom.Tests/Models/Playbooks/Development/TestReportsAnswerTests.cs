using System.Text.Json;
using Opsroom.Models.Playbooks;
using Opsroom.Tests.Tools;
using Opsroom.Tests.Tools.Workspace;
using Opsroom.Tools;

namespace Opsroom.Tests.Models.Playbooks.Development;

/// <summary>Reports of tests are read without a language model, with the real tools.</summary>
public sealed class TestReportsAnswerTests
{
    private const string Lcov = "SF:src/cart.ts\nDA:1,4\nDA:2,0\nDA:3,0\nend_of_record\n";

    private static readonly ToolCatalog Tools = new(Samples.BuiltIn());

    [Theory]
    [InlineData("what does our coverage look like?\n```\nSF:src/cart.ts\nDA:1,4\nDA:2,0\nDA:3,0\nend_of_record\n```")]
    [InlineData("read the coverage in reports/lcov.info")]
    [InlineData("how good is our test coverage?")]
    public void Coverage_is_told_with_the_lines_that_are_missed(string task)
    {
        var answer = Ask(task, ("reports/lcov.info", Lcov));

        Assert.Null(answer.Error);
        Assert.Contains("**33.3 % of the lines ran** (1 of 3).", answer.Message);
        Assert.Contains("| `src/cart.ts` | 2 | 0 | 2-3 |", answer.Message);
    }

    [Fact]
    public void Flaky_tests_are_found_in_the_reports_of_the_workspace()
    {
        var answer = Ask("which of our tests are flaky?", ("runs/1.xml", Run("")), ("runs/2.xml", Run("<failure message='timeout'/>")), ("runs/3.xml", Run("")), ("coverage.xml", "<coverage/>"));

        Assert.Null(answer.Error);
        Assert.Contains("**1 of 1 tests are flaky** in 3 runs", answer.Message);
        Assert.Contains("| `Cart.adds` | flaky | 33.3 % (", answer.Message);
        Assert.Contains("`PFP`", answer.Message);

        static string Run(string failure) => $"<testsuite><testcase classname='Cart' name='adds'>{failure}</testcase></testsuite>";
    }

    [Fact]
    public void Without_a_report_it_says_how_to_give_one()
    {
        var answer = Ask("which of our tests are flaky?");

        Assert.NotNull(answer.Error);
        Assert.Contains("Name the JUnit reports of several runs", answer.Message);
    }

    private static PlaybookTurn.Answer Ask(string task, params (string Path, string Text)[] files)
    {
        var run = new PlaybookRun(PlaybookCatalog.All.Single(playbook => playbook.Agent == "testing_agent"), Call) { Offered = ["coverage_report", "flaky_report"] };
        return run.Ask(task, files: [.. files.Select(file => file.Path)]);

        PlaybookRun.Reply Call(string tool, JsonElement arguments)
        {
            var outcome = Tools.Find(tool)!.InvokeAsync(arguments, Samples.Context(Workspaces.With(files)), TestContext.Current.CancellationToken);
            var done = outcome.GetAwaiter().GetResult();
            return new(done.Succeeded, done.Result);
        }
    }
}
