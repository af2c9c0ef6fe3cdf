using System.Text;
using Opsroom.TestKit.Logs;
using Opsroom.Tools.Incidents.Live;
using Opsroom.Tools.Logs.Loki;

namespace Opsroom.Tests.Tools.Incidents.Live;

public sealed class LogEvidenceTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Lines_of_the_service_become_a_log_of_the_bundle()
    {
        await using var loki = await FakeLoki.StartNewAsync(TestContext.Current.CancellationToken);
        loki.Push(Now.AddMinutes(-90), "app=checkout", "before");
        loki.Push(Now.AddMinutes(-5), "app=checkout", "2026-03-01 11:55:00 ERROR pool exhausted");
        loki.Push(Now.AddMinutes(-5), "app=cart", "other");
        var files = new LiveFiles();

        await Evidence(loki).GatherAsync(new LiveQuestion(null, null, "checkout", null, null, null), Now, files, TestContext.Current.CancellationToken);

        var file = Assert.Single(files.Content().Files);
        Assert.Equal("logs/checkout/loki.log", file.Path);
        Assert.Equal(
            "2026-03-01T10:30:00.0000000Z before\n2026-03-01T11:55:00.0000000Z 2026-03-01 11:55:00 ERROR pool exhausted\n", Encoding.UTF8.GetString(file.Text.Span));
        Assert.Empty(files.Missing);
    }

    [Fact]
    public async Task A_store_that_refuses_is_missing_evidence()
    {
        await using var loki = await FakeLoki.StartNewAsync(TestContext.Current.CancellationToken, "team-a");
        var files = new LiveFiles();

        await Evidence(loki).GatherAsync(new LiveQuestion("slow", null, null, null, null, null), Now, files, TestContext.Current.CancellationToken);

        Assert.Contains("no org id", Assert.Single(files.Missing), StringComparison.Ordinal);
    }

    private static LogEvidence Evidence(FakeLoki loki) => new(new LokiLogs(new LokiClient(new LokiOptions { Url = loki.Address.ToString() }, TimeProvider.System)), "Loki", LokiOptions.Setting);
}
