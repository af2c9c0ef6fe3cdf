using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Opsroom.Tools.Testing.Coverage;

/// <summary>The formats that coverage is written in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CoverageFormat>))]
public enum CoverageFormat
{
    [JsonStringEnumMemberName("cobertura")]
    Cobertura,

    [JsonStringEnumMemberName("lcov")]
    Lcov,

    [JsonStringEnumMemberName("jacoco")]
    Jacoco,

    [JsonStringEnumMemberName("coverage.py")]
    CoveragePy,

    [JsonStringEnumMemberName("istanbul")]
    Istanbul,

    [JsonStringEnumMemberName("go")]
    Go,
}

/// <param name="LineRate">The share of lines that ran, 0 to 1; 1 where there is no line that could.</param>
/// <param name="BranchRate">The share of branches that were taken, 0 to 1; absent where the report counts none.</param>
/// <param name="Files">By path; the least covered ones where there are too many to show.</param>
/// <param name="FilesLeftOut">How many files are counted and not shown.</param>
/// <param name="Worst">Where most lines are missed, with the lines.</param>
public sealed record CoverageReport(
    CoverageFormat Format, double LineRate, double? BranchRate, int Lines, int LinesCovered, int? Branches, int? BranchesCovered, ImmutableArray<CoveredFile> Files, int FilesLeftOut,
    ImmutableArray<UncoveredFile> Worst);

/// <param name="LineRate">0 to 1.</param>
/// <param name="BranchRate">0 to 1; absent where none is counted.</param>
public sealed record CoveredFile(string Path, double LineRate, double? BranchRate, int Lines, int LinesCovered, int? Branches, int? BranchesCovered);

/// <param name="Missed">Lines that never ran, as <c>12</c> or <c>12-18</c>; lines between that hold no code are passed over.</param>
/// <param name="Partial">Lines of which some branch was never taken.</param>
public sealed record UncoveredFile(string Path, int LinesMissed, int? BranchesMissed, ImmutableArray<string> Missed, ImmutableArray<int> Partial);
