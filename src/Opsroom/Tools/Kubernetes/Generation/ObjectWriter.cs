using Opsroom.Tools.Kubernetes.Linting;
using Opsroom.Tools.Kubernetes.Linting.ApiVersions;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Generation;

/// <summary>Writes the objects of an application, one function per kind.</summary>
internal static class ObjectWriter
{
    /// <summary>Addresses that are nobody's on the internet (RFC 1918).</summary>
    private static readonly string[] Private = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

    public static YamlMap Labels(ManifestRequest request)
    {
        var labels = new YamlMap().Add("app.kubernetes.io/name", request.Name);
        if (ImageReference.Parse(request.Image)?.Tag is { Length: <= 63 } tag && char.IsAsciiLetterOrDigit(tag[0]) && char.IsAsciiLetterOrDigit(tag[^1]))
        {
            labels.Add("app.kubernetes.io/version", tag);
        }

        labels.Add("app.kubernetes.io/managed-by", "opsroom");
        return labels.AddIfAny("environment", request.Environment);
    }

    public static YamlMap Selector(ManifestRequest request) => new YamlMap().Add("matchLabels", new YamlMap().Add("app.kubernetes.io/name", request.Name));

    public static YamlMap ServiceAccount(ManifestRequest request) => Object("v1", "ServiceAccount", request).Add("automountServiceAccountToken", false);

    public static YamlMap ConfigMap(ManifestRequest request)
    {
        var data = new YamlMap();
        foreach (var (key, value) in request.Config.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            data.Add(key, value);
        }

        return Object("v1", "ConfigMap", request).Add("data", data);
    }

    public static YamlMap Deployment(ManifestRequest request, ServedApis served, int? replicas) => Object("apps/v1", "Deployment", request).Add("spec", Replicated(replicas)
        .Add("revisionHistoryLimit", 5).Add("progressDeadlineSeconds", 600).Add("selector", Selector(request))
        .Add("strategy", new YamlMap().Add("type", "RollingUpdate").Add("rollingUpdate", new YamlMap().Add("maxSurge", 1).Add("maxUnavailable", 0)))
        .Add("template", PodWriter.Template(request, served)));

    public static YamlMap StatefulSet(ManifestRequest request, ServedApis served, int? replicas)
    {
        var spec = Replicated(replicas).Add("revisionHistoryLimit", 5).Add("serviceName", request.Name + "-pods").Add("selector", Selector(request))
            .Add("updateStrategy", new YamlMap().Add("type", "RollingUpdate")).Add("template", PodWriter.Template(request, served));
        if (request.Storage is { } size)
        {
            spec.Add("volumeClaimTemplates", new YamlList([new YamlMap().Add("metadata", new YamlMap().Add("name", "data"))
                .Add("spec", new YamlMap().Add("accessModes", YamlList.Of(["ReadWriteOnce"])).Add("resources", new YamlMap().Add("requests", new YamlMap().Add("storage", size))))]));
        }

        return Object("apps/v1", "StatefulSet", request).Add("spec", spec);
    }

    public static YamlMap CronJob(ManifestRequest request, ServedApis served) => Object(served.Choose("CronJob", "batch/v1", "batch/v1beta1"), "CronJob", request).Add("spec", new YamlMap()
        .Add("schedule", request.Schedule!).Add("concurrencyPolicy", "Forbid").Add("startingDeadlineSeconds", 300).Add("successfulJobsHistoryLimit", 3).Add("failedJobsHistoryLimit", 3)
        .Add("jobTemplate", new YamlMap().Add("spec", new YamlMap().Add("backoffLimit", 2).Add("activeDeadlineSeconds", 3600).Add("template", PodWriter.Template(request, served)))));

    public static YamlMap Service(ManifestRequest request)
    {
        var spec = new YamlMap().Add("type", request.Service == ServiceKind.LoadBalancer ? "LoadBalancer" : "ClusterIP").Add("selector", Chosen(request)).Add("ports", Ports(request));
        if (request.Service == ServiceKind.LoadBalancer)
        {
            spec.Add("loadBalancerSourceRanges", YamlList.Of(Private));
        }

        return Object("v1", "Service", request).Add("spec", spec);
    }

    /// <summary>Gives each pod of a stateful set its name.</summary>
    public static YamlMap HeadlessService(ManifestRequest request) => Object("v1", "Service", request, "-pods").Add("spec", new YamlMap()
        .Add("clusterIP", "None").Add("selector", Chosen(request)).AddIfAny("ports", request.Port is null ? null : Ports(request)));

    public static YamlMap Ingress(ManifestRequest request)
    {
        var backend = new YamlMap().Add("service", new YamlMap().Add("name", request.Name).Add("port", new YamlMap().Add("name", "http")));
        var path = new YamlMap().Add("path", "/").Add("pathType", "Prefix").Add("backend", backend);
        return Object("networking.k8s.io/v1", "Ingress", request).Add("spec", new YamlMap().AddIfAny("ingressClassName", request.IngressClass)
            .Add("tls", new YamlList([new YamlMap().Add("hosts", YamlList.Of([request.IngressHost!])).Add("secretName", request.Name + "-tls")]))
            .Add("rules", new YamlList([new YamlMap().Add("host", request.IngressHost!).Add("http", new YamlMap().Add("paths", new YamlList([path])))])));
    }

    public static YamlMap Autoscaler(ManifestRequest request, ServedApis served, int least, int most)
    {
        var version = served.Choose("HorizontalPodAutoscaler", "autoscaling/v2", "autoscaling/v2beta2", "autoscaling/v1");
        var spec = new YamlMap()
            .Add("scaleTargetRef", new YamlMap().Add("apiVersion", "apps/v1").Add("kind", request.Workload == WorkloadKind.StatefulSet ? "StatefulSet" : "Deployment").Add("name", request.Name))
            .Add("minReplicas", least).Add("maxReplicas", most);
        if (version == "autoscaling/v1")
        {
            spec.Add("targetCPUUtilizationPercentage", 70);
        }
        else
        {
            var target = new YamlMap().Add("type", "Utilization").Add("averageUtilization", 70);
            spec.Add("metrics", new YamlList([new YamlMap().Add("type", "Resource").Add("resource", new YamlMap().Add("name", "cpu").Add("target", target))]));
        }

        return Object(version, "HorizontalPodAutoscaler", request).Add("spec", spec);
    }

    public static YamlMap DisruptionBudget(ManifestRequest request, ServedApis served) => Object(served.Choose("PodDisruptionBudget", "policy/v1", "policy/v1beta1"), "PodDisruptionBudget", request)
        .Add("spec", new YamlMap().Add("maxUnavailable", 1).Add("selector", Selector(request)));

    /// <summary>Lets in what the application is for: its port, from its namespace, or from all of them where an ingress or a load balancer leads to it.</summary>
    public static YamlMap NetworkPolicy(ManifestRequest request)
    {
        var spec = new YamlMap().Add("podSelector", Selector(request)).Add("policyTypes", YamlList.Of(["Ingress"]));
        if (request.Port is { } port && request.IsService)
        {
            var rule = new YamlMap();
            if (request.Service != ServiceKind.LoadBalancer)
            {
                rule.Add("from", new YamlList([request.IngressHost is null ? new YamlMap().Add("podSelector", new YamlMap()) : new YamlMap().Add("namespaceSelector", new YamlMap())]));
            }

            spec.Add("ingress", new YamlList([rule.Add("ports", new YamlList([new YamlMap().Add("protocol", "TCP").Add("port", port)]))]));
        }

        return Object("networking.k8s.io/v1", "NetworkPolicy", request).Add("spec", spec);
    }

    private static YamlMap Object(string apiVersion, string kind, ManifestRequest request, string suffix = "")
    {
        var metadata = new YamlMap().Add("name", request.Name + suffix).AddIfAny("namespace", request.Namespace).Add("labels", Labels(request));
        if (kind is "Deployment" or "StatefulSet" or "CronJob" && !request.Spared.IsEmpty)
        {
            metadata.Add("annotations", new YamlMap().Add(Suppressions.Annotation, string.Join(", ", request.Spared)));
        }

        return new YamlMap().Add("apiVersion", apiVersion).Add("kind", kind).Add("metadata", metadata);
    }

    private static YamlMap Replicated(int? replicas) => replicas is { } count ? new YamlMap().Add("replicas", count) : new YamlMap();

    private static YamlMap Chosen(ManifestRequest request) => new YamlMap().Add("app.kubernetes.io/name", request.Name);

    private static YamlList Ports(ManifestRequest request) => new([new YamlMap().Add("name", "http").Add("port", request.Port == 443 ? 443 : 80).Add("targetPort", "http").Add("protocol", "TCP")]);
}
