using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Opsroom.Tools.Testing.Flakiness;

/// <summary>What a test's outcomes say of it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TestVerdict>))]
public enum TestVerdict
{
    /// <summary>It gave both outcomes within one run, or changed its outcome more than once.</summary>
    [JsonStringEnumMemberName("flaky")]
    Flaky,

    /// <summary>It passed, then failed, and it is not known whether it would pass again: a change may have broken it.</summary>
    [JsonStringEnumMemberName("broke")]
    Broke,

    /// <summary>It never passed.</summary>
    [JsonStringEnumMemberName("failing")]
    Failing,

    /// <summary>It failed, then passed ever since: a change may have mended it.</summary>
    [JsonStringEnumMemberName("mended")]
    Mended,
}

/// <param name="Runs">How many reports were read.</param>
/// <param name="TestsSeen">How many different tests they name.</param>
/// <param name="Flaky">How many of them are flaky.</param>
/// <param name="Tests">Those that failed at least once: flaky ones first, the most often failing before the others.</param>
/// <param name="TestsLeftOut">How many such tests are not shown.</param>
/// <param name="Order">How the runs were put in order: by the time that they say, or as given.</param>
/// <param name="Unreadable">Reports that could not be read, and why.</param>
public sealed record FlakyReport(
    int Runs, int TestsSeen, int Flaky, ImmutableArray<TestHistory> Tests, int TestsLeftOut, string Order, ImmutableArray<string> Unreadable);

/// <param name="FlakeRate">For a flaky test the share of its runs in which it failed at least once, 0 to 1; 0 for others.</param>
/// <param name="FlakeRateLow">The lower end of the rate's 95 % interval.</param>
/// <param name="FlakeRateHigh">The upper end of the rate's 95 % interval.</param>
/// <param name="Runs">In how many runs it was executed.</param>
/// <param name="FailedRuns">In how many it failed at least once.</param>
/// <param name="Retried">In how many it failed and passed.</param>
/// <param name="Outcomes">The runs in order: <c>P</c> passed, <c>F</c> failed, <c>R</c> failed and passed, <c>-</c> not executed.</param>
/// <param name="Messages">The first lines of its failures, with how often, the most frequent first.</param>
/// <param name="FailsWith">Tests that failed in all of the runs in which this one did, where these are at least two: they may have one cause.</param>
public sealed record TestHistory(
    string Test, TestVerdict Verdict, double FlakeRate, double FlakeRateLow, double FlakeRateHigh, int Runs, int FailedRuns, int Retried, string Outcomes,
    ImmutableArray<FailureMessage> Messages, ImmutableArray<string> FailsWith);

public sealed record FailureMessage(string Message, int Times);
