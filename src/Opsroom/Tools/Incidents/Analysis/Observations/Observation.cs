using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Analysis.Observations;

/// <summary>Which part of a recording something was seen in: a cause that several parts tell of is surer.</summary>
internal enum EvidenceKind
{
    Alert,
    Rule,
    Object,
    Log,
    Metric,
    Event,
    Change,
    Trace,
    Note,
}

/// <summary>What an observation says about an incident.</summary>
internal enum Bearing
{
    /// <summary>It can be why something fails.</summary>
    Cause,

    /// <summary>Something fails, slows down or is missing; why is another question.</summary>
    Effect,

    /// <summary>Something was changed.</summary>
    Change,

    /// <summary>It is there on good days too.</summary>
    Noise,

    /// <summary>What had failed works again.</summary>
    Recovery,

    /// <summary>Something works as it should.</summary>
    Well,

    /// <summary>An answer that failed or is empty.</summary>
    Missing,
}

/// <summary>A text of the recording and where it stands.</summary>
internal sealed record Citation(Place Place, string Quote);

/// <summary>One thing that the recording shows, as all analyzers tell it.</summary>
/// <param name="Statement">A sentence with the entity, the value and what it means.</param>
internal sealed record Observation(EvidenceKind Kind, Bearing Bearing, Citation Citation, string Statement)
{
    public IncidentCategory Category { get; init; } = IncidentCategory.None;

    /// <summary>What it is about, as a stable word: observations with one theme and one subject are one cause.</summary>
    public string Theme { get; init; } = "";

    /// <summary>0 to 1: how surely it names what it says by itself.</summary>
    public double Strength { get; init; } = 0.5;

    /// <summary>0 to 1, for effects: how much those who use the system suffer.</summary>
    public double Harm { get; init; }

    public DateTimeOffset? At { get; init; }

    public DateTimeOffset? Last { get; init; }

    public int Count { get; init; } = 1;

    /// <summary>Whether it is still so at the clock of the judge.</summary>
    public bool IsCurrent { get; init; } = true;

    /// <summary>Whether it began with what is being looked into, as far as its times tell; false for what has long been so.</summary>
    public bool IsNew { get; init; } = true;

    /// <summary>Whether it tells of a moment, so that a state that was seen later counts more.</summary>
    public bool IsMoment { get; init; }

    /// <summary>Whether it is what words mean, not what was counted or seen as a state.</summary>
    public bool IsWords { get; init; }

    /// <summary>The service, host, table, volume it is about.</summary>
    public string? Subject { get; init; }

    /// <summary>The other party that it names.</summary>
    public string? Depends { get; init; }

    /// <summary>Other pieces of the recording that show the same.</summary>
    public ImmutableArray<Citation> Also { get; init; } = [];

    /// <summary>Other names under which its subject is known: pod, node, namespace.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    public IEnumerable<Citation> Citations => Also.Prepend(Citation);
}
