using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Opsroom.Tools.Databases.Linting;

namespace Opsroom.Tools.Databases.Planning;

/// <summary>A change in steps that clients do not notice.</summary>
/// <param name="Steps">In order; each is run by itself, and clients may run between any two.</param>
/// <param name="Assumptions">What was taken for granted because nothing said otherwise.</param>
public sealed record MigrationPlan(ImmutableArray<PlanStep> Steps, ImmutableArray<string> Assumptions);

/// <param name="Phase">What the step is for.</param>
/// <param name="Title">What it does, in one sentence.</param>
/// <param name="Sql">What to run; null where something else than the database has to change.</param>
/// <param name="Repeat">Until when it is run again and again, a transaction each.</param>
/// <param name="Destroys">Whether data or a name goes for good.</param>
/// <param name="Locks">That it takes.</param>
/// <param name="Findings">That the linter has about it, without what it was made to do.</param>
public sealed record PlanStep(int Number, PlanPhase Phase, string Title, string? Sql, string? Repeat, bool Destroys, ImmutableArray<StatementLock> Locks, ImmutableArray<Finding> Findings);

/// <summary>What a step is for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanPhase>))]
public enum PlanPhase
{
    /// <summary>Makes room for the new beside the old.</summary>
    [JsonStringEnumMemberName("expand")]
    Expand,

    /// <summary>Fills rows that exist.</summary>
    [JsonStringEnumMemberName("backfill")]
    Backfill,

    /// <summary>Clients are released.</summary>
    [JsonStringEnumMemberName("release")]
    Release,

    /// <summary>Takes the old away.</summary>
    [JsonStringEnumMemberName("contract")]
    Contract,
}
