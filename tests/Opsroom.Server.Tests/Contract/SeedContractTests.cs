using System.Diagnostics;
using System.Runtime.CompilerServices;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Contract;

/// <summary>The clients' own check of the fixed part of the API, where it lies beside the checkout.</summary>
public sealed class SeedContractTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task The_fixed_part_of_the_contract_holds()
    {
        var script = Find();
        Assert.SkipWhen(script is null, "seed_contract.py does not lie beside this checkout (../shared/contract).");
        using var python = Process.Start(new ProcessStartInfo("python3", [script!, server.Server.Address.ToString()]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(python.ExitCode == 0, output);
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(Path.GetDirectoryName(ThisFile())!); folder is not null; folder = folder.Parent)
        {
            var script = Path.Combine(folder.FullName, "shared", "contract", "seed_contract.py");
            if (File.Exists(script))
            {
                return script;
            }
        }

        return null;
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
