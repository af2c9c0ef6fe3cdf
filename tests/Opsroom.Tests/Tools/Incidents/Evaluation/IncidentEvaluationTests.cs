using System.Text.Json;
using Opsroom.Tests.Tools.Incidents.Bundles;
using Opsroom.Tools;
using Opsroom.Tools.Incidents.Evaluation;

namespace Opsroom.Tests.Tools.Incidents.Evaluation;

public sealed class IncidentEvaluationTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Answers_are_the_same_when_the_expected_one_is_false_and_the_folder_is_called_otherwise()
    {
        var root = Directory.CreateTempSubdirectory("cases-").FullName;
        var number = 0;
        var told = Run(ShippedBundlesTests.Tune()).Cases;
        foreach (var name in told.Select(each => each.Name))
        {
            Copy(Path.Combine(ShippedBundlesTests.Tune(), name), Path.Combine(root, $"{number++:00}"));
        }

        var misled = Run(root);
        Directory.Delete(root, recursive: true);

        Assert.Equal(told.Select(each => JsonSerializer.Serialize(each.Said, ToolJson.Options)), misled.Cases.Select(each => JsonSerializer.Serialize(each.Said, ToolJson.Options)));
        Assert.All(misled.Cases, each => Assert.False(each.CategoryIsRight));
    }

    [Fact]
    public void Scores_are_held_against_thresholds_and_a_report_tells_no_answer_unless_asked()
    {
        var report = Run(ShippedBundlesTests.Tune());

        Assert.True(report.Verdict >= 95, report.ToText(explain: true));
        Assert.True(report.Category >= 90, report.ToText(explain: true));
        Assert.Equal((0, 0), (report.FalseAlarms, report.Forbidden));
        Assert.Empty(report.Below("verdict=95,category=90"));
        Assert.Single(report.Below("verdict = 100.5"));
        Assert.Throws<FormatException>(() => report.Below("verdict"));
        Assert.Throws<FormatException>(() => report.Below("speed=3"));
        Assert.All(
            report.Cases.SelectMany(each => each.Said.RootCauses).Select(cause => cause.Cause),
            cause => Assert.False(report.ToText(explain: false).Contains(cause, StringComparison.Ordinal) || report.ToJson(explain: false).Contains(cause, StringComparison.Ordinal), cause));
        Assert.Contains(report.Cases[0].Said.RootCauses[0].Cause, report.ToText(explain: true), StringComparison.Ordinal);
        Assert.Equal(report.Cases.Length, JsonDocument.Parse(report.ToJson(explain: true)).RootElement.GetProperty("cases").GetArrayLength());
    }

    [Fact]
    public void One_case_and_none_can_be_asked_for()
    {
        Assert.Equal("zone-power-loss", Assert.Single(IncidentEvaluation.Run(ShippedBundlesTests.Tune(), "zone-power-loss", null, TimeProvider.System, Cancelled).Cases).Name);
        Assert.Equal(2, IncidentEvaluation.Run(ShippedBundlesTests.Tune(), null, 2, TimeProvider.System, Cancelled).Cases.Length);
        Assert.Throws<DirectoryNotFoundException>(() => IncidentEvaluation.Run(ShippedBundlesTests.Tune(), "nothing", null, TimeProvider.System, Cancelled));
    }

    [Theory]
    [InlineData("verdict: perhaps")]
    [InlineData("category: network")]
    [InlineData("verdict: incident\ncategory: weather")]
    public void An_answer_that_is_none_is_told(string expected)
    {
        using var folder = new BundleFolder(("case/alerts.json", "[]"), ("case/expected.yaml", expected));

        Assert.Throws<FormatException>(() => IncidentEvaluation.Run(folder.Path, null, null, TimeProvider.System, Cancelled));
    }

    private static IncidentReport Run(string folder) => IncidentEvaluation.Run(folder, null, null, TimeProvider.System, Cancelled);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        File.WriteAllText(Path.Combine(to, "expected.yaml"), "verdict: inconclusive\ncategory: scheduling\nmust_mention: [nonsense]\n");
    }
}
