using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Tools.Incidents.Analysis.Notes;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Incidents.Analysis.Objects;

/// <summary>Makes pods, nodes and their events of what <c>kubectl describe</c> prints; every field keeps its line.</summary>
internal static partial class DescribedObjects
{
    private const int MostLines = 20_000;

    public static IReadOnlyList<RecordedObject> Of(RecordedNote note, DateTimeOffset now)
    {
        var found = new List<RecordedObject>();
        DescribedPod? pod = null;
        var section = "";
        for (var number = note.FirstLine; number <= Math.Min(note.Lines.Count, MostLines); number++)
        {
            var text = note.Lines.TextOf(number, 2000);
            if (Field().Match(text) is { Success: true } match)
            {
                var (indent, key, value) = (match.Groups["indent"].Length, match.Groups["key"].Value.Trim(), new YamlScalar(match.Groups["value"].Value.Trim()) { Line = number });
                if (indent == 0)
                {
                    section = key;
                    if (key == "Name")
                    {
                        Finish(pod, note, found);
                        pod = new(value, number);
                    }
                }

                pod?.Take(section, indent, key, value);
                if (section != "Events" && section != "Conditions")
                {
                    continue;
                }
            }

            if (pod is not null && section == "Conditions")
            {
                pod.Condition(text, number);
            }
            else if (pod is not null && section == "Events" && EventRow().Match(text) is { Success: true } row)
            {
                found.Add(Event(pod, row, note, number, now));
            }
        }

        Finish(pod, note, found);
        return found;
    }

    private static void Finish(DescribedPod? pod, RecordedNote note, List<RecordedObject> found)
    {
        if (pod?.Object() is { } body)
        {
            found.Add(new(new KubeObject(body), note.Lines.PlaceOf(body.Line)));
        }
    }

    private static RecordedObject Event(DescribedPod pod, Match row, RecordedNote note, int number, DateTimeOffset now)
    {
        var age = NoteNumbers.Age(row.Groups["age"].Value);
        var first = NoteNumbers.Age(row.Groups["over"].Value) ?? age;
        var body = new YamlMap { Line = number }.Add("apiVersion", "v1").Add("kind", "Event")
            .Add("metadata", new YamlMap { Line = number }.Add("name", $"{pod.Name}.{note.Name}.{number.ToString(CultureInfo.InvariantCulture)}").Add("namespace", pod.Namespace))
            .Add("involvedObject", new YamlMap { Line = number }.Add("kind", pod.Kind).Add("name", pod.Name).Add("namespace", pod.Namespace))
            .Add("type", row.Groups["type"].Value).Add("reason", new YamlScalar(row.Groups["reason"].Value) { Line = number }).Add("message", new YamlScalar(row.Groups["message"].Value.Trim()) { Line = number })
            .Add("count", row.Groups["count"].Success ? row.Groups["count"].Value : "1");
        if (age is not null && now > DateTimeOffset.MinValue + TimeSpan.FromDays(3650))
        {
            body.Add("lastTimestamp", Time(now - age.Value)).Add("firstTimestamp", Time(now - first!.Value));
        }

        return new(new KubeObject(body), note.Lines.PlaceOf(number));
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<indent>\s*)(?<key>[A-Z][\w ./()-]{0,40}?|memory|cpu|ephemeral-storage|[a-z0-9][a-z0-9-]{0,62}):(?:\s+(?<value>.*))?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Field();

    [GeneratedRegex(@"^\s*(?<type>Normal|Warning)\s+(?<reason>\w+)\s+(?<age>[\dydhms]+|<unknown>|<invalid>)(?: \(x(?<count>\d{1,9}) over (?<over>[\dydhms]+)\))?\s+(?<from>\S+(?:, \S+)?)\s+(?<message>.+)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EventRow();
}
