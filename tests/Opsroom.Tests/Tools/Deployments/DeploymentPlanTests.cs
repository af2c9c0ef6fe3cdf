using System.Text;
using Opsroom.Tools;
using Opsroom.Tools.Deployments;

namespace Opsroom.Tests.Tools.Deployments;

public sealed class DeploymentPlanTests
{
    private static readonly DeploymentPlan Plan = new("checkout", "staging", "shop", "checkout", "registry.example/checkout:1.4.2", DeploymentStrategy.BlueGreen)
    {
        Cluster = "east",
        Container = "app",
        PreviousImage = "registry.example/checkout:1.4.1",
        Replicas = 4,
        Weights = [10, 50],
        Routes = [new PlanRoute("Ingress", "front", "checkout")],
        Observe = "60s",
        Timeout = "5m",
        Thresholds = new PlanThresholds(0.01, "500ms"),
        Version = "0a1b:22",
        PlannedBy = "call-1",
        Steps = [new PlanStep("claim", "Claims it: \"nobody else\" may begin.")],
        Risks = [new PlanRisk(Severity.Warning, "- two\nlines # and more")],
        Rollback = "The traffic goes back.",
    };

    [Fact]
    public void A_plan_is_read_as_it_was_written()
    {
        var text = DeploymentPlanFile.Text(Plan);
        var read = DeploymentPlanFile.Read(text).Value!;
        Assert.Equal(text, DeploymentPlanFile.Text(read));
        Assert.Equal(Plan.Id, read.Id);
        Assert.Equal(Plan with { Weights = read.Weights, Routes = read.Routes, Steps = read.Steps, Risks = read.Risks }, read);
        Assert.Equal([10, 50], read.Weights);
        Assert.Equal([new PlanRoute("Ingress", "front", "checkout")], read.Routes);
        Assert.Equal([new PlanRisk(Severity.Warning, "- two\nlines # and more")], read.Risks);
    }

    [Fact]
    public void The_id_says_what_it_is_and_follows_from_the_content()
    {
        Assert.Matches("^blue-green-checkout-[0-9a-f]{8}$", Plan.Id);
        Assert.NotEqual(Plan.Id, (Plan with { Image = "registry.example/checkout:1.4.3" }).Id);
    }

    [Fact]
    public async Task A_plan_that_was_changed_by_hand_is_refused()
    {
        var changed = DeploymentPlanFile.Text(Plan).Replace("1.4.2", "6.6.6", StringComparison.Ordinal);
        var workspace = new SampleWorkspace(new Dictionary<string, byte[]> { [Plan.Path] = Encoding.UTF8.GetBytes(changed) });
        var read = await DeploymentPlanFile.LoadAsync(Plan.Id, workspace, TestContext.Current.CancellationToken);
        Assert.Equal(FaultCodes.Conflict, read.Failure!.Code);
        var missing = await DeploymentPlanFile.LoadAsync("canary-checkout-00000000", workspace, TestContext.Current.CancellationToken);
        Assert.Equal(FaultCodes.NotFound, missing.Failure!.Code);
    }

    [Theory]
    [InlineData("service: [")]
    [InlineData("")]
    [InlineData("{service: a, environment: b, namespace: c, deployment: d, image: e, strategy: big-bang}")]
    public void What_is_no_plan_is_said_to_be_none(string text) => Assert.Equal(FaultCodes.InvalidArgument, DeploymentPlanFile.Read(text).Failure!.Code);
}
