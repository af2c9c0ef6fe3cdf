using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Deployments;

/// <summary>How a new version takes the place of the old one.</summary>
public enum DeploymentStrategy
{
    /// <summary>The deployment's own rolling update.</summary>
    Rolling,

    /// <summary>A growing part of the traffic goes to the new version before all of it does.</summary>
    Canary,

    /// <summary>The new version runs beside the old one at full size before the traffic is switched to it.</summary>
    [JsonStringEnumMemberName("blue-green")]
    BlueGreen,
}

/// <summary>A deployment as it was planned: a readable file of the workspace, and all that carrying it out needs.</summary>
/// <param name="Environment">As the policy names it.</param>
/// <param name="Deployment">The Kubernetes object's name.</param>
internal sealed record DeploymentPlan(string Service, string Environment, string Namespace, string Deployment, string Image, DeploymentStrategy Strategy)
{
    /// <summary>As configured; null for the default one.</summary>
    public string? Cluster { get; init; }

    /// <summary>Which container gets the image; null for the only one.</summary>
    public string? Container { get; init; }

    /// <summary>The image that it replaces; null where the plan was made without a cluster.</summary>
    public string? PreviousImage { get; init; }

    public int? Replicas { get; init; }

    /// <summary>Of a canary: the percentages of its steps, ascending, below 100.</summary>
    public ImmutableArray<int> Weights { get; init; } = [];

    /// <summary>Of a canary: what sends it its part of the requests; without any that is the ratio of pods.</summary>
    public ImmutableArray<PlanRoute> Routes { get; init; } = [];

    /// <summary>How long each step is watched: <c>60s</c>, <c>5m</c>; null for as long as verifying takes by itself.</summary>
    public string? Observe { get; init; }

    /// <summary>How long each step's pods may take to become ready.</summary>
    public string? Timeout { get; init; }

    public PlanThresholds Thresholds { get; init; } = new();

    /// <summary>What the deployment was when it was planned, by <see cref="VersionOf"/>; null where the plan was made without a cluster.</summary>
    public string? Version { get; init; }

    /// <summary>The id of the call that planned it, so that planning the same again gives a plan of its own, which can be carried out once.</summary>
    public string? PlannedBy { get; init; }

    public ImmutableArray<PlanStep> Steps { get; init; } = [];

    public ImmutableArray<PlanRisk> Risks { get; init; } = [];

    /// <summary>How it comes back, as a person reads it.</summary>
    public string Rollback { get; init; } = "";

    /// <summary>What the plan is called: it follows from everything in it.</summary>
    public string Id
    {
        get
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(YamlWriter.Write(DeploymentPlanFile.Write(this, id: null))));
            return $"{DeploymentPlanFile.NameOf(Strategy)}-{Service}-{Convert.ToHexStringLower(hash.AsSpan(0, 4))}";
        }
    }

    public string Path => PathOf(Id);

    public static string PathOf(string id) => $"deployments/{id}.yaml";

    /// <summary>What of a deployment a plan is made for: the object and its pod template. Its number of replicas and its status may move.</summary>
    public static string VersionOf(KubeObject deployment) =>
        $"{deployment.Uid}:{Convert.ToHexStringLower(SHA256.HashData(ManifestJson.Write(deployment.Spec.MapAt("template") ?? new YamlMap())).AsSpan(0, 8))}";
}

/// <summary>From when on a step has failed; what is null is not judged by a number of the plan's own.</summary>
/// <param name="MaxErrorRatio">0 to 1.</param>
/// <param name="MaxLatency">As <c>500ms</c> or <c>2s</c>.</param>
internal sealed record PlanThresholds(double? MaxErrorRatio = null, string? MaxLatency = null);

/// <summary>An object that leads requests to a service and can divide them.</summary>
/// <param name="Kind"><c>Ingress</c> or <c>HTTPRoute</c>.</param>
public sealed record PlanRoute(string Kind, string Name, string Service);

/// <param name="Name">Short and in kebab-case.</param>
/// <param name="Text">What happens in it.</param>
public sealed record PlanStep(string Name, string Text);

/// <param name="Text">What may go wrong, and what to do about it.</param>
public sealed record PlanRisk(Severity Severity, string Text);
