using System.Collections.Immutable;
using System.ComponentModel;
using System.Text;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Linting.ApiVersions;

namespace Opsroom.Tools.Kubernetes.Generation;

/// <summary>Tools that write Kubernetes manifests for the versions that a cluster serves, or for the newest.</summary>
internal sealed class GenerationTools(ClusterDirectory clusters)
{
    [Tool("kubernetes_generate_manifest", Effect.Write)]
    [ToolExample("""{"name": "checkout", "image": "registry.example.com/shop/checkout:1.4.2", "port": 8080, "environment": "staging", "ingress_host": "checkout.example.com", "autoscale": true, "health_path": "/healthz"}""")]
    [Description(
        "Writes a manifest for an application: Deployment (or StatefulSet, CronJob), ServiceAccount, Service, Ingress with TLS, HorizontalPodAutoscaler, PodDisruptionBudget, NetworkPolicy and ConfigMap, "
        + "as far as they are asked for or needed. Pods run without root and rights, with requests, limits, probes and spread over nodes. The versions of the API are those that the cluster serves, the newest where "
        + "none is configured. The manifest is linted and stands in the workspace as kubernetes/<name>.yaml; assumptions says what was not given and taken for granted.")]
    public async Task<ToolResult<GeneratedManifest>> GenerateManifestAsync(
        [Description("The application's name: lower-case letters, digits and dashes.")] string name,
        [Description("The image, with its tag or digest.")] string image,
        [Description("The port that the container listens on. Without it there is no service and no probe.")] int? port,
        [Description("How many pods. Without it 3 in production (or where no environment is named), else 2.")] int? replicas,
        [Description("The environment, such as staging; becomes a label.")] string? environment,
        [Description("The host that an Ingress answers for, with TLS.")] string? ingressHost,
        [Description("Whether to scale by use of CPU (70 %), from replicas (at least 2) to max_replicas.")] bool? autoscale,
        [Description("The most pods when scaling; twice as many as replicas, at least 6, if not given.")] int? maxReplicas,
        [Description("The namespace; left out if not given.")] string? @namespace,
        [Description("What runs the pods; a deployment if not given.")] WorkloadKind? workload,
        [Description("When a cron_job runs, such as \"30 2 * * *\".")] string? schedule,
        [Description("The size of the volume that each pod of a stateful_set has at /data, such as 10Gi.")] string? storage,
        [Description("CPU that is requested, such as 250m; 100m if not given.")] string? cpu,
        [Description("Memory that is requested, and the limit, such as 512Mi; 256Mi if not given.")] string? memory,
        [Description("The HTTP path that answers when the program is well. Without it probes see whether the port is open.")] string? healthPath,
        [Description("The HTTP path that answers when the program can take requests; health_path if not given.")] string? readinessPath,
        [Description("How the service is reached: within the cluster (the default), or by a load balancer for private addresses.")] ServiceKind? serviceType,
        [Description("The IngressClass; the cluster's default if not given.")] string? ingressClass,
        [Description("Environment variables; no credentials.")] IReadOnlyDictionary<string, string>? env,
        [Description("Variables that stand in a ConfigMap; no credentials.")] IReadOnlyDictionary<string, string>? config,
        [Description("Names of Secrets whose entries become environment variables; they have to be there.")] ImmutableArray<string>? secrets,
        [Description("The configured cluster that it is for; the default one if not given.")] string? cluster,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var request = new ManifestRequest(name, image)
        {
            Port = port,
            Replicas = replicas,
            Environment = environment,
            IngressHost = ingressHost,
            Autoscale = autoscale ?? false,
            MaxReplicas = maxReplicas,
            Namespace = @namespace,
            Workload = workload ?? WorkloadKind.Deployment,
            Schedule = schedule,
            Storage = storage,
            Cpu = cpu,
            Memory = memory,
            HealthPath = healthPath,
            ReadinessPath = readinessPath,
            Service = serviceType ?? ServiceKind.ClusterIp,
            IngressClass = ingressClass,
            Env = env ?? ImmutableDictionary<string,
            string>.Empty,
            Config = config ?? ImmutableDictionary<string,
            string>.Empty,
            Secrets = secrets ?? [],
        };
        if (request.Fault() is { } fault)
        {
            return ToolFailure.InvalidArgument(fault);
        }

        var (served, failure, unknown) = await ServedAsync(cluster, cancellationToken);
        if (failure is not null)
        {
            return failure;
        }

        var made = ManifestGenerator.Generate(request, served);
        var path = environment is null ? $"kubernetes/{name}.yaml" : $"kubernetes/{environment}/{name}.yaml";
        var written = context.Workspace.Write(path, "application/yaml", Encoding.UTF8.GetBytes(made.Yaml));
        return written.Value is { } file
            ? new GeneratedManifest(made.Yaml, file.Path, made.Lint.Findings, made.Objects, unknown is null ? made.Assumptions : made.Assumptions.Add(unknown), served.Version.ToString(), [file])
            : written.Failure!;
    }

    /// <summary>What the target serves. A cluster that was named has to answer; the default one may be away, which is said.</summary>
    private async Task<(ServedApis Served, ToolFailure? Failure, string? Unknown)> ServedAsync(string? cluster, CancellationToken cancellationToken)
    {
        var found = clusters.Find(cluster);
        if (found.Value is not { } target)
        {
            return cluster is null ? (ServedApis.Newest, null, $"No cluster is known to look at: the versions of the API are those of Kubernetes {KubernetesVersion.Newest}.") : (ServedApis.Newest, found.Failure, null);
        }

        var known = await target.DiscoverAsync(cancellationToken);
        return known.Value is { } catalog
            ? (ServedApis.Of(catalog), null, null)
            : cluster is null
                ? (ServedApis.Newest, null, $"Cluster {target.Name} did not say what it serves: the versions of the API are those of Kubernetes {KubernetesVersion.Newest}.")
                : (ServedApis.Newest, known.Failure, null);
    }
}
