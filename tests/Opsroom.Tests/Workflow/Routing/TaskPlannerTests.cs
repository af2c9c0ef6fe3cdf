using Opsroom.Agents;
using Opsroom.Threads;
using Opsroom.Workflow.Routing;

namespace Opsroom.Tests.Workflow.Routing;

public sealed class TaskPlannerTests
{
    private readonly OfflineRouter _router = new();

    [Theory]
    [InlineData("scaffold a service, give it a canary pipeline, then deploy to staging", "scaffold_agent>harness_expert>deployment_agent")]
    [InlineData("Create a Go service called orders. Then deploy version 1.2 of orders to staging.", "scaffold_agent>deployment_agent")]
    [InlineData("1. scaffold a new Go service\n2. create a canary pipeline for it\n3. generate unit tests for the handlers", "scaffold_agent>harness_expert>testing_agent")]
    [InlineData("Erstelle ein neues Spring-Boot-Projekt, danach schreibe eine Canary-Pipeline dafür", "scaffold_agent>harness_expert")]
    public void Ordered_jobs_run_one_after_the_other(string task, string agents)
    {
        var plan = Plan(task);

        Assert.Equal(agents, string.Join('>', AgentsOf(plan)));
        Assert.Equal(plan.Jobs.Select((_, i) => i == 0 ? "" : $"b{i}"), plan.Jobs.Select(job => string.Join(',', job.After)));
    }

    [Theory]
    [InlineData("- create a Grafana dashboard for checkout\n- write xunit tests for the parser", "monitoring_agent|testing_agent")]
    [InlineData("Write pytest tests for the tax module, and create a Grafana dashboard for checkout latency.", "testing_agent|monitoring_agent")]
    public void Independent_jobs_run_side_by_side(string task, string agents)
    {
        var plan = Plan(task);

        Assert.Equal(agents, string.Join('|', AgentsOf(plan)));
        Assert.All(plan.Jobs, job => Assert.Empty(job.After));
    }

    [Theory]
    [InlineData("create and validate a pipeline")]
    [InlineData("build, test and deploy pipeline for x")]
    [InlineData("deploy api to staging and prod")]
    [InlineData("create a pipeline for orders that builds, tests, then deploys to staging and production")]
    [InlineData("create a pipeline with these stages: build, run unit tests, deploy to staging, then deploy to production")]
    [InlineData("scale checkout to 5 and restart it")]
    [InlineData("Checkout has been slow since noon, users complain, what is going on?")]
    [InlineData("Deploy orders 1.4 to staging, then promote it to production")]
    public void One_job_with_several_verbs_stays_one(string task)
    {
        var plan = Plan(task);

        Assert.Equal([new PlannedJob("b1", task, plan.Jobs[0].Team, [])], plan.Jobs, (one, other) => one.Id == other.Id && one.Task == other.Task && one.After.IsEmpty);
    }

    [Fact]
    public void A_plan_has_at_most_eight_jobs()
    {
        var task = string.Join('\n', Enumerable.Range(1, 30).Select(i => i % 2 == 0 ? $"{i}. write xunit tests for module m{i}" : $"{i}. deploy service s{i} version 1.{i} to staging"));

        Assert.InRange(Plan(task).Jobs.Length, 2, 8);
    }

    private RoutedPlan Plan(string task) => _router.Plan(task, null, BuiltInAgents.Roster.Agents);

    private IEnumerable<string> AgentsOf(RoutedPlan plan) =>
        plan.Jobs.Select(job => _router.ChooseAgent(job.Task, job.Team, null, BuiltInAgents.Roster.Agents).Agent);
}
