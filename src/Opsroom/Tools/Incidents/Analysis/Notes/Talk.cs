using System.Collections.Frozen;
using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Analysis.Notes;

/// <summary>What people write to each other: it tells what they saw and think, not how the system is.</summary>
internal static class Talk
{
    private static readonly FrozenSet<string> Sources = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "chat", "slack", "teams", "mattermost", "irc", "mail", "email", "ticket", "tickets", "jira", "servicenow", "zendesk", "support", "oncall", "handover", "wiki", "people", "ops");

    public static bool Is(RecordedNote note) => Sources.Contains(note.Source);

    public static bool Is(Observation seen) => seen.Kind == EvidenceKind.Note && seen.Citation.Place.Source?.Split('/') is ["notes", var source, _, ..] && Sources.Contains(source);
}
