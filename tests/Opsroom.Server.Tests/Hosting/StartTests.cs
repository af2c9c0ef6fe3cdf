using Opsroom.Server.Hosting;

namespace Opsroom.Server.Tests.Hosting;

public sealed class StartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("opsroom-start-").FullName;

    [Fact]
    public async Task A_taken_port_is_one_line_that_says_what_to_do()
    {
        await using var first = await OpsroomServer.StartAsync(Options("a", 0), TestContext.Current.CancellationToken);
        using var log = new MemoryStream();
        var second = Options("b", first.Address.Port) with { LogOutput = log, LogLevel = "error" };
        var fault = await Assert.ThrowsAsync<OpsroomStartException>(() => OpsroomServer.StartAsync(second, TestContext.Current.CancellationToken));
        Assert.Equal("", System.Text.Encoding.UTF8.GetString(log.ToArray()));
        Assert.Contains($"Port {first.Address.Port}", fault.Message, StringComparison.Ordinal);
        Assert.Contains("--port", fault.Message, StringComparison.Ordinal);
        AssertOneLine(fault);
    }

    [Fact]
    public async Task A_data_folder_in_use_is_one_line_that_says_what_to_do()
    {
        await using var first = await OpsroomServer.StartAsync(Options("a", 0), TestContext.Current.CancellationToken);
        var impatient = Options("a", 0) with { Configuration = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Store:WaitSeconds"] = "0" } };
        var fault = await Assert.ThrowsAsync<OpsroomStartException>(() => OpsroomServer.StartAsync(impatient, TestContext.Current.CancellationToken));
        Assert.Contains("--data", fault.Message, StringComparison.Ordinal);
        AssertOneLine(fault);
    }

    [Theory]
    [InlineData("Server:Port", "abc", "0 to 65535")]
    [InlineData("Server:Host", "not a host", "--host")]
    [InlineData("Server:Heartbeat", "0", "1 to 300")]
    [InlineData("Server:Cors:Origins", "https://x.example/path", "origin")]
    [InlineData("Models:Model", "nobody:x", "OPSROOM_MODEL")]
    [InlineData("Models:Retries", "-1", "0 to 20")]
    [InlineData("Harness:ApiUrl", "app.harness.io", "HARNESS_API_URL")]
    [InlineData("Harness:PollInterval", "0", "1 second to 5 minutes")]
    [InlineData("Store:WaitSeconds", "never", "0 to 3600")]
    [InlineData("Databases:shop:ConnectionString", "Host=db", "postgresql, mysql, mariadb or sqlite")]
    [InlineData("Store:Url", "postgresql://me:secret@db:port/ops", "DATABASE_URL")]
    public async Task A_bad_setting_is_one_line_with_its_key_and_the_cure(string key, string value, string cure)
    {
        var options = new OpsroomServerOptions
        {
            WorkingDirectory = folder,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal),
            Configuration = new Dictionary<string, string?>(StringComparer.Ordinal) { [key] = value },
        };
        var fault = await Assert.ThrowsAsync<OpsroomStartException>(() => OpsroomServer.StartAsync(options, TestContext.Current.CancellationToken));
        Assert.Contains(cure, fault.Message, StringComparison.Ordinal);
        AssertOneLine(fault);
    }

    [Theory]
    [InlineData("OPSROOM_MODEL", "line 2")]
    [InlineData("1NAME=x", "line 2")]
    [InlineData("NAME=\"open", "closing")]
    [InlineData("NAME=\"a\" b", "after the closing")]
    public void A_bad_line_in_the_env_file_is_named_with_its_number(string line, string expected)
    {
        var path = Write($"# comment\n{line}\n");
        var fault = Assert.Throws<OpsroomStartException>(() => DotEnvFile.Read(path));
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        AssertOneLine(fault);
    }

    [Fact]
    public void The_env_file_is_read_as_people_write_it()
    {
        var values = DotEnvFile.Read(Write("export A=1\nB = two words # a comment\nC='#not $one'\nD=\"x\\ny\\\"\"  # yes\nE=\nF=a#b\n\n"));
        Assert.Equal(["1", "two words", "#not $one", "x\ny\"", "", "a#b"], values.Values);
    }

    [Fact]
    public void Settings_come_in_order_from_program_environment_env_file_and_appsettings()
    {
        File.WriteAllText(Path.Combine(folder, "appsettings.json"), """{"Server":{"Port":1,"Host":"a"},"Models":{"Model":"from-json","OpenAIBaseUrl":"from-json"}}""");
        Write("OPSROOM_MODEL=from-env-file\nServer__Port=2\nServer__Host=b\n");
        var configuration = ServerConfiguration.Build(new OpsroomServerOptions
        {
            WorkingDirectory = folder,
            Port = 4,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["Server__Host"] = "c", ["Server__Port"] = "3" },
        });
        Assert.Equal("4", configuration["Server:Port"]);
        Assert.Equal("c", configuration["Server:Host"]);
        Assert.Equal("from-env-file", configuration["Models:Model"]);
        Assert.Equal("from-json", configuration["Models:OpenAIBaseUrl"]);
    }

    [Fact]
    public void An_appsettings_file_that_is_not_JSON_is_one_line()
    {
        File.WriteAllText(Path.Combine(folder, "appsettings.json"), "{ nope");
        var fault = Assert.Throws<OpsroomStartException>(() => ServerConfiguration.Build(new OpsroomServerOptions { WorkingDirectory = folder }));
        Assert.Contains("appsettings.json", fault.Message, StringComparison.Ordinal);
        AssertOneLine(fault);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void AssertOneLine(OpsroomStartException fault) => Assert.DoesNotContain('\n', fault.Message);

    private string Write(string text)
    {
        var path = Path.Combine(folder, ".env");
        File.WriteAllText(path, text);
        return path;
    }

    private OpsroomServerOptions Options(string data, int port) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        DataDirectory = Path.Combine(folder, data),
        WorkingDirectory = folder,
        Environment = new Dictionary<string, string>(StringComparer.Ordinal),
    };
}
