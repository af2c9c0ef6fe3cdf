using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Opsroom.Tools.Incidents.Analysis.Notes;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Incidents.Analysis.Objects;

/// <summary>Objects that kubectl printed into notes, as YAML, JSON or a description: the analyzers look at them like at any others.</summary>
internal static partial class NoteObjects
{
    private const int MostObjects = 2000;
    private const int LongestNote = 4 * 1024 * 1024;

    public static IReadOnlyList<RecordedObject> Of(Recording recording) => [.. recording.Notes.SelectMany(note => Of(note, recording.Now)).Take(MostObjects)];

    /// <summary>Whether a note describes objects whose fields the analyzers judge.</summary>
    public static bool IsDescription(RecordedNote note) => note.Command is { } command && Describe().IsMatch(command) && DescribedObjects.Of(note, default).Count > 0;

    /// <summary>Lines that describe pods which run and are ready: what they say of earlier ends is over.</summary>
    public static List<(int From, int To)> WellLines(RecordedNote note)
    {
        if (note.Command is not { } command || !Describe().IsMatch(command))
        {
            return [];
        }

        var described = DescribedObjects.Of(note, default).Where(each => each.Object.Kind != "Event").OrderBy(each => each.Object.Body.Line).ToList();
        return
        [
            .. described.Select((each, index) => (each.Object, From: each.Object.Body.Line, To: index + 1 < described.Count ? described[index + 1].Object.Body.Line - 1 : int.MaxValue))
                .Where(each => each.Object.Kind == "Pod" && each.Object.Status.MapsAt("containerStatuses").Any() && each.Object.Status.MapsAt("containerStatuses").All(container => container.FlagAt("ready") is true))
                .Select(each => (each.From, each.To)),
        ];
    }

    private static IEnumerable<RecordedObject> Of(RecordedNote note, DateTimeOffset now)
    {
        if (note.Command is not { } command || note.Lines.Text.Length > LongestNote)
        {
            return [];
        }

        return Describe().IsMatch(command) ? DescribedObjects.Of(note, now) : Printed().IsMatch(command) ? Read(note) : Events().IsMatch(command) ? Happened(note, now, command) : command.Contains("--show-labels", StringComparison.Ordinal) ? Listed(note, command) : [];
    }

    private static List<RecordedObject> Read(RecordedNote note)
    {
        // empty lines for what stands above, so that nodes know their lines in the file
        var text = new StringBuilder().Append('\n', note.FirstLine - 1);
        for (var line = note.FirstLine; line <= note.Lines.Count; line++)
        {
            text.Append(Encoding.UTF8.GetString(note.Lines[line])).Append('\n');
        }

        return [.. ManifestReader.Read(text.ToString()).Objects.Where(each => each.Name.Length > 0).Select(each => new RecordedObject(each, note.Lines.PlaceOf(Math.Max(1, each.Body.Line))))];
    }

    /// <summary>Whether a note is a table of events, which are judged by their ages and by what is there now.</summary>
    public static bool IsEvents(RecordedNote note) => note.Command is { } command && Events().IsMatch(command) && Happened(note, default, command).Any();

    private static IEnumerable<RecordedObject> Happened(RecordedNote note, DateTimeOffset now, string command)
    {
        var space = Space().Match(command) is { Success: true } match ? match.Groups["name"].Value : "";
        foreach (var row in NoteTable.Of(note).SelectMany(table => table.Rows).Where(row => row["REASON"] is not null && row["OBJECT"] is not null && row["MESSAGE"] is not null))
        {
            var about = row["OBJECT"]!.Split('/', 2);
            var kind = about[0].ToLowerInvariant() switch { "pod" => "Pod", "node" => "Node", "deployment" or "deployment.apps" => "Deployment", "replicaset" or "replicaset.apps" => "ReplicaSet", "job" or "job.batch" => "Job", var other => other };
            var body = new YamlMap { Line = row.Line }.Add("apiVersion", "v1").Add("kind", "Event")
                .Add("metadata", new YamlMap { Line = row.Line }.Add("name", $"{note.Name}.{row.Line.ToString(CultureInfo.InvariantCulture)}").Add("namespace", row["NAMESPACE"] ?? space))
                .Add("involvedObject", new YamlMap { Line = row.Line }.Add("kind", kind).Add("name", about[^1]).Add("namespace", row["NAMESPACE"] ?? space))
                .Add("type", row["TYPE"] ?? "Normal").Add("reason", new YamlScalar(row["REASON"]!) { Line = row.Line }).Add("message", new YamlScalar(row["MESSAGE"]!) { Line = row.Line });
            if (NoteNumbers.Age(row["LAST SEEN", "LAST", "AGE"]?.Split(' ')[0]) is { } age && now > DateTimeOffset.MinValue + TimeSpan.FromDays(3650))
            {
                body.Add("lastTimestamp", (now - age).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            }

            yield return new(new KubeObject(body), note.Lines.PlaceOf(row.Line));
        }
    }

    /// <summary>Pods of a table with their labels.</summary>
    private static IEnumerable<RecordedObject> Listed(RecordedNote note, string command)
    {
        var space = Space().Match(command) is { Success: true } match ? match.Groups["name"].Value : "";
        foreach (var row in NoteTable.Of(note).SelectMany(table => table.Rows).Where(row => row["LABELS"] is not null && row["NAME"] is not null && row["RESTARTS"] is not null))
        {
            var labels = new YamlMap { Line = row.Line };
            foreach (var pair in row["LABELS"]!.Split(',').Select(each => each.Split('=', 2)).Where(pair => pair.Length == 2))
            {
                labels.Add(pair[0].Trim(), pair[1].Trim());
            }

            var metadata = new YamlMap { Line = row.Line }.Add("name", new YamlScalar(row["NAME"]!) { Line = row.Line }).AddIfAny("namespace", row["NAMESPACE"] ?? (space.Length > 0 ? space : null)).Add("labels", labels);
            yield return new(new KubeObject(new YamlMap { Line = row.Line }.Add("apiVersion", "v1").Add("kind", "Pod").Add("metadata", metadata)), note.Lines.PlaceOf(row.Line));
        }
    }

    [GeneratedRegex(@"\b(?:kubectl|oc|k)\b.*\b(?:get (?:events?|ev)|events)\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Events();

    [GeneratedRegex(@"(?:-n|--namespace)[= ](?<name>[a-z0-9-]+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Space();

    [GeneratedRegex(@"\b(?:kubectl|oc|k)\b.*\bdescribe\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Describe();

    [GeneratedRegex(@"\b(?:kubectl|oc|k)\b.*\bget\b.*(?:-o|--output)[= ]?\s*(?:yaml|json)\b|\bcat\b.*\.ya?ml", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Printed();
}
