using System.Diagnostics;
using Opsroom.Server.Tests.Proofs.Approvals;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Proofs.Development;

/// <summary>A client of every right document compiles in all five languages with the language's own toolchain. It takes minutes, so it runs only when it is asked for.</summary>
public sealed class ClientProof
{
    private const string Python = "/usr/bin/python3";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static MatrixTheoryData<string, string> Clients => new(
        ["petstore.yaml", "tickets-swagger2.yaml", "bookshop-3.1.json", "hostile-names.yaml", "shapes.json", "accounts-3.1.yaml", "everything-3.0.json", "everything-3.1.yaml"],
        ["csharp", "typescript", "python", "go", "java"]);

    [Theory(Explicit = true)]
    [MemberData(nameof(Clients))]
    public async Task A_client_compiles(string document, string language)
    {
        Assert.SkipUnless(File.Exists(Python), "the toolchains are called by a script of Debian's python3");
        await using var server = await ScriptedServer.StartAsync();
        using var client = new ApprovalClient(server.Server.Address);
        var spec = await File.ReadAllTextAsync(DevelopmentCase.Folder("specs", document), Cancelled);
        var answer = await client.CallAsync("generate_api_client", new { spec_content = spec, language, output_path = "generated_client" }, "client", Cancelled);
        var result = Found.Result(answer);
        Assert.NotEmpty(result["files"]!.AsArray());
        using var written = await WrittenFiles.FetchAsync(server.Server.Address, "client", "generated_client", Cancelled);
        using var process = Process.Start(
            new ProcessStartInfo(Python, ["-B", DevelopmentCase.Folder("specs", "compile.py"), language, written.Folder]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync(Cancelled);
        await process.WaitForExitAsync(Cancelled);
        Assert.True(process.ExitCode == 0, said);
    }
}
