using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Incidents.Postmortem;

/// <summary>
/// The form of the example postmortem in appendix D of "Site Reliability Engineering" (Beyer, Jones, Petoff, Murphy; O'Reilly 2016, sre.google/sre-book/example-postmortem), filled in with what the investigation
/// and the journal say. Nothing else is: what they do not say is a marked blank.
/// </summary>
internal sealed partial class PostmortemWriter(IncidentFacts facts, ThreadFacts thread, string from, string check, string? title)
{
    private const int LongestName = 60;

    private static readonly TimeSpan Promptly = TimeSpan.FromMinutes(10);

    private readonly StringBuilder text = new();
    private readonly ImmutableArray<string>.Builder blanks = ImmutableArray.CreateBuilder<string>();
    private readonly PostmortemTimes times = new(facts, thread);

    /// <summary>What a person has to fill in.</summary>
    public ImmutableArray<string> Blanks => blanks.ToImmutable();

    /// <summary>Where it is written unless somebody says otherwise.</summary>
    public string Path
    {
        get
        {
            var name = NoName().Replace(Title.ToLowerInvariant(), "-").Trim('-');
            name = name.Length > LongestName ? name[..(name.LastIndexOf('-', LongestName) is var end and > 0 ? end : LongestName)] : name;
            return $"postmortems/{(times.Onset is { } onset ? onset.UtcDateTime.ToString("yyyy-MM-dd'-'", CultureInfo.InvariantCulture) : "")}{(name.Length == 0 ? "incident" : name)}.md";
        }
    }

    private string Title => title ?? (facts.Causes is [var cause, ..] ? cause.Cause.Split(". ", 2)[0] : facts.Affected is [var service, ..] ? $"{facts.Verdict}: {service}" : facts.Verdict);

    public string Write()
    {
        Line($"# Postmortem: {PostmortemText.Plain(Title, 200)}").Line();
        Line($"**Date:** {(times.Onset is { } onset ? onset.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : Blank("date", "no time stands in the evidence"))}").Line();
        Line($"**Authors:** {Blank("authors")}").Line();
        Line("**Status:** Draft. Causes, timeline and actions are taken from the evidence; people complete and review it.").Line();
        Line($"**Summary:** {(facts.Summary.Length > 0 ? PostmortemText.Plain(facts.Summary, 2_000) : Blank("summary"))}").Line();
        Line($"**Impact:** {Impact()}").Line();
        AddCauses();
        Line($"**Trigger:** {Trigger()}").Line();
        Line($"**Resolution:** {Resolution()}").Line();
        Line($"**Detection:** {Detection()}").Line();
        AddActions();
        AddLessons();
        AddTimeline();
        AddSupport();
        return text.ToString().TrimEnd() + "\n";
    }

    private string Impact()
    {
        var known = new List<string>();
        if (facts.Severity is { } severity)
        {
            known.Add($"severity {PostmortemText.Plain(severity)}");
        }

        if (!facts.Affected.IsEmpty)
        {
            known.Add($"affected: {string.Join(", ", facts.Affected.Take(30).Select(name => PostmortemText.Plain(name, 120)))}");
        }

        if (times is { Onset: { } onset, Resolved: { } resolved } && resolved > onset)
        {
            known.Add($"{PostmortemText.Length(resolved - onset)} from the first sign to the end of the last alert");
        }

        var fill = Blank("impact on users and revenue", "how many users, which requests, what it cost");
        return known.Count == 0 ? fill : $"{string.Join("; ", known)}. {fill}";
    }

    private void AddCauses()
    {
        Line("**Root Causes:**").Line();
        if (facts.Causes.IsEmpty)
        {
            Line(facts.Verdict == "healthy" ? "The investigation found no incident." : Blank("root causes", $"the verdict of the investigation is {facts.Verdict}")).Line();
        }

        foreach (var (index, cause) in facts.Causes.Index())
        {
            var sure = cause.Confidence is { } confidence ? string.Create(CultureInfo.InvariantCulture, $", confidence {confidence:0.##}") : "";
            Line($"{index + 1}. {PostmortemText.Plain(cause.Cause)} ({PostmortemText.Plain(cause.Category.Length > 0 ? cause.Category : "no category")}{sure})");
            foreach (var (number, quote) in cause.Evidence.Index())
            {
                Line($"{(number > 0 ? "   >\n" : "")}   > {PostmortemText.Quote(quote.Quote)} — {PostmortemText.Plain(quote.Source)}{(quote.Location.Length > 0 ? $", {PostmortemText.Plain(quote.Location)}" : "")}");
            }

            foreach (var (what, why) in cause.RuledOut)
            {
                Line($"   - Ruled out: {PostmortemText.Plain(what)}{(why.Length > 0 ? $" ({PostmortemText.Plain(why)})" : "")}");
            }

            Line();
        }
    }

    private string Trigger() => times.LastChange is not { } change
        ? Blank("trigger", "no change before the onset stands in the evidence")
        : facts.Causes is [{ Category: "bad_deployment" or "configuration_error" }, ..]
            ? $"{PostmortemText.Plain(change.What)} ({PostmortemText.Time(change.At!.Value)} UTC)."
            : $"The last change before the onset was {PostmortemText.Plain(change.What)} ({PostmortemText.Time(change.At!.Value)} UTC). {Blank("trigger", "whether that was it")}";

    private string Resolution()
    {
        var done = thread.Changes.Where(change => change.Succeeded).Select(change =>
            $"{PostmortemText.Quote(change.Tool)}{(change.Resource.Length > 0 ? $" on {PostmortemText.Plain(change.Resource)}" : "")} at {PostmortemText.Time(change.At)} UTC").ToList();
        var ended = times.Resolved is { } resolved ? $"The last alert ended at {PostmortemText.Time(resolved)} UTC." : "";
        return done.Count == 0 ? $"{ended} {Blank("resolution", "nothing was changed in this thread")}".Trim() : $"Carried out in this thread: {string.Join("; ", done)}. {(ended.Length > 0 ? ended : Blank("when users were well again"))}";
    }

    private string Detection() => times.FirstAlert is not { } alert
        ? Blank("detection", "no alert stands in the evidence")
        : $"{PostmortemText.Plain(alert.What)} ({PostmortemText.Time(alert.At!.Value)} UTC){(times.Delay is { } delay ? $", {PostmortemText.Length(delay)} after the first sign" : "")}.";

    private void AddActions()
    {
        Line("## Action Items").Line();
        Line("| Action Item | Type | Owner | Bug |").Line("| --- | --- | --- | --- |");
        foreach (var (step, tool, _) in facts.Remediation.Where(step => step.Tool is null || !thread.Changes.Any(change => change.Succeeded && change.Tool == step.Tool)))
        {
            Line($"| {PostmortemText.Cell(step)}{(tool is null ? "" : $" ({PostmortemText.Cell(tool)})")} | mitigate | | |");
        }

        foreach (var missing in facts.Missing)
        {
            Line($"| See to it that this can be looked at next time: {PostmortemText.Cell(missing)} | detect | | |");
        }

        Line($"| {Blank("actions that prevent it from happening again")} | prevent | | |").Line();
        blanks.Add("an owner and a bug for every action item");
    }

    private void AddLessons()
    {
        List<string> well = [], wrong = [];
        if (times.Delay is { } delay)
        {
            (delay <= Promptly ? well : wrong).Add($"An alert fired {PostmortemText.Length(delay)} after the first sign in the evidence.");
        }
        else if (times.FirstAlert is null && facts.Verdict == "incident")
        {
            wrong.Add("No alert in the evidence tells of it.");
        }

        if (!thread.Decisions.IsEmpty)
        {
            var slowest = thread.Decisions.Max();
            (slowest <= Promptly ? well : wrong).Add($"What had to be approved was decided within {PostmortemText.Length(slowest)}.");
        }

        wrong.AddRange(thread.Changes.Where(change => !change.Succeeded).Select(change => $"{PostmortemText.Quote(change.Tool)} failed: {PostmortemText.Plain(change.Message)}"));
        wrong.AddRange(facts.Missing.Select(missing => $"Could not be looked at: {PostmortemText.Plain(missing)}"));
        Line("## Lessons Learned").Line();
        AddLesson("What went well", well);
        AddLesson("What went wrong", wrong);
        AddLesson("Where we got lucky", []);
    }

    private void AddLesson(string heading, List<string> known)
    {
        Line($"### {heading}").Line();
        known.ForEach(lesson => Line($"- {lesson}"));
        Line($"- {Blank(heading.ToLowerInvariant(), "as those who were there saw it")}").Line();
    }

    private void AddTimeline()
    {
        Line("## Timeline").Line();
        Line("All times are UTC.").Line();
        foreach (var (at, what, source) in times.Entries)
        {
            Line($"- {(at is { } time ? $"**{PostmortemText.Time(time)}**" : "(time not known)")} {PostmortemText.Plain(what)}{(source.Length > 0 ? $" [{PostmortemText.Plain(source)}]" : "")}");
        }

        if (times.Entries.IsEmpty)
        {
            Line($"- {Blank("timeline", "no event stands in the evidence")}");
        }

        Line();
    }

    private void AddSupport()
    {
        Line("## Supporting Information").Line();
        var sure = facts.Confidence is { } confidence ? string.Create(CultureInfo.InvariantCulture, $" (confidence {confidence:0.##})") : "";
        Line($"- Verdict of the investigation: {facts.Verdict}{sure}, from {PostmortemText.Plain(from)}. Its quotes: {PostmortemText.Plain(check)}.");
        foreach (var (what, why) in facts.RuledOut)
        {
            Line($"- Ruled out: {PostmortemText.Plain(what)}{(why.Length > 0 ? $" ({PostmortemText.Plain(why)})" : "")}");
        }

        foreach (var (claim, why) in facts.Struck)
        {
            Line($"- Struck: {PostmortemText.Plain(claim)} ({PostmortemText.Plain(why)})");
        }

        foreach (var file in facts.Quotes.Where(quote => quote.Sha256 is { Length: > 0 }).DistinctBy(quote => quote.Source, StringComparer.Ordinal))
        {
            Line($"- Evidence: {PostmortemText.Plain(file.Source)}, SHA-256 {PostmortemText.Quote(file.Sha256!)}");
        }

        Line($"- {Blank("links to dashboards, tickets and chats")}");
    }

    /// <summary>A place that a person fills in.</summary>
    private string Blank(string what, string? why = null)
    {
        blanks.Add(what);
        return why is null ? $"**[to be filled in: {what}]**" : $"**[to be filled in: {what}; {why}]**";
    }

    private PostmortemWriter Line(string line = "")
    {
        text.Append(line).Append('\n');
        return this;
    }

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NoName();
}
