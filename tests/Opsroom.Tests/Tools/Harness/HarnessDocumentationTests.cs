using System.Text.RegularExpressions;
using Opsroom.TestKit.Harness;
using Opsroom.Tools.Harness.Validation;

namespace Opsroom.Tests.Tools.Harness;

/// <summary><c>docs/harness.md</c> names what the code does, all of it.</summary>
public sealed partial class HarnessDocumentationTests
{
    /// <summary>Rules that are shown by tests of their own.</summary>
    private static readonly string[] Elsewhere = ["yaml-too-large", "yaml-too-deep", "schema", "schema-unavailable", "unknown-option", "unfinished-canary"];

    [Fact]
    public async Task Every_rule_is_documented_and_every_documented_rule_is_tested()
    {
        var page = await PageAsync();
        var documented = RuleRows().Matches(page).SelectMany(row => Words().Matches(row.Groups["rules"].Value)).Select(match => match.Groups["word"].Value).Order(StringComparer.Ordinal);
        var tested = ValidationRuleTests.Cases.Select(row => row.Data.Item1).Concat(Elsewhere).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

        Assert.Equal(tested, documented);
    }

    [Fact]
    public async Task Every_word_an_expression_may_start_with_is_documented()
    {
        var page = await PageAsync();
        var from = page.IndexOf("**Expressions**", StringComparison.Ordinal);
        var documented = Words().Matches(page[from..page.IndexOf("References are followed", StringComparison.Ordinal)]).Select(match => match.Groups["word"].Value);

        Assert.Equal(ExpressionRoots.Known.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_option_is_documented()
    {
        var page = await PageAsync();
        var text = Opsroom.Tools.Harness.OptionTexts.Pipeline;

        var from = page.IndexOf("| option |", StringComparison.Ordinal);
        foreach (Match option in Options().Matches(page[from..page.IndexOf("## What validate_pipeline", StringComparison.Ordinal)]))
        {
            Assert.Contains(option.Groups["word"].Value, text, StringComparison.Ordinal);
        }
    }

    private static Task<string> PageAsync() => File.ReadAllTextAsync(Path.Combine(AjvJudge.RepositoryRoot, "docs", "harness.md"), TestContext.Current.CancellationToken);

    [GeneratedRegex(@"^\| (?<rules>[^|]+) \| (?:error|warning|info)[^|]* \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex RuleRows();

    [GeneratedRegex("`(?<word>[A-Za-z0-9_-]+)`", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Words();

    [GeneratedRegex(@"`(?<word>[a-z]+_[a-z_]+)(?:\[\]|\{\})?`", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Options();
}
