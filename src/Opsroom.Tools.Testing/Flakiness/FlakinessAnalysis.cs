using System.Collections.Immutable;

namespace Opsroom.Tools.Testing.Flakiness;

/// <summary>
/// Tells flaky tests from those that a change broke. A report does not say which code was tested, so a single change of outcome is taken for what a commit did; a test that changes more
/// than once, or gives both outcomes in one run, is flaky.
/// </summary>
internal static class FlakinessAnalysis
{
    private const int MostTests = 200;
    private const int MostNamed = 5;

    public static FlakyReport Of(IReadOnlyList<RunReport> reports, ImmutableArray<string> unreadable)
    {
        var isTimed = reports.All(report => report.At is not null);
        var runs = (isTimed ? reports.OrderBy(report => report.At) : reports.AsEnumerable()).Select(OutcomesOf).ToList();
        var failures = runs.SelectMany((run, index) => run.Where(each => each.Value.Failed).Select(each => (Test: each.Key, Run: index)))
            .GroupBy(each => each.Test, each => each.Run, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        var together = failures.Where(each => each.Value.Count > 1).GroupBy(each => string.Join(',', each.Value), each => each.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Order(StringComparer.Ordinal).ToList(), StringComparer.Ordinal);
        var tests = failures.Select(each => HistoryOf(each.Key, runs, together.GetValueOrDefault(string.Join(',', each.Value)) ?? []))
            .OrderBy(test => test.Verdict).ThenByDescending(test => test.FlakeRate).ThenByDescending(test => test.FailedRuns).ThenBy(test => test.Test, StringComparer.Ordinal).ToList();
        return new FlakyReport(
            runs.Count, runs.SelectMany(run => run.Keys).Distinct(StringComparer.Ordinal).Count(), tests.Count(test => test.Verdict == TestVerdict.Flaky), [.. tests.Take(MostTests)],
            Math.Max(0, tests.Count - MostTests), isTimed ? "by the times that the reports say" : "as given", unreadable);
    }

    private static Dictionary<string, Outcome> OutcomesOf(RunReport report)
    {
        var outcomes = new Dictionary<string, Outcome>(StringComparer.Ordinal);
        foreach (var test in report.Tests.Where(test => !test.Skipped))
        {
            var before = outcomes.GetValueOrDefault(test.Test) ?? new Outcome(false, false, []);
            outcomes[test.Test] = new Outcome(before.Failed || test.Failed, before.Passed || test.Passed, [.. before.Messages, .. test.Messages]);
        }

        return outcomes;
    }

    private static TestHistory HistoryOf(string test, List<Dictionary<string, Outcome>> runs, List<string> together)
    {
        var all = runs.Select(run => run.GetValueOrDefault(test)).ToList();
        var made = all.OfType<Outcome>().ToList();
        var failed = made.Count(each => each.Failed);
        var verdict = VerdictOf(made);
        var (low, high) = verdict == TestVerdict.Flaky ? Wilson(failed, made.Count) : (0, 0);
        return new TestHistory(
            test, verdict, verdict == TestVerdict.Flaky ? Math.Round((double)failed / made.Count, 4) : 0, low, high, made.Count, failed, made.Count(each => each is { Failed: true, Passed: true }),
            string.Concat(all.Select(LetterOf)),
            [
                .. made.SelectMany(each => each.Messages).GroupBy(message => message, StringComparer.Ordinal).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
                    .Take(MostNamed).Select(group => new FailureMessage(group.Key, group.Count())),
            ],
            [.. together.Where(other => other != test).Take(MostNamed)]);
    }

    private static TestVerdict VerdictOf(List<Outcome> made)
    {
        var changes = made.Zip(made.Skip(1)).Count(pair => pair.First.Failed != pair.Second.Failed);
        return made.Exists(each => each is { Failed: true, Passed: true }) || changes > 1 ? TestVerdict.Flaky
            : changes == 0 ? TestVerdict.Failing
            : made[^1].Failed ? TestVerdict.Broke : TestVerdict.Mended;
    }

    private static char LetterOf(Outcome? outcome) => outcome switch
    {
        null => '-',
        { Failed: true, Passed: true } => 'R',
        { Failed: true } => 'F',
        _ => 'P',
    };

    /// <summary>The score interval of a share at 95 %, which holds for few runs too.</summary>
    /// <remarks>E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927), 209–212.</remarks>
    private static (double Low, double High) Wilson(int part, int whole)
    {
        const double Z = 1.959964;
        var (n, share) = ((double)whole, (double)part / whole);
        var middle = (share + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
        var reach = Z / (1 + (Z * Z / n)) * Math.Sqrt((share * (1 - share) / n) + (Z * Z / (4 * n * n)));
        return (Math.Round(Math.Max(0, middle - reach), 4), Math.Round(Math.Min(1, middle + reach), 4));
    }

    private sealed record Outcome(bool Failed, bool Passed, ImmutableArray<string> Messages);
}
