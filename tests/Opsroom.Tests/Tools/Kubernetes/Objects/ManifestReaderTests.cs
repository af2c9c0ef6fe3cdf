using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tests.Tools.Kubernetes.Objects;

public sealed class ManifestReaderTests
{
    [Fact]
    public void Documents_and_lists_are_read_with_their_places()
    {
        var reading = ManifestReader.Read(
            """
            # a comment
            apiVersion: v1
            kind: List
            items:
              - {apiVersion: v1, kind: Service, metadata: {name: a, namespace: x}}
              - {apiVersion: v1, kind: Service, metadata: {name: b}}
            ---
            apiVersion: v1
            kind: PodList
            items:
              - metadata: {name: c}
            --- # nothing in this one
            ---
            kind: Deployment
            metadata:
              name: d
            """);

        Assert.Empty(reading.Faults);
        Assert.Equal(["Service/x/a", "Service/b", "Pod/c", "Deployment/d"], reading.Objects.Select(each => each.Id));
        Assert.Equal(15, reading.Objects[3].Body["metadata"]!.Line - 1);
        Assert.Equal("v1", reading.Objects[2].ApiVersion);
    }

    [Fact]
    public void A_document_that_cannot_be_read_costs_the_others_nothing()
    {
        var reading = ManifestReader.Read("kind: Pod\nmetadata: {name: a}\n---\nkind: [oops\n---\njust: this\n---\nkind: Pod\nmetadata: {name: b}\n");

        Assert.Equal(["Pod/a", "Pod/b"], reading.Objects.Select(each => each.Id));
        Assert.Equal(["yaml-syntax", "not-an-object"], reading.Faults.Select(fault => fault.Rule));
        Assert.InRange(reading.Faults[0].Line, 4, 5);
        Assert.Equal(6, reading.Faults[1].Line);
    }

    [Theory]
    [InlineData("250m", 0.25)]
    [InlineData("1.5", 1.5)]
    [InlineData("512Mi", 536870912)]
    [InlineData("2e3", 2000)]
    [InlineData("5k", 5000)]
    [InlineData("0", 0)]
    public void Quantities_are_read_as_kubernetes_does(string text, double value) => Assert.Equal((decimal)value, Quantity.Parse(text)!.Value.Value);

    [Theory]
    [InlineData("")]
    [InlineData("1 Gi")]
    [InlineData("lots")]
    [InlineData("1e30")]
    [InlineData("99999999999999E")]
    public void What_is_no_quantity_is_none(string text) => Assert.Null(Quantity.Parse(text));

    [Fact]
    public void A_selector_holds_where_all_of_it_does()
    {
        var deployment = ManifestReader.Read(
            """
            kind: Deployment
            spec:
              selector:
                matchLabels: {app: web}
                matchExpressions:
                  - {key: tier, operator: In, values: [front, back]}
                  - {key: canary, operator: DoesNotExist}
            """).Objects.Single();
        var selector = LabelSelector.Of(deployment.Spec.At("selector"))!;

        Assert.True(selector.Matches(Labels(("app", "web"), ("tier", "front"))));
        Assert.False(selector.Matches(Labels(("app", "web"))));
        Assert.False(selector.Matches(Labels(("app", "web"), ("tier", "front"), ("canary", "yes"))));
        Assert.Equal("app=web,tier in (front,back),!canary", selector.ToString());
    }

    [Fact]
    public void A_pod_leads_up_to_its_workload()
    {
        var objects = new ObjectSet(ManifestReader.Read(
            """
            {kind: Deployment, metadata: {name: web, namespace: x, uid: d1}}
            ---
            {kind: ReplicaSet, metadata: {name: web-1, namespace: x, uid: r1, ownerReferences: [{kind: Deployment, name: web, uid: d1, controller: true}]}}
            ---
            {kind: Pod, metadata: {name: web-1-a, namespace: x, ownerReferences: [{kind: ReplicaSet, name: web-1, uid: r1, controller: true}]}}
            """).Objects);

        var pod = objects.Of("Pod").Single();
        Assert.Equal("Deployment/x/web", objects.WorkloadOf(pod).Id);
        Assert.Same(pod, objects.OwnedBy(objects.Find("ReplicaSet", "x", "web-1")!).Single());
    }

    private static Dictionary<string, string> Labels(params (string Key, string Value)[] labels) => labels.ToDictionary(each => each.Key, each => each.Value);
}
