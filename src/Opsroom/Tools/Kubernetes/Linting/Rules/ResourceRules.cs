using System.Globalization;
using static Opsroom.Tools.Kubernetes.Linting.LintRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>What containers ask of a node, and what they may take at most.</summary>
internal static class ResourceRules
{
    private const decimal Mebibyte = 1024m * 1024m;

    public static IEnumerable<LintRule> All { get; } =
    [
        Missing("cpu-request", Warning, "requests", "cpu", "The scheduler places it as if it used none, and it starves first. Set what it uses at usual load.", "kube-linter: unset-cpu-requirements; kube-score, polaris"),
        Missing("memory-request", Warning, "requests", "memory", "The scheduler places it as if it used none, and it is evicted first. Set what it uses at usual load.", "kube-linter: unset-memory-requirements; kube-score, polaris"),
        Missing("memory-limit", Warning, "limits", "memory", "A leak takes the node's memory and its neighbours with it. Set the most it may use.", "kube-linter: unset-memory-requirements; kube-score, polaris"),
        Missing("cpu-limit", Info, "limits", "cpu", "Some clusters demand one; it throttles the container even where the node is idle, so leaving it out is a choice too.", "kube-score, polaris"),
        Missing("ephemeral-storage-request", Info, "requests", "ephemeral-storage", "Logs and temporary files may fill the node's disk. Set what it needs.", "kube-score: container-ephemeral-storage-request-and-limit"),
        OfContainers("request-over-limit", Error, "No request is larger than its limit.", "API validation; kube-score", (container, report) =>
        {
            foreach (var (key, request) in container.Spot.At("resources", "requests").Entries)
            {
                var limit = container.Spot.At("resources", "limits")[key.Value];
                if (request.Quantity is { } asked && limit.Quantity is { } most && asked > most)
                {
                    report.Add(request, $"The request for {key.Value} ({request.Text}) is larger than its limit ({limit.Text}); the API server refuses it. Raise the limit or lower the request.");
                }
            }
        }),
        OfContainers("memory-overcommit", Info, "Memory is requested as large as its limit, so that nobody is evicted for it.", "kube-score: container-memory-requests-equal-limits", (container, report) =>
        {
            var resources = container["resources"];
            if (resources.At("requests", "memory").Quantity is { } request && resources.At("limits", "memory").Quantity is { } limit && request < limit)
            {
                report.Add(resources.At("requests", "memory"), $"Between request ({resources.At("requests", "memory").Text}) and limit ({resources.At("limits", "memory").Text}) the memory is there only while neighbours do not need it. Make them equal where an eviction hurts.");
            }
        }),
        OfContainers("implausible-quantity", Warning, "Amounts are of a size that a container has: no thousandths of bytes, no hundreds of cores.", "Kubernetes: resource units", Implausible),
        OfContainers("fractional-extended-resource", Error, "Devices are asked for in whole numbers, as many as the limit.", "API validation: extended resources", (container, report) =>
        {
            foreach (var (key, limit) in container.Spot.At("resources", "limits").Entries.Where(entry => entry.Key.Value.Contains('/', StringComparison.Ordinal)))
            {
                if (limit.Quantity is { } amount && amount.Value != decimal.Truncate(amount.Value))
                {
                    report.Add(limit, $"{key.Value} is given in whole pieces only.");
                }
                else if (container.Spot.At("resources", "requests")[key.Value] is { Quantity: { } request } place && limit.Quantity is { } most && request != most)
                {
                    report.Add(place, $"{key.Value} cannot be shared: request and limit have to be the same.");
                }
            }
        }),
        OfPods("empty-dir-limit", Info, "Temporary volumes have a size limit.", "kube-score, datree", (pods, report) =>
        {
            foreach (var volume in pods.Spec["volumes"].Items)
            {
                var source = volume["emptyDir"];
                if (source.Raw is not null && source["medium"].Text != "Memory" && !source["sizeLimit"].Exists)
                {
                    report.Add(source["sizeLimit"], $"The volume {volume["name"].Text} may fill the node's disk. Set emptyDir.sizeLimit.");
                }
            }
        }),
        OfPods("memory-volume-limit", Warning, "Volumes in memory have a size limit.", "Kubernetes: emptyDir", (pods, report) =>
        {
            foreach (var source in pods.Spec["volumes"].Items.Select(volume => volume["emptyDir"]))
            {
                if (source["medium"].Text == "Memory" && !source["sizeLimit"].Exists)
                {
                    report.Add(source["sizeLimit"], "The volume is in memory and counts against the container's limit: what is written there gets it killed. Set sizeLimit.");
                }
            }
        }),
    ];

    private static LintRule Missing(string id, Severity severity, string part, string resource, string why, string source) =>
        OfContainers(id, severity, $"Containers have a {(part == "limits" ? "limit" : "request")} for {resource}.", source, (container, report) =>
        {
            var field = container.Spot.At("resources", part, resource);
            var isGiven = field.Exists || part == "requests" && container.Spot.At("resources", "limits", resource).Exists || container.Pods.Spec.At("resources", part, resource).Exists;
            if (!isGiven)
            {
                report.Add(field, $"Container {container.Name} has no resources.{part}.{resource}. {why}");
            }
        });

    private static void Implausible(LintContainer container, LintReport report)
    {
        foreach (var amount in (Spot[])[container.Spot.At("resources", "requests"), container.Spot.At("resources", "limits")])
        {
            if (amount["memory"] is { Quantity: { } memory } place && memory.Value > 0)
            {
                // 512m is half a byte: who writes it means mebibytes
                if (place.Text!.EndsWith('m'))
                {
                    report.Add(place, $"{place.Text} of memory are thousandths of a byte. Write {place.Text[..^1]}Mi.", report.Fix(place, place.Text[..^1] + "Mi"));
                }
                else if (memory.Value < 4 * Mebibyte)
                {
                    report.Add(place, $"{place.Text} of memory are {memory.Value.ToString("0", CultureInfo.InvariantCulture)} bytes; no container starts with so little. Add the unit: Mi or Gi.");
                }
            }

            if (amount["cpu"] is { Quantity: { } cpu } cores && cpu.Value >= 100)
            {
                report.Add(cores, $"{cores.Text} are whole cores. Write {cpu.Value.ToString("0", CultureInfo.InvariantCulture)}m for thousandths of one.");
            }
        }
    }
}
