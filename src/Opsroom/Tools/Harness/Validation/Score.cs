namespace Opsroom.Tools.Harness.Validation;

/// <summary>
/// How fit a document is, 0 to 100: 100, less 20 for each error, less 5 for each rule that warned and 1 more for each time it warned again (at most 5 times),
/// less 1 for each suggestion (at most 10).
/// </summary>
internal static class Score
{
    public static int Of(IReadOnlyCollection<Finding> errors, IReadOnlyCollection<Finding> warnings, IReadOnlyCollection<Finding> suggestions)
    {
        var warned = warnings.GroupBy(finding => finding.Rule, StringComparer.Ordinal).Sum(rule => 4 + Math.Min(rule.Count(), 6));
        return Math.Max(0, 100 - (20 * errors.Count) - warned - Math.Min(suggestions.Count, 10));
    }
}
