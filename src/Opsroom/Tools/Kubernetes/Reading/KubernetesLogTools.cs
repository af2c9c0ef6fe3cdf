using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Reading;

/// <summary>Reads what a cluster and its containers have written: text from outside.</summary>
internal sealed class KubernetesLogTools(ClusterDirectory clusters, TimeProvider time)
{
    private const int MostEvents = 5_000;
    private const string DefaultContainer = "kubectl.kubernetes.io/default-container";

    [Tool("kubernetes_get_events", Effect.Read, Tainted = true)]
    [ToolExample("""{"namespace": "shop", "involved_object": "Pod/checkout-6d5f9c7b8-x2k4q"}""")]
    [Description("Lists events, newest first, those that say the same of the same object as one with their count.")]
    public async Task<ToolResult<EventList>> GetEventsAsync(
        [Description("The namespace; without it all of them."), StringLength(63)] string? @namespace,
        [Description("What they are about: Kind/name, or a name."), StringLength(320)] string? involvedObject,
        [Description("The configured cluster; without it the default one."), StringLength(253)] string? cluster,
        [Description("How many to list at most."), Range(1, 1_000)] int limit = 100,
        CancellationToken cancellationToken = default)
    {
        var found = clusters.Find(cluster);
        if (found.Value is not { } chosen)
        {
            return found.Failure!;
        }

        var selector = await SelectorAsync(chosen, involvedObject, cancellationToken);
        if (selector.Value is null)
        {
            return selector.Failure!;
        }

        var list = await chosen.ListAsync(
            "events", new ListQuery { Namespace = string.IsNullOrWhiteSpace(@namespace) ? null : @namespace.Trim(), FieldSelector = selector.Value, MostItems = MostEvents }, cancellationToken);
        if (list.Value is not { } events)
        {
            return list.Failure!;
        }

        var rows = EventRows.Of(events.Items, time.GetUtcNow());
        return new EventList(
            [.. rows.Take(limit)], rows.Count(row => row.Type == "Warning"), events.IsTruncated || rows.Length > limit,
            events.IsTruncated ? $"There are more than {MostEvents:N0} events, and the newest may be among those that were not read: name a namespace or an involved_object."
            : rows.Length > limit ? $"There are {rows.Length:N0}: name an involved_object, or raise limit."
            : null);
    }

    [Tool("kubernetes_get_logs", Effect.Read, Tainted = true)]
    [ToolExample("""{"namespace": "shop", "pod": "checkout-6d5f9c7b8-x2k4q", "tail_lines": 100}""")]
    [Description("Reads the last lines of a container's log; with previous, of the run before the last restart, which says why a container crashed.")]
    public async Task<ToolResult<PodLog>> GetLogsAsync(
        [Description("The pod's namespace."), StringLength(63, MinimumLength = 1)] string @namespace,
        [Description("The pod's name."), StringLength(253, MinimumLength = 1)] string pod,
        [Description("The container; without it the pod's default one, or its first."), StringLength(63)] string? container,
        [Description("Only what is at most so old: 90s, 10m, 2h or 1d."), RegularExpression("[1-9][0-9]{0,5}[smhd]")] string? since,
        [Description("The configured cluster; without it the default one."), StringLength(253)] string? cluster,
        [Description("How many of its last lines."), Range(1, 5_000)] int tailLines = 200,
        [Description("Whether to read the log of the container's run before the current one.")] bool previous = false,
        [Description("Whether each line begins with its time.")] bool timestamps = false,
        CancellationToken cancellationToken = default)
    {
        var found = clusters.Find(cluster);
        if (found.Value is not { } chosen)
        {
            return found.Failure!;
        }

        // without the right to read pods the server still tells which containers there are
        var seen = await chosen.GetAsync("pods", @namespace, pod, cancellationToken);
        if (seen.Failure is { Code: not FaultCodes.Denied } failure)
        {
            return failure;
        }

        var containers = seen.Value is { } read ? PodTemplate.Of(read)?.AllContainers.Select(each => each.TextAt("name")).OfType<string>().ToImmutableArray() ?? [] : [];
        var name = string.IsNullOrWhiteSpace(container) ? DefaultOf(seen.Value) : container.Trim();
        if (name is not null && !containers.IsEmpty && !containers.Contains(name, StringComparer.Ordinal))
        {
            return ToolFailure.InvalidArgument($"The pod {pod} has no container '{OutsideText.OneLine(name)}'. It has {string.Join(", ", containers)}.");
        }

        var log = await chosen.LogsAsync(
            @namespace, pod, new LogQuery { Container = name, TailLines = tailLines, Since = SpanOf(since), Previous = previous, Timestamps = timestamps }, cancellationToken);
        if (log.Value is not { } text)
        {
            return previous && log.Failure!.Code == FaultCodes.InvalidArgument
                ? ToolFailure.NotFound($"There is no log of an earlier run of {name ?? "the container"} in {pod}: it was not restarted, or its log is gone. {log.Failure.Message}")
                : log.Failure!;
        }

        return new PodLog(
            pod, name, text.Lines, text.IsTruncated || text.Lines.Length >= tailLines, [.. containers.Where(each => each != name)],
            text.IsTruncated ? "Only the end of it is here: name since, or fewer tail_lines."
            : text.Lines.Length >= tailLines ? "There may be earlier lines: raise tail_lines."
            : text.Lines.IsEmpty && !previous ? "The log is empty. Where the container was restarted, ask with previous."
            : null);
    }

    private static string? DefaultOf(KubeObject? pod) =>
        pod?.Annotations.GetValueOrDefault(DefaultContainer) is { Length: > 0 } named ? named : pod?.Spec.MapsAt("containers").FirstOrDefault().TextAt("name");

    private static async Task<ToolResult<string>> SelectorAsync(Cluster chosen, string? about, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(about))
        {
            return "";
        }

        // as findings name objects: Kind/namespace/name, Kind/name; or only the name
        var parts = about.Trim().Split('/');
        var name = parts[^1];
        if (parts.Length > 3 || name.Length == 0 || name.Any(letter => letter is ',' or '=' or '!'))
        {
            return ToolFailure.InvalidArgument($"'{OutsideText.OneLine(about)}' names no object: give Kind/name, or a name.");
        }

        if (parts.Length == 1)
        {
            return $"involvedObject.name={name}";
        }

        var kind = await chosen.ResolveAsync(parts[0], null, cancellationToken);
        return kind.Value is { } resource ? $"involvedObject.kind={resource.Kind},involvedObject.name={name}" : kind.Failure!;
    }

    private static TimeSpan? SpanOf(string? text) => text is null ? null
        : int.Parse(text[..^1], System.Globalization.CultureInfo.InvariantCulture) * text[^1] switch { 's' => TimeSpan.FromSeconds(1), 'm' => TimeSpan.FromMinutes(1), 'h' => TimeSpan.FromHours(1), _ => TimeSpan.FromDays(1) };
}

/// <param name="Container">Whose log it is; absent where it could not be told.</param>
/// <param name="Lines">Oldest first.</param>
/// <param name="Truncated">Whether there are, or may be, more.</param>
/// <param name="OtherContainers">Of the same pod.</param>
/// <param name="Hint">How to see more.</param>
public sealed record PodLog(string Pod, string? Container, ImmutableArray<string> Lines, bool Truncated, ImmutableArray<string> OtherContainers, string? Hint);
