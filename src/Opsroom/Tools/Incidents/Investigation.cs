using System.Collections.Immutable;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Incidents;

/// <summary>What an investigation came to.</summary>
public enum IncidentVerdict
{
    /// <summary>Users are hurt, or will be unless somebody acts, and the evidence shows by what.</summary>
    Incident,

    /// <summary>Nothing needs to be done about the running system.</summary>
    Healthy,

    /// <summary>Something may have happened and the evidence cannot tell what; <see cref="Investigation.Missing"/> says what would.</summary>
    Inconclusive,
}

/// <summary>What kind of thing a cause is.</summary>
public enum IncidentCategory
{
    None,
    ResourceExhaustion,
    ConfigurationError,
    BadDeployment,
    DependencyFailure,
    Network,
    Storage,
    Scheduling,
    Image,
    Credentials,
    Traffic,
    Database,
    Infrastructure,
    ApplicationError,
}

/// <summary>How much an incident hurts, the gravest first.</summary>
public enum IncidentSeverity
{
    Sev1,
    Sev2,
    Sev3,
    Sev4,
}

/// <summary>Text that stands in the evidence, so that anybody can look.</summary>
/// <param name="Source">The file of the evidence.</param>
/// <param name="Location"><c>line 12</c>, <c>lines 12-14</c>, a JSON pointer, <c>document 2, /status/phase</c> in YAML, or <c>line 12, /msg</c> in JSON lines.</param>
/// <param name="Quote">What stands there, letter by letter.</param>
/// <param name="Sha256">Of the whole file, lower-case hex.</param>
public sealed record EvidenceQuote(string Source, string Location, string Quote, string Sha256);

/// <param name="What">What was considered.</param>
/// <param name="Why">What speaks against it.</param>
public sealed record RuledOut(string What, string Why);

/// <param name="Cause">One sentence.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Evidence">What it rests on; each was found to stand where it says.</param>
/// <param name="RuledOut">What could have explained the same and does not.</param>
public sealed record RootCause(
    string Cause, IncidentCategory Category, double Confidence, ImmutableArray<EvidenceQuote> Evidence, ImmutableArray<RuledOut> RuledOut);

/// <param name="At">When; absent where the evidence does not say.</param>
/// <param name="Kind"><c>alert</c>, <c>change</c>, <c>event</c>, <c>log</c>, <c>metric</c>, <c>object</c>, <c>trace</c> or <c>note</c>.</param>
/// <param name="What">One sentence.</param>
/// <param name="Source">The file of the evidence.</param>
/// <param name="Location">Where in it.</param>
public sealed record TimelineEntry(DateTimeOffset? At, string Kind, string What, string Source, string Location);

/// <param name="Step">What to do.</param>
/// <param name="Tool">The tool that would do it; it is asked and gated like any call.</param>
/// <param name="Arguments">What it would be called with.</param>
/// <param name="Risk">What can go wrong by doing it.</param>
public sealed record RemediationStep(string Step, string Risk, string? Tool = null, ImmutableSortedDictionary<string, string>? Arguments = null);

/// <param name="Claim">What was said.</param>
/// <param name="Quote">The quote that does not stand.</param>
/// <param name="Why">Why it does not.</param>
public sealed record StruckClaim(string Claim, EvidenceQuote Quote, string Why);

/// <param name="Kind"><c>bundle</c>: recorded evidence; <c>live</c>: what the configured systems said.</param>
/// <param name="AsOf">The time of the last look: ages count until then.</param>
/// <param name="Sources">How many files of evidence.</param>
/// <param name="Origin">Who vouches for a bundle that has a manifest.</param>
public sealed record InvestigationBasis(string Kind, DateTimeOffset AsOf, int Sources, string? Origin);

/// <summary>What was found out, with what it rests on.</summary>
/// <param name="Severity">Absent where there is no incident.</param>
/// <param name="Confidence">Of the verdict, 0 to 1.</param>
/// <param name="Summary">A few sentences for people.</param>
/// <param name="RootCauses">The likeliest first; empty unless it is an incident.</param>
/// <param name="Reasons">For a verdict other than an incident: what it rests on.</param>
/// <param name="Timeline">By time; what has none comes last.</param>
/// <param name="Affected">Services, workloads and hosts that suffer.</param>
/// <param name="Remediation">In the order in which to do it.</param>
/// <param name="Missing">What could not be looked at, or would settle the question.</param>
/// <param name="Struck">Claims that were taken back because their quote does not stand.</param>
/// <param name="RuledOut">What looked like a cause and is none.</param>
/// <param name="Basis">What was looked at.</param>
/// <param name="Files">The bundle that was saved.</param>
public sealed record Investigation(
    IncidentVerdict Verdict,
    IncidentSeverity? Severity,
    double Confidence,
    string Summary,
    ImmutableArray<RootCause> RootCauses,
    ImmutableArray<EvidenceQuote> Reasons,
    ImmutableArray<TimelineEntry> Timeline,
    ImmutableArray<string> Affected,
    ImmutableArray<RemediationStep> Remediation,
    ImmutableArray<string> Missing,
    ImmutableArray<StruckClaim> Struck,
    ImmutableArray<RuledOut> RuledOut,
    InvestigationBasis? Basis = null,
    IReadOnlyList<WorkspaceFile>? Files = null);
