using System.Collections.Immutable;

namespace Opsroom.Threads;

/// <summary>What came of holding a model's answer against the evidence of its thread, before the answer left.</summary>
/// <param name="Standing">How many quotes stand where they are said to stand.</param>
/// <param name="Struck">Claims that were taken out of the answer.</param>
/// <param name="Conjectures">What was said about causes without any quote.</param>
public sealed record ClaimsChecked(int Standing, ImmutableArray<StruckStatement> Struck, ImmutableArray<string> Conjectures);

/// <summary>A claim that was taken out of an answer.</summary>
/// <param name="Number">Which claim of the answer it was, from 1.</param>
/// <param name="Claim">What was said.</param>
/// <param name="Quote">The quote that does not stand; null where only a source was named that does not exist.</param>
/// <param name="Source">Where it was said to stand.</param>
/// <param name="Location">Where in that source.</param>
/// <param name="Why">Why it does not stand.</param>
public sealed record StruckStatement(int Number, string Claim, string? Quote, string? Source, string? Location, string Why);
