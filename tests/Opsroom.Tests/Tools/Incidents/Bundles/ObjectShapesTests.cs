namespace Opsroom.Tests.Tools.Incidents.Bundles;

public sealed class ObjectShapesTests
{
    [Theory]
    [InlineData("objects/x.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\nkind: Service\nmetadata: {name: b}\n", "Pod/a", "Service/b")]
    [InlineData("objects/x.yaml", "# saved by hand\n---\nkind: List\nitems:\n- kind: Pod\n  metadata: {name: a}\n- kind: Service\n  metadata: {name: b}\n", "Pod/a", "Service/b")]
    [InlineData("objects/x.yaml", """{"kind":"PodList","items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}""", "Pod/a", "Pod/b")]
    [InlineData("objects/x.json", """{"items":[{"kind":"Pod","metadata":{"name":"a"}},{"status":{"containerStatuses":[]},"metadata":{"name":"b"}}]}""", "Pod/a", "Pod/b")]
    [InlineData("objects/pods.yaml", "- metadata: {name: a}\n- metadata: {name: b}\n", "Pod/a", "Pod/b")]
    [InlineData("objects/shop/nodes.yml", "metadata: {name: a}\n---\nstatus: {nodeInfo: {}}\nmetadata: {name: b}\n", "Node/a", "Node/b")]
    public void Objects_are_found_in_every_shape(string path, string text, string first, string second)
    {
        var recording = BundleFolder.Of((path, text));

        Assert.Equal([first, second], recording.Objects.Select(each => each.Object.Id));
        foreach (var each in recording.Objects)
        {
            Assert.True(recording.Locker.Stands(recording.Locker.Quote(each.Place.At("metadata", "name"), each.Object.Name)), each.Place.ToString());
        }

        Assert.Empty(recording.Unreadable);
        Assert.Empty(recording.Notes);
    }

    [Fact]
    public void Objects_above_the_damage_are_read()
    {
        var recording = BundleFolder.Of(("objects/x.yaml", "kind: Pod\nmetadata:\n  name: a\nstatus:\n  phase: Running\n  mess: [1, 2\n  more: }\n---\nkind: Pod\nmetadata: {name: b}\n"));

        Assert.Equal(["a", "b"], recording.Objects.Select(each => each.Object.Name));
        Assert.Single(recording.Unreadable);
    }

    [Fact]
    public void Aliases_that_grow_without_end_are_refused()
    {
        var text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 9).Select(level => $"a{level}: &a{level} [{string.Join(',', Enumerable.Repeat($"*a{level - 1}", 10))}]\n")) + "kind: Pod\n";

        var recording = BundleFolder.Of(("objects/x.yaml", text), ("alerts.json", "[]"));

        Assert.Empty(recording.Objects);
        Assert.Equal("objects/x.yaml", Assert.Single(recording.Unreadable).File);
    }

    [Fact]
    public void What_is_no_object_is_kept_as_text()
    {
        var recording = BundleFolder.Of(("objects/describe.txt", "Name: web-1\nStatus: Running\n"), ("objects/odd.yaml", "hello: world\n"), ("objects/empty.yaml", ""));

        Assert.Equal(["describe.txt", "odd.yaml"], recording.Notes.Select(note => note.Name));
        Assert.Equal(["objects/empty.yaml", "objects/odd.yaml"], recording.Unreadable.Select(each => each.File));
    }
}
