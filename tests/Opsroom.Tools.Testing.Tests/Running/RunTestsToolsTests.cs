using Opsroom.Tools.Testing.Running;
using Opsroom.Tools.Testing.Sandboxing;
using Opsroom.Tools.Testing.Tests.Sandboxing;

namespace Opsroom.Tools.Testing.Tests.Running;

public sealed class RunTestsToolsTests
{
    [Fact]
    public async Task Tests_of_pytest_are_found_run_and_counted()
    {
        Bubblewrap.RequireProgram("/usr/lib/python3/dist-packages/pytest/__init__.py");
        var run = await RunAsync(
            ("app/price.py", "def net(x):\n    return x * 2\n"),
            ("app/test_price.py", "import pytest\nfrom price import net\n\ndef test_good():\n    assert net(1) == 2\n\ndef test_bad():\n    assert net(2) == 5\n\n@pytest.mark.skip(reason='later')\ndef test_later():\n    pass\n"));

        Assert.Equal(("pytest", 1, 1, 1, 1), (run.Runner, run.Passed, run.Failed, run.Skipped, run.ExitCode));
        var failure = Assert.Single(run.Failures);
        Assert.Equal(("test_price.test_bad", "test_price.py", 8), (failure.Name, failure.File, failure.Line));
        Assert.Contains("assert 4 == 5", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_unittest_writes_is_counted()
    {
        Bubblewrap.RequireProgram("/usr/bin/python3");
        var run = await RunAsync(
            "/usr/bin/python3 -m unittest",
            ("app/test_cart.py", """
                import unittest

                class Cart(unittest.TestCase):
                    def test_adds(self):
                        pass

                    def test_prices(self):
                        self.assertEqual(4, 3)

                    @unittest.skip("later")
                    def test_waits(self):
                        pass

                    def test_parts(self):
                        for part in range(3):
                            with self.subTest(part=part):
                                self.assertEqual(part, 1)
                """));

        Assert.Equal((1, 2, 1), (run.Passed, run.Failed, run.Skipped));
        var failure = run.Failures.Single(failure => failure.Name.EndsWith("test_prices", StringComparison.Ordinal));
        Assert.Equal(new("test_cart.Cart.test_prices", "AssertionError: 4 != 3", "test_cart.py", 8), failure);
        Assert.Equal(2, run.Failures.Count(failure => failure.Name == "test_cart.Cart.test_parts"));
    }

    [Fact]
    public async Task A_framework_of_node_that_is_not_installed_is_told_and_not_waited_for()
    {
        Bubblewrap.RequireProgram("/usr/bin/npx");
        var run = await RunAsync(("app/package.json", """{"devDependencies": {"jest": "30.0.0"}}"""), ("app/cart.test.js", "test('adds', () => {});\n"));

        Assert.Equal((false, "exited"), (run.Counted, run.Ended));
        Assert.Contains("Packages are missing", run.Message, StringComparison.Ordinal);
        Assert.Contains("jest", run.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_that_asks_the_network_fails_and_the_others_do_not()
    {
        Bubblewrap.RequireProgram("/usr/lib/python3/dist-packages/pytest/__init__.py");
        var run = await RunAsync(("app/test_away.py", "import urllib.request\n\ndef test_away():\n    urllib.request.urlopen('http://example.com/', timeout=5)\n\ndef test_here():\n    assert True\n"));

        Assert.Equal((1, 1), (run.Passed, run.Failed));
        Assert.Equal(("test_away.py", 4), (run.Failures[0].File, run.Failures[0].Line));
    }

    [Fact]
    public async Task Tests_that_crash_their_process_leave_a_message()
    {
        Bubblewrap.RequireProgram("/usr/lib/python3/dist-packages/pytest/__init__.py");
        var run = await RunAsync(("app/test_crash.py", "import os\n\ndef test_good():\n    pass\n\ndef test_crash():\n    os.abort()\n"));

        Assert.Equal((false, "exited", 134), (run.Counted, run.Ended, run.ExitCode));
        Assert.Contains("ended with 134", run.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_that_write_without_end_are_ended()
    {
        Bubblewrap.RequireProgram("/usr/lib/python3/dist-packages/pytest/__init__.py");
        var run = await RunAsync("python3 -m pytest -q -s", ("app/test_loud.py", "def test_loud():\n    while True:\n        print('x' * 1000)\n"));

        Assert.Equal("output", run.Ended);
        Assert.Contains("wrote without end", run.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_of_node_are_found_run_and_counted()
    {
        Bubblewrap.RequireProgram("/usr/bin/node");
        var run = await RunAsync((
            "app/sum.test.mjs",
            "import test from 'node:test';\nimport assert from 'node:assert';\ntest('adds', () => assert.equal(1 + 1, 2));\ntest('adds wrongly', () => {\n  assert.equal(1 + 1, 3);\n});\ntest.skip('later', () => {});\n"));

        Assert.Equal((1, 1, 1), (run.Passed, run.Failed, run.Skipped));
        var failure = Assert.Single(run.Failures);
        Assert.Equal(("adds wrongly", "sum.test.mjs", 5), (failure.Name, failure.File, failure.Line));
    }

    [Fact]
    public async Task Tests_of_go_are_found_run_and_counted()
    {
        Bubblewrap.RequireProgram("/usr/bin/go");
        var run = await RunAsync(
            ("app/go.mod", "module sum\n\ngo 1.19\n"),
            ("app/sum_test.go", "package sum\n\nimport \"testing\"\n\nfunc TestGood(t *testing.T) {}\n\nfunc TestBad(t *testing.T) {\n\tt.Errorf(\"got %d\", 4)\n}\n"));

        Assert.Equal((1, 1, 0), (run.Passed, run.Failed, run.Skipped));
        var failure = Assert.Single(run.Failures);
        Assert.Equal(("sum.TestBad", "sum_test.go", 8), (failure.Name, failure.File, failure.Line));
        Assert.Contains("got 4", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Modules_of_go_are_found_where_they_are_vendored()
    {
        Bubblewrap.RequireProgram("/usr/bin/go");
        var run = await RunAsync(
            ("app/go.mod", "module sum\n\ngo 1.19\n\nrequire example.com/half v1.0.0\n"),
            ("app/vendor/modules.txt", "# example.com/half v1.0.0\n## explicit\nexample.com/half\n"),
            ("app/vendor/example.com/half/half.go", "package half\n\nfunc Of(n int) int { return n / 2 }\n"),
            ("app/sum_test.go", "package sum\n\nimport (\n\t\"testing\"\n\n\t\"example.com/half\"\n)\n\nfunc TestHalf(t *testing.T) {\n\tif half.Of(4) != 2 {\n\t\tt.Fail()\n\t}\n}\n"));

        Assert.True(run is { Passed: 1, Failed: 0 }, run.Output);
    }

    [Fact]
    public async Task A_module_of_go_that_is_not_there_is_told()
    {
        Bubblewrap.RequireProgram("/usr/bin/go");
        var run = await RunAsync(
            ("app/go.mod", "module sum\n\ngo 1.19\n\nrequire example.com/half v1.0.0\n"),
            ("app/sum_test.go", "package sum\n\nimport (\n\t\"testing\"\n\n\t_ \"example.com/half\"\n)\n\nfunc TestGood(t *testing.T) {}\n"));

        Assert.Equal((false, "exited"), (run.Counted, run.Ended));
        Assert.Contains("Packages are missing", run.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_takes_the_place_of_what_is_found()
    {
        var tools = new RunTestsTools(Bubblewrap.Open());
        var answer = await tools.RunAsync("app", MemoryWorkspace.Context(new MemoryWorkspace(("app/a.txt", "x"))), TestContext.Current.CancellationToken, "echo 'Failed:     1, Passed:     2, Skipped:     0'; exit 1");

        Assert.Equal((2, 1, "command", "exited"), (answer.Value!.Passed, answer.Value.Failed, answer.Value.Runner, answer.Value.Ended));
    }

    [Fact]
    public async Task A_folder_without_tests_asks_for_a_command()
    {
        var tools = new RunTestsTools(Bubblewrap.Open());
        var plan = await tools.PlanAsync("app", null, null, MemoryWorkspace.Context(new MemoryWorkspace(("app/a.txt", "x"))), TestContext.Current.CancellationToken);

        Assert.Contains("give command", plan.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plan_shows_the_command_the_sandbox_and_the_limits_and_is_another_one_for_another_content()
    {
        var tools = new RunTestsTools(Bubblewrap.Open());
        var first = (await tools.PlanAsync("app", null, 20, MemoryWorkspace.Context(new MemoryWorkspace(("app/test_a.py", "x"))), TestContext.Current.CancellationToken)).Value!;
        var second = (await tools.PlanAsync("app", null, 20, MemoryWorkspace.Context(new MemoryWorkspace(("app/test_a.py", "y"))), TestContext.Current.CancellationToken)).Value!;

        Assert.NotEqual(first.IntentVersion, second.IntentVersion);
        Assert.Contains("python3 -m pytest", first.Preview.Summary, StringComparison.Ordinal);
        Assert.Contains("in a sandbox without network, for at most 20 s", first.Preview.Summary, StringComparison.Ordinal);
        Assert.Equal(1024, first.Preview.Details!.Value.GetProperty("memory_mib").GetInt32());
    }

    [Fact]
    public async Task Without_a_sandbox_the_setting_is_named()
    {
        var tools = new RunTestsTools(new Sandbox(new TestingOptions { Bubblewrap = "/nowhere/bwrap" }, TimeProvider.System));
        var answer = await tools.RunAsync("app", MemoryWorkspace.Context(new MemoryWorkspace()), TestContext.Current.CancellationToken);

        Assert.Equal("Testing:AllowUnsandboxed", answer.Failure!.Setting);
    }

    private static Task<TestRun> RunAsync(params (string Path, string Text)[] files) => RunAsync(null, files);

    private static async Task<TestRun> RunAsync(string? command, params (string Path, string Text)[] files)
    {
        var tools = new RunTestsTools(Bubblewrap.Open());
        var answer = await tools.RunAsync("app", MemoryWorkspace.Context(new MemoryWorkspace(files)), TestContext.Current.CancellationToken, command);
        Assert.True(answer.Value is not null, answer.Failure?.Message);
        return answer.Value;
    }
}
