using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;
using Opsroom.Tools;
using Opsroom.Tools.Changes;

namespace Opsroom.Tests.Tools.Kubernetes.Applying;

/// <summary>What people are shown of a manifest before it is applied, and which manifests are refused.</summary>
public sealed class ApplyPlanTests(KubernetesCluster cluster)
{
    private const string Tool = "kubernetes_apply";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("kind: ConfigMap\nmetadata:\n  name: [a\n", "Line 4, column 1")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\nspec:\n\tkind: x\n", "Line 6, column 1")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, name: b}\n", "Line 3, column 21")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\n---\nkind: ConfigMap\n", "Line 1: this ConfigMap has no metadata.name")]
    [InlineData("kind: ConfigMap\nmetadata: {name: a}\n", "has no apiVersion")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: a-}\n", "generateName")]
    [InlineData("", "no object")]
    [InlineData("# nothing\n---\n---\n", "no object")]
    [InlineData("just words", "Line 1")]
    [InlineData("apiVersion: v1\nkind: Gadget\nmetadata: {name: a}\n", "serves no Gadget in v1")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: y}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", "stands twice in the manifest, on lines 1 and 6")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: elsewhere}\n", "says that it is in namespace elsewhere")]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ../secrets/x}\n", "cannot be the name")]
    [InlineData("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replikas: 1}\n", "does not fit its schema")]
    [InlineData("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {pin: 98765}\n", "line 4")]
    [InlineData("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {pin: 'no base 64'}\n", "is not base64")]
    [InlineData("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {pin: [redacted:secret_value:00000000]}\n", "Line 4 of the manifest holds a value that was redacted")]
    [InlineData("apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: x}\nspec: {group: a.b, scope: Cluster, names: {kind: Evil, plural: ../../api/v1/namespaces}, versions: [{name: v1, served: true}]}\n---\napiVersion: a.b/v1\nkind: Evil\nmetadata: {name: a}\n", "serves no Evil")]
    public async Task A_manifest_that_cannot_be_applied_is_refused_as_a_whole(string manifest, string why)
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        var refused = await new ApplyCalls(cluster, space).FailureAsync(manifest, tool: Tool);
        Assert.Equal(FaultCodes.InvalidArgument, refused.Code);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("98765", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Objects_are_applied_in_the_order_in_which_they_need_each_other()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        var plan = await new ApplyCalls(cluster, space).PlanAsync("""
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}}
            - {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: x}]}}}}
            - {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {a: b}, ports: [{port: 80}]}}
            - {apiVersion: v1, kind: ServiceAccount, metadata: {name: web}}
            """, tool: Tool);
        Assert.Equal(
            ["apply:ServiceAccount/{0}/web", "apply:Service/{0}/web", "apply:Deployment/{0}/web", "apply:Ingress/{0}/web", "rollout:Deployment/{0}/web"],
            plan.Children.Select(child => child.Name.Replace(space.Name, "{0}", StringComparison.Ordinal)));
        Assert.Equal((space.Name, (Effect?)null), (plan.Target.Namespace, plan.Effect));
        Assert.Equal("kubernetes_undo_apply", plan.Undo!.Tool);
        Assert.All(plan.Children.Take(4), child => Assert.Equal("absent", child.Arguments.GetProperty("expects").GetString()));
    }

    [Fact]
    public async Task What_comes_with_its_namespace_or_its_definition_is_planned_although_it_cannot_be_tried()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        var plan = await new ApplyCalls(cluster, space).PlanAsync(Samples.Json(new JsonObject
        {
            ["manifest_content"] = $$"""
                apiVersion: plan.example/v1
                kind: Gear
                metadata: {name: one, namespace: {{space.Name}} }
                spec: {teeth: 12}
                ---
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: gears.plan.example}
                spec:
                  group: plan.example
                  scope: Namespaced
                  names: {kind: Gear, plural: gears}
                  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true} } }]
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: a, namespace: {{space.Name}}-new}
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: {{space.Name}}-new}
                """,
        }.ToJsonString()), Tool);
        Assert.Contains($"Gear/{space.Name}/one could not be tried yet", plan.Preview.BlastRadius, StringComparison.Ordinal);
        Assert.Contains($"ConfigMap/{space.Name}-new/a could not be tried yet", plan.Preview.BlastRadius, StringComparison.Ordinal);
        Assert.Contains("+  teeth: 12", plan.Preview.Diff, StringComparison.Ordinal);

        // it is in several places, one of them the whole cluster: none of its namespaces may vouch for all of it
        Assert.Null(plan.Target.Namespace);
    }

    [Fact]
    public async Task A_manifest_that_changes_nothing_is_answered_at_once()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        var calls = new ApplyCalls(cluster, space);
        const string Settings = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {level: info}\n";
        await calls.MakeAsync(Settings, "run-1.call-1");
        var answer = (await calls.PlanAsync(Settings, tool: Tool)).Answer!.Value;
        Assert.Equal("unchanged", answer.GetProperty("applied")[0].GetProperty("outcome").GetString());
        Assert.True(answer.GetProperty("complete").GetBoolean());
        Assert.Equal("", answer.GetProperty("diff").GetString());
    }

    [Fact]
    public async Task What_others_have_set_is_named_for_every_object()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        var calls = new ApplyCalls(cluster, space);
        foreach (var name in (string[])["one", "two"])
        {
            await space.CreateAsync($"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name} }}\ndata: {{level: debug}}\n", Cancelled);
        }

        const string Both = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {level: info}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: two}\ndata: {level: info}\n";
        var refused = await calls.FailureAsync(Both, tool: Tool);
        Assert.Equal(FaultCodes.Conflict, refused.Code);
        Assert.Contains($"ConfigMap/{space.Name}/one", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"ConfigMap/{space.Name}/two", refused.Message, StringComparison.Ordinal);
        Assert.Contains(".data.level", refused.Message, StringComparison.Ordinal);
        Assert.Contains("fields are taken over", (await calls.PlanAsync(Both, force: true, tool: Tool)).Preview.BlastRadius, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pruning_names_what_the_set_has_left_over_and_nothing_else()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        var calls = new ApplyCalls(cluster, space);
        await calls.MakeAsync(Labelled("kept", "shop"), "run-1.call-1");
        await calls.MakeAsync(Labelled("left", "shop"), "run-1.call-2");
        await calls.MakeAsync(Labelled("another", "other"), "run-1.call-3");
        await calls.MakeAsync("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: unnamed}\n", "run-1.call-4");
        await space.CreateAsync(Labelled("foreign", "shop"), Cancelled);

        var plan = await PruneAsync(calls, space, "shop");
        Assert.Equal([$"remove:ConfigMap/{space.Name}/left"], plan.Children.Select(child => child.Name).Where(name => name.StartsWith("remove:", StringComparison.Ordinal)));
        Assert.Contains($"delete ConfigMap/{space.Name}/left in", plan.Preview.Summary, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Effect.Destroy, plan.Effect);

        var nameless = await PruneAsync(calls, space, null);
        Assert.Equal([$"remove:ConfigMap/{space.Name}/unnamed"], nameless.Children.Select(child => child.Name).Where(name => name.StartsWith("remove:", StringComparison.Ordinal)));
    }

    private static string Labelled(string name, string set) => $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, labels: {{opsroom.dev/apply-set: {set} }} }}\n";

    private static Task<ChangePlan> PruneAsync(ApplyCalls calls, KubernetesNamespace space, string? set)
    {
        var arguments = new JsonObject { ["manifest_content"] = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kept}\n", ["namespace"] = space.Name, ["prune"] = true };
        if (set is not null)
        {
            arguments["apply_set"] = set;
        }

        return calls.PlanAsync(Samples.Json(arguments.ToJsonString()), Tool);
    }
}
