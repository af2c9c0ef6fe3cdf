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

    [Theory]
    [InlineData("", "is empty")]
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
