using System.Text.Json;
using Opsroom.TestKit.Harness;
using Opsroom.Tools;
using Opsroom.Tools.Harness.Api;
using static Opsroom.Tests.Tools.Harness.Api.HarnessWork;

namespace Opsroom.Tests.Tools.Harness.Api;

public sealed class PipelineStatusTests
{
    private const string Status = "get_pipeline_status";

    [Fact]
    public async Task The_state_of_a_run_and_of_its_stages_is_told_in_order()
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout", environments: ["staging"]));
        var run = work.Harness.Run("checkout", "Running", "Failed");

        var first = await work.CallAsync(Status, new { execution_id = run });
        var second = await work.CallAsync(Status, new { execution_id = run });

        Assert.Equal("Running", first.TextOf("status"));
        Assert.False(first.Result.GetProperty("finished").GetBoolean());
        Assert.Equal("Failed", second.TextOf("status"));
        Assert.True(second.Result.GetProperty("finished").GetBoolean());
        Assert.Equal(["Build Success", "Deploy staging Failed"], StagesOf(second.Result));
        Assert.Equal("Deployment exceeded its progress deadline. See https://logs.example/1", second.TextOf("failure"));
        Assert.Equal("checkout", second.TextOf("pipeline_id"));
        Assert.EndsWith($"/executions/{run}/pipeline", second.TextOf("url"), StringComparison.Ordinal);
        Assert.Equal("2023-11-14T22:13:20+00:00", second.TextOf("started_at"));
    }

    [Fact]
    public async Task A_run_is_waited_for_until_it_ends_and_watchers_are_told_what_changes()
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout", environments: ["staging"]));
        var run = work.Harness.Run("checkout", "Running", "Running", "Running", "ApprovalWaiting", "Running", "Success");

        var outcome = await work.CallAsync(Status, new { execution_id = run, wait = "10m" });

        Assert.Equal("Success", outcome.TextOf("status"));
        Assert.Equal(
            [
                "checkout is Running: Build Running.", "checkout is Running: Build Success, Deploy staging Running.", "checkout is ApprovalWaiting: Build Success, Deploy staging ApprovalWaiting.",
                "checkout is Running: Build Success, Deploy staging Running.", "checkout is Success: Build Success, Deploy staging Success.",
            ],
            work.Progress.Select(report => report.Message));
        Assert.Equal([0, 0.5, 0.5, 0.5, 1], work.Progress.Select(report => report.Fraction));
        Assert.Equal(5, work.Time.Delays.Count(delay => delay == TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task When_the_time_is_over_the_run_is_told_as_it_is()
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout"));
        var run = work.Harness.Run("checkout", "Running");

        var outcome = await work.CallAsync(Status, new { execution_id = run, wait = "12s" });

        Assert.Equal("Running", outcome.TextOf("status"));
        Assert.False(outcome.Result.GetProperty("finished").GetBoolean());
        Assert.Equal([5, 5, 2], work.Time.Delays.Select(delay => Math.Round(delay.TotalSeconds)));
    }

    [Fact]
    public async Task A_run_that_waits_for_a_person_says_so()
    {
        await using var work = await StartAsync();
        var run = work.Harness.Run("checkout", "ApprovalWaiting");
        Assert.True((await work.CallAsync(Status, new { execution_id = run })).Result.GetProperty("waits_for_person").GetBoolean());
    }

    [Fact]
    public async Task Passing_trouble_does_not_end_the_wait()
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("checkout"));
        var run = work.Harness.Run("checkout", "Running", "Success");
        work.Harness.Fail(
            FakeHarnessFault.None, FakeHarnessFault.Error(500, "UNKNOWN_ERROR", "Oops"), FakeHarnessFault.Error(404, "ENTITY_NOT_FOUND", "Not yet"), FakeHarnessFault.None);

        Assert.Equal("Success", (await work.CallAsync(Status, new { execution_id = run, wait = "1h" })).TextOf("status"));
    }

    [Fact]
    public async Task A_run_that_nobody_knows_is_not_found()
    {
        await using var work = await StartAsync();
        Assert.Equal(FaultCodes.NotFound, (await work.CallAsync(Status, new { execution_id = "nowhere" })).CodeOf());
        Assert.Equal(FaultCodes.NotFound, (await work.CallAsync(Status, new { execution_id = "nowhere", wait = "1h" })).CodeOf());
    }

    [Theory]
    [InlineData("""{"execution_id": "a/../b"}""")]
    [InlineData("""{"execution_id": "a", "wait": "2h"}""")]
    [InlineData("""{"execution_id": "a", "wait": "soon"}""")]
    public async Task Arguments_that_cannot_be_meant_are_refused(string arguments)
    {
        await using var work = await StartAsync();
        Assert.Equal(FaultCodes.InvalidArgument, (await work.CallAsync(Status, Samples.Json(arguments))).CodeOf());
        Assert.Empty(work.Harness.Requests);
    }

    [Fact]
    public void Stages_side_by_side_and_in_loops_are_found()
    {
        var summary = Samples.Json(
            """
            {"startingNodeId": "p", "layoutNodeMap": {
              "p": {"nodeType": "parallel", "nodeGroup": "STAGE", "nodeIdentifier": "parallelp", "edgeLayoutList": {"currentNodeChildren": ["a", "m"], "nextIds": ["z"]}},
              "z": {"nodeType": "Custom", "nodeGroup": "STAGE", "nodeIdentifier": "last", "name": "Last", "status": "NotStarted"},
              "a": {"nodeType": "CI", "nodeGroup": "STAGE", "nodeIdentifier": "a", "name": "A", "status": "Success"},
              "m": {"nodeType": "MATRIX", "nodeGroup": "STAGE", "nodeIdentifier": "m", "edgeLayoutList": {"currentNodeChildren": ["m1", "m2", "p"]}},
              "m1": {"nodeType": "Deployment", "nodeGroup": "STAGE", "nodeIdentifier": "m1", "name": "M 1", "status": "SUCCEEDED"},
              "m2": {"nodeType": "Deployment", "nodeGroup": "STAGE", "nodeIdentifier": "m2", "name": "M\u001b[31m 2", "status": "Surprising"},
              "r": {"nodeType": "Deployment", "nodeGroup": "STAGE", "nodeIdentifier": "r", "name": "Rollback", "status": "ABORTED"}, "junk": 7}}
            """);

        Assert.Equal(["A Success", "M 1 Success", "M [31m 2 Unknown", "Last NotStarted", "Rollback Aborted"], RunStages.Read(summary).Select(stage => $"{stage.Name} {stage.Status}"));
    }

    private static IEnumerable<string> StagesOf(JsonElement result) =>
        result.GetProperty("stages").EnumerateArray().Select(stage => $"{stage.GetProperty("name").GetString()} {stage.GetProperty("status").GetString()}");
}
