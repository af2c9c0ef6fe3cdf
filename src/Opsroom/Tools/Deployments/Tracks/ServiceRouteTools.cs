using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Deployments.Tracks;

/// <summary>Sends the traffic of a service to other pods.</summary>
internal sealed class ServiceRouteTools(ClusterDirectory clusters)
{
    public const string RouteName = "route_service";
    private const int MostNamed = 5;

    [Tool(RouteName, Effect.Change, Plan = nameof(PlanRouteAsync), Verify = nameof(VerifyRouteAsync), Supporting = true)]
    [ToolExample("""{"namespace": "shop", "service": "checkout", "selector": {"app": "checkout-green"}}""")]
    [Description("Sets which pods a service sends its traffic to. A step of execute_deployment. Pods of which none is ready are refused.")]
    public async Task<ToolResult<RoutedService>> RouteAsync(
        [Description("The namespace."), RegularExpression(ChangeArguments.Namespace)] string @namespace,
        [Description("The service's name."), RegularExpression(ChangeArguments.Name)] string service,
        [Description("The whole selector: the labels of the pods that get the traffic."), MinLength(1)] IReadOnlyDictionary<string, string> selector,
        [Description("The deployment whose rollout this is part of."), RegularExpression(ChangeArguments.Name)] string? deployment,
        [Description("The environment that is meant; it is compared with the one that the namespace is configured for."), StringLength(128)] string? environment,
        [Description("The cluster, as configured; without it the default one."), StringLength(253)] string? cluster,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var (target, resource, failure) = await FindAsync(cluster, cancellationToken);
        if (target is null)
        {
            return failure!;
        }

        var change = context.Change!;
        if (deployment is not null)
        {
            var (_, live, unread) = await StableDeployment.ReadAsync(clusters, cluster, @namespace, deployment, cancellationToken);
            if ((live is null ? unread : RolloutClaim.Refuse(live, change.Procedure)) is { } refused)
            {
                return refused;
            }
        }

        var made = await Write(target, resource!, @namespace, service, selector).MakeAsync(change, cancellationToken);
        return made.Value is null ? made.Failure! : Result(target, @namespace, service, selector, change);
    }

    public async Task<ToolResult<ChangePlan>> PlanRouteAsync(
        string @namespace, string service, IReadOnlyDictionary<string, string> selector, string? environment, string? cluster, CancellationToken cancellationToken)
    {
        var (target, resource, failure) = await FindAsync(cluster, cancellationToken);
        if (target is null)
        {
            return failure!;
        }

        var tried = await Write(target, resource!, @namespace, service, selector).TryAsync(cancellationToken);
        if (tried.Value is not { } write)
        {
            return tried.Failure!;
        }

        var (id, before) = (resource!.Id(@namespace, service), SelectorOf(write.Before));
        if (before is null)
        {
            return ToolFailure.InvalidArgument($"{id} in cluster '{target.Name}' has no selector: somebody else keeps its endpoints, so it cannot be sent to other pods this way.");
        }

        if (IntentOf(write.Before) == $"{write.Before.Uid} {TextOf(selector)}")
        {
            return ToolFailure.InvalidArgument($"{id} in cluster '{target.Name}' selects {TextOf(selector)} already; there is nothing to change.");
        }

        var pods = await target.ListAsync("pods", new ListQuery { Namespace = @namespace, LabelSelector = TextOf(selector) }, cancellationToken);
        var deployments = await target.ListAsync("deployments", new ListQuery { Namespace = @namespace }, cancellationToken);
        if (pods.Value is not { } selected || deployments.Value is not { } all)
        {
            return pods.Failure ?? deployments.Failure!;
        }

        if (!selected.Items.Any(IsReady))
        {
            return new ToolFailure(FaultCodes.Conflict, $"No ready pod in namespace {@namespace} of cluster '{target.Name}' has the labels {TextOf(selector)}, so {id} would have nobody to send its traffic to.");
        }

        return new ChangePlan(target.Target(@namespace, environment), id, write.IntentVersion, new Preview(
            $"Send the traffic of {id} in cluster '{target.Name}' to the pods with {TextOf(selector)} instead of those with {TextOf(before)}.",
            ShownChange.Of(write.Before, write.After).Text,
            $"All traffic of the service, from the pods of {Named(all, before)} to those of {Named(all, selector)}. Connections that are open stay where they are.",
            $"Send it back to the pods with {TextOf(before)}."))
        {
            Undo = new UndoCall(RouteName, JsonSerializer.SerializeToElement(new RouteArguments(@namespace, service, before, null, target.Name), ToolJson.Options)),
        };
    }

    public async Task<Verification> VerifyRouteAsync(
        string @namespace, string service, IReadOnlyDictionary<string, string> selector, string? cluster, ToolContext context, CancellationToken cancellationToken)
    {
        var (target, resource, failure) = await FindAsync(cluster, cancellationToken);
        return target is null ? Verification.Unknown($"Where its traffic goes cannot be seen: {failure!.Message}")
            : await Write(target, resource!, @namespace, service, selector).VerifyAsync(
                context.Change!, _ => Task.FromResult(Verification.Done(Result(target, @namespace, service, selector, context.Change!))), cancellationToken);
    }

    private async Task<(Cluster? Cluster, ApiResource? Resource, ToolFailure? Failure)> FindAsync(string? cluster, CancellationToken cancellationToken)
    {
        var found = clusters.Find(cluster);
        if (found.Value is not { } target)
        {
            return (null, null, found.Failure);
        }

        var resolved = await target.ResolveAsync("Service", "v1", cancellationToken);
        return resolved.Value is { } resource ? (target, resource, null) : (null, null, resolved.Failure);
    }

    private static GuardedWrite Write(Cluster cluster, ApiResource resource, string @namespace, string service, IReadOnlyDictionary<string, string> selector) =>
        new(cluster, resource, @namespace, service, IntentOf, live =>
        {
            var labels = NodeEdits.OfWords(selector);
            foreach (var key in (SelectorOf(live) ?? []).Keys.Where(key => !selector.ContainsKey(key)))
            {
                labels.Add(key, new YamlScalar("null", ScalarKind.Null));
            }

            return new YamlMap().Add("spec", new YamlMap().Add("selector", labels));
        });

    private static Dictionary<string, string>? SelectorOf(KubeObject service) =>
        LabelSelector.OfLabels(service.Spec.At("selector"))?.Labels.ToDictionary(StringComparer.Ordinal);

    private static string IntentOf(KubeObject service) => $"{service.Uid} {TextOf(SelectorOf(service) ?? [])}";

    private static string TextOf(IReadOnlyDictionary<string, string> selector) =>
        string.Join(',', selector.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key}={each.Value}"));

    private static bool IsReady(KubeObject pod) => pod.DeletedAt is null && pod.Condition("Ready")?.TextAt("status") == "True";

    private static string Named(ObjectList deployments, IReadOnlyDictionary<string, string> selector)
    {
        var names = deployments.Items.Where(each => selector.All(label => PodTemplate.Of(each)?.Labels.TryGetValue(label.Key, out var value) is true && value == label.Value))
            .Select(each => each.Name).Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "no deployment" : $"{string.Join(", ", names.Take(MostNamed))}{(names.Count > MostNamed ? $" and {names.Count - MostNamed} others" : "")}";
    }

    private static RoutedService Result(Cluster cluster, string @namespace, string service, IReadOnlyDictionary<string, string> selector, ChangeInHand change) =>
        new(@namespace, service, change.IntentVersion[(change.IntentVersion.IndexOf(' ', StringComparison.Ordinal) + 1)..], TextOf(selector), cluster.Name);
}

/// <param name="Before">The selector before the call, as labels.</param>
/// <param name="After">The selector it has been given.</param>
public sealed record RoutedService(string Namespace, string Service, string Before, string After, string Cluster);

/// <summary>The arguments of a call.</summary>
internal sealed record RouteArguments(string Namespace, string Service, IReadOnlyDictionary<string, string> Selector, string? Deployment, string Cluster);
