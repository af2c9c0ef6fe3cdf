using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Deployments.Tracks;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Changes;

namespace Opsroom.Tools.Deployments.Traffic;

/// <summary>What can give a canary a part of the requests.</summary>
public enum RouteKind
{
    /// <summary>Of the nginx controller.</summary>
    [JsonStringEnumMemberName(RouteShares.Ingress)]
    Ingress,

    /// <summary>Of the Gateway API.</summary>
    [JsonStringEnumMemberName(RouteShares.HttpRoute)]
    HttpRoute,
}

/// <summary>Gives the canary of a service an exact part of the requests.</summary>
internal sealed class TrafficWeightTools(ClusterDirectory clusters)
{
    public const string WeightName = "set_traffic_weight";

    [Tool(WeightName, Effect.Change, Plan = nameof(PlanWeightAsync), Verify = nameof(VerifyWeightAsync), Supporting = true)]
    [ToolExample("""{"namespace": "shop", "deployment": "checkout", "kind": "Ingress", "name": "checkout", "service": "checkout", "weight": 10}""")]
    [Description(
        "Sets the percentage of the requests of an ingress (nginx) or an HTTPRoute (Gateway API) that goes to the canary of a deployment. A step of execute_deployment. At 0 all is as it was before: the canary's service and "
        + "ingress are deleted, and the route names the service alone.")]
    public async Task<ToolResult<WeighedTraffic>> SetAsync(
        [Description("The namespace."), RegularExpression(ChangeArguments.Namespace)] string @namespace,
        [Description("The stable deployment's name."), RegularExpression(ChangeArguments.Name)] string deployment,
        [Description("Ingress or HTTPRoute.")] RouteKind kind,
        [Description("The name of the ingress or route."), RegularExpression(ChangeArguments.Name)] string name,
        [Description("The service that it leads to."), RegularExpression(ChangeArguments.Name)] string service,
        [Description("The percentage for the canary."), Range(0, 100)] int weight,
        [Description("The environment that is meant; it is compared with the one that the namespace is configured for."), StringLength(128)] string? environment,
        [Description("The cluster, as configured; without it the default one."), StringLength(253)] string? cluster,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var change = context.Change!;
        var read = await DividedTraffic.ReadAsync(clusters, cluster, @namespace, deployment, kind, name, service, cancellationToken);
        if (read.Value is not { } traffic)
        {
            return read.Failure!;
        }

        if (RolloutClaim.Refuse(traffic.Stable, change.Procedure) is { } claimed)
        {
            return claimed;
        }

        if (traffic.Intent != change.IntentVersion && !traffic.Is(weight))
        {
            return new ToolFailure(FaultCodes.Conflict, $"{traffic.Id} in cluster '{traffic.Cluster.Name}' no longer divides its requests as it did when this was decided, so nothing was changed. Look at it again.");
        }

        return await traffic.SetAsync(weight, change, cancellationToken) is { } failure ? failure : Result(traffic, weight, change);
    }

    public async Task<ToolResult<ChangePlan>> PlanWeightAsync(
        string @namespace, string deployment, RouteKind kind, string name, string service, int weight, string? environment, string? cluster, CancellationToken cancellationToken)
    {
        var read = await DividedTraffic.ReadAsync(clusters, cluster, @namespace, deployment, kind, name, service, cancellationToken);
        if (read.Value is not { } traffic)
        {
            return read.Failure!;
        }

        if (traffic.Is(weight))
        {
            return ToolFailure.InvalidArgument(string.Create(CultureInfo.InvariantCulture, $"{traffic.Id} in cluster '{traffic.Cluster.Name}' gives {weight} % of the requests for {service} to a canary already; there is nothing to change."));
        }

        var tried = await traffic.TryAsync(weight, cancellationToken);
        if (tried.Value is not { } diff)
        {
            return tried.Failure!;
        }

        var before = traffic.Weight;
        return new ChangePlan(traffic.Cluster.Target(@namespace, environment), traffic.Id, traffic.Intent, new Preview(
            string.Create(CultureInfo.InvariantCulture, $"Send {weight} % of the requests of {traffic.Id} in cluster '{traffic.Cluster.Name}' for Service {service} to {ReleaseTrack.NameOf(deployment, TrackKind.Canary)} ({before} % before)."),
            diff.Text,
            weight == 0 ? $"All requests go to Service {service} again." : $"Requests through {traffic.Id}; what calls Service {service} directly does not reach the canary.",
            string.Create(CultureInfo.InvariantCulture, $"Set it back to {before} %.")))
        {
            Undo = new UndoCall(WeightName, JsonSerializer.SerializeToElement(
                new WeightArguments(@namespace, deployment, kind, name, service, before, traffic.Cluster.Name), ToolJson.Options)),
        };
    }

    public async Task<Verification> VerifyWeightAsync(
        string @namespace, string deployment, RouteKind kind, string name, string service, int weight, string? cluster, ToolContext context, CancellationToken cancellationToken)
    {
        var read = await DividedTraffic.ReadAsync(clusters, cluster, @namespace, deployment, kind, name, service, cancellationToken);

        // every write of an earlier attempt carries the version that it read, or creates what exists once: a late one is refused
        return read.Value is not { } traffic ? Verification.Unknown($"How the requests are divided cannot be seen: {read.Failure!.Message}")
            : traffic.Is(weight) ? Verification.Done(Result(traffic, weight, context.Change!))
            : traffic.Intent == context.Change!.IntentVersion || traffic.Weight == weight ? Verification.NotDone()
            : Verification.Unknown($"{traffic.Id} gives {traffic.Weight.ToString(CultureInfo.InvariantCulture)} % to the canary, which is neither what it was nor what was asked for: somebody changed it in the meantime.");
    }

    private static WeighedTraffic Result(DividedTraffic traffic, int weight, ChangeInHand change) => new(
        traffic.Cluster.Name, traffic.Stable.Namespace, traffic.Id, traffic.Service.Name, DividedTraffic.WeightOf(change.IntentVersion), weight);
}

/// <param name="Route">As <c>Kind/namespace/name</c>.</param>
/// <param name="Before">The canary's percentage before the call.</param>
/// <param name="After">The one it has been given.</param>
public sealed record WeighedTraffic(string Cluster, string Namespace, string Route, string Service, int Before, int After);

/// <summary>The arguments of a call.</summary>
internal sealed record WeightArguments(string Namespace, string Deployment, RouteKind Kind, string Name, string Service, long Weight, string Cluster);
