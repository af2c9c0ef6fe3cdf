using System.Globalization;
using System.Text;
using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;
using Opsroom.Threads;

namespace Opsroom.Models.Playbooks.Development;

/// <summary>What coverage reports and the reports of test runs say, as far as they are shown in the task or lie in the workspace.</summary>
internal static class TestReportsAnswer
{
    private const int MostShown = 10;

    /// <summary>The next turn of a task about coverage or flaky tests; null where it is about something else.</summary>
    public static PlaybookTurn? Next(PlaybookSituation situation, TaskBrief brief)
    {
        var isCoverage = TestReportWords.IsCoverage(brief);
        if (!situation.Tools.Contains(isCoverage ? "coverage_report" : "flaky_report") || !(isCoverage || TestReportWords.IsFlakiness(brief)))
        {
            return null;
        }

        if ((isCoverage ? Coverage(situation.Brief, brief) : Flakiness(situation.Brief, brief)) is not { } planned)
        {
            var wanted = isCoverage ? "No coverage report is here. Name one (Cobertura, LCOV or JaCoCo), show it in the task, or upload it as an artifact of this thread."
                : "No reports of test runs are here. Name the JUnit reports of several runs of the same tests, show them in the task, or upload them as artifacts of this thread.";
            return new PlaybookTurn.Answer($"**Not done:** {wanted}", new Fault("tool_failed", wanted));
        }

        var ledger = new CallLedger(situation);
        if (ledger.Find(planned) is not { } made)
        {
            return ledger.Open([planned]) is { IsEmpty: false } open ? new PlaybookTurn.CallTools("I read what the test runs left.", open) : null;
        }

        return !made.Succeeded ? new PlaybookTurn.Answer($"**Not done:** {ToolAnswers.FailureOf(made)}", ToolAnswers.FaultOf(made))
            : new PlaybookTurn.Answer(planned.Tool == "coverage_report" ? Covered(made.Result) : Flaky(made.Result));
    }

    private static PlannedCall? Coverage(PlaybookBrief asked, TaskBrief brief) =>
        brief.CodeBlocks.FirstOrDefault(TestReportWords.IsCoverageReport) is { } shown ? new("coverage_report", CallLedger.Arguments(("report_content", shown.Content)))
        : TestReportWords.CoverageFiles(asked, brief) is [var file, ..] ? new("coverage_report", CallLedger.Arguments(("report_path", file)))
        : null;

    private static PlannedCall? Flakiness(PlaybookBrief asked, TaskBrief brief)
    {
        string[] shown = [.. brief.CodeBlocks.Where(TestReportWords.IsRunReport).Select(block => block.Content)];
        return shown.Length > 0 ? new("flaky_report", CallLedger.Arguments(("reports_content", CallLedger.List(shown))))
            : TestReportWords.RunFiles(asked, brief) is [_, ..] files ? new("flaky_report", CallLedger.Arguments(("paths", CallLedger.List(files))))
            : null;
    }

    private static string Covered(JsonElement result)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"**{Percent(result, "line_rate")} of the lines ran** ({result.Integer("lines_covered")} of {result.Integer("lines")})");
        text.Append(result.Member("branch_rate") is null ? ".\n" : $", {Percent(result, "branch_rate")} of the branches were taken.\n");
        var worst = result.Items("worst").Take(MostShown).ToList();
        if (worst.Count > 0)
        {
            text.Append("\n| file | lines missed | branches missed | where |\n| --- | --- | --- | --- |\n");
            foreach (var file in worst)
            {
                var lines = string.Join(", ", file.Items("missed").Take(MostShown).Select(span => span.GetString()));
                var partial = string.Join(", ", file.Items("partial").Take(MostShown).Select(line => line.GetRawText()));
                text.Append(CultureInfo.InvariantCulture, $"| {Told.Code(file.Text("path"))} | {file.Integer("lines_missed")} | {file.Integer("branches_missed") ?? 0} | {lines}{(partial.Length == 0 ? "" : $"; partly {partial}")} |\n");
            }
        }

        return text.ToString().Trim();
    }

    private static string Flaky(JsonElement result)
    {
        var text = new StringBuilder();
        var tests = result.Items("tests").ToList();
        text.Append(CultureInfo.InvariantCulture, $"**{result.Integer("flaky")} of {result.Integer("tests_seen")} tests are flaky** in {result.Integer("runs")} runs (in order {result.Text("order")}).\n");
        if (tests.Count > 0)
        {
            text.Append("\n| test | verdict | flake rate (95 %) | runs | fails with |\n| --- | --- | --- | --- | --- |\n");
            foreach (var test in tests.Take(MostShown))
            {
                var rate = test.Text("verdict") == "flaky" ? $"{Percent(test, "flake_rate")} ({Percent(test, "flake_rate_low")} to {Percent(test, "flake_rate_high")})" : "";
                text.Append(CultureInfo.InvariantCulture, $"| {Told.Code(test.Text("test"))} | {test.Text("verdict")} | {rate} | `{test.Text("outcomes")}` | {Told.Quote(test.Items("messages").FirstOrDefault().Text("message"))} |\n");
            }

            text.Append(tests.Count > MostShown ? $"\nand {tests.Count - MostShown} more\n" : "").Append("\nP passed, F failed, R failed and passed when repeated, - not executed. `broke` and `mended` changed once, which a commit explains as well.\n");
        }

        foreach (var unreadable in result.Items("unreadable"))
        {
            text.Append(CultureInfo.InvariantCulture, $"\nNot read: {Told.Quote(unreadable.GetString())}\n");
        }

        return text.ToString().Trim();
    }

    private static string Percent(JsonElement of, string rate) =>
        of.Member(rate) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble().ToString("0.# %", CultureInfo.InvariantCulture) : "?";
}
