using System.Collections.Immutable;
using Opsroom.Tools.Testing.Running;
using Opsroom.Tools.Testing.Tests.Sandboxing;

namespace Opsroom.Tools.Testing.Tests.Running;

/// <summary>Projects of .NET, restored, built and run by the real SDK in the sandbox, without a network.</summary>
public sealed class DotNetRunTests
{
    private const string Platform = """{"test": {"runner": "Microsoft.Testing.Platform"}}""";

    private const string Tests = """
        using Xunit;

        public class CartTests
        {
            [Fact]
            public void Adds() { }

            [Fact]
            public void Prices() => Assert.Equal(3, 4);

            [Fact(Skip = "later")]
            public void Waits() { }
        }
        """;

    private static readonly string XunitV3 = Project("""<OutputType>Exe</OutputType>""", ("xunit.v3", "4.0.2"));
    private static readonly string VsTest = Project("", ("Microsoft.NET.Test.Sdk", "17.14.1"), ("xunit", "2.9.3"), ("xunit.runner.visualstudio", "3.1.5"));

    [Fact]
    public async Task Tests_of_microsoft_testing_platform_are_restored_offline_run_and_counted()
    {
        var run = await RunAsync(XunitV3, ("app/global.json", Platform), ("app/Cart.csproj", XunitV3), ("app/CartTests.cs", Tests));

        Assert.Equal("dotnet test", run.Runner);
        AssertCounted(run, "CartTests.cs");
    }

    [Fact]
    public async Task Executables_of_xunit_are_run_one_by_one_even_where_the_first_one_fails()
    {
        var run = await RunAsync(XunitV3, ("app/a/A.csproj", XunitV3), ("app/a/CartTests.cs", Tests), ("app/b/B.csproj", XunitV3), ("app/b/CartTests.cs", "public class Other { [Xunit.Fact] public void Passes() { } }"));

        Assert.Equal(("xunit", 2, 1, 1), (run.Runner, run.Passed, run.Failed, run.Skipped));
        Assert.Equal("a/CartTests.cs", Assert.Single(run.Failures).File);
    }

    [Fact]
    public async Task Tests_of_vstest_are_restored_offline_run_and_counted()
    {
        var run = await RunAsync(VsTest, ("app/Cart.csproj", VsTest), ("app/CartTests.cs", Tests));

        Assert.Equal("dotnet test", run.Runner);
        AssertCounted(run, "CartTests.cs");
    }

    [Fact]
    public async Task A_crash_of_the_tests_is_told()
    {
        var run = await RunAsync(XunitV3, ("app/global.json", Platform), ("app/Cart.csproj", XunitV3), ("app/CartTests.cs", "public class Crash { [Xunit.Fact] public void Falls() => System.Environment.FailFast(\"the end\"); }"));

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("output says more", run.Message, StringComparison.Ordinal);
        Assert.Contains("the end", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packages_that_are_not_there_end_in_a_message_that_names_them_and_the_cure()
    {
        var run = await RunWithAsync([], ("app/Cart.csproj", XunitV3), ("app/CartTests.cs", Tests));

        Assert.Equal((false, "exited"), (run.Counted, run.Ended));
        Assert.StartsWith("Packages are missing, so that nothing was run: NU1100: Unable to resolve 'xunit.v3 (>= 4.0.2)'", run.Message, StringComparison.Ordinal);
        Assert.Contains("Testing:PackageFolders", run.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_cannot_be_reached_is_told_and_not_waited_for()
    {
        var sources = """<configuration><packageSources><clear /><add key="away" value="https://packages.invalid/v3/index.json" /></packageSources></configuration>""";
        var run = await RunWithAsync([], ("app/nuget.config", sources), ("app/Cart.csproj", XunitV3), ("app/CartTests.cs", Tests));

        Assert.Equal((false, "exited"), (run.Counted, run.Ended));
        Assert.Contains("NU1301: Unable to load the service index for source https://packages.invalid/v3/index.json", run.Message, StringComparison.Ordinal);
    }

    private static void AssertCounted(TestRun run, string file)
    {
        Assert.True((run.Passed, run.Failed, run.Skipped) == (1, 1, 1), $"{run.Message}\n{run.Output}");
        var failure = Assert.Single(run.Failures);
        Assert.Equal(("CartTests.Prices", file, 9), (failure.Name, failure.File, failure.Line));
        Assert.Contains("Expected: 3", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<TestRun> RunAsync(string restored, params (string Path, string Text)[] files)
    {
        using var packages = await NuGetPackages.OfAsync(restored, TestContext.Current.CancellationToken);
        return await RunWithAsync([packages.Folder], files);
    }

    private static async Task<TestRun> RunWithAsync(ImmutableArray<string> packages, params (string Path, string Text)[] files)
    {
        var tools = new RunTestsTools(Bubblewrap.Open(options => (options.PackageFolders, options.MemoryMegabytes, options.DiskMegabytes) = (packages, 2048, 1024)));
        var answer = await tools.RunAsync("app", MemoryWorkspace.Context(new MemoryWorkspace(files)), TestContext.Current.CancellationToken);
        Assert.True(answer.Value is not null, answer.Failure?.Message);
        return answer.Value;
    }

    private static string Project(string properties, params (string Name, string Version)[] packages) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            {string.Concat(packages.Select(package => $"""<PackageReference Include="{package.Name}" Version="{package.Version}" />"""))}
          </ItemGroup>
        </Project>
        """;
}
