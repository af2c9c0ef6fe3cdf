using Opsroom.Tests.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents;
using Opsroom.Tools.Incidents.Analysis;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Bundles.Reading;
using Opsroom.Tools.Incidents.Evaluation;

namespace Opsroom.Tests.Tools.Incidents.Analysis;

public sealed class SmallCasesTests
{
    public static TheoryData<string> Cases => [.. Directory.EnumerateDirectories(Folder).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(Path.GetDirectoryName(ShippedBundlesTests.Tune())!, "small");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Verdict_and_category_of_every_small_case_are_as_expected(string name)
    {
        var folder = Path.Combine(Folder, name);
        var expected = IncidentCase.Read(folder);
        var recording = BundleReader.Read(BundleSource.ReadFromDisk(folder, TestContext.Current.CancellationToken).Value!, BundleFolder.Clock, TestContext.Current.CancellationToken);

        var found = IncidentAnalysis.Investigate(recording, TestContext.Current.CancellationToken);

        Assert.Equal(expected.Verdict, found.Verdict);
        Assert.Contains(found.RootCauses.IsEmpty ? IncidentCategory.None : found.RootCauses[0].Category, expected.Acceptable);
    }
}
