using System.Collections.Immutable;
using Opsroom.Tools.Logs.Reading;

namespace Opsroom.Tools.Logs.Searching;

/// <summary>One entry of a log, from whatever backend.</summary>
/// <param name="Time">Null where neither the line nor the backend says.</param>
/// <param name="Text">All of its lines, cut where they are many.</param>
/// <param name="Error">The error that it names beside its message.</param>
/// <param name="Fields">Those of the line and the labels of the backend.</param>
/// <param name="Where">The stream, pod, index or file it stands in.</param>
internal sealed record LogEntry(
    DateTimeOffset? Time, EntryLevel Level, string Message, string Text, string? Error, ImmutableArray<KeyValuePair<string, string>> Fields, string? Service, string Where);
