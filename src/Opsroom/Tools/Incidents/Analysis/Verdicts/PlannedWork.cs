using System.Text.RegularExpressions;
using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Verdicts;

/// <summary>Work that was announced, and what was turned off on purpose: it explains demand, restarts and nodes that go, not users that suffer.</summary>
internal static partial class PlannedWork
{
    private static readonly TimeSpan LongestEvent = TimeSpan.FromHours(12);
    private static readonly TimeSpan LongestChange = TimeSpan.FromHours(6);
    private static readonly TimeSpan AtOnce = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(5);

    /// <summary>Whether work was announced for the time before the clock of the judge.</summary>
    public static bool IsAnnounced(Scenery scenery) =>
        Announcements(scenery).Any(each => each.At is null || (each.At <= scenery.Recording.Now && scenery.Recording.Now - each.At <= each.Longest));

    /// <summary>Whether announced work began right before a moment, or before it at what failed then.</summary>
    public static bool Explains(DateTimeOffset? moment, Scenery scenery)
    {
        var parties = scenery.Of(Bearing.Recovery).Select(each => each.Subject).Append(scenery.Recording.Header.Service).Where(each => each is { Length: > 2 }).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return Announcements(scenery).Any(each => each.At is not { } at || moment is not { } began
            || (at <= began + Together && (began - at <= AtOnce || (began - at <= each.Longest && parties.Exists(party => Entities.Names(each.Text, party))))));
    }

    /// <summary>Something was turned off, taken away or led elsewhere right before a moment.</summary>
    public static bool IsTurnedOff(DateTimeOffset? moment, Scenery scenery) => moment is { } fell
        && scenery.Recording.Changes.Any(each => each.At is { } at && at <= fell + Together && fell - at <= AtOnce && TurnedOff().IsMatch(each.Summary));

    private static IEnumerable<(DateTimeOffset? At, TimeSpan Longest, string Text)> Announcements(Scenery scenery) =>
        scenery.Recording.Events.Where(each => IsAnnouncement($"{each.Type} {each.Target} {each.Message}")).Select(each => (each.At, LongestEvent, $"{each.Target} {each.Message}"))
            .Concat(scenery.Recording.Changes.Where(each => IsAnnouncement(each.Summary)).Select(each => (each.At, LongestChange, $"{each.Target} {each.Summary}")))
            .Concat(scenery.Of(Bearing.Noise).Where(each => each.Theme == "drill").Select(each => (each.At, LongestEvent, each.Statement)));

    private static bool IsAnnouncement(string text) => Announced().IsMatch(text) && !Unplanned().IsMatch(text);

    [GeneratedRegex(@"\bload[ -]?test|planned|scheduled maintenance|\bmaintenance\b|\bdrill\b|game ?day|chaos (?:experiment|day|exercise)|rehearsal|failover test|announce(?:d|ment)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Announced();

    [GeneratedRegex(@"\bunplanned|\bemergency|not planned|unscheduled|unannounced|not announced", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unplanned();

    [GeneratedRegex(@"(?:->|→|=>|\bto)\s*(?:off|false|disabled|0)\b|\b(?:turn(?:ed|s)? off|switch(?:ed|es)? off|disabled?|decommission(?:ed|ing)?|retired?|sunset|shut down on purpose|taken out of service|drain(?:ed|ing)?|cut ?over|led to|moved to|routed to)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TurnedOff();
}
