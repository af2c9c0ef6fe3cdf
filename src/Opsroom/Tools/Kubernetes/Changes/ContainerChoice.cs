using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Kubernetes.Reading;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Changes;

/// <summary>The container of a workload that is meant.</summary>
/// <param name="List">The list of the pod that it stands in.</param>
internal sealed record ContainerChoice(string List, string Name, string Image)
{
    private const string Main = "containers";
    private const string Init = "initContainers";

    /// <summary>Containers that stand beside applications and are not the one whose version is changed.</summary>
    private static readonly HashSet<string> Sidecars = new(StringComparer.Ordinal)
    {
        "istio-proxy", "linkerd-proxy", "envoy", "envoy-sidecar", "consul-dataplane", "consul-connect-envoy-sidecar", "kuma-sidecar", "daprd", "vault-agent",
        "cloud-sql-proxy", "cloudsql-proxy", "oauth2-proxy", "kube-rbac-proxy", "fluent-bit", "fluentd", "filebeat", "promtail", "vector", "datadog-agent",
        "otel-collector", "otc-container", "aws-otel-collector", "jaeger-agent", "xray-daemon", "config-reloader", "git-sync",
    };

    /// <summary>The named container, init containers among them; without a name the only one that is no known sidecar.</summary>
    public static ToolResult<ContainerChoice> Of(KubeObject live, string? name)
    {
        var spec = PodTemplate.Of(live)?.Spec;
        if (name is not null)
        {
            return In(spec, Main, name) ?? In(spec, Init, name)
                ?? (ToolResult<ContainerChoice>)ToolFailure.NotFound($"{live.Id} has no container '{name}'. It has {Listed(spec)}.");
        }

        var all = spec.MapsAt(Main).ToList();
        var own = all.Count == 1 ? all : [.. all.Where(each => !Sidecars.Contains(each.TextAt("name") ?? ""))];
        return own is [var only] ? Chosen(Main, only)
            : ToolFailure.InvalidArgument($"{live.Id} has more than one container; say with `container` which one is meant. It has {Listed(spec)}.");
    }

    /// <summary>A strategic merge patch that gives it another image.</summary>
    public YamlMap PatchTo(string image) => new YamlMap().Add("spec", new YamlMap().Add("template", new YamlMap().Add("spec",
        new YamlMap().Add(List, new YamlList([new YamlMap().Add("name", Name).Add("image", image)])))));

    private static ContainerChoice? In(YamlMap? spec, string list, string name) =>
        spec.MapsAt(list).FirstOrDefault(each => each.TextAt("name") == name) is { } found ? Chosen(list, found) : null;

    private static ContainerChoice Chosen(string list, YamlMap container) => new(list, container.TextAt("name") ?? "", container.TextAt("image") ?? "");

    private static string Listed(YamlMap? spec) => string.Join(", ",
        spec.MapsAt(Main).Select(each => $"{each.TextAt("name")} ({Words.Image(each.TextAt("image"))})")
            .Concat(spec.MapsAt(Init).Select(each => $"{each.TextAt("name")} ({Words.Image(each.TextAt("image"))}, init)")));
}
