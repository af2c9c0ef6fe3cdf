using System.Collections.Immutable;
using System.Text;
using Opsroom.Tools.Logs.Reading;
using Opsroom.Tools.Logs.Searching;

namespace Opsroom.Tools.Logs.Loki;

/// <summary>Which streams are asked, found by the labels that the server has.</summary>
/// <param name="Text">As LogQL has it.</param>
/// <param name="How">For a person: by which label the service was found.</param>
/// <param name="HasLevels">Whether streams are chosen by their level, so that lines need not be.</param>
internal sealed record LokiSelector(string Text, string How, bool HasLevels)
{
    /// <summary>The labels that name services, the most telling first.</summary>
    private static readonly string[] ServiceLabels =
    [
        "service_name", "service", "app_kubernetes_io_name", "app", "application", "app_name", "k8s_app", "component", "container", "container_name", "compose_service", "deployment", "job", "unit", "filename", "pod",
    ];

    private static readonly string[] LevelLabels = ["level", "detected_level", "severity", "lvl"];

    public static async Task<ToolResult<LokiSelector>> FindAsync(LokiClient client, LogSearch search, CancellationToken cancellationToken)
    {
        var listed = await client.LabelsAsync(search.From, search.Until, cancellationToken);
        if (listed.Value is not { } all)
        {
            return listed.Failure!;
        }

        ImmutableArray<string> labels = [.. all.Names.Where(LogQL.IsLabel)];
        if (labels.IsEmpty)
        {
            return new LokiSelector("", "no stream has a line in this time", false);
        }

        List<string> matchers = [];
        var how = "all streams";
        if (search.Service is { } service)
        {
            var found = await FindServiceAsync(client, search, service, labels, cancellationToken);
            if (found.Value is not { } place)
            {
                return found.Failure!;
            }

            (var matcher, how) = (place.Matcher, place.How);
            matchers.Add(matcher);
        }
        else
        {
            // a selector has to name something that streams must have
            var any = ServiceLabels.FirstOrDefault(label => labels.Contains(label, StringComparer.Ordinal)) ?? labels[0];
            matchers.Add($"{any}=~\".+\"");
            how = $"all streams with the label {any}";
        }

        foreach (var field in search.Filter.Clauses.Where(clause => clause is { AnyOf: [LogTerm.Field] }))
        {
            var asked = (LogTerm.Field)field.AnyOf[0];
            if (labels.Contains(asked.Name, StringComparer.Ordinal) && asked.Name is not ("level" or "severity"))
            {
                matchers.Add($"{asked.Name}{(field.IsNot ? "!~" : "=~")}{LogQL.Quote($"(?i){Re2Text.Escape(asked.Fixed)}{(asked.IsPrefix ? ".*" : "")}")}");
            }
        }

        var levels = await LevelsAsync(client, search, labels, cancellationToken);
        if (levels is not null)
        {
            matchers.Add(levels);
        }

        return new LokiSelector($"{{{string.Join(", ", matchers)}}}", how, levels is not null);
    }

    private static async Task<ToolResult<Place>> FindServiceAsync(LokiClient client, LogSearch search, string service, ImmutableArray<string> labels, CancellationToken cancellationToken)
    {
        var tried = new List<string>();
        Place? near = null;
        foreach (var label in (client.ServiceLabel is { } configured ? [configured] : ServiceLabels).Where(label => labels.Contains(label, StringComparer.Ordinal)))
        {
            var values = await client.ValuesAsync(label, search.From, search.Until, cancellationToken);
            if (values.Value is not { } known)
            {
                return values.Failure!;
            }

            if (known.Names.FirstOrDefault(value => value.Equals(service, StringComparison.OrdinalIgnoreCase)) is { } same)
            {
                return new Place($"{label}={LogQL.Quote(same)}", $"{label}=\"{OutsideText.OneLine(same, 100)}\"");
            }

            // job is often namespace/name, a pod name-hash, a file in a folder of the service
            string[] alike = [.. known.Names.Where(value => IsOf(value, service)).Take(50)];
            if (alike.Length > 0)
            {
                near ??= new Place($"{label}=~{LogQL.Quote(string.Join('|', alike.Select(Re2Text.Escape)))}", $"{label} being one of {OutsideText.OneLine(string.Join(", ", alike.Take(5)), 200)}");
            }

            tried.Add(known.Names.IsEmpty ? label : $"{label} ({OutsideText.OneLine(string.Join(", ", known.Names.Take(8)), 200)}{(known.Names.Length > 8 ? ", …" : "")})");
        }

        return near is not null ? near
            : ToolFailure.NotFound(
                tried.Count == 0
                    ? $"Loki has none of the labels that usually name a service; it has {string.Join(", ", labels.Take(20))}. Set Loki:ServiceLabel to the one that does, or search without service."
                    : $"Loki has no streams of '{OutsideText.OneLine(service, 100)}' in this time. Looked for in {string.Join("; ", tried.Take(6))}.");
    }

    private static bool IsOf(string value, string service)
    {
        var at = value.IndexOf(service, StringComparison.OrdinalIgnoreCase);
        return at >= 0 && (at == 0 || value[at - 1] is '/' or '.' or ':' or '_') && (at + service.Length == value.Length || value[at + service.Length] is '-' or '.' or '/' or ':');
    }

    /// <summary>Streams of the level or worse, and those that do not say theirs.</summary>
    private static async Task<string?> LevelsAsync(LokiClient client, LogSearch search, ImmutableArray<string> labels, CancellationToken cancellationToken)
    {
        if (search.Level <= EntryLevel.Info || LevelLabels.FirstOrDefault(label => labels.Contains(label, StringComparer.Ordinal)) is not { } label)
        {
            return null;
        }

        var values = await client.ValuesAsync(label, search.From, search.Until, cancellationToken);
        if (values.Value is not { } known)
        {
            return null;
        }

        string[] wanted = [.. known.Names.Where(value => LevelWords.Of(Encoding.UTF8.GetBytes(value)) is var level && (level == EntryLevel.Unknown || level >= search.Level)).Take(50)];
        return $"{label}=~{LogQL.Quote(string.Join('|', [.. wanted.Select(Re2Text.Escape), ""]))}";
    }

    private sealed record Place(string Matcher, string How);
}
