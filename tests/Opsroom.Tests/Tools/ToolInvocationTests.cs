using System.Text;
using Microsoft.Extensions.Logging;
using Opsroom.Tools;

namespace Opsroom.Tests.Tools;

public sealed class ToolInvocationTests
{
    [Fact]
    public async Task Arguments_reach_the_method_and_its_value_comes_back_as_JSON()
    {
        var outcome = await Samples.CallAsync("sample_everything", """
            {"name": "web", "flavour": "blue-green", "environments": ["dev", "prod"], "config": {"a": "ü"}, "port": 81, "ratio": 0.5, "level": "low",
             "stages": [{"name": "build"}, {"name": "ship", "minutes": 5, "approval": true, "note": "x"}], "variables": {"v": "w"}, "anything": [1], "dry_run": true}
            """);

        Assert.True(outcome.Succeeded);
        Assert.Equal(
            """{"text":"web 81 0.5 low True {\"a\": \"ü\"} [1]","lines":["dev","prod","build/10/False/","ship/5/True/x","w"],"flavour":"blue-green","number":81}""",
            outcome.Result.GetRawText());
    }

    [Fact]
    public async Task What_is_left_out_takes_its_default()
    {
        var outcome = await Samples.CallAsync("sample_everything", """{"name": "web", "flavour": "rolling", "environments": ["dev"], "config": {}}""");
        Assert.Equal("web 8080   False {} ", outcome.Result.GetProperty("text").GetString());
        Assert.Equal(1, outcome.Result.GetProperty("lines").GetArrayLength());
    }

    [Fact]
    public async Task What_was_meant_is_what_the_method_sees()
    {
        var outcome = await Samples.CallAsync("sample_everything", """
            {"name": "web", "flavour": "rolling", "environments": "[\"dev\"]", "config": "{\"k\":1}", "port": 81.0, "dry_run": "true", "ratio": "0.5",
             "stages": [{"name": "a", "minutes": "7", "approval": null, "note": null}]}
            """);
        Assert.Equal("""web 81 0.5  True {"k":1} """, outcome.Result.GetProperty("text").GetString());
        Assert.Equal("a/7/False/", outcome.Result.GetProperty("lines")[1].GetString());
    }

    [Fact]
    public async Task Arguments_that_do_not_fit_are_a_failure_that_names_them()
    {
        var outcome = await Samples.CallAsync("sample_everything", """{"name": "web", "flavour": "x", "environments": [], "config": {}}""");
        Assert.False(outcome.Succeeded);
        Assert.Equal("invalid_argument", outcome.Result.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(
            "The arguments do not fit: flavour: Input should be 'blue-green' or 'rolling'; environments: List should have at least 1 item after validation, not 0.",
            outcome.Result.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Text_is_read_from_the_workspace_where_a_path_is_given()
    {
        var workspace = new SampleWorkspace(new(StringComparer.Ordinal) { ["p.yaml"] = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes("a: é")], ["p.bin"] = [0xFF, 0xFE, 0x00] });

        var read = await Samples.CallAsync("sample_text", """{"yaml_path": "p.yaml", "yaml_content": "", "other_content": "o"}""", Samples.Context(workspace));
        Assert.Equal("""{"text":"a: é","lines":["p.yaml","o"]}""", read.Result.GetRawText());

        var absent = await Samples.CallAsync("sample_text", """{"yaml_path": "q.yaml"}""", Samples.Context(workspace));
        Assert.Equal("not_found", absent.Result.GetProperty("error").GetProperty("code").GetString());

        var binary = await Samples.CallAsync("sample_text", """{"yaml_path": "p.bin"}""", Samples.Context(workspace));
        Assert.Equal("invalid_argument", binary.Result.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_empty_text_is_text()
    {
        var outcome = await Samples.CallAsync("sample_text", """{"yaml_content": ""}""");
        Assert.Equal("""{"text":"","lines":["inline","none"]}""", outcome.Result.GetRawText());
    }

    [Theory]
    [InlineData("setting", """{"message":"Nothing is configured.","error":{"code":"not_configured","message":"Nothing is configured.","retryable":false,"setting":"SAMPLE_KEY"}}""")]
    [InlineData("unreachable", """{"message":"Not there.","error":{"code":"unreachable","message":"Not there.","retryable":true}}""")]
    public async Task A_failure_is_data(string how, string expected)
    {
        var outcome = await Samples.CallAsync("sample_failure", $$"""{"how": "{{how}}"}""");
        Assert.Equal((false, expected), (outcome.Succeeded, outcome.Result.GetRawText()));
    }

    [Fact]
    public async Task An_exception_is_logged_under_an_id_and_its_text_does_not_get_out()
    {
        var log = new ListLogger();
        var tool = new ToolCatalog([new SampleTools()], log).Find("sample_failure")!;

        var outcome = await tool.InvokeAsync(Samples.Json("""{"how": "throw"}"""), Samples.Context(), TestContext.Current.CancellationToken);

        var message = outcome.Result.GetProperty("message").GetString()!;
        Assert.Equal("internal", outcome.Result.GetProperty("error").GetProperty("code").GetString());
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
        var (text, exception) = Assert.Single(log.Entries);
        Assert.IsType<FormatException>(exception);
        Assert.EndsWith(message.Split(' ')[^1].TrimEnd('.'), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timeout_of_the_tool_itself_is_a_failure_and_not_a_cancellation()
    {
        var outcome = await Samples.CallAsync("sample_failure", """{"how": "timeout"}""");
        Assert.Equal("timeout", outcome.Result.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Cancellation_passes()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var context = Samples.Context(progress: _ => cancelled.Cancel());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Samples.Tool("sample_failure").InvokeAsync(Samples.Json("""{"how": "wait"}"""), context, cancelled.Token));
    }

    private sealed class ListLogger : ILogger<ToolCatalog>
    {
        public List<(string Text, Exception? Exception)> Entries { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Add((formatter(state, exception), exception));
    }
}
