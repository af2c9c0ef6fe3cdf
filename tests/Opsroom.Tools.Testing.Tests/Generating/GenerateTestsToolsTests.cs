using Opsroom.Tools.Testing.Generating;
using Opsroom.Tools.Testing.Generating.CSharp;
using Opsroom.Tools.Testing.Running;
using Opsroom.Tools.Testing.Sandboxing;
using Opsroom.Tools.Testing.Tests.Sandboxing;

namespace Opsroom.Tools.Testing.Tests.Generating;

public sealed class GenerateTestsToolsTests
{
    private const string Half = "def half(n: int) -> int:\n    \"\"\"\n    >>> half(4)\n    2\n    \"\"\"\n    if n < 0:\n        raise ValueError(n)\n    return n // 2\n\n\ndef free(x):\n    return x\n";

    private static readonly Sandbox Nothing = new(new TestingOptions { Bubblewrap = "/nowhere/bwrap" }, TimeProvider.System);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_python_source_says_is_asserted_and_the_rest_is_left_to_a_person()
    {
        Bubblewrap.RequireProgram("/usr/lib/python3/dist-packages/pytest/__init__.py");
        var workspace = new MemoryWorkspace(("app/half.py", Half));
        var answer = await new GenerateTestsTools(Nothing).GenerateAsync(new TextInput(Half, "app/half.py"), null, MemoryWorkspace.Context(workspace), Cancelled);

        Assert.Equal(["example", "guard", "person", "signature", "signature"], answer.Value!.Cases.Select(each => each.Known).Order(StringComparer.Ordinal));
        Assert.Contains("half(-1)", workspace.Text("app/test_half.py"), StringComparison.Ordinal);
        var run = await new RunTestsTools(Bubblewrap.Open()).RunAsync("app", MemoryWorkspace.Context(workspace), Cancelled);
        Assert.Equal((4, 0, 1), (run.Value!.Passed, run.Value.Failed, run.Value.Skipped));
    }

    [Fact]
    public async Task What_python_does_is_recorded_at_its_bounds_and_passes()
    {
        Bubblewrap.RequireProgram("/usr/lib/python3/dist-packages/pytest/__init__.py");
        var workspace = new MemoryWorkspace(("app/half.py", Half));
        var answer = await new GenerateTestsTools(Bubblewrap.Open()).GenerateAsync(new TextInput(Half, "app/half.py"), null, MemoryWorkspace.Context(workspace), Cancelled, characterise: true);

        Assert.Contains(answer.Value!.Cases, each => each.Known == "characterisation");
        Assert.Contains("half(-1)", workspace.Text("app/test_half.py"), StringComparison.Ordinal);
        Assert.Contains("half(0)", workspace.Text("app/test_half.py"), StringComparison.Ordinal);
        var run = await new RunTestsTools(Bubblewrap.Open()).RunAsync("app", MemoryWorkspace.Context(workspace), Cancelled);
        Assert.Equal(0, run.Value!.Failed);
    }

    [Fact]
    public async Task Clocks_messages_tables_and_comparisons_of_python_are_recorded_and_pass()
    {
        const string Source = """
            LIMITS = {"a": 3, "b": 5}


            class Refused(ValueError):
                def __init__(self, code):
                    super().__init__(f"refused: {code}")
                    self.code = code


            class Hold:
                def __init__(self, clock):
                    self._clock = clock
                    self.until = None

                def take(self, kind, pieces):
                    if kind not in LIMITS:
                        raise Refused(kind)
                    if pieces > LIMITS[kind]:
                        return False
                    self.until = self._clock() + 15
                    return True

                def is_held(self):
                    return self.until is not None and self._clock() < self.until

                def __lt__(self, other):
                    return (self.until or 0) < (other.until or 0)

            """;
        Bubblewrap.RequireProgram("/usr/lib/python3/dist-packages/pytest/__init__.py");
        var workspace = new MemoryWorkspace(("app/hold.py", Source));
        var answer = await new GenerateTestsTools(Bubblewrap.Open()).GenerateAsync(new TextInput(Source, "app/hold.py"), null, MemoryWorkspace.Context(workspace), Cancelled, characterise: true);

        Assert.True(answer.Value is not null, answer.Failure?.Message);
        var text = workspace.Text("app/test_hold.py");
        Assert.All(
            ["assert LIMITS == {'a': 3, 'b': 5}", "assert str(caught.value) == 'refused: ", "assert caught.value.code == ", "Hold(lambda: tick[-1])", "tick.append(", "assert (subject < "],
            expected => Assert.Contains(expected, text, StringComparison.Ordinal));
        Assert.Matches(@"take\('(a', 3|b', 5)\) is True", text);
        var run = await new RunTestsTools(Bubblewrap.Open()).RunAsync("app", MemoryWorkspace.Context(workspace), Cancelled);
        Assert.Equal((answer.Value.Total, 0), (run.Value!.Passed, run.Value.Failed));
    }

    [Fact]
    public async Task What_c_sharp_does_is_recorded_at_its_bounds()
    {
        const string Source = "namespace Shop;\n\npublic static class Fees\n{\n    public static decimal Of(int pieces)\n    {\n        if (pieces < 1) { throw new ArgumentOutOfRangeException(nameof(pieces)); }\n        return pieces >= 40 ? 2.5m : 5m;\n    }\n}\n";
        Bubblewrap.RequireProgram("/usr/bin/dotnet");
        var workspace = new MemoryWorkspace();
        var answer = await new GenerateTestsTools(Bubblewrap.Open()).GenerateAsync(new TextInput(Source, "Fees.cs"), null, MemoryWorkspace.Context(workspace), Cancelled, characterise: true);

        Assert.True(answer.Value is not null, answer.Failure?.Message);
        var text = workspace.Text("FeesTests.cs");
        Assert.All(["Fees.Of(0)", "Fees.Of(1)", "Fees.Of(39)", "Fees.Of(40)", "Assert.Throws<ArgumentOutOfRangeException>"], expected => Assert.Contains(expected, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_java_does_is_recorded_at_its_bounds_and_passes()
    {
        const string Source = "package shop;\n\npublic final class Fees {\n    public static int of(int pieces) {\n        if (pieces < 1) {\n            throw new IllegalArgumentException(\"pieces\");\n        }\n        return pieces >= 40 ? 2 : 5;\n    }\n}\n";
        Bubblewrap.RequireProgram("/usr/bin/javac");
        Bubblewrap.RequireProgram("/usr/share/java/junit-platform-console-standalone.jar");
        var workspace = new MemoryWorkspace(("app/Fees.java", Source));
        var answer = await new GenerateTestsTools(Bubblewrap.Open()).GenerateAsync(new TextInput(Source, "app/Fees.java"), null, MemoryWorkspace.Context(workspace), Cancelled, characterise: true);

        Assert.True(answer.Value is not null, answer.Failure?.Message);
        var text = workspace.Text("app/FeesTest.java");
        Assert.All(["Fees.of(0)", "Fees.of(1)", "Fees.of(39)", "Fees.of(40)", "assertThrows(IllegalArgumentException.class"], expected => Assert.Contains(expected, text, StringComparison.Ordinal));
        var run = await new RunTestsTools(Bubblewrap.Open()).RunAsync("app", MemoryWorkspace.Context(workspace), Cancelled);
        Assert.Equal(("junit", answer.Value.Total, 0), (run.Value!.Runner, run.Value.Passed, run.Value.Failed));
    }

    [Fact]
    public async Task Interfaces_clocks_events_and_what_has_to_be_set_do_not_keep_c_sharp_from_its_tests()
    {
        const string Source = """
            namespace Shop;

            public interface IStock { Task<int?> LeftAsync(string sku, CancellationToken cancellationToken); }

            public readonly record struct Span(int From, int To);

            public sealed record Offer { public required string Sku { get; init; } public int Pieces { get; init; } = 2; }

            public sealed class Hold(IStock stock, TimeProvider time)
            {
                private DateTimeOffset _until;

                public event EventHandler<string>? Held;

                public bool IsHeld => time.GetUtcNow() < _until;

                public Span? Last { get; private set; }

                public async Task<bool> TakeAsync(Offer offer, int minutes = 15)
                {
                    if (await stock.LeftAsync(offer.Sku, default) is not { } left || left < offer.Pieces) { return false; }
                    _until = time.GetUtcNow().AddMinutes(minutes);
                    Last = new Span(left - offer.Pieces, left);
                    Held?.Invoke(this, offer.Sku);
                    return true;
                }
            }
            """;
        Bubblewrap.RequireProgram("/usr/bin/dotnet");
        var workspace = new MemoryWorkspace();
        var answer = await new GenerateTestsTools(Bubblewrap.Open()).GenerateAsync(new TextInput(Source, "Hold.cs"), null, MemoryWorkspace.Context(workspace), Cancelled, characterise: true);

        Assert.True(answer.Value is not null, answer.Failure?.Message);
        var text = workspace.Text("HoldTests.cs");
        Assert.All(
            ["Fake.Of<IStock>((\"LeftAsync\", ", "var time = new ManualTime();", "heard.Add(", "Assert.True(subject.IsHeld);", "subject.Last.Value.From", "new Offer() { Sku = ", "parameters[1].DefaultValue"],
            expected => Assert.Contains(expected, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tests_of_c_sharp_that_do_not_compile_or_pass_are_left_out()
    {
        const string Source = "namespace Shop; public static class Fees { public static int Of(int pieces) => pieces * 2; }";
        Bubblewrap.RequireProgram("/usr/bin/dotnet");
        WrittenCase[] cases =
        [
            new("right", "", "characterisation", ["Assert.Equal(4, Fees.Of(2));"]),
            new("wrong", "", "characterisation", ["Assert.Equal(5, Fees.Of(2));"]),
            new("foreign", "", "characterisation", ["Assert.Equal(4, Fees.From(2));"]),
            new("endless", "", "characterisation", ["while (true) { }"]),
        ];
        var left = await new CSharpTrial(Bubblewrap.Open()).PassingAsync(Source, cases, shown => CSharpTestFile.Of(new SourceText(Source, "Fees.cs", SourceLanguage.CSharp), shown), Cancelled);

        Assert.Equal(["right"], left.Select(each => each.Name));
    }

    [Fact]
    public async Task Operations_of_a_document_are_asked_for_what_it_says()
    {
        const string Spec = """{"openapi": "3.0.0", "paths": {"/pets": {"get": {"operationId": "listPets", "responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "required": ["items"]}}}}}}, "post": {"responses": {"201": {}}}}}}""";
        var workspace = new MemoryWorkspace();
        var answer = await new GenerateTestsTools(Nothing).GenerateAsync(null, new TextInput(Spec, null), MemoryWorkspace.Context(workspace), Cancelled, "pytest");

        Assert.Equal(["contract", "person"], answer.Value!.Cases.Select(each => each.Known));
        Assert.Contains("(\"/items\", \"\", True)", workspace.Text("contract/test_contract.py"), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_running_the_code_is_more_than_writing()
    {
        var tools = new GenerateTestsTools(Nothing);
        Assert.Equal(Effect.Write, tools.Plan(new TextInput(Half, null), null, characterise: false, null).Value!.Effect);
        Assert.Equal("Testing:AllowUnsandboxed", tools.Plan(new TextInput(Half, null), null, characterise: true, null).Failure!.Setting);
    }
}
