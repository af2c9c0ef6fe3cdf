using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Signs.Patterns;

namespace Opsroom.Tools.Incidents.Signs;

/// <summary>A sign as its file tells it: how it is worded, and the texts that show it.</summary>
internal sealed record CatalogueEntry(Sign Sign)
{
    /// <summary>Wordings; one suffices.</summary>
    public ImmutableArray<TextPattern> Texts { get; init; } = [];

    /// <summary>Where there are any, one of them has to be in the text too.</summary>
    public ImmutableArray<TextPattern> With { get; init; } = [];

    /// <summary>None of them may be in the text.</summary>
    public ImmutableArray<TextPattern> Unless { get; init; } = [];

    /// <summary>Signs that do not count in a text in which this one is found; <c>*</c> for all causes and effects.</summary>
    public ImmutableArray<string> Over { get; init; } = [];

    /// <summary>Whether the other party is looked for in the whole text, where no wording names it.</summary>
    public bool HasParty { get; init; }

    /// <summary>Real texts that have the sign.</summary>
    public ImmutableArray<string> Like { get; init; } = [];

    /// <summary>Texts that come near and do not have it.</summary>
    public ImmutableArray<string> Unlike { get; init; } = [];

    public bool Overrules(CatalogueEntry other) =>
        Over.Contains(other.Sign.Id, StringComparer.Ordinal) || (Over.Contains("*", StringComparer.Ordinal) && !ReferenceEquals(this, other) && other.Sign.Role is SignRole.Cause or SignRole.Effect);
}
