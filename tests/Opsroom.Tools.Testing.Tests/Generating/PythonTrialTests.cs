using Opsroom.Tools.Testing.Generating;
using Opsroom.Tools.Testing.Generating.Python;
using Opsroom.Tools.Testing.Tests.Sandboxing;

namespace Opsroom.Tools.Testing.Tests.Generating;

/// <summary>Nothing is written for Python that does not run.</summary>
public sealed class PythonTrialTests
{
    private const string Source = """
        class Point:
            pass


        def half(n):
            '''
            >>> half(4)
            2
            >>> half(Point())
            Point 1
            '''
            return n // 2
        """;

    [Fact]
    public async Task An_example_that_is_no_python_is_left_out_without_running_the_source()
    {
        Bubblewrap.RequireProgram("/usr/bin/python3");
        var workspace = new MemoryWorkspace();
        var answer = await new GenerateTestsTools(Bubblewrap.Open()).GenerateAsync(
            new TextInput(Source + "\nopen('/work/copy/ran', 'w')\n", "geometry.py"), null, MemoryWorkspace.Context(workspace), TestContext.Current.CancellationToken);

        Assert.True(answer.Value is not null, answer.Failure?.Message);
        Assert.Contains("half(4)", workspace.Text("test_geometry.py"), StringComparison.Ordinal);
        Assert.DoesNotContain("Point 1", workspace.Text("test_geometry.py"), StringComparison.Ordinal);
        Assert.Contains(answer.Value.Warnings, warning => warning.StartsWith("1 tests did not compile or pass", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_fails_or_ends_the_process_is_left_out_and_the_rest_is_run()
    {
        Bubblewrap.RequireProgram("/usr/lib/python3/dist-packages/pytest/__init__.py");
        List<WrittenCase> cases =
        [
            Case("good", "assert half(4) == 2"),
            Case("wrong", "assert half(4) == 3"),
            Case("unknown", "assert quarter(4) == 1"),
            Case("ends", "__import__('os')._exit(3)"),
            Case("later", "assert half(6) == 3"),
            Case("for_a_person") with { Skip = "say" },
        ];
        var source = SourceText.Of(Source, "geometry.py", null)!;
        var (left, wereRun) = await new PythonTrial(Bubblewrap.Open()).PassingAsync(
            source, cases, these => string.Concat(these.Select(each => $"{(each.Skip is null ? "" : "@__import__('pytest').mark.skip\n")}def test_{each.Name}():\n    from geometry import half\n    {string.Join("\n    ", each.Lines)}\n\n")),
            TestContext.Current.CancellationToken);

        Assert.True(wereRun);
        Assert.Equal(["good", "later", "for_a_person"], left.Select(each => each.Name));
    }

    [Fact]
    public async Task A_class_with_nothing_but_methods_is_not_taken_for_nothing()
    {
        Bubblewrap.RequireProgram("/usr/bin/python3");
        var workspace = new MemoryWorkspace();
        var answer = await new GenerateTestsTools(Bubblewrap.Open()).GenerateAsync(
            new TextInput("class Fees:\n    def of(self, pieces: int = 1) -> int:\n        return pieces * 2\n\n    @property\n    def least(self):\n        return 2\n", "fees.py"), null, MemoryWorkspace.Context(workspace),
            TestContext.Current.CancellationToken);

        Assert.Equal(["Fees.of takes (\"self\", \"pieces\")", "what Fees.of should give: a person has to say"], answer.Value!.Cases.Select(each => each.Asserts));
        Assert.Contains("assert list(inspect.signature(Fees.of).parameters) == [\"self\", \"pieces\"]", workspace.Text("test_fees.py"), StringComparison.Ordinal);
    }

    private static WrittenCase Case(string name, params string[] lines) => new(name, name, "example", [.. lines]);
}
