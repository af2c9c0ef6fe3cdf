using System.Text;
using Opsroom.TestKit.Harness;
using Opsroom.Tools.Databases.Linting;
using Opsroom.Tools.Databases.Linting.Rules;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Tests.Linting;

/// <summary>The table of rules in <c>docs/migrations-lint.md</c> is the catalogue. <c>OPSROOM_WRITE_DOCS=1</c> writes it anew.</summary>
public sealed class LintDocumentationTests
{
    private const string Start = "<!-- rules -->\n";
    private const string End = "<!-- end of rules -->\n";

    [Fact]
    public async Task The_documented_rules_are_those_of_the_catalogue()
    {
        var file = Path.Combine(AjvJudge.RepositoryRoot, "docs", "migrations-lint.md");
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
        foreach (var (topic, rules) in RuleCatalogue.Topics)
        {
            text.Append($"\n### {topic}\n\n| rule | severity | for | what holds | otherwise |\n| --- | --- | --- | --- | --- |\n");
            foreach (var rule in rules)
            {
                text.Append($"| `{rule.Id}` | {rule.Severity.ToString().ToLowerInvariant()} | {Engines(rule)} | {Cell(rule.Summary)} | {Cell(rule.Why)} |\n");
            }
        }

        return text.Append('\n').ToString();
    }

    private static string Engines(MigrationRule rule) =>
        rule.Dialects.Length == MigrationRule.Any.Length ? "all" : string.Join(", ", rule.Dialects.Select(dialect => dialect.Product));

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
