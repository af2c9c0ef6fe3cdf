using System.Collections.Immutable;
using Opsroom.Tools.Harness.Generation;
using Opsroom.Tools.Kubernetes.Linting;
using Opsroom.Tools.Kubernetes.Linting.ApiVersions;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Generation;

/// <summary>A manifest that was made and judged, and what was taken for granted.</summary>
internal sealed record MadeManifest(string Yaml, ManifestLint Lint, ImmutableArray<string> Objects, ImmutableArray<string> Assumptions);

/// <summary>Makes all objects that an application needs to run well, out of a request that holds no fault.</summary>
internal static class ManifestGenerator
{
    public static MadeManifest Generate(ManifestRequest request, ServedApis served)
    {
        var objects = Objects(request, served).ToList();
        var yaml = string.Join("---\n", objects.Select(YamlWriter.Write));
        return new(yaml, ManifestLinter.LintFor(yaml, served), [.. objects.Select(each => new Objects.KubeObject(each).Id)], [.. Assumptions(request)]);
    }

    private static IEnumerable<YamlMap> Objects(ManifestRequest request, ServedApis served)
    {
        yield return ObjectWriter.ServiceAccount(request);
        if (request.Config.Count > 0)
        {
            yield return ObjectWriter.ConfigMap(request);
        }

        if (request.Workload == WorkloadKind.CronJob)
        {
            yield return ObjectWriter.CronJob(request, served);
            yield return ObjectWriter.NetworkPolicy(request);
            yield break;
        }

        var replicas = Replicas(request);
        var least = Math.Max(2, replicas);
        int? stated = request.Autoscale ? null : replicas;
        yield return request.Workload == WorkloadKind.StatefulSet ? ObjectWriter.StatefulSet(request, served, stated) : ObjectWriter.Deployment(request, served, stated);
        if (request.Workload == WorkloadKind.StatefulSet)
        {
            yield return ObjectWriter.HeadlessService(request);
        }

        if (request.IsService)
        {
            yield return ObjectWriter.Service(request);
        }

        if (request.IngressHost is not null)
        {
            yield return ObjectWriter.Ingress(request);
        }

        if (request.Autoscale)
        {
            yield return ObjectWriter.Autoscaler(request, served, least, request.MaxReplicas ?? Math.Max(6, least * 2));
        }

        if (request.Autoscale || replicas > 1)
        {
            yield return ObjectWriter.DisruptionBudget(request, served);
        }

        yield return ObjectWriter.NetworkPolicy(request);
    }

    private static int Replicas(ManifestRequest request) => request.Replicas ?? (IsProduction(request) ? 3 : 2);

    /// <summary>An environment that is not named is taken for production.</summary>
    private static bool IsProduction(ManifestRequest request) => request.Environment is null || EnvironmentKind.IsProduction(request.Environment);

    private static IEnumerable<string> Assumptions(ManifestRequest request)
    {
        if (request.Workload != WorkloadKind.CronJob && request.Replicas is null)
        {
            yield return $"replicas was not given: {Replicas(request)}, {(IsProduction(request) ? "as for production" : "as outside production")}.";
        }

        if (request.Cpu is null || request.Memory is null)
        {
            yield return $"{(request.Cpu is null && request.Memory is null ? "cpu and memory were" : request.Cpu is null ? "cpu was" : "memory was")} not given: {request.Cpu ?? "100m"} and {request.Memory ?? "256Mi"}. Measure the program and set what it uses.";
        }

        if (request.Port is null && request.Workload != WorkloadKind.CronJob)
        {
            yield return "port was not given: no service, no probes, and nothing may come in.";
        }
        else if (request.IsService && request.HealthPath is null)
        {
            yield return "health_path was not given: probes only see whether the port is open. Give the path that answers when the program is well.";
        }

        yield return "The container runs as user 10001 with a read-only root file system; it may write to /tmp. An image that needs root, or other folders, has to be changed.";
        if (request.Port < 1024)
        {
            yield return $"Port {request.Port} is below 1024: the container runtime has to let any user listen there, as containerd does.";
        }

        if (request.IngressHost is not null)
        {
            yield return $"The Secret {request.Name}-tls with the certificate of {request.IngressHost} has to be there.";
            if (request.IngressClass is null)
            {
                yield return "ingress_class was not given: the cluster's default ingress controller takes it.";
            }
        }

        if (request.Service == ServiceKind.LoadBalancer && request.IsService)
        {
            yield return "The load balancer lets in private addresses only; change loadBalancerSourceRanges for others.";
        }

        if (!request.Secrets.IsEmpty)
        {
            yield return $"These Secrets have to be there: {string.Join(", ", request.Secrets)}.";
        }

        if (request.Storage is not null)
        {
            yield return "Each pod has its volume at /data, of the cluster's default storage class.";
        }
    }
}
