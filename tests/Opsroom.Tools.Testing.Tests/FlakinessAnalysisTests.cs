using System.Globalization;
using Opsroom.Tools.Testing.Flakiness;

namespace Opsroom.Tools.Testing.Tests;

public sealed class FlakinessAnalysisTests
{
    [Theory]
    [InlineData("PFP", TestVerdict.Flaky)]
    [InlineData("PPFFP", TestVerdict.Flaky)]
    [InlineData("PPR", TestVerdict.Flaky)]
    [InlineData("R", TestVerdict.Flaky)]
    [InlineData("PPFF", TestVerdict.Broke)]
    [InlineData("FF-PP", TestVerdict.Mended)]
    [InlineData("F-F", TestVerdict.Failing)]
    public void One_change_may_be_a_commit_and_more_are_not(string outcomes, TestVerdict expected)
    {
        var test = Assert.Single(Of(outcomes).Tests);

        Assert.Equal((expected, outcomes), (test.Verdict, test.Outcomes));
        Assert.Equal(expected == TestVerdict.Flaky, test.FlakeRate > 0);
    }

    [Fact]
    public void The_rate_comes_with_how_sure_it_is()
    {
        // Wilson's interval of 2 in 10 at 95 %
        var test = Assert.Single(Of("PPFPPPFPPP").Tests);

        Assert.Equal((0.2, 0.0567, 0.5098), (test.FlakeRate, test.FlakeRateLow, test.FlakeRateHigh));
    }

    [Fact]
    public void Tests_that_always_pass_are_counted_and_not_listed()
    {
        var report = Of("PPP", "PFP");

        Assert.Equal((3, 2, 1), (report.Runs, report.TestsSeen, report.Flaky));
        Assert.Equal("Suite.test1", Assert.Single(report.Tests).Test);
    }

    [Fact]
    public void What_fails_in_the_same_runs_is_named_together()
    {
        var report = Of("PFPFP", "PFPFP", "PFPPP");

        Assert.Equal(["Suite.test1"], report.Tests.Single(test => test.Test == "Suite.test0").FailsWith);
        Assert.Empty(report.Tests.Single(test => test.Test == "Suite.test2").FailsWith);
    }

    [Fact]
    public void Reports_are_put_in_order_by_their_times_where_all_have_one()
    {
        var reports = Runs(["FFP"]).Reverse().ToList();

        Assert.Equal(("FFP", "by the times that the reports say"), Told(FlakinessAnalysis.Of(reports, [])));
        Assert.Equal(("PFF", "as given"), Told(FlakinessAnalysis.Of([.. reports.Select(report => report with { At = null })], [])));

        static (string, string) Told(FlakyReport report) => (report.Tests[0].Outcomes, report.Order);
    }

    [Fact]
    public void Repeats_within_a_run_are_read_as_every_runner_writes_them()
    {
        var report = RunReport.Read("""
            <testsuites name="all"><testsuite name="cart" timestamp="2026-03-01T10:00:00"><properties/>
              <testcase classname="Cart" name="adds"><flakyFailure message="timeout after 5s&#10;at Cart"/></testcase>
              <testcase classname="Cart" name="removes"><failure/><rerunFailure message="again"/></testcase>
              <testcase classname="Cart" name="counts"><error type="IOException">disk
            at line 2</error></testcase>
              <testcase classname="Cart" name="counts"/>
              <testcase classname="Cart" name="later"><skipped/></testcase>
              <testsuite name="inner"><testcase name="inner test"/></testsuite>
            </testsuite></testsuites>
            """)!;
        var found = FlakinessAnalysis.Of([report], []);

        Assert.Equal(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero), report.At);
        Assert.Equal(["Cart.adds R", "Cart.counts R", "Cart.removes F"], found.Tests.Select(test => $"{test.Test} {test.Outcomes}"));
        Assert.Equal(["timeout after 5s", "disk", "(no message)"], found.Tests.Select(test => test.Messages[0].Message));
        Assert.Equal(4, found.TestsSeen);
    }

    [Fact]
    public void A_trx_is_a_run_too()
    {
        var report = RunReport.Read("""
            <?xml version="1.0" encoding="utf-8"?>
            <TestRun id="b6" name="@sandbox" xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
              <Times creation="2026-03-01T09:59:58+00:00" start="2026-03-01T10:00:00+00:00" finish="2026-03-01T10:00:02+00:00" />
              <Results>
                <UnitTestResult testName="Cart.Adds" outcome="Passed" />
                <UnitTestResult testName="Cart.Waits" outcome="NotExecuted"><Output><ErrorInfo><Message>later</Message></ErrorInfo></Output></UnitTestResult>
                <UnitTestResult testName="Cart.Prices" outcome="Failed"><Output><ErrorInfo><Message>Assert.Equal() Failure
            Expected: 1</Message></ErrorInfo></Output></UnitTestResult>
              </Results>
            </TestRun>
            """)!;
        var found = FlakinessAnalysis.Of([report], []);

        Assert.Equal(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero), report.At);
        Assert.Equal(["Cart.Prices F Assert.Equal() Failure"], found.Tests.Select(test => $"{test.Test} {test.Outcomes} {test.Messages[0].Message}"));
        Assert.Equal(2, found.TestsSeen);
    }

    private static FlakyReport Of(params string[] outcomes) => FlakinessAnalysis.Of([.. Runs(outcomes)], []);

    private static IEnumerable<RunReport> Runs(string[] outcomes) =>
        Enumerable.Range(0, outcomes[0].Length).Select(run => RunReport.Read(string.Create(
            CultureInfo.InvariantCulture,
            $"<testsuite timestamp='2026-03-{run + 1:00}T10:00:00Z'>{string.Concat(outcomes.Select((letters, test) => Case($"test{test}", letters[run])))}</testsuite>"))!);

    private static string Case(string name, char outcome) => outcome switch
    {
        'P' => $"<testcase classname='Suite' name='{name}'/>",
        'F' => $"<testcase classname='Suite' name='{name}'><failure message='wrong'/></testcase>",
        'R' => $"<testcase classname='Suite' name='{name}'><failure message='wrong'/></testcase><testcase classname='Suite' name='{name}'/>",
        _ => "",
    };
}
