using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Infrastructure;

namespace Opsroom.Models.Playbooks.Operations.Deployments;

/// <summary>Where a service is to be released: found by configuration, or by what runs.</summary>
/// <param name="Service">As the tools take it.</param>
/// <param name="Environment">As the task calls it; where it calls none, what the namespace speaks of, or production.</param>
internal sealed record ReleasePlace(string Service, string Environment, string Namespace, string? Cluster, JsonElement? Row, bool IsAssumed);

/// <summary>Finds the place of a release. What configuration says about an environment comes first; then the names of what runs.</summary>
internal sealed class ReleaseFinder(Desk desk, Place place)
{
    private const string Production = "production";

    /// <summary>Null where something has to be looked at first.</summary>
    public (ReleasePlace? Found, Search? Search)? Find(string service)
    {
        // configuration may spell it otherwise; what it does not know it refuses
        foreach (var environment in place is { Environment: { } written, Namespace: null } ? SpellingsOf(written) : [])
        {
            var configured = desk.Look(
                $"I look where {service} runs in {environment}.", "preflight_check", ("service", service), ("environment", environment), ("cluster", place.Cluster));
            if (configured is null)
            {
                return null;
            }

            if (Outcome.IsNotConfigured(configured))
            {
                return (null, new Search(null, Failure: configured));
            }

            if (configured.Succeeded && configured.Result.Text("namespace") is { } space)
            {
                var row = JsonSerializer.SerializeToElement(new { images = new[] { configured.Result.Text("image") } });
                return (new(configured.Result.Text("deployment") ?? service, environment, space, configured.Result.Text("cluster") ?? place.Cluster, row, false), null);
            }
        }

        return WorkloadFinder.Find(desk, new Subject(null, service), place) switch
        {
            null => null,
            { Workload: { } workload } => (new(
                workload.Name, place.Environment ?? WorkloadFinder.EnvironmentOf(workload.Namespace) ?? Production, workload.Namespace, place.Cluster, workload.Row, place.Environment is null), null),
            var search => (null, search),
        };
    }

    /// <summary>As written, and by the other word that configurations usually have for the same environment.</summary>
    private static string[] SpellingsOf(string environment) => environment.ToLowerInvariant() switch
    {
        "prod" or "prd" => [environment, Production],
        Production => [environment, "prod"],
        "dev" => [environment, "development"],
        "development" => [environment, "dev"],
        "stage" or "stg" => [environment, "staging"],
        _ => [environment],
    };

    /// <summary>The arguments that every tool of deployments takes.</summary>
    public static (string Name, JsonNode? Value)[] Arguments(ReleasePlace at, params ReadOnlySpan<(string Name, JsonNode? Value)> more) =>
        [("service", at.Service), ("environment", at.Environment), ("namespace", at.Namespace), ("cluster", at.Cluster), .. more];

    public static JsonArray? WeightsOf(ImmutableArray<int> weights) => weights.IsEmpty ? null : [.. weights.Select(weight => JsonValue.Create(weight))];
}
