using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis;

/// <summary>When objects were taken from their cluster: ages are counted from then, however long ago that was.</summary>
internal static class SnapshotTime
{
    private static readonly string[] Moments = ["lastHeartbeatTime", "lastTransitionTime", "lastUpdateTime", "lastProbeTime", "lastTimestamp", "lastObservedTime", "eventTime", "creationTimestamp", "startedAt", "finishedAt", "startTime", "completionTime", "lastScheduleTime", "renewTime", "timeAdded"];

    /// <summary>The newest time at which something was seen to happen, or now where there is none or it is not past.</summary>
    public static DateTimeOffset Of(IEnumerable<KubeObject> objects, DateTimeOffset now)
    {
        DateTimeOffset? newest = null;
        foreach (var each in objects)
        {
            foreach (var part in (YamlNode?[])[each.Body.At("metadata"), each.Status, each.Body.At("series"), each.Spec.At("taints"), each.Kind is "Lease" ? each.Spec : null])
            {
                Visit(part, ref newest);
            }

            // an event's times stand at its top
            Take(each.Body, ref newest);
        }

        return newest is { } last && last < now ? last : now;
    }

    private static void Visit(YamlNode? node, ref DateTimeOffset? newest)
    {
        switch (node)
        {
            case YamlMap map:
                Take(map, ref newest);
                foreach (var entry in map.Entries)
                {
                    Visit(entry.Value, ref newest);
                }

                break;
            case YamlList list:
                foreach (var item in list.Items)
                {
                    Visit(item, ref newest);
                }

                break;
        }
    }

    private static void Take(YamlMap map, ref DateTimeOffset? newest)
    {
        foreach (var (key, value) in map.Entries)
        {
            if (value is YamlScalar && Moments.Contains(key.Value, StringComparer.Ordinal) && map.TimeAt(key.Value) is { } time && !(time <= newest))
            {
                newest = time;
            }
        }
    }
}
