using System.Globalization;
using System.Text;
using Opsroom.TestKit.Harness;
using Opsroom.Tools.CodeGeneration.OpenApi.Checking;

namespace Opsroom.Tools.CodeGeneration.Tests.OpenApi;

/// <summary>The table of rules in <c>docs/code-generation.md</c> is the catalogue. <c>OPSROOM_WRITE_DOCS=1</c> writes it anew.</summary>
public sealed class RuleDocumentationTests
{
    private const string Start = "<!-- rules -->\n";
    private const string End = "<!-- end of rules -->\n";

    [Fact]
    public async Task The_documented_rules_are_those_of_the_catalogue()
    {
        var file = Path.Combine(AjvJudge.RepositoryRoot, "docs", "code-generation.md");
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
        foreach (var (topic, rules) in SpecRules.Topics)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {topic}\n\n| rule | severity | what holds |\n| --- | --- | --- |\n");
            foreach (var rule in rules)
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{rule.Id}` | {rule.Severity.ToString().ToLowerInvariant()} | {rule.Summary} |\n");
            }
        }

        return text.Append('\n').ToString();
    }
}
