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

    private static async Task<TestRun> RunAsync(params (string Path, string Text)[] files)
    {
        var tools = new RunTestsTools(Bubblewrap.Open());
        var answer = await tools.RunAsync("app", MemoryWorkspace.Context(new MemoryWorkspace(files)), TestContext.Current.CancellationToken);
        Assert.True(answer.Value is not null, answer.Failure?.Message);
        return answer.Value;
    }
}
