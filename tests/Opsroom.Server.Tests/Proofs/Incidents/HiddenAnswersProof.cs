using System.Globalization;
using System.Text;
using Opsroom.TestKit.Harness;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Proofs.Incidents;

/// <summary>What an eval expects is nothing that an investigation knows, and a large bundle is read whole.</summary>
public sealed class HiddenAnswersProof(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Expected = "expected.yaml";

    private static readonly string[] Lies =
    [
        "verdict: healthy\ncategory: none\nmust_mention: [nothing, is, wrong]\nmust_not_mention: []\n",
        "verdict: incident\ncategory: infrastructure\nmust_mention: [the moon]\nmust_not_mention: []\n",
    ];

    private static readonly string Tune = Path.Combine(AjvJudge.RepositoryRoot, "evals", "incidents", "tune");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Cases => [.. Directory.GetDirectories(Tune).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_answer_is_the_same_whatever_is_expected(string name)
    {
        using var client = new IncidentClient(server.Server.Address);
        var evidence = await RecordedEvidence.ReadAsync(Path.Combine(Tune, name), Cancelled);
        var told = await client.InvestigateAsync($"told-{name}", evidence, Cancelled);
        var untold = await client.InvestigateAsync($"untold-{name}", evidence.Without(Expected), Cancelled);
        Assert.Equal(told.Answer, untold.Answer);
        foreach (var (number, lie) in Lies.Index())
        {
            Assert.Equal(told.Answer, (await client.InvestigateAsync($"misled-{number}-{name}", evidence.With(Expected, lie), Cancelled)).Answer);
        }
    }

    [Fact]
    public async Task A_folder_and_a_zip_of_the_same_files_are_answered_alike()
    {
        using var client = new IncidentClient(server.Server.Address);
        var evidence = RecordedEvidence.OfAFullVolume();
        var folder = await client.InvestigateAsync("folder", evidence, Cancelled);
        await client.HandInFileAsync("zipped", "bundle.zip", await evidence.ZipAsync(Cancelled), Cancelled);
        var zipped = Investigation.Of(await client.CallAsync("zipped", new { bundle_path = "bundle.zip" }, Cancelled));
        Assert.Equal(("incident", folder.Answer), (folder.Verdict, zipped.Answer));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Of_fifty_megabytes_of_logs_what_tells_is_found_and_quoted(int files)
    {
        using var client = new IncidentClient(server.Server.Address);
        var log = LongLog(50 * 1024 * 1024);
        var (evidence, part) = (RecordedEvidence.OfAFullVolume().Without(RecordedEvidence.ServiceLog), log.Length / files);
        for (var file = 0; file < files; file++)
        {
            evidence = evidence.With($"logs/ledger/ledger-{file}.log", log[(file * part)..(file == files - 1 ? log.Length : (file + 1) * part)]);
        }

        var investigation = await client.InvestigateAsync($"large-{files}", evidence, Cancelled);
        Assert.Equal("incident", investigation.Verdict);
        Assert.True(
            investigation.Evidence.Any(piece => ((string)piece["source"]!).Contains("logs/ledger/", StringComparison.Ordinal) && ((string)piece["quote"]!).Contains(RecordedEvidence.FullVolume, StringComparison.Ordinal)),
            investigation.ToString());
        Assert.InRange(Encoding.UTF8.GetByteCount(investigation.ToString()), 1, 1024 * 1024);
    }

    /// <summary>An hour of a busy service; in the last third of it every third write fails.</summary>
    private static byte[] LongLog(int size)
    {
        var begin = new DateTimeOffset(2026, 3, 10, 8, 0, 0, TimeSpan.Zero);
        var log = new StringBuilder(size + 256);
        for (var number = 0; log.Length < size; number++)
        {
            var part = (double)log.Length / size;
            var at = begin.AddSeconds(3600 * part).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
            log.Append(CultureInfo.InvariantCulture, $"{at} ").Append(part > 0.667 && number % 3 == 0
                ? $"ERROR ledger.api booking refused entry={number}: {RecordedEvidence.FullVolume}\n"
                : $"INFO ledger.api booked entry={number} account={number % 9973} took={8 + (number % 17)}ms trace={number * 2654435761L:x12}\n");
        }

        return Encoding.UTF8.GetBytes(log.ToString());
    }
}
