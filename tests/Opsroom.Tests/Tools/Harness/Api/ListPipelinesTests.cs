using System.Globalization;
using static Opsroom.Tests.Tools.Harness.Api.HarnessWork;

namespace Opsroom.Tests.Tools.Harness.Api;

public sealed class ListPipelinesTests
{
    [Fact]
    public async Task Pipelines_are_listed_with_their_last_run()
    {
        await using var work = await StartAsync();
        work.Harness.Put(PipelineYaml("cart"));
        work.Harness.Put(PipelineYaml("checkout", environments: ["staging", "prod"]));
        var run = work.Harness.Run("checkout", "Failed");

        var outcome = await work.CallAsync("list_pipelines", new { query = "check" });

        var pipeline = Assert.Single(outcome.Result.GetProperty("pipelines").EnumerateArray());
        Assert.Equal("checkout", pipeline.GetProperty("pipeline_id").GetString());
        Assert.Equal(3, pipeline.GetProperty("stages").GetInt32());
        Assert.Equal(run, pipeline.GetProperty("last_run").GetProperty("execution_id").GetString());
        Assert.Equal("Failed", pipeline.GetProperty("last_run").GetProperty("status").GetString());
        Assert.Equal(1, outcome.Result.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Every_page_is_read_up_to_a_bound()
    {
        await using var work = await StartAsync();
        for (var i = 0; i < 1_050; i++)
        {
            work.Harness.Put($"pipeline:\n  identifier: p{i.ToString("D4", CultureInfo.InvariantCulture)}\n");
        }

        var outcome = await work.CallAsync("list_pipelines", new { });

        Assert.Equal(1_000, outcome.Result.GetProperty("pipelines").GetArrayLength());
        Assert.Equal(1_050, outcome.Result.GetProperty("total").GetInt32());
        Assert.Equal(10, work.Harness.Requests.Count);
    }

    [Fact]
    public async Task A_project_without_pipelines_has_an_empty_list()
    {
        await using var work = await StartAsync();
        Assert.Equal(0, (await work.CallAsync("list_pipelines", new { })).Result.GetProperty("pipelines").GetArrayLength());
    }
}
