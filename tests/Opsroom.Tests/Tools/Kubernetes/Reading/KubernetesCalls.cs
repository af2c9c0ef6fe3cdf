using System.Text.Json;
using Opsroom.TestKit.Harness;
using Opsroom.TestKit.Kubernetes;
using Opsroom.Tests.Tools.Kubernetes.Api;
using Opsroom.Tools;

namespace Opsroom.Tests.Tools.Kubernetes.Reading;

/// <summary>Calls the tools as an agent would.</summary>
internal sealed class KubernetesCalls(params System.Collections.Immutable.ImmutableArray<string> kubeconfig)
{
    private readonly ToolCatalog tools = new(Opsroom.Tools.Kubernetes.Api.KubernetesApi.CreateTools(SomeClusters.Options(kubeconfig), TimeProvider.System));

    public KubernetesCalls(KubernetesCluster running)
        : this(running.Kubeconfig)
    {
    }

    /// <summary>The result of a call that works.</summary>
    public async Task<JsonElement> ResultAsync(string tool, object arguments)
    {
        var outcome = await CallAsync(tool, arguments);
        Assert.True(outcome.Succeeded, outcome.Result.ToString());
        return outcome.Result;
    }

    /// <summary>The error of a call that fails.</summary>
    public async Task<(string Code, string Message)> FailureAsync(string tool, object arguments)
    {
        var outcome = await CallAsync(tool, arguments);
        Assert.False(outcome.Succeeded, outcome.Result.ToString());
        var error = outcome.Result.GetProperty("error");
        return (error.GetProperty("code").GetString()!, error.GetProperty("message").GetString()!);
    }

    private Task<ToolCallOutcome> CallAsync(string tool, object arguments) => tools.Find(tool)!.InvokeAsync(
        JsonSerializer.SerializeToElement(arguments), new ToolContext("call-1", "kubernetes_agent", new FilesInMemory(), _ => { }), TestContext.Current.CancellationToken);
}
