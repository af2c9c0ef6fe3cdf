using System.Diagnostics;
using System.Globalization;
using Opsroom.TestKit.Harness;
using Xunit;

namespace Opsroom.TestKit.Kubernetes;

/// <summary>A cluster of <c>eng/kubernetes</c> with its files in the temporary folder. Its processes end with this one, also when nobody disposes of it.</summary>
internal sealed class KubernetesProcess : IAsyncDisposable
{
    private const int NotInstalled = 3;

    private readonly Process process;
    private readonly string folder;

    private KubernetesProcess(Process process, string folder, string kubeconfig)
    {
        this.process = process;
        this.folder = folder;
        Kubeconfig = kubeconfig;
    }

    public string Kubeconfig { get; }

    /// <summary>Where the API server keeps its data.</summary>
    public Uri Data => new(File.ReadAllText(Path.Combine(folder, "etcd-url")).Trim());

    /// <summary>Starts a cluster and waits until it is ready. Skips the test where Kubernetes is not installed.</summary>
    public static async Task<KubernetesProcess> StartAsync(int nodes, bool isApiOnly, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw Missing();
        }

        var made = Directory.CreateTempSubdirectory("opsroom-kubernetes-").FullName;
        string[] only = isApiOnly ? ["--api-only"] : [];
        var started = Process.Start(new ProcessStartInfo(Path.Combine(AjvJudge.RepositoryRoot, "eng", "kubernetes"), ["run", made, nodes.ToString(CultureInfo.InvariantCulture), .. only])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = started.StandardError.ReadToEndAsync(cancellationToken);
        if (await started.StandardOutput.ReadLineAsync(cancellationToken) is { } kubeconfig)
        {
            return new KubernetesProcess(started, made, kubeconfig);
        }

        await started.WaitForExitAsync(cancellationToken);
        using (started)
        {
            Assert.True(started.ExitCode == NotInstalled, await said);
        }

        Directory.Delete(made, recursive: true);
        throw Missing();
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static InvalidOperationException Missing()
    {
        const string Reason = "Kubernetes is not installed; run eng/kubernetes install.";
        if (Environment.GetEnvironmentVariable("OPSROOM_REQUIRE_SERVICES") == "1")
        {
            Assert.Fail(Reason);
        }

        Assert.Skip(Reason);
        return new InvalidOperationException(Reason);
    }
}
