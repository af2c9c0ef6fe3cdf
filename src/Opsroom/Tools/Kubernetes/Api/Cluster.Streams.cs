using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Opsroom.Tools.Kubernetes.Api.Connections;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Api;

/// <summary>What comes line by line: logs and watches.</summary>
internal sealed partial class Cluster
{
    private static readonly ApiResource Pods = new("", "v1", "Pod", "pods", "pod", ["po"], true, []);

    private const int LongestLogRead = 32 * 1024 * 1024;

    /// <summary>The last lines of a container's log, up to the query's bound. They are text from outside.</summary>
    public async Task<ToolResult<LogText>> LogsAsync(string @namespace, string pod, LogQuery query, CancellationToken cancellationToken)
    {
        if (Refuse(Pods, @namespace, pod, isWrite: false) is { } refused)
        {
            return refused;
        }

        var path = Pods.PathOf(@namespace, pod, "log") + Query(
            ("container", query.Container), ("tailLines", query.TailLines?.ToString(CultureInfo.InvariantCulture)),
            ("sinceSeconds", query.Since is { } since ? Math.Max(1, (long)since.TotalSeconds).ToString(CultureInfo.InvariantCulture) : null),
            ("previous", query.Previous ? "true" : null), ("timestamps", query.Timestamps ? "true" : null));
        var answer = await connection.OpenAsync(new KubeRequest(HttpMethod.Get, path, Access("get", Pods, @namespace, pod, "log")) { IsRead = true }, cancellationToken);
        if (answer.Stream is null)
        {
            return answer.Failure!;
        }

        using var stream = answer.Stream;
        using var patience = new CancellationTokenSource(options.RequestTimeout, time);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        // limitBytes would keep the oldest of what is asked for, so the newest are kept here
        var (lines, kept, read, isCut) = (new Queue<string>(), 0, 0L, false);
        try
        {
            while (read < LongestLogRead)
            {
                var (line, failure) = await stream.ReadLineAsync(given.Token);
                if (line is null)
                {
                    return failure is null ? new LogText([.. lines], isCut) : failure;
                }

                lines.Enqueue(line);
                read += line.Length + 1;
                kept += line.Length + 1;
                while (kept > query.MostCharacters && lines.Count > 1)
                {
                    kept -= lines.Dequeue().Length + 1;
                    isCut = true;
                }
            }

            return new LogText([.. lines], true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new LogText([.. lines], true);
        }
    }

    /// <summary>
    /// What changes from a version on, until the server ends the watch or the token does. It may end at any time: list and watch again. A failure is the last event.
    /// </summary>
    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        ApiResource resource, string? @namespace, string? fieldSelector, string? labelSelector, string? resourceVersion, TimeSpan longest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Refuse(resource, @namespace, null, isWrite: false) is { } refused)
        {
            yield return new WatchEvent(WatchChange.Failed, null, refused);
            yield break;
        }

        var path = resource.PathOf(@namespace) + Query(
            ("watch", "true"), ("allowWatchBookmarks", "true"), ("fieldSelector", fieldSelector), ("labelSelector", labelSelector), ("resourceVersion", resourceVersion),
            ("timeoutSeconds", Math.Max(1, (long)longest.TotalSeconds).ToString(CultureInfo.InvariantCulture)));
        var access = Access("watch", resource, @namespace, null);
        var answer = await connection.OpenAsync(new KubeRequest(HttpMethod.Get, path, access) { IsRead = true }, cancellationToken);
        if (answer.Stream is null)
        {
            yield return new WatchEvent(WatchChange.Failed, null, answer.Failure);
            yield break;
        }

        using var stream = answer.Stream;
        while (true)
        {
            var (line, failure) = await stream.ReadLineAsync(cancellationToken);
            if (line is null)
            {
                if (failure is not null)
                {
                    yield return new WatchEvent(WatchChange.Failed, null, failure);
                }

                yield break;
            }

            var each = Read(line, access);
            yield return each;
            if (each.Change == WatchChange.Failed)
            {
                yield break;
            }
        }
    }

    private WatchEvent Read(string line, KubeAccess access)
    {
        var root = KubeStatus.Parse(Encoding.UTF8.GetBytes(line));
        if (root.MapAt("object") is not { } body)
        {
            return new WatchEvent(WatchChange.Failed, null, new ToolFailure(FaultCodes.Unreachable, $"Cluster '{Name}' broke the watch to {access.Purpose}: what came is no event."));
        }

        return root.TextAt("type") switch
        {
            "ADDED" => new WatchEvent(WatchChange.Added, new KubeObject(body)),
            "MODIFIED" => new WatchEvent(WatchChange.Modified, new KubeObject(body)),
            "DELETED" => new WatchEvent(WatchChange.Deleted, new KubeObject(body)),
            "BOOKMARK" => new WatchEvent(WatchChange.Bookmark, new KubeObject(body)),
            _ => new WatchEvent(WatchChange.Failed, null, new ToolFailure(
                body.NumberAt("code") == 410 ? FaultCodes.Conflict : FaultCodes.Unreachable,
                $"Cluster '{Name}' ended the watch to {access.Purpose}: {OutsideText.OneLine(body.TextAt("message") ?? "no reason given")}.")),
        };
    }
}
