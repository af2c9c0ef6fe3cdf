using System.Collections.Immutable;
using Opsroom.Telemetry;
using Opsroom.TestKit.Harness;
using Opsroom.Tools;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Harness;
using Opsroom.Tools.Harness.Api;
using static Opsroom.Tests.Tools.Harness.Api.HarnessWork;

namespace Opsroom.Tests.Tools.Harness.Api;

public sealed class HarnessFailureTests
{
    public static TheoryData<string, string> Calls => new()
    {
        { "list_pipelines", "{}" },
        { "get_pipeline_status", """{"execution_id": "x"}""" },
        { "push_pipeline", """{"yaml_content": "pipeline:\n  identifier: x\n"}""" },
        { "trigger_pipeline", """{"pipeline_id": "x"}""" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Without_a_token_the_setting_is_named_and_nothing_is_asked(string tool, string arguments)
    {
        await using var work = await StartAsync(options => options.ApiToken = null);
        var outcome = await work.CallAsync(tool, Samples.Json(arguments));
        Assert.Equal((FaultCodes.NotConfigured, "HARNESS_API_TOKEN"), (outcome.CodeOf(), outcome.SettingOf()));
        Assert.Empty(work.Harness.Requests);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Without_an_account_the_setting_is_named_and_nothing_is_asked(string tool, string arguments)
    {
        await using var work = await StartAsync(options => options.AccountId = null);
        var outcome = await work.CallAsync(tool, Samples.Json(arguments));
        Assert.Equal((FaultCodes.NotConfigured, "HARNESS_ACCOUNT_ID"), (outcome.CodeOf(), outcome.SettingOf()));
        Assert.Empty(work.Harness.Requests);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_token_that_Harness_does_not_accept_is_named_and_never_shown(string tool, string arguments)
    {
        await using var work = await StartAsync(options => options.ApiToken = new Secret("pat.wrong.token-value"));
        var outcome = await work.CallAsync(tool, Samples.Json(arguments));
        Assert.Equal((FaultCodes.Denied, "HARNESS_API_TOKEN"), (outcome.CodeOf(), outcome.SettingOf()));
        Assert.DoesNotContain("token-value", outcome.Result.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "ACCESS_DENIED", FaultCodes.Denied, "permission")]
    [InlineData(400, "NG_ACCESS_DENIED", FaultCodes.Denied, "permission")]
    [InlineData(400, "EXPIRED_TOKEN", FaultCodes.Denied, "HARNESS_API_TOKEN")]
    [InlineData(404, "RESOURCE_NOT_FOUND_EXCEPTION", FaultCodes.NotFound, "knows no such thing")]
    [InlineData(409, "CONFLICT", FaultCodes.Conflict, "changed in the meantime")]
    [InlineData(412, "INVALID_REQUEST", FaultCodes.Conflict, "changed in the meantime")]
    [InlineData(400, "INVALID_REQUEST", FaultCodes.InvalidArgument, "HTTP 400")]
    [InlineData(500, "UNKNOWN_ERROR", FaultCodes.Unreachable, "HTTP 500")]
    public async Task What_Harness_refuses_is_said_in_its_words_with_what_to_do(int status, string code, string expected, string words)
    {
        await using var work = await StartAsync();
        work.Harness.Fail(FakeHarnessFault.Error(status, code, "The reason.\u001b[2J\nSecond line."));

        var outcome = await work.CallAsync("list_pipelines", new { });

        Assert.Equal(expected, outcome.CodeOf());
        Assert.Contains(words, outcome.MessageOf(), StringComparison.Ordinal);
        Assert.Contains($"Harness says: {code}: The reason. [2J Second line (correlation id 7b1f0b0e-correlation).", outcome.MessageOf(), StringComparison.Ordinal);
        Assert.Single(work.Harness.Requests);
    }

    [Theory]
    [InlineData("2")]
    [InlineData(null)]
    public async Task A_read_waits_as_long_as_Harness_asks_and_is_made_again(string? retryAfter)
    {
        await using var work = await StartAsync();
        work.Harness.Fail(FakeHarnessFault.Busy(retryAfter), FakeHarnessFault.Error(503, "X", "y"));

        Assert.True((await work.CallAsync("list_pipelines", new { })).Succeeded);

        Assert.Equal(3, work.Harness.Requests.Count);
        Assert.Equal(retryAfter is null ? [0.5, 1] : [2, 1], work.Time.Delays.Select(delay => delay.TotalSeconds));
    }

    [Fact]
    public async Task Reads_are_made_again_a_few_times_only()
    {
        await using var work = await StartAsync();
        work.Harness.Fail(Enumerable.Repeat(FakeHarnessFault.Cut, 9));
        Assert.Equal(FaultCodes.Unreachable, (await work.CallAsync("list_pipelines", new { })).CodeOf());
        Assert.Equal(3, work.Harness.Requests.Count);
    }

    [Fact]
    public async Task A_wait_that_is_too_long_is_left_to_the_caller()
    {
        await using var work = await StartAsync();
        work.Harness.Fail(FakeHarnessFault.Busy("600"));

        var outcome = await work.CallAsync("list_pipelines", new { });

        Assert.Contains("Try again after 600 s", outcome.MessageOf(), StringComparison.Ordinal);
        Assert.Single(work.Harness.Requests);
    }

    [Fact]
    public async Task The_token_does_not_follow_a_redirect()
    {
        await using var work = await StartAsync();
        await using var elsewhere = await FakeHarness.StartNewAsync(TestContext.Current.CancellationToken);
        work.Harness.Fail(new FakeHarnessFault
        {
            Status = 307,
            Body = "",
            Headers = ImmutableDictionary<string, string>.Empty.Add("Location", new Uri(elsewhere.Address, "/pipeline/api/pipelines/list").ToString()),
        });

        var outcome = await work.CallAsync("list_pipelines", new { });

        Assert.Equal((FaultCodes.Unreachable, "HARNESS_API_URL"), (outcome.CodeOf(), outcome.SettingOf()));
        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData("<html>Sign in</html>")]
    [InlineData("{\"status\":\"SUCCESS\"}")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task An_answer_that_is_not_Harnesss_points_at_the_address(string body)
    {
        await using var work = await StartAsync();
        work.Harness.Fail(new FakeHarnessFault { Status = 200, Body = body });
        Assert.Equal("HARNESS_API_URL", (await work.CallAsync("list_pipelines", new { })).SettingOf());
    }

    [Fact]
    public async Task An_error_in_an_envelope_with_status_200_is_an_error()
    {
        await using var work = await StartAsync();
        work.Harness.Fail(new FakeHarnessFault { Status = 200, Body = """{"status":"ERROR","code":"INVALID_REQUEST","message":"No."}""" });
        Assert.Equal(FaultCodes.InvalidArgument, (await work.CallAsync("list_pipelines", new { })).CodeOf());
    }

    [Fact]
    public async Task An_endless_answer_is_not_read_to_its_end()
    {
        await using var work = await StartAsync();
        work.Harness.Fail(new FakeHarnessFault { Status = 200, Body = new string(' ', 17 * 1024 * 1024) });
        Assert.Contains("longer than 16 MiB", (await work.CallAsync("list_pipelines", new { })).MessageOf(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Harness_that_says_nothing_is_given_up()
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout"));
        var plan = (await work.PlanAsync("trigger_pipeline", new { pipeline_id = "checkout" })).Plan!;
        work.Harness.Fail(FakeHarnessFault.None, new FakeHarnessFault { Silence = TimeSpan.FromMinutes(5) });

        var call = work.CallAsync("trigger_pipeline", new { pipeline_id = "checkout" }, new ChangeInHand("k", plan.IntentVersion, 1));
        await work.Harness.WaitForAsync(requests => requests.Any(request => request.IsWrite), TestContext.Current.CancellationToken);
        work.Time.Advance(TimeSpan.FromSeconds(31));

        var outcome = await call;
        Assert.Equal(FaultCodes.Timeout, outcome.CodeOf());
        Assert.Contains("may or may not have done it", outcome.MessageOf(), StringComparison.Ordinal);
        Assert.Single(work.Harness.Writes);
    }

    [Fact]
    public void A_gateway_in_front_of_Harness_may_have_a_path()
    {
        var options = new HarnessOptions { ApiUrl = "https://harness.example/gateway/", AccountId = "a b", OrgIdentifier = "o", ProjectIdentifier = "p" };
        var scope = new HarnessScope(options);

        Assert.Equal("https://harness.example/gateway/x?accountIdentifier=a%20b&orgIdentifier=o&projectIdentifier=p&q=1%262", scope.Route("/x", ("q", "1&2"), ("none", null)).AbsoluteUri);
        Assert.Equal("https://harness.example/ng/account/a%20b/all/orgs/o/projects/p/pipelines/c/pipeline-studio", scope.PipelinePage("c"));
    }

    [Theory]
    [InlineData("ftp://harness.example", "Harness:ApiUrl")]
    [InlineData("harness.example", "Harness:ApiUrl")]
    [InlineData("https://user:secret@harness.example", "Harness:ApiUrl")]
    public void An_address_that_is_none_is_refused_at_the_start(string url, string key) =>
        Assert.StartsWith(key, Assert.Single(new HarnessOptions { ApiUrl = url }.Validate()), StringComparison.Ordinal);
}
