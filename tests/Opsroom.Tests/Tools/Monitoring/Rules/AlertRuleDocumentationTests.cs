using System.Text;
using Opsroom.TestKit.Harness;
using Opsroom.Tools.Monitoring.Rules.Checks;

namespace Opsroom.Tests.Tools.Monitoring.Rules;

/// <summary>The table of checks in <c>docs/alert-rules.md</c> is the catalogue. <c>OPSROOM_WRITE_DOCS=1</c> writes it anew.</summary>
public sealed class AlertRuleDocumentationTests
{
    private const string Start = "<!-- checks -->\n";
    private const string End = "<!-- end of checks -->\n";

    [Fact]
    public async Task The_documented_checks_are_those_of_the_catalogue()
    {
        var file = Path.Combine(AjvJudge.RepositoryRoot, "docs", "alert-rules.md");
        var page = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        var (from, to) = (page.IndexOf(Start, StringComparison.Ordinal) + Start.Length, page.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("OPSROOM_WRITE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(file, page[..from] + Table() + page[to..], TestContext.Current.CancellationToken);
            return;
        }

        Assert.Equal(Table(), page[from..to]);
    }

    private static string Table()
    {
        var text = new StringBuilder();
        foreach (var (topic, checks) in CheckCatalogue.Topics)
        {
            text.Append($"\n### {topic}\n\n| check | severity | what holds |\n| --- | --- | --- |\n");
            foreach (var check in checks)
            {
                text.Append($"| `{check.Id}` | {check.Severity.ToString().ToLowerInvariant()} | {check.Summary.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
            }
        }

        return text.Append('\n').ToString();
    }
}
