using Opsroom.TestKit.Harness;
using Opsroom.Tools.CodeGeneration.Tests.Clients;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Tests.RoundTrips;

/// <summary>
/// Programs that use a generated client against a served API: bodies and answers of all kinds, pages, a typed error, a retry, and every kind of credentials. The API judges the requests, the
/// programs what came back.
/// </summary>
public sealed class RoundTripTests
{
    private static readonly string Here = Path.Combine(AjvJudge.RepositoryRoot, "tests", "Opsroom.Tools.CodeGeneration.Tests");
    private static readonly string Spec = Path.Combine(Here, "Specs", "roundtrip.yaml");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("httpx")]
    public async Task A_client_in_Python_works(string? style)
    {
        var python = Toolchain.RequirePython();
        using var folder = new ClientFolder();
        var client = folder.Add(Spec, TargetLanguage.Python, style);
        await DriveAsync((address, cancelled) => Toolchain.RunAsync(client, python, [Driver("drive.py"), address], cancelled, ("PYTHONPATH", client)));
    }

    [Fact]
    public async Task A_client_in_TypeScript_works()
    {
        var compiler = Toolchain.TypeScript;
        using var folder = new ClientFolder();
        var client = folder.Add(Spec, TargetLanguage.TypeScript);
        File.Copy(Driver("drive.ts"), Path.Combine(client, "examples", "drive.ts"));
        await Toolchain.RunAsync(client, "node", [compiler, "--noEmit", "false", "--outDir", "out", "--rootDir", "."], Cancelled);
        await DriveAsync((address, cancelled) => Toolchain.RunAsync(client, "node", [Path.Combine("out", "examples", "drive.js"), address], cancelled));
    }

    [Fact]
    public async Task A_client_in_CSharp_works()
    {
        using var folder = new ClientFolder();
        var client = folder.Add(Spec, TargetLanguage.CSharp, isRenamed: false);
        folder.Put("Directory.Build.props", "<Project />");
        var program = Path.Combine(client, "examples", "Example");
        File.Copy(Driver("drive.cs.txt"), Path.Combine(program, "Program.cs"), overwrite: true);
        await Toolchain.RunAsync(program, "dotnet", ["build", "-v", "q", "--nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-o", Path.Combine(folder.FullName, "out")], Cancelled);
        await DriveAsync((address, cancelled) => Toolchain.RunAsync(client, "dotnet", [Path.Combine(folder.FullName, "out", "Example.dll"), address], cancelled));
    }

    [Fact]
    public async Task A_client_in_Go_works()
    {
        var go = Toolchain.Require("go", "apt-get install golang-go");
        using var folder = new ClientFolder();
        var client = folder.Add(Spec, TargetLanguage.Go);
        File.Copy(Driver("drive.go.txt"), Path.Combine(client, "example", "main.go"), overwrite: true);
        var program = Path.Combine(folder.FullName, "drive");
        await Toolchain.RunAsync(client, go, ["build", "-o", program, "./example"], Cancelled, ("GOFLAGS", "-mod=mod"), ("GOPROXY", "off"));
        await DriveAsync((address, cancelled) => Toolchain.RunAsync(client, program, [address], cancelled));
    }

    [Fact]
    public async Task A_client_in_Java_works()
    {
        var (javac, java) = (Toolchain.Require("javac", "apt-get install default-jdk-headless"), Toolchain.Require("java", "apt-get install default-jdk-headless"));
        using var folder = new ClientFolder();
        var client = folder.Add(Spec, TargetLanguage.Java);
        File.Copy(Driver("Drive.java.txt"), Path.Combine(client, "example", "Drive.java"));
        await Toolchain.RunAsync(client, javac, ["-Xlint:all", "-Werror", "-d", "classes", .. Directory.EnumerateFiles(client, "*.java", SearchOption.AllDirectories)], Cancelled);
        await DriveAsync((address, cancelled) => Toolchain.RunAsync(client, java, ["-cp", "classes", "Drive", address], cancelled));
    }

    private static async Task DriveAsync(Func<string, CancellationToken, Task<string>> drive)
    {
        await using var mock = await MockApi.StartAsync(await File.ReadAllTextAsync(Spec, Cancelled), Cancelled);
        Assert.Equal("done", (await drive(mock.Address, Cancelled)).Trim());
        Assert.Empty(mock.Problems);
        Assert.Equal(2, mock.Seen["GET /things/busy"]);
        Assert.Equal(2, mock.Seen["POST /token"]);
        Assert.Equal((2, 1, 1), (mock.Seen["GET /wire/down/0"], mock.Seen["POST /wire/down/0"], mock.Seen["GET /wire/down/3600"]));
        Assert.DoesNotContain("POST /there", mock.Seen.Keys);
    }

    private static string Driver(string name) => Path.Combine(Here, "RoundTrips", name);
}
