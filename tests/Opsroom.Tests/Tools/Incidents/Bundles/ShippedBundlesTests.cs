using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Bundles.Reading;

namespace Opsroom.Tests.Tools.Incidents.Bundles;

public sealed class ShippedBundlesTests
{
    public static TheoryData<string> Cases => [.. Directory.EnumerateDirectories(Tune()).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_file_is_read_and_what_is_in_it_can_be_quoted(string name)
    {
        var content = BundleSource.ReadFromDisk(Path.Combine(Tune(), name), TestContext.Current.CancellationToken).Value!;

        var recording = BundleReader.Read(content, BundleFolder.Clock, TestContext.Current.CancellationToken);

        Assert.DoesNotContain(content.Files, file => file.Name.StartsWith("expected", StringComparison.OrdinalIgnoreCase));
        Assert.Empty(recording.Unreadable);
        Assert.NotEqual(BundleFolder.Clock, recording.Now);
        foreach (var point in recording.Metrics.SelectMany(metric => metric.Series).SelectMany(series => series.Points.Take(5).Select(series.PlaceOf)))
        {
            Assert.True(recording.Locker.Quote(point) is { } value && recording.Locker.Stands(value), point.ToString());
        }

        foreach (var (place, text) in Texts(recording))
        {
            var quote = recording.Locker.Quote(place, text);
            Assert.True(recording.Locker.Stands(quote), $"{quote} does not stand: {recording.Locker.Check(quote).Why}");
        }
    }

    /// <summary>Something of each thing in the recording, with where it stands.</summary>
    private static IEnumerable<(Place Place, string Text)> Texts(Recording recording) =>
    [
        .. recording.Alerts.Select(alert => (alert.Place.At("labels", "alertname"), alert.Name)),
        .. recording.Rules.Select(rule => (rule.Place.At("query"), rule.Query)),
        .. recording.Objects.Select(each => (each.Place.At("kind"), each.Object.Kind)),
        .. recording.Objects.Select(each => (each.Place, each.Object.Name)),
        .. recording.Events.Select(each => (each.Place.At("message"), each.Message)),
        .. recording.Changes.Select(change => (change.Place.At("summary"), change.Summary)),
        .. recording.Spans.Take(50).Select(span => (span.Place.At("name"), span.Name)),
        .. recording.Logs.SelectMany(log => Enumerable.Range(1, Math.Min(20, log.Lines.Count)).Select(number => (log.Lines.PlaceOf(number), log.Lines.TextOf(number)))),
        .. recording.Notes.Where(note => note.Command is not null).Select(note => (note.Lines.PlaceOf(1), note.Command!)),
    ];

    public static string Tune()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Directory.Exists(Path.Combine(folder, "evals", "incidents", "tune")))
            {
                return Path.Combine(folder, "evals", "incidents", "tune");
            }
        }

        throw new DirectoryNotFoundException("evals/incidents/tune");
    }
}
