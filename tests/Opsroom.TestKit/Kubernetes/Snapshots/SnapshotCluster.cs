using System.Text.Json.Nodes;

namespace Opsroom.TestKit.Kubernetes.Snapshots;

/// <summary>
/// A real API server, without anything that reacts to objects, which shows one snapshot of a cluster at a time. As an assembly fixture it starts when the first test
/// asks for it.
/// </summary>
public sealed class SnapshotCluster : IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private KubernetesProcess? process;
    private KubernetesApi? api;
    private EtcdGateway? data;

    /// <summary>Shows the objects of a file in their versions that Kubernetes 1.20 has, once the snapshot before them is disposed of. Skips the test where Kubernetes is not installed.</summary>
    public async Task<LoadedSnapshot> LoadAsync(string yaml, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        IReadOnlyDictionary<string, StoredObject>? before = null;
        try
        {
            await StartAsync(cancellationToken);
            before = await data!.ReadAsync(cancellationToken);
            var (skipped, changed) = await new SnapshotLoader(api!, data).LoadAsync(ObjectYaml.Read(yaml), cancellationToken);
            return new LoadedSnapshot(() => UnloadAsync(before)) { Kubeconfig = process!.Kubeconfig, Api = api!, Skipped = skipped, Changed = changed };
        }
        catch
        {
            await UnloadAsync(before);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        api?.Dispose();
        data?.Dispose();
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        turn.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        process ??= await KubernetesProcess.StartAsync(0, isApiOnly: true, cancellationToken);
        api ??= new KubernetesApi(process.Kubeconfig, KubernetesCluster.Admin);
        data ??= new EtcdGateway(process.Data);
    }

    private async Task UnloadAsync(IReadOnlyDictionary<string, StoredObject>? before)
    {
        if (before is not null)
        {
            await FreeAddressesAsync(before, CancellationToken.None);
            var now = await data!.ReadAsync(CancellationToken.None);
            await data.WriteAsync(
                now.Where(each => !before.ContainsKey(each.Key)).Select(each => (each.Key, (string?)null))
                    .Concat(before.Where(each => !IsAllocation(each.Key) && now.GetValueOrDefault(each.Key)?.Value != each.Value.Value).Select(each => (each.Key, (string?)each.Value.Value))),
                CancellationToken.None);
            api!.ForgetResources();
        }

        turn.Release();
    }

    // which addresses are taken is known to the API server beside the services; only their deletion by it gives them back
    private async Task FreeAddressesAsync(IReadOnlyDictionary<string, StoredObject> before, CancellationToken cancellationToken)
    {
        const string Services = "/registry/services/specs/";
        foreach (var key in (await data!.ReadAsync(cancellationToken)).Keys.Where(key => key.StartsWith(Services, StringComparison.Ordinal) && !before.ContainsKey(key)))
        {
            var parts = key[Services.Length..].Split('/');
            var path = $"/api/v1/namespaces/{parts[0]}/services/{parts[1]}";
            await api!.MergeAsync(path, new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }, cancellationToken);
            await api.DeleteAsync(path, cancellationToken);
        }
    }

    private static bool IsAllocation(string key) => key.StartsWith("/registry/ranges/", StringComparison.Ordinal);
}

/// <summary>A snapshot that an API server shows until this is disposed of.</summary>
public sealed class LoadedSnapshot(Func<Task> unload) : IAsyncDisposable
{
    /// <summary>The path of a kubeconfig with the contexts of <see cref="KubernetesCluster"/>.</summary>
    public required string Kubeconfig { get; init; }

    public required KubernetesApi Api { get; init; }

    /// <summary>The objects that Kubernetes 1.20 does not know or accept, with the reason.</summary>
    public required IReadOnlyList<SkippedObject> Skipped { get; init; }

    /// <summary>The fields that the API server shows otherwise than given: an object's name and a path each.</summary>
    public required IReadOnlyList<string> Changed { get; init; }

    public async ValueTask DisposeAsync() => await unload();
}

/// <summary>An object of a snapshot that is not shown.</summary>
/// <param name="Name">Kind, namespace and name.</param>
public sealed record SkippedObject(string Name, string Reason);
