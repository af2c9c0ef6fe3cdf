using System.Collections.Immutable;

namespace Opsroom.Tools.Testing.Running;

/// <summary>What a run of tests gave.</summary>
/// <param name="Runner">What ran them, as <c>pytest</c>; <c>command</c> where a command was given.</param>
/// <param name="Command">As it was given to <c>sh</c>.</param>
/// <param name="Ended"><c>exited</c>, or the limit that ended the run: <c>timeout</c>, <c>memory</c>, <c>processes</c>, <c>output</c>.</param>
/// <param name="ExitCode">Absent where a limit ended the run.</param>
/// <param name="Counted">Whether a report or the output told the numbers; without it they are all 0 and <see cref="Output"/> says more.</param>
/// <param name="Duration">As in <c>12.4s</c>.</param>
/// <param name="Output">The beginning and the end of what was written.</param>
public sealed record TestRun(
    string Runner, string Command, int Passed, int Failed, int Skipped, ImmutableArray<TestFailure> Failures, string Duration, string Ended, int? ExitCode, bool Counted, bool Sandboxed, string Output,
    string? Message);

/// <param name="Name">As the report has it.</param>
/// <param name="Message">What the test said.</param>
/// <param name="File">Relative to the folder, where it is in it.</param>
public sealed record TestFailure(string Name, string Message, string? File, int? Line);
