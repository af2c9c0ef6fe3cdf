using Opsroom.Tools.Testing.Generating;
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
    public async Task Operations_of_a_document_are_asked_for_what_it_says()
    {
        const string Spec = """{"openapi": "3.0.0", "paths": {"/pets": {"get": {"operationId": "listPets", "responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "required": ["items"]}}}}}}, "post": {"responses": {"201": {}}}}}}""";
        var workspace = new MemoryWorkspace();
        var answer = await new GenerateTestsTools(Nothing).GenerateAsync(null, new TextInput(Spec, null), MemoryWorkspace.Context(workspace), Cancelled, "pytest");

        Assert.Equal(["contract", "person"], answer.Value!.Cases.Select(each => each.Known));
        Assert.Contains("assert \"items\" in json.loads(body)", workspace.Text("contract/test_contract.py"), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_running_the_code_is_more_than_writing()
    {
        var tools = new GenerateTestsTools(Nothing);
        Assert.Equal(Effect.Write, tools.Plan(new TextInput(Half, null), null, characterise: false, null).Value!.Effect);
        Assert.Equal("Testing:AllowUnsandboxed", tools.Plan(new TextInput(Half, null), null, characterise: true, null).Failure!.Setting);
    }
}
