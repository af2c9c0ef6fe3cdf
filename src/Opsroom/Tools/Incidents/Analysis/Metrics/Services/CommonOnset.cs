using Opsroom.Tools.Monitoring.Series;

namespace Opsroom.Tools.Incidents.Analysis.Metrics.Services;

/// <summary>
/// When many series of several services changed their level together and did not come back: the narrow window in which the changes of most services fall. Each service counts once, by its
/// clearest change, and what users feel counts twice.
/// </summary>
internal static class CommonOnset
{
    private const int FewestPoints = 10;
    private const double LeastChange = 0.5;
    private const double LeastTogether = 1.5;

    public static DateTimeOffset? Of(IReadOnlyCollection<MeasuredSeries> all)
    {
        var found = new List<Change>[all.Count];
        Parallel.ForEach(all, (each, _, index) => found[index] = [.. Changes(each)]);
        var changes = found.SelectMany(each => each).OrderBy(each => each.At).ToList();
        if (changes.Count == 0)
        {
            return null;
        }

        var (best, at) = (LeastTogether, (DateTimeOffset?)null);
        for (var from = 0; from < changes.Count; from++)
        {
            var first = changes[from];
            var window = changes.Skip(from).TakeWhile(each => each.At - first.At <= first.Width).ToList();
            var together = window.GroupBy(each => each.Service, StringComparer.Ordinal).Sum(group => group.Max(each => each.Weight));
            // a window that only gains by later changes begins no earlier
            if (together > best * 1.05)
            {
                (best, at) = (together, first.At);
            }
        }

        return at;
    }

    private static IEnumerable<Change> Changes(MeasuredSeries measured)
    {
        double[] values = [.. measured.Series.Points.Select(point => point.Value).Where(double.IsFinite)];
        if (values.Length < FewestPoints)
        {
            yield break;
        }

        var last = RobustScale.Median(values.AsSpan(^Math.Max(3, values.Length / 20)..));
        var width = TimeSpan.FromSeconds(Math.Max(60, 0.04 * (measured.Series.Points[^1].At - measured.Series.Points[0].At).TotalSeconds));
        foreach (var change in LevelChanges.Of(measured.Series.Points))
        {
            var size = Math.Abs(Math.Log2((Math.Abs(last) + measured.Floor + 1e-12) / (Math.Abs(change.Before) + measured.Floor + 1e-12)));
            if (size >= LeastChange)
            {
                yield return new(measured.Service, change.At, Math.Min(3, size) * (measured.Meaning.IsUserFacing ? 2 : 1), width);
            }
        }
    }

    private sealed record Change(string Service, DateTimeOffset At, double Weight, TimeSpan Width);
}
