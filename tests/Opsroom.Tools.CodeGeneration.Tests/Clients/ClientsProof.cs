using Opsroom.TestKit.Proofs;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Tests.Clients;

/// <summary>Each client alone, as its reader builds it: with its own project, its example, and nothing beside it. Among the tests one description, by <c>eng/prove clients</c> all.</summary>
public sealed class ClientsProof
{
    private static readonly string[] Build = ["build", "-v", "q", "--nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false"];

    public static TheoryData<string> Specs => [.. ClientFolder.Specs.Where(spec => ProofRun.IsLong || Path.GetFileName(spec) == "petstore.yaml")];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Specs))]
    public async Task A_client_in_CSharp_builds_with_its_example(string spec)
    {
        using var folder = new ClientFolder();
        var client = folder.Add(spec, TargetLanguage.CSharp, isRenamed: false);
        folder.Put("Directory.Build.props", "<Project />");
        await Toolchain.RunAsync(Path.Combine(client, "examples", "Example"), "dotnet", Build, Cancelled);
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public async Task A_client_in_TypeScript_builds_and_checks(string spec)
    {
        var compiler = Toolchain.TypeScript;
        using var folder = new ClientFolder();
        var client = folder.Add(spec, TargetLanguage.TypeScript);
        await Toolchain.RunAsync(client, "node", [compiler, "--noEmit"], Cancelled);
        await Toolchain.RunAsync(client, "node", [compiler, "-p", "tsconfig.build.json"], Cancelled);
        Assert.True(File.Exists(Path.Combine(client, "dist", "index.js")));
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public async Task A_client_in_Python_compiles_with_its_example(string spec)
    {
        var python = Toolchain.RequirePython();
        using var folder = new ClientFolder();
        var client = folder.Add(spec, TargetLanguage.Python);
        await Toolchain.RunAsync(client, python, ["-m", "compileall", "-q", "."], Cancelled);
        await Toolchain.RunAsync(client, python, ["-c", "import sys; sys.path[:0] = ['.', 'examples']; import example"], Cancelled);
    }
}
