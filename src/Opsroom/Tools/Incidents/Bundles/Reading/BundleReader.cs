using System.Collections.Immutable;
using System.Text.Json;
using Opsroom.Tools.Incidents.Evidence;
using Opsroom.Tools.Kubernetes.Diagnosis;

namespace Opsroom.Tools.Incidents.Bundles.Reading;

/// <summary>Makes a recording of the files of a bundle. What a file is follows from its place; a file of no known place is a note, and one that cannot be read costs the others nothing.</summary>
internal static class BundleReader
{
    public const string Manifest = "manifest.json";

    /// <param name="content">The files.</param>
    /// <param name="clock">What counts as now where neither the header nor the evidence has a time.</param>
    public static Recording Read(BundleContent content, DateTimeOffset clock, CancellationToken cancellationToken)
    {
        var into = new RecordingBuilder();
        into.Unreadable.AddRange(content.Unreadable);
        var header = HeaderReader.None;
        foreach (var file in content.Files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (IsAt(file, "incident"))
            {
                header = Documents(file, into) is [var first, ..] ? HeaderReader.Read(first.Json, new(file.Path, first.Location)) : header;
            }
            else
            {
                Take(file, into);
            }
        }

        into.Saw(SnapshotTime.Of(into.Objects.Select(each => each.Object), DateTimeOffset.MaxValue) is var seen && seen < DateTimeOffset.MaxValue ? seen : null);
        var now = header.RecordedAt ?? header.EndedAt ?? LogTime.Newest(into.Logs, into.Newest) ?? clock;
        into.SettleAlerts(now);
        return into.Build(header, now, new EvidenceLocker(content.Files));
    }

    private static void Take(BundleFile file, RecordingBuilder into)
    {
        try
        {
            TakeByPlace(file, into);
        }
        catch (Exception damaged) when (damaged is InvalidOperationException or FormatException or ArgumentException or OverflowException or JsonException)
        {
            // text from outside that no reader foresaw: the file is kept as lines
            into.Refuse(file.Path, $"It cannot be read: {OutsideText.OneLine(damaged.Message)}.");
            TextFiles.ReadNote(file, into);
        }
    }

    private static void TakeByPlace(BundleFile file, RecordingBuilder into)
    {
        switch (file.Path.Split('/')[0].ToLowerInvariant())
        {
            case Manifest:
                break;
            case "logs" when file.Path.Contains('/', StringComparison.Ordinal):
                TextFiles.ReadLog(file, into);
                break;
            case "objects" when IsStructured(file):
                TakeStructured(file, into, (document, place) => TakeObjects(document, place, file, into));
                break;
            case "metrics" when IsStructured(file):
                TakeStructured(file, into, (document, place) => MetricReader.Read(document.Json, place, Stem(file.Name), into));
                break;
            case "traces" when IsStructured(file):
                TakeStructured(file, into, (document, place) => TraceReader.Read(document.Json, place, into));
                break;
            default:
                TakeByName(file, into);
                break;
        }
    }

    private static void TakeObjects(StructuredDocument document, Place place, BundleFile file, RecordingBuilder into)
    {
        if (ObjectReader.Read(document.Yaml, place, file.Name, into))
        {
            into.Refuse(file.Path, "It holds something of which the kind of object cannot be told.");
        }
    }

    private static void TakeByName(BundleFile file, RecordingBuilder into)
    {
        if (IsAt(file, "alerts"))
        {
            TakeStructured(file, into, (document, place) => AlertReader.Read(document.Json, place, into));
        }
        else if (IsAt(file, "rules"))
        {
            TakeStructured(file, into, (document, place) => RuleReader.Read(document.Json, place, into));
        }
        else if (IsAt(file, "events"))
        {
            TakeStructured(file, into, (document, place) => EventReader.ReadEvents(document.Json, place, into));
        }
        else if (IsAt(file, "changes"))
        {
            TakeStructured(file, into, (document, place) => EventReader.ReadChanges(document.Json, place, into));
        }
        else
        {
            TextFiles.ReadNote(file, into);
        }
    }

    private static void TakeStructured(BundleFile file, RecordingBuilder into, Action<StructuredDocument, Place> take)
    {
        var (before, documents) = (Count(into), Documents(file, into));
        foreach (var document in documents)
        {
            take(document, new(file.Path, document.Location));
        }

        // an empty list is an answer; anything else of which nothing was understood is at least text
        if (Count(into) == before && (documents.IsEmpty || into.Unreadable.Any(each => each.File == file.Path)) && !file.Text.IsEmpty)
        {
            TextFiles.ReadNote(file, into);
        }
    }

    private static ImmutableArray<StructuredDocument> Documents(BundleFile file, RecordingBuilder into)
    {
        if (file.Structure.Fault is { } fault)
        {
            into.Refuse(file.Path, fault);
        }

        return file.Structure.Documents;
    }

    private static int Count(RecordingBuilder into) =>
        into.Alerts.Count + into.Rules.Count + into.Objects.Count + into.Metrics.Count + into.Events.Count + into.Changes.Count + into.Spans.Count;

    /// <summary>Whether a file lies at the top under a name, as JSON or YAML.</summary>
    private static bool IsAt(BundleFile file, string name) => IsStructured(file) && Stem(file.Path).Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsStructured(BundleFile file) => Ending(file.Name) is ".json" or ".yaml" or ".yml" or ".jsonl" or ".ndjson" or "";

    private static string Unpacked(string name) => name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;

    private static string Ending(string name) => Path.GetExtension(Unpacked(name)).ToLowerInvariant();

    private static string Stem(string name) => Unpacked(name) is var whole && Path.GetExtension(whole) is { Length: > 0 } ending ? whole[..^ending.Length] : whole;
}
