using System.Globalization;
using System.Text.Json.Nodes;

namespace Opsroom.TestKit.Kubernetes;

/// <summary>
/// A real Kubernetes 1.20 on loopback with controllers, a scheduler and two nodes that run no containers. As an assembly fixture it starts when the first test
/// asks for it; each test makes a namespace of its own.
/// </summary>
public sealed class KubernetesCluster : IAsyncDisposable
{
    /// <summary>The context, and the user, who may do everything.</summary>
    public const string Admin = "admin";

    /// <summary>The context, and the user, who may do nothing beyond what a test allows.</summary>
    public const string Viewer = "viewer";

    private const int Nodes = 2;

    private readonly SemaphoreSlim starting = new(1, 1);
    private KubernetesProcess? process;
    private KubernetesApi? api;
    private int namespaces;

    /// <summary>The path of a kubeconfig with both contexts; admin is the current one.</summary>
    public string Kubeconfig => process?.Kubeconfig ?? throw NotStarted();

    /// <summary>A client of the tests' own, as admin.</summary>
    public KubernetesApi Api => api ?? throw NotStarted();

    /// <summary>Starts the cluster where it does not run. Skips the test where Kubernetes is not installed.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await starting.WaitAsync(cancellationToken);
        try
        {
            process ??= await KubernetesProcess.StartAsync(Nodes, isApiOnly: false, cancellationToken);
            api ??= new KubernetesApi(process.Kubeconfig, Admin);
        }
        finally
        {
            starting.Release();
        }
    }

    /// <summary>Makes an empty namespace in which pods can be created, starting the cluster where it does not run. Disposing of it deletes it.</summary>
    public async Task<KubernetesNamespace> CreateNamespaceAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        var name = string.Create(CultureInfo.InvariantCulture, $"test-{Interlocked.Increment(ref namespaces)}");
        await Api.PostAsync("/api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } }, cancellationToken);
        // pods are refused until the namespace's account has its token
        await Api.WaitUntilAsync($"/api/v1/namespaces/{name}/serviceaccounts/default", account => account["secrets"] is not null, cancellationToken);
        return new KubernetesNamespace(name, Api);
    }

    public async ValueTask DisposeAsync()
    {
        api?.Dispose();
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        starting.Dispose();
    }

    private static InvalidOperationException NotStarted() => new("The cluster has not been started; ask for a namespace first.");
}
