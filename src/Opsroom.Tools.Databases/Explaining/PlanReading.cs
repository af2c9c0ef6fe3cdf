using System.Collections.Immutable;
using System.Text.Json;

namespace Opsroom.Tools.Databases.Explaining;

/// <summary>A plan of any engine, with what was seen in it.</summary>
/// <param name="FullScans">Tables that are read from end to end.</param>
/// <param name="Uses">Names of the indexes that are read.</param>
internal sealed record PlanReading(JsonElement Plan, double? Cost, double? Milliseconds, ImmutableArray<string> Steps, ImmutableArray<Finding> Findings, ImmutableHashSet<string> FullScans, ImmutableHashSet<string> Uses, bool Sorts);
