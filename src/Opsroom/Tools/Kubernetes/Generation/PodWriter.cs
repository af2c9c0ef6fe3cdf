using System.Security.Cryptography;
using System.Text;
using Opsroom.Tools.Kubernetes.Linting;
using Opsroom.Tools.Kubernetes.Linting.ApiVersions;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Generation;

/// <summary>Writes the pods of a workload: without root, without rights, within bounds.</summary>
internal static class PodWriter
{
    /// <summary>A user that no image and no node has, for runtimes that map none.</summary>
    private const int User = 10001;

    public static YamlMap Template(ManifestRequest request, ServedApis served)
    {
        var metadata = new YamlMap().Add("labels", ObjectWriter.Labels(request));
        if (request.Config.Count > 0)
        {
            // a change of the configuration is a change of the template, so that it is rolled out
            metadata.Add("annotations", new YamlMap().Add("checksum/config", Digest(request.Config)));
        }

        return new YamlMap().Add("metadata", metadata).Add("spec", Spec(request, served));
    }

    private static YamlMap Spec(ManifestRequest request, ServedApis served)
    {
        var spec = new YamlMap()
            .Add("serviceAccountName", request.Name)
            .Add("automountServiceAccountToken", false)
            .Add("enableServiceLinks", false)
            .Add("terminationGracePeriodSeconds", 30)
            .Add("securityContext", new YamlMap().Add("runAsNonRoot", true).Add("runAsUser", User).Add("runAsGroup", User).Add("fsGroup", User)
                .Add("seccompProfile", new YamlMap().Add("type", "RuntimeDefault")));
        if (request.Workload == WorkloadKind.CronJob)
        {
            spec.Add("restartPolicy", "OnFailure");
        }
        else
        {
            spec.Add("topologySpreadConstraints", new YamlList([Spread(request, "topology.kubernetes.io/zone"), Spread(request, "kubernetes.io/hostname")]));
        }

        return spec.Add("containers", new YamlList([Container(request, served)]))
            .Add("volumes", new YamlList([new YamlMap().Add("name", "tmp").Add("emptyDir", new YamlMap().Add("sizeLimit", "128Mi"))]));
    }

    private static YamlMap Spread(ManifestRequest request, string key) => new YamlMap()
        .Add("maxSkew", 1).Add("topologyKey", key).Add("whenUnsatisfiable", "ScheduleAnyway").Add("labelSelector", ObjectWriter.Selector(request));

    private static YamlMap Container(ManifestRequest request, ServedApis served)
    {
        var container = new YamlMap().Add("name", request.Name).Add("image", request.Image).Add("imagePullPolicy", ImageReference.Parse(request.Image)!.IsFixed ? "IfNotPresent" : "Always");
        if (request.Port is { } port)
        {
            container.Add("ports", new YamlList([new YamlMap().Add("name", "http").Add("containerPort", port).Add("protocol", "TCP")]));
        }

        container.AddIfAny("env", request.Env.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => new YamlMap().Add("name", each.Key).Add("value", each.Value)));
        container.AddIfAny("envFrom", Sources(request));
        var memory = request.Memory ?? "256Mi";
        container.Add("resources", new YamlMap()
            .Add("requests", new YamlMap().Add("cpu", request.Cpu ?? "100m").Add("memory", memory).AddIfAny("ephemeral-storage", request.EphemeralStorage))
            .Add("limits", new YamlMap().Add("memory", memory)));
        if (request.Port is not null)
        {
            var live = request.HealthPath;
            container.Add("startupProbe", Probe(live, period: 5, failures: 30))
                .Add("readinessProbe", Probe(request.ReadinessPath ?? live, period: 5, failures: 3))
                .Add("livenessProbe", Probe(live, period: 10, failures: 6));

            // kubelets know the sleep action since 1.30; a shell to sleep in is not in every image
            if (served.Version.Minor >= 30)
            {
                container.Add("lifecycle", new YamlMap().Add("preStop", new YamlMap().Add("sleep", new YamlMap().Add("seconds", 5))));
            }
        }

        container.Add("securityContext", new YamlMap().Add("allowPrivilegeEscalation", false).Add("readOnlyRootFilesystem", true).Add("capabilities", new YamlMap().Add("drop", YamlList.Of(["ALL"]))));
        var mounts = new List<YamlNode> { new YamlMap().Add("name", "tmp").Add("mountPath", "/tmp") };
        if (request.Storage is not null)
        {
            mounts.Add(new YamlMap().Add("name", "data").Add("mountPath", "/data"));
        }

        return container.Add("volumeMounts", new YamlList(mounts));
    }

    private static IEnumerable<YamlNode> Sources(ManifestRequest request)
    {
        if (request.Config.Count > 0)
        {
            yield return new YamlMap().Add("configMapRef", new YamlMap().Add("name", request.Name));
        }

        foreach (var secret in request.Secrets)
        {
            yield return new YamlMap().Add("secretRef", new YamlMap().Add("name", secret));
        }
    }

    private static YamlMap Probe(string? path, int period, int failures) => (path is null
            ? new YamlMap().Add("tcpSocket", new YamlMap().Add("port", "http"))
            : new YamlMap().Add("httpGet", new YamlMap().Add("path", path).Add("port", "http")))
        .Add("periodSeconds", period).Add("timeoutSeconds", 3).Add("failureThreshold", failures);

    private static string Digest(IReadOnlyDictionary<string, string> config)
    {
        var text = string.Concat(config.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key.Length}:{each.Key}{each.Value.Length}:{each.Value}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
