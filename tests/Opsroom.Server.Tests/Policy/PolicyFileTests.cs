using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Policy;

public sealed class PolicyFileTests : ServerFixture
{
    private readonly string path = Path.Combine(Directory.CreateTempSubdirectory("opsroom-policy-").FullName, "rules.yaml");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected override OpsroomServerOptions Configure() => new()
    {
        Host = "127.0.0.1",
        Port = 0,
        DataDirectory = DataDirectory,
        WorkingDirectory = Path.GetDirectoryName(path),
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["OPSROOM_POLICY"] = "rules.yaml" },
        LogLevel = "error",
        LogOutput = Stream.Null,
    };

    [Fact]
    public async Task Health_follows_the_file_from_missing_to_good_to_broken()
    {
        var (_, missing) = await GetAsync("/health");
        Assert.Equal("degraded", missing.GetProperty("status").GetString());
        Assert.Equal(
            $"degraded: {path}: it is not there. Until it can be read, everything but reading needs a person's approval.", missing.GetProperty("policy").GetString());

        await File.WriteAllTextAsync(path, "rules: []", Cancelled);
        await UntilAsync(policy => policy == "healthy");
        await File.WriteAllTextAsync(path, "rules: [{name: x}]", Cancelled);
        await UntilAsync(policy => policy == $"degraded: {path}: line 1, column 9: 'decision' is missing here. What it said before is still in force.");
        File.Delete(path);
        await UntilAsync(policy => policy.Contains("it is not there. What it said before", StringComparison.Ordinal));
    }

    private async Task UntilAsync(Func<string, bool> holds)
    {
        while (!holds((await GetAsync("/health")).Body.GetProperty("policy").GetString()!))
        {
            await Task.Yield();
        }
    }
}
