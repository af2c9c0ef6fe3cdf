using System.Text;
using Opsroom.Tools.Testing.Coverage;

namespace Opsroom.Tools.Testing.Tests;

public sealed class CoverageReaderTests
{
    private const string Cobertura = """
        <?xml version="1.0"?>
        <!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
        <coverage line-rate="0.5"><packages><package name="shop"><classes>
          <class name="Cart" filename="src/Cart.cs"><methods><method name="Add"><lines><line number="3" hits="9"/></lines></method></methods>
            <lines>
              <line number="3" hits="9999999999"/>
              <line number="4" hits="2" branch="true" condition-coverage="50% (1/2)"/>
              <line number="6" hits="0"/>
              <line number="9" hits="0"/>
            </lines></class>
          <class name="Cart/Lambda" filename="src/Cart.cs"><lines><line number="9" hits="1"/><line number="12" hits="0"/></lines></class>
          <class name="Price" filename="src/Price.cs"><lines><line number="1" hits="1"/></lines></class>
        </classes></package></packages></coverage>
        """;

    [Fact]
    public void Classes_of_one_file_are_taken_together_and_methods_not_counted_twice()
    {
        var report = Read(Cobertura);

        Assert.Equal((CoverageFormat.Cobertura, 6, 4, 2, 1), (report.Format, report.Lines, report.LinesCovered, report.Branches, report.BranchesCovered));
        Assert.Equal([new CoveredFile("src/Cart.cs", 0.6, 0.5, 5, 3, 2, 1), new CoveredFile("src/Price.cs", 1, null, 1, 1, null, null)], report.Files);
        var worst = Assert.Single(report.Worst);
        Assert.Equal(("src/Cart.cs", 2, 1), (worst.Path, worst.LinesMissed, worst.BranchesMissed));
        Assert.Equal(["6", "12"], worst.Missed);
        Assert.Equal([4], worst.Partial);
    }

    [Fact]
    public void Lines_without_code_between_missed_ones_do_not_part_them()
    {
        var report = Read("TN:\nSF:/app/src/cart.ts\nDA:1,1\nDA:4,0\nDA:5,0\nDA:9,0\nDA:10,2\nDA:12,0\nBRDA:10,0,0,2\nBRDA:10,0,1,0\nBRDA:12,1,0,-\nLF:99\nLH:99\nend_of_record\n");

        Assert.Equal((6, 2, 3, 1), (report.Lines, report.LinesCovered, report.Branches, report.BranchesCovered));
        Assert.Equal(["4-9", "12"], report.Worst[0].Missed);
        Assert.Equal([10], report.Worst[0].Partial);
    }

    [Fact]
    public void Records_of_several_runs_are_taken_together()
    {
        var report = Read("SF:a.c\nDA:1,0,checksum\nDA:2,1\nBRDA:2,0,0,1\nBRDA:2,0,1,0\nend_of_record\nSF:a.c\nDA:1,3\nDA:2,0\nBRDA:2,0,0,0\nBRDA:2,0,1,1\nend_of_record\n");

        Assert.Equal((1, 1), (report.LineRate, report.BranchRate));
        Assert.Empty(report.Worst);
    }

    [Fact]
    public void Files_without_line_numbers_have_their_counters()
    {
        var report = Read("""
            <?xml version="1.0" encoding="UTF-8"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd">
            <report name="shop"><sessionInfo id="x" start="1" dump="2"/><group name="core"><package name="com/example/shop">
              <class name="com/example/shop/Cart" sourcefilename="Cart.java"><counter type="LINE" missed="7" covered="7"/></class>
              <sourcefile name="Cart.java"><line nr="5" mi="0" ci="3" mb="1" cb="1"/><line nr="6" mi="2" ci="0" mb="0" cb="0"/><counter type="LINE" missed="1" covered="1"/></sourcefile>
              <sourcefile name="Old.java"><counter type="INSTRUCTION" missed="9" covered="1"/><counter type="LINE" missed="3" covered="1"/><counter type="BRANCH" missed="2" covered="0"/></sourcefile>
            </package></group></report>
            """);

        Assert.Equal(CoverageFormat.Jacoco, report.Format);
        Assert.Equal([new CoveredFile("com/example/shop/Cart.java", 0.5, 0.5, 2, 1, 2, 1), new CoveredFile("com/example/shop/Old.java", 0.25, 0, 4, 1, 2, 0)], report.Files);
        Assert.Equal(["com/example/shop/Old.java", "com/example/shop/Cart.java"], report.Worst.Select(file => file.Path));
    }

    [Fact]
    public void The_json_of_coverage_py_is_read()
    {
        var report = Read("""{"meta": {"version": "6.5.0", "branch_coverage": true}, "files": {"mod.py": {"executed_lines": [1, 2, 3], "summary": {"num_statements": 4}, "missing_lines": [4], "excluded_lines": [], "executed_branches": [[2, 3]], "missing_branches": [[2, 4]]}}, "totals": {}}""");

        Assert.Equal((CoverageFormat.CoveragePy, 4, 3, 2, 1), (report.Format, report.Lines, report.LinesCovered, report.Branches, report.BranchesCovered));
        var worst = Assert.Single(report.Worst);
        Assert.Equal(["4"], worst.Missed);
        Assert.Equal([2], worst.Partial);
    }

    [Fact]
    public void The_json_of_istanbul_is_read_as_jest_writes_it()
    {
        var report = Read("""
            {"/app/f.js": {"path":"/app/f.js","statementMap":{"0":{"start":{"line":1,"column":0},"end":{"line":4,"column":2}},"1":{"start":{"line":2,"column":2},"end":{"line":2,"column":18}},"2":{"start":{"line":2,"column":9},"end":{"line":2,"column":18}},"3":{"start":{"line":3,"column":2},"end":{"line":3,"column":11}}},
            "fnMap":{},"branchMap":{"0":{"loc":{"start":{"line":2,"column":2},"end":{"line":2,"column":18}},"type":"if","locations":[{"start":{"line":2,"column":2},"end":{"line":2,"column":18}},{"start":{},"end":{}}],"line":2}},"s":{"0":1,"1":1,"2":1,"3":0},"f":{"0":1},"b":{"0":[1,0]}}}
            """);

        Assert.Equal((CoverageFormat.Istanbul, 3, 2, 2, 1), (report.Format, report.Lines, report.LinesCovered, report.Branches, report.BranchesCovered));
        Assert.Equal(["3"], report.Worst[0].Missed);
        Assert.Equal([2], report.Worst[0].Partial);
    }

    [Fact]
    public void A_profile_of_go_is_read()
    {
        var report = Read("mode: set\nsum/a.go:3.24,4.11 1 1\nsum/a.go:7.2,7.25 1 1\nsum/a.go:10.2,10.14 1 1\nsum/a.go:4.11,6.3 1 0\nsum/a.go:7.25,9.3 1 1\n");

        Assert.Equal((CoverageFormat.Go, 8, 6, null), (report.Format, report.Lines, report.LinesCovered, report.BranchRate));
        Assert.Equal(["5-6"], report.Worst[0].Missed);
    }

    [Fact]
    public async Task A_report_that_windows_wrote_in_utf_16_is_read()
    {
        var workspace = new MemoryWorkspace();
        workspace.Write("coverage.xml", "text/xml", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Cobertura.Replace("<?xml version=\"1.0\"?>", "<?xml version=\"1.0\" encoding=\"utf-16\"?>", StringComparison.Ordinal))).ToArray());
        var answer = await TestReportTools.CoverageReportAsync(null, "coverage.xml", MemoryWorkspace.Context(workspace), TestContext.Current.CancellationToken);

        Assert.Equal(6, answer.Value!.Lines);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("{\"a\": {}}", "neither coverage.py nor Istanbul")]
    [InlineData("{\"meta\": {}, \"files\": {}}", "names no file")]
    [InlineData("{\n\"meta\": ", "line 2")]
    [InlineData("mode: set\na.go:1.1,2 1\n", "Line 2 of the report cannot be read: 'a.go:1.1,2 1'")]
    [InlineData("mode: set\na.go:1.1,2000000000.1 1 1\n", "Line 2 of the report cannot be read")]
    [InlineData("<!DOCTYPE c [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><coverage>&b;</coverage>", "cannot be read")]
    [InlineData("hello", "no line of it begins with 'SF:'")]
    [InlineData("DA:1,2\n", "Line 1 of the report counts for no file")]
    [InlineData("SF:a.c\nDA:one,2\n", "Line 2 of the report cannot be read: 'DA:one,2'")]
    [InlineData("<html/>", "root element is 'html'")]
    [InlineData("<coverage>\n<packages>", "line 2, column")]
    [InlineData("<coverage><packages/></coverage>", "names no file")]
    [InlineData("<!DOCTYPE c [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><coverage>&x;</coverage>", "cannot be read")]
    public void What_is_no_report_is_told_so(string text, string expected)
    {
        var failure = CoverageReader.Read(text).Failure!;

        Assert.Equal(FaultCodes.InvalidArgument, failure.Code);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    private static CoverageReport Read(string text) => CoverageReader.Read(text).Value!;
}
