using System.Text;
using Opsroom.Tools.Testing.Running.Results;
using Opsroom.Tools.Testing.Sandboxing;

namespace Opsroom.Tools.Testing.Tests.Running;

public sealed class ResultReaderTests
{
    [Fact]
    public void A_trx_is_read()
    {
        var counts = Read("""
            <?xml version="1.0" encoding="utf-8"?>
            <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
              <UnitTestResult testName="Cart.Adds" outcome="Passed" />
              <UnitTestResult testName="Cart.Waits" outcome="NotExecuted" />
              <UnitTestResult testName="Cart.Prices" outcome="Failed"><Output><ErrorInfo><Message>Expected 3</Message><StackTrace>   at Cart.Prices() in /work/copy/tests/CartTests.cs:line 12</StackTrace></ErrorInfo></Output></UnitTestResult>
            </Results></TestRun>
            """);

        Assert.Equal((1, 1, 1), (counts!.Passed, counts.Failed, counts.Skipped));
        Assert.Equal(new("Cart.Prices", "Expected 3", "tests/CartTests.cs", 12), Assert.Single(counts.Failures));
    }

    [Fact]
    public void The_json_of_jest_and_vitest_is_read()
    {
        var counts = Read("""
            {"numPassedTests": 2, "numFailedTests": 1, "numPendingTests": 1, "numTodoTests": 0, "testResults": [{"name": "/work/copy/a.test.js", "status": "failed", "assertionResults": [
              {"status": "failed", "fullName": "cart adds", "failureMessages": ["Error: expected 3\n    at Object.<anonymous> (/work/copy/node_modules/jest/x.js:1:1)\n    at f (/work/copy/src/a.test.js:7:9)"]}]}]}
            """);

        Assert.Equal((2, 1, 1), (counts!.Passed, counts.Failed, counts.Skipped));
        Assert.Equal(("cart adds", "src/a.test.js", 7), (counts.Failures[0].Name, counts.Failures[0].File, counts.Failures[0].Line));
    }

    [Fact]
    public void The_json_of_mocha_is_read()
    {
        var counts = Read("""{"stats": {"passes": 4, "failures": 1, "pending": 2}, "failures": [{"fullTitle": "cart adds", "err": {"message": "no", "stack": "Error: no\n at file:///work/copy/cart.spec.mjs:5:3"}}]}""");

        Assert.Equal((4, 1, 2), (counts!.Passed, counts.Failed, counts.Skipped));
        Assert.Equal(new("cart adds", "no", "cart.spec.mjs", 5), Assert.Single(counts.Failures));
    }

    [Theory]
    [InlineData("== 3 passed, 1 failed, 2 skipped in 0.1s ==", 3, 1, 2)]
    [InlineData("  12 passing (8ms)", 12, 0, 0)]
    [InlineData("Passed!  - Failed:     0, Passed:     5, Skipped:     1, Total:     6", 5, 0, 1)]
    [InlineData("Test run summary: Passed!\n  total: 9\n  failed: 0\n  succeeded: 8\n  skipped: 1", 8, 0, 1)]
    public void The_line_for_people_is_read_where_there_is_no_report(string output, int passed, int failed, int skipped)
    {
        var counts = ResultReader.Read(new SandboxRun(SandboxEnd.Exited, 0, output, [], TimeSpan.Zero));

        Assert.Equal((passed, failed, skipped), (counts!.Passed, counts.Failed, counts.Skipped));
    }

    [Theory]
    [InlineData("[ERROR] Plugin org.apache.maven.plugins:maven-resources-plugin:2.6 or one of its dependencies could not be resolved: Cannot access central (https://repo.maven.apache.org/maven2) in offline mode and the artifact org.apache.maven.plugins:maven-resources-plugin:jar:2.6 has not been downloaded from it before. -> [Help 1]", "maven-resources-plugin")]
    [InlineData("> No cached version of org.junit.jupiter:junit-jupiter:5.9.2 available for offline mode.", "junit-jupiter")]
    [InlineData("/usr/bin/python3: No module named pytest", "pytest")]
    [InlineData("sh: 1: jest: not found", "jest")]
    [InlineData("Error: Cannot find module 'supertest'", "supertest")]
    public void What_package_managers_say_of_missing_packages_is_understood(string output, string name) =>
        Assert.Contains(name, MissingPackages.Of($"before\n{output}\nafter\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("2 tests failed")]
    [InlineData("Error: Cannot find module './cart'")]
    public void Other_troubles_are_no_missing_packages(string output) => Assert.Null(MissingPackages.Of(output));

    [Theory]
    [InlineData("<testsuite><testcase name='a'/><testca")]
    [InlineData("{\"stats\": {")]
    [InlineData("nothing")]
    public void Half_a_report_tells_nothing(string text) => Assert.Null(Read(text));

    private static TestCounts? Read(string text) =>
        ResultReader.Read(new SandboxRun(SandboxEnd.Exited, 0, "", [new SandboxFile("report", Encoding.UTF8.GetBytes(text))], TimeSpan.Zero));
}
