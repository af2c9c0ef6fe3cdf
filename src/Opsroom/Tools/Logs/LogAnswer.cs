using System.Collections.Immutable;
using Opsroom.Tools.Logs.Reading;

namespace Opsroom.Tools.Logs;

/// <summary>What was found in the logs.</summary>
/// <param name="Entries">Oldest first: the newest ones that fit.</param>
/// <param name="Patterns">What the entries have in common: what is new first, then what rose, then the most frequent.</param>
/// <param name="Sources">Which backends were searched, how, and what came of it.</param>
/// <param name="Found">How many entries were read and fit; patterns count these.</param>
/// <param name="FoundBefore">How many of the same length of time before the range.</param>
/// <param name="Truncated">Whether there are more than were read or are shown.</param>
/// <param name="Notes">What to know about the answer.</param>
public sealed record LogAnswer(
    ImmutableArray<FoundEntry> Entries, ImmutableArray<FoundPattern> Patterns, ImmutableArray<SearchedSource> Sources, long Found, long FoundBefore, DateTimeOffset From, DateTimeOffset Until,
    bool Truncated, ImmutableArray<string> Notes);

/// <param name="Time">Absent where neither the line nor the backend says.</param>
/// <param name="Source">The backend.</param>
/// <param name="Where">The stream, pod, index or file, with the line where it is known.</param>
/// <param name="Detail">The lines that belong to it, as of a stack trace.</param>
/// <param name="Fields">Of the line, and labels of the backend.</param>
public sealed record FoundEntry(
    DateTimeOffset? Time, EntryLevel Level, string? Service, string Message, string? Error, string? Detail, ImmutableSortedDictionary<string, string> Fields, string Source, string Where);

/// <param name="Pattern">The words they have in common; what varies is <c>&lt;num&gt;</c>, <c>&lt;id&gt;</c>, … or <c>&lt;*&gt;</c>.</param>
/// <param name="Count">Entries of the range.</param>
/// <param name="Before">Entries of the same length of time before it.</param>
/// <param name="New">Whether there were none before, and there was something in the logs.</param>
/// <param name="Rose">Whether there are more than before, by at least twice and by more than chance would.</param>
/// <param name="Example">The message of one of them.</param>
/// <param name="Sources">The backends it is in.</param>
public sealed record FoundPattern(
    string Pattern, EntryLevel Level, long Count, long Before, bool New, bool Rose, DateTimeOffset? FirstSeen, DateTimeOffset? LastSeen, string Example, ImmutableArray<string> Sources);

/// <param name="How">How it was asked.</param>
/// <param name="Entries">How many it gave.</param>
/// <param name="Truncated">Whether it had older ones that were not read.</param>
/// <param name="Problem">Why it gave nothing.</param>
public sealed record SearchedSource(string Source, string? How, int Entries, bool Truncated, string? Problem);
