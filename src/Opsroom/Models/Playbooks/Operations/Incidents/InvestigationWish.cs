using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Models.Playbooks.Reading;
using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Models.Playbooks.Operations.Incidents;

/// <summary>What a task asks to have investigated.</summary>
/// <param name="Since">A time of day (<c>14:00</c>) or a whole time; null where a range was given, or nothing.</param>
/// <param name="Range">How far back to look.</param>
internal sealed partial record InvestigationWish(
    string Description, string? Alert, string? Service, string? Namespace, string? Since, string? Range, string? Bundle, string? SaveTo, string? Cluster)
{
    private const int LongestDescription = 2_000;
    private const string UsualBundle = "evidence/incident.zip";

    private static readonly TimeSpan ShortestRange = TimeSpan.FromMinutes(15);
    private static readonly string[] BundleWords = ["bundle", "bundles", "evidence", "recording", "recorded", "aufzeichnung", "beweise", "mitschnitt", "incident", "snapshot"];
    private static readonly string[] BundleParts = ["incident.yaml", "alerts.json", "rules.json", "events.json", "changes.json"];

    /// <summary>Whether the task itself names the evidence; without it, it is what was handed in with the thread.</summary>
    public bool NamesBundle { get; init; }

    public static InvestigationWish Read(PlaybookBrief asked, TaskBrief brief, ContextValues context)
    {
        var task = asked.Task;
        var saves = brief.Text.Mentions("save", "store", "keep", "speichere", "speichern", "sichere", "sichern") && brief.Text.Mentions("bundle", "evidence", "recording", "beweise", "aufzeichnung");
        var paths = brief.Paths.Where(IsBundle).ToList();
        var saveTo = context.Text("savebundleto") ?? (saves ? SavePath().Match(task) is { Success: true } named ? named.Groups["path"].Value.TrimEnd('.', ',') : UsualBundle : null);
        var spelled = BundlePath().Match(task) is { Success: true } said ? said.Groups["path"].Value.TrimEnd('.', ',') : null;
        var bundle = context.Text("bundlepath", "bundle", "evidencepath") ?? paths.Find(path => path != saveTo)
            ?? (spelled != saveTo && spelled?.Contains('/', StringComparison.Ordinal) is true ? spelled : null);
        var handedIn = bundle is null && !saves ? InWorkspace(asked.Files) : null;
        return new InvestigationWish(
            task.Length <= LongestDescription ? task : task[..LongestDescription],
            brief.Alerts.FirstOrDefault() ?? Label(task, "alertname") ?? Named(FiringTitle().Match(task)),
            brief.Service ?? Label(task, "service") ?? Label(task, "app") ?? (bundle is null && handedIn is null ? SufferingService.In(brief.Text, task) : null),
            brief.Namespace ?? Label(task, "namespace"),
            context.Text("startedat", "since") ?? TimeIn(task),
            brief.Durations.FirstOrDefault(duration => PromQlDuration.Parse(duration) >= ShortestRange) ?? DayIn(brief.Text),
            bundle ?? handedIn, saveTo, context.Text("cluster", "clustername"))
        {
            NamesBundle = bundle is not null,
        };
    }

    /// <summary>A zip, or a folder that the text speaks of as evidence.</summary>
    private static bool IsBundle(string path) =>
        path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) || !References.HasFileExtension(path.ToLowerInvariant()) && path.Contains('/', StringComparison.Ordinal)
        && BundleWords.Any(word => path.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Evidence that was handed in with the task: one zip, or one folder with the parts of a bundle.</summary>
    private static string? InWorkspace(IEnumerable<string> files)
    {
        var all = files.ToList();
        var folders = all.Where(file => file.Contains('/', StringComparison.Ordinal) && BundleParts.Contains(file[(file.LastIndexOf('/') + 1)..], StringComparer.Ordinal))
            .Select(file => file[..file.LastIndexOf('/')]).Distinct(StringComparer.Ordinal).ToList();
        if (folders.Count == 1)
        {
            return folders[0];
        }

        var zips = all.Where(file => file.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)).ToList();
        return zips.Count == 1 && folders.Count == 0 ? zips[0] : null;
    }

    private static string? TimeIn(string task)
    {
        if (WholeTime().Match(task) is { Success: true } whole && DateTimeOffset.TryParse(whole.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }

        if (TimeOfDay().Match(task) is not { Success: true } found || !int.TryParse(found.Groups["hour"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var hour))
        {
            return null;
        }

        var half = found.Groups["half"].Value.ToLowerInvariant();
        hour = half switch { "pm" when hour < 12 => hour + 12, "am" when hour == 12 => 0, _ => hour };
        return hour > 23 ? null : string.Create(CultureInfo.InvariantCulture, $"{hour:00}:{(found.Groups["minute"].Success ? found.Groups["minute"].Value : "00")}");
    }

    private static string? DayIn(TaskText text) =>
        text.Mentions("yesterday", "gestern", "ayer", "hier") ? "36h" : text.Mentions("tonight", "overnight", "morning", "nacht", "morgen", "today", "heute") ? "12h" : null;

    /// <summary>The value of a label in an alert that was pasted: <c>alertname="X"</c>, <c>"alertname": "X"</c>, <c>alertname = X</c>.</summary>
    private static string? Label(string task, string name)
    {
        foreach (Match match in Labels().Matches(task))
        {
            if (match.Groups["name"].Value.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return match.Groups["value"].Value;
            }
        }

        return null;
    }

    private static string? Named(Match match) => match.Success ? match.Groups["name"].Value : null;

    [GeneratedRegex(@"(?<![\w])""?(?<name>alertname|service|app|namespace)""?\s*[:=]\s*""?(?<value>[A-Za-z0-9][\w.-]{0,99})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Labels();

    [GeneratedRegex(@"\[FIRING(?::\d+)?\]\s+(?<name>[A-Za-z][\w-]{2,99})", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FiringTitle();

    [GeneratedRegex(@"\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WholeTime();

    [GeneratedRegex(
        @"\b(?:since|from|at|around|about|after|seit|ab|um|gegen|nach|depuis|desde)\s+(?:about\s+|around\s+|etwa\s+|ca\.?\s+|kurz nach\s+)?(?<hour>\d{1,2})(?:(?:[:.h](?<minute>[0-5]\d))\s*(?<half>am|pm)?|\s*(?<half>am|pm|uhr))\b(?!\s*%)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TimeOfDay();

    [GeneratedRegex(@"\b(?:bundle|evidence|recording|aufzeichnung|beweise)\s+(?:at|in|from|under|unter|aus|von)\s+[`""']?(?<path>[\w./@+-]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BundlePath();

    [GeneratedRegex(@"\b(?:to|as|into|in|nach|als|unter)\s+[`""']?(?<path>[\w./@+-]*[\w@+-]+(?:/[\w./@+-]+|\.zip))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SavePath();
}
