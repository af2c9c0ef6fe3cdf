using Opsroom.Tools.Testing.Generating;
using Opsroom.Tools.Testing.Running;
using Opsroom.Tools.Testing.Sandboxing;

namespace Opsroom.Tools.Testing;

/// <summary>Tests that are written and run, and reports of test runs.</summary>
public static class TestingToolSets
{
    /// <summary>The sets of tools, for <see cref="ToolCatalog"/>.</summary>
    public static IReadOnlyList<object> Create(TestingOptions options, TimeProvider time)
    {
        var sandbox = new Sandbox(options, time);
        return [new TestReportTools(), new RunTestsTools(sandbox), new GenerateTestsTools(sandbox)];
    }
}
