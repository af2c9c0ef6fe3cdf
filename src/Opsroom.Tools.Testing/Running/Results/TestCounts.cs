using System.Collections.Immutable;

namespace Opsroom.Tools.Testing.Running.Results;

/// <summary>The results of one report, or of several.</summary>
internal sealed record TestCounts(int Passed, int Failed, int Skipped, ImmutableArray<TestFailure> Failures)
{
    public static TestCounts operator +(TestCounts left, TestCounts right) =>
        new(left.Passed + right.Passed, left.Failed + right.Failed, left.Skipped + right.Skipped, [.. left.Failures, .. right.Failures]);
}
