using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;
using Opsroom.Tools;
using Opsroom.Tools.Changes;

namespace Opsroom.Tests.Tools.Kubernetes.Changes.Deletion;

/// <summary>Deleting on a real API server.</summary>
public sealed class DeleteTests(KubernetesCluster cluster)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_plan_says_what_goes_with_it_and_deletes_nothing()
    {
        await using var space = await cluster.WorkloadAsync("Deployment");
        await space.CreateAsync("{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80}]}}", Cancelled);
        var plan = await Tool().PlanAsync(Arguments(space, "deploy", "web"));
        Assert.Equal($"Delete Deployment/{space.Name}/web in cluster 'admin'.", plan.Preview.Summary);
        Assert.Equal($"With it go: 1 Pod, 1 ReplicaSet. Service/{space.Name}/web leads to its pods.", plan.Preview.BlastRadius);
        Assert.Contains("-  name: web", ToolCalls.ChangedLines(plan));
        Assert.DoesNotContain(ToolCalls.ChangedLines(plan), line => line[0] == '+');
        Assert.Null((await cluster.Api.GetAsync(space.WorkloadPath(), Cancelled))["metadata"]!["deletionTimestamp"]);
    }

    [Fact]
    public async Task It_is_deleted_with_what_belongs_to_it_and_can_be_applied_again()
    {
        await using var space = await cluster.WorkloadAsync("Deployment");
        var arguments = Arguments(space, "deployment", "web");
        var plan = await Tool().PlanAsync(arguments);
        var change = new ChangeInHand("run-1.call-1", plan.IntentVersion, 1);
        Assert.IsType<Verification.NotMade>(await Tool().VerifyAsync(arguments, change));

        var deleted = await Tool().CallAsync(arguments, change);
        Assert.Equal(($"Deployment/{space.Name}/web", true), ((string)deleted["deleted"]!, (bool)deleted["gone"]!));
        Assert.True(Assert.IsType<Verification.Made>(await Tool().VerifyAsync(arguments, change)).Result.GetProperty("gone").GetBoolean());

        await new ToolCalls(cluster, plan.Undo!.Tool).MakeAsync(ToolCalls.UndoOf(plan), "run-1.call-2");
        Assert.Equal(SampleWorkloads.First, SampleWorkloads.ImageOf(await cluster.Api.GetAsync(space.WorkloadPath(), Cancelled)));

        // the call that comes late finds another object of the name
        Assert.Equal(FaultCodes.Conflict, await Tool().FailedCallAsync(arguments, change));
        Assert.Null((await cluster.Api.GetAsync(space.WorkloadPath(), Cancelled))["metadata"]!["deletionTimestamp"]);
    }

    [Fact]
    public async Task What_was_changed_since_it_was_decided_stays()
    {
        await using var space = await cluster.WorkloadAsync("Deployment");
        var arguments = Arguments(space, "deployment", "web");
        var change = new ChangeInHand("run-1.call-1", (await Tool().PlanAsync(arguments)).IntentVersion, 1);
        await cluster.LabelPodsAsync(space, "front");
        Assert.Equal(FaultCodes.Conflict, await Tool().FailedCallAsync(arguments, change));
        Assert.Null((await cluster.Api.GetAsync(space.WorkloadPath(), Cancelled))["metadata"]!["deletionTimestamp"]);
    }

    [Fact]
    public async Task What_is_being_rolled_out_stays_until_the_rollout_has_ended()
    {
        await using var space = await cluster.WorkloadAsync("Deployment");
        var arguments = Arguments(space, "deployment", "web");
        var change = new ChangeInHand("run-1.call-1", (await Tool().PlanAsync(arguments)).IntentVersion, 1);
        await cluster.Api.MergeAsync(space.WorkloadPath(), Claimed("run-2.call-1 canary-web"), Cancelled);
        Assert.Equal(FaultCodes.Conflict, await Tool().FailedCallAsync(arguments, change));
        Assert.Contains("being rolled out by the plan canary-web", (await Tool().RefusedPlanAsync(arguments)).Message, StringComparison.Ordinal);

        await cluster.Api.MergeAsync(space.WorkloadPath(), Claimed(null), Cancelled);
        Assert.True((bool)(await Tool().CallAsync(arguments, change))["gone"]!);
    }

    [Fact]
    public async Task Who_uses_it_is_named()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        await space.CreateAsync("{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {LOG_LEVEL: info}}", Cancelled);
        await space.CreateAsync(
            "{apiVersion: v1, kind: Pod, metadata: {name: api}, spec: {containers: [{name: api, image: 'registry.example/api:1.0.0', envFrom: [{configMapRef: {name: settings}}]}]}}", Cancelled);
        var plan = await Tool().PlanAsync(Arguments(space, "configmap", "settings"));
        Assert.Equal($"Nothing else goes with it. Pod/{space.Name}/api needs it to start.", plan.Preview.BlastRadius);
    }

    [Fact]
    public async Task What_belongs_to_it_can_be_kept()
    {
        await using var space = await cluster.WorkloadAsync("Deployment");
        var arguments = Arguments(space, "deployment", "web");
        arguments["propagation"] = "orphan";
        Assert.StartsWith("What belongs to it stays: 1 ReplicaSet.", (await Tool().PlanAsync(arguments)).Preview.BlastRadius, StringComparison.Ordinal);
        await Tool().MakeAsync(arguments, "run-1.call-1");
        var sets = await cluster.Api.GetAsync(space.PathOf("apis/apps/v1", "replicasets"), Cancelled);
        Assert.Null(Assert.Single(sets["items"]!.AsArray())!["metadata"]!["deletionTimestamp"]);
    }

    [Fact]
    public async Task A_secret_is_deleted_without_its_values_being_shown_or_kept()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        await space.CreateAsync("{apiVersion: v1, kind: Secret, metadata: {name: login}, stringData: {password: hunter2-hunter2}}", Cancelled);
        var arguments = Arguments(space, "secret", "login");
        var plan = await Tool().PlanAsync(arguments);
        Assert.Null(plan.Undo);
        Assert.Contains("-  password: \"***\"", ToolCalls.ChangedLines(plan));
        Assert.DoesNotContain("hunter2", plan.ToString(), StringComparison.Ordinal);

        var change = new ChangeInHand("run-1.call-1", plan.IntentVersion, 1);
        await cluster.Api.MergeAsync(space.PathOf("api/v1", "secrets", "login"), new JsonObject { ["stringData"] = new JsonObject { ["password"] = "other-other-other" } }, Cancelled);
        Assert.Equal(FaultCodes.Conflict, await Tool().FailedCallAsync(arguments, change));
        Assert.True((bool)(await Tool().MakeAsync(arguments, "run-1.call-2"))["gone"]!);
    }

    [Fact]
    public async Task A_namespace_is_shown_with_all_that_is_in_it_and_acts_on_its_own_environment()
    {
        await using var space = await cluster.WorkloadAsync("Deployment");
        await space.CreateAsync("{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {LOG_LEVEL: info}}", Cancelled);
        await space.CreateAsync("{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 1Gi}}}}", Cancelled);
        var plan = await Tool().PlanAsync(new JsonObject { ["kind"] = "namespace", ["name"] = space.Name });
        Assert.Equal(new ChangeTarget("kubernetes", "admin", space.Name), plan.Target);
        Assert.Equal(
            "With it goes everything that is in it: 1 ConfigMap, 1 Deployment, 1 PersistentVolumeClaim, 1 Pod. No volume of its claims is deleted with them.", plan.Preview.BlastRadius);
        Assert.Null(plan.Undo);
    }

    [Fact]
    public async Task Claims_of_a_stateful_set_are_named_as_what_stays()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        await space.CreateAsync("""
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec:
              serviceName: db
              selector: {matchLabels: {app: db}}
              template:
                metadata: {labels: {app: db}}
                spec: {containers: [{name: db, image: 'registry.example/db:1.0.0'}]}
              volumeClaimTemplates:
              - {metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 1Gi}}}}
            """, Cancelled);
        await cluster.Api.WaitUntilAsync(space.PathOf("api/v1", "persistentvolumeclaims", "data-db-0"), _ => true, Cancelled);
        await cluster.Api.WaitUntilAsync(space.PathOf("api/v1", "pods", "db-0"), _ => true, Cancelled);
        var plan = await Tool().PlanAsync(Arguments(space, "sts", "db"));
        Assert.Equal("With it go: 1 Pod. Its claims stay, with their data: data-db-0.", plan.Preview.BlastRadius);
    }

    [Fact]
    public async Task What_finalizers_hold_is_told_and_refused_the_second_time()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        await space.CreateAsync("{apiVersion: v1, kind: ConfigMap, metadata: {name: held, finalizers: [example.com/hold]}}", Cancelled);
        var arguments = Arguments(space, "cm", "held");
        arguments["timeout"] = "1s";
        var deleted = await Tool().MakeAsync(arguments, "run-1.call-1");
        Assert.Equal((false, "example.com/hold"), ((bool)deleted["gone"]!, (string)deleted["held_by"]![0]!));

        var refused = await Tool().RefusedPlanAsync(arguments);
        Assert.Equal(FaultCodes.Conflict, refused.Code);
        Assert.EndsWith("is being deleted already; it stays until example.com/hold lets go of it.", refused.Message, StringComparison.Ordinal);
        await cluster.Api.MergeAsync(space.PathOf("api/v1", "configmaps", "held"), new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }, Cancelled);
    }

    [Fact]
    public async Task Who_may_not_delete_is_told_which_rule_is_missing_before_anybody_is_asked()
    {
        await using var space = await cluster.WorkloadAsync("Deployment");
        await space.AllowViewerAsync("apps", ["deployments"], ["get"], Cancelled);
        var refused = await new ToolCalls(cluster, "kubernetes_delete", KubernetesCluster.Viewer).RefusedPlanAsync(Arguments(space, "deployment", "web"));
        Assert.Equal(FaultCodes.Denied, refused.Code);
        Assert.Contains("does not allow it to delete deployments", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_and_what_no_server_has_are_told_apart()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        Assert.Equal(FaultCodes.NotFound, (await Tool().RefusedPlanAsync(Arguments(space, "deployment", "web"))).Code);
        Assert.Equal(FaultCodes.InvalidArgument, (await Tool().RefusedPlanAsync(Arguments(space, "spaceship", "web"))).Code);
    }

    private ToolCalls Tool() => new(cluster, "kubernetes_delete");

    private static JsonObject Claimed(string? by) => new() { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["opsroom.dev/rollout"] = by } } };

    private static JsonObject Arguments(KubernetesNamespace space, string kind, string name) => new() { ["kind"] = kind, ["name"] = name, ["namespace"] = space.Name };
}
