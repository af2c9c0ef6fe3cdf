using Opsroom.Tools.Logs;
using Opsroom.Tools.Logs.Sources;
using static Opsroom.Tests.Tools.Logs.LogSearchFixture;

namespace Opsroom.Tests.Tools.Logs.Sources;

public sealed class FileLogsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsroom-logs-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Files_that_fit_a_pattern_are_searched_and_no_others()
    {
        Write("checkout/app.log", "2026-03-01 11:50:00 ERROR card declined\n\tat x.Y(Z.java:1)\n2026-03-01 11:51:00 INFO fine\n2026-03-01 09:00:00 ERROR long ago\n");
        Write("cart/app.log", "2026-03-01 11:50:00 ERROR card declined\n");
        Write("checkout/app.txt", "2026-03-01 11:50:00 ERROR card declined\n");

        var entry = Assert.Single((await FindAsync(Logs("**/*.log"), "declined", "checkout", "error")).Entries);

        Assert.Equal(($"{folder.FullName}/checkout/app.log:1", "card declined", "\tat x.Y(Z.java:1)"), (entry.Where, entry.Message, entry.Detail));
    }

    [Fact]
    public async Task Entries_may_name_their_service_themselves()
    {
        Write("all.log", """
            {"time":"2026-03-01T11:50:00Z","level":"error","service":"checkout","msg":"mine"}
            {"time":"2026-03-01T11:50:00Z","level":"error","service":"cart","msg":"not mine"}
            """);

        Assert.Equal(["mine"], (await FindAsync(Logs("*.log"), "*", "checkout")).Entries.Select(entry => entry.Message));
    }

    [Fact]
    public async Task A_link_out_of_the_folder_is_not_followed()
    {
        Write("real.log", "2026-03-01 11:50:00 ERROR seen\n");
        File.CreateSymbolicLink(Path.Combine(folder.FullName, "link.log"), "/etc/passwd");

        Assert.Equal(["seen"], (await FindAsync(Logs("*.log"), "*")).Entries.Select(entry => entry.Message));
    }

    [Fact]
    public async Task One_place_that_fails_does_not_lose_the_others()
    {
        Write("app.log", "2026-03-01 11:50:00 ERROR still here\n");
        var broken = new Opsroom.Tools.Logs.Loki.LokiLogs(new(new() { Url = "http://127.0.0.1:9/" }, TimeProvider.System));

        var answer = await FindAsync([broken, Logs("*.log")], "*");

        Assert.Equal(["still here"], answer.Entries.Select(entry => entry.Message));
        Assert.Contains("could not be reached", answer.Sources.Single(source => source.Source == "loki").Problem, StringComparison.Ordinal);
        Assert.Contains(answer.Notes, note => note.StartsWith("loki gave nothing:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_any_place_it_says_which_settings_there_are()
    {
        var failure = (await AskAsync([new FileLogs(new LogOptions())], "*")).Failure!;

        Assert.Equal(("not_configured", "LOKI_URL"), (failure.Code, failure.Setting));
        Assert.Contains("ELASTICSEARCH_URL", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("loud", null, "level is 'loud'")]
    [InlineData(null, "yesterday", "time_range is 'yesterday'")]
    [InlineData(null, "2026-03-01T12:00:00Z/2026-03-01T11:00:00Z", "time_range is")]
    public async Task Wrong_arguments_are_said(string? level, string? range, string why) =>
        Assert.Contains(why, (await AskAsync([Logs("*.log")], "*", null, level, range)).Failure!.Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_range_may_be_two_times()
    {
        Write("app.log", "2026-03-01 09:10:00 WARN early\n2026-03-01 11:10:00 WARN late\n");

        Assert.Equal(["early"], (await FindAsync(Logs("*.log"), "*", range: "2026-03-01T09:00:00Z/2026-03-01T10:00:00Z")).Entries.Select(entry => entry.Message));
    }

    [Fact]
    public void A_pattern_without_a_folder_is_refused() => Assert.Single(new LogOptions { Files = ["/*.log", "/var/log/*.log"] }.Validate());

    private FileLogs Logs(string pattern) => new(new LogOptions { Files = [Path.Combine(folder.FullName, pattern)] });

    private void Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, Noon.UtcDateTime);
    }
}
