using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Opsroom.TestKit.Kubernetes.Fakes;

public sealed partial class FakeKubernetes
{
    private readonly ConcurrentDictionary<(string Scope, string Pod, string Container, bool IsPrevious), IEnumerable<FakeLogLine>> logs = new();

    /// <summary>What a container of a pod writes, or wrote before its last restart. Lines are made when they are read, so that there can be any number of them.</summary>
    public void Log(string scope, string pod, string container, IEnumerable<FakeLogLine> lines, bool isPrevious = false) => logs[(scope, pod, container, isPrevious)] = lines;

    private async Task WriteLogAsync(HttpContext context, FakeKubernetesRequest request, FakeKind kind, FakeAddress address)
    {
        IEnumerable<FakeLogLine> lines;
        lock (gate)
        {
            lines = LinesOf(request, Existing(kind, address));
        }

        if (int.TryParse(request.Query.GetValueOrDefault("sinceSeconds"), CultureInfo.InvariantCulture, out var seconds))
        {
            var since = time.GetUtcNow().AddSeconds(-seconds);
            lines = lines.Where(line => line.Time >= since);
        }

        if (int.TryParse(request.Query.GetValueOrDefault("tailLines"), CultureInfo.InvariantCulture, out var tail))
        {
            lines = lines.TakeLast(tail);
        }

        var left = long.TryParse(request.Query.GetValueOrDefault("limitBytes"), CultureInfo.InvariantCulture, out var limit) ? limit : long.MaxValue;
        context.Response.ContentType = "text/plain";
        foreach (var line in lines)
        {
            var bytes = Encoding.UTF8.GetBytes(request.Query.GetValueOrDefault("timestamps") == "true" ? $"{line.Time.UtcDateTime:O} {line.Text}\n" : $"{line.Text}\n");
            await context.Response.Body.WriteAsync(bytes.AsMemory(0, (int)Math.Min(bytes.Length, left)), context.RequestAborted);
            left -= bytes.Length;
            if (left <= 0)
            {
                return;
            }
        }
    }

    private IEnumerable<FakeLogLine> LinesOf(FakeKubernetesRequest request, JsonObject pod)
    {
        var (scope, name) = ((string)pod["metadata"]!["namespace"]!, (string)pod["metadata"]!["name"]!);
        var (main, init) = (Names(pod, "containers"), Names(pod, "initContainers"));
        var container = request.Query.GetValueOrDefault("container") is { Length: > 0 } asked ? asked
            : main.Count == 1 ? main[0]
            : throw new FakeRefusedException(FakeRefusal.BadRequest($"a container name must be specified for pod {name}, choose one of: [{string.Join(' ', main)}]"));
        if (!main.Contains(container) && !init.Contains(container))
        {
            throw new FakeRefusedException(FakeRefusal.BadRequest($"container {container} is not valid for pod {name}"));
        }

        var isPrevious = request.Query.GetValueOrDefault("previous") is "true" or "1";
        return logs.TryGetValue((scope, name, container, isPrevious), out var lines) ? lines
            : isPrevious ? throw new FakeRefusedException(FakeRefusal.BadRequest($"previous terminated container \"{container}\" in pod \"{name}\" not found"))
            : WaitingReason(pod, container) is { } reason ? throw new FakeRefusedException(FakeRefusal.BadRequest($"container \"{container}\" in pod \"{name}\" is waiting to start: {reason}"))
            : [];
    }

    private static List<string> Names(JsonObject pod, string list) => [.. (pod["spec"]?[list] as JsonArray ?? []).Select(container => (string)container!["name"]!)];

    private static string? WaitingReason(JsonObject pod, string container)
    {
        var status = ((JsonArray[])[pod["status"]?["containerStatuses"] as JsonArray ?? [], pod["status"]?["initContainerStatuses"] as JsonArray ?? []])
            .SelectMany(list => list).FirstOrDefault(each => (string)each!["name"]! == container);
        return status?["lastState"]?["terminated"] is null ? (string?)status?["state"]?["waiting"]?["reason"] : null;
    }
}

/// <summary>A line of a container's log.</summary>
public sealed record FakeLogLine(DateTimeOffset Time, string Text);
