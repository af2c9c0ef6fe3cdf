using System.Text.Json.Nodes;

namespace Opsroom.TestKit.Kubernetes.Snapshots;

/// <summary>The same object in the version that an older API server has.</summary>
internal static class OlderVersions
{
    /// <summary>Null where there is no older version, or none that says the same.</summary>
    public static JsonObject? Of(JsonObject given)
    {
        var older = ((string)given["apiVersion"]!, (string)given["kind"]!) switch
        {
            ("policy/v1", "PodDisruptionBudget") => "policy/v1beta1",
            ("autoscaling/v2", "HorizontalPodAutoscaler") => "autoscaling/v2beta2",
            ("batch/v1", "CronJob") => "batch/v1beta1",
            ("discovery.k8s.io/v1", "EndpointSlice") => "discovery.k8s.io/v1beta1",
            _ => null,
        };
        if (older is null)
        {
            return null;
        }

        var made = given.DeepClone().AsObject();
        made["apiVersion"] = older;
        if ((string)made["kind"]! == "EndpointSlice")
        {
            MoveZones(made);
        }

        return made;
    }

    // the zone was one of the keys of a topology before it had a field
    private static void MoveZones(JsonObject slice)
    {
        foreach (var endpoint in slice["endpoints"]?.AsArray().OfType<JsonObject>() ?? [])
        {
            if (endpoint.Remove("zone", out var zone))
            {
                endpoint["topology"] = new JsonObject { ["topology.kubernetes.io/zone"] = zone };
            }
        }
    }
}
