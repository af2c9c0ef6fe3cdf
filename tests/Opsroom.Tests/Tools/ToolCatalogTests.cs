using System.ComponentModel;
using Opsroom.Tools;

namespace Opsroom.Tests.Tools;

public sealed class ToolCatalogTests
{
    [Fact]
    public void Tools_are_found_by_name_and_listed_in_order()
    {
        Assert.Equal(["sample_everything", "sample_failure", "sample_text"], Samples.Catalog.All.Select(tool => tool.Name), StringComparer.Ordinal);
        Assert.Null(Samples.Catalog.Find("Sample_Text"));
        var text = Samples.Tool("sample_text");
        Assert.Equal((Effect.Read, true, true, true), (text.Effect, text.Tainted, text.Egress, text.Supporting));
        Assert.Equal("""{"yaml_content": "a: 1"}""", text.Example.GetRawText());
    }

    [Theory]
    [InlineData(typeof(BadName), "BadName.Run cannot be a tool: the name 'Bad-Name' is not snake_case of at most 64 characters.")]
    [InlineData(typeof(NoDescription), "NoDescription.Run cannot be a tool: it has no [Description].")]
    [InlineData(typeof(NoExample), "NoExample.Run cannot be a tool: it has no [ToolExample].")]
    [InlineData(typeof(BadReturn), "BadReturn.Run cannot be a tool: it has to return a record, a ToolResult of one, or a Task of either.")]
    [InlineData(typeof(ListResult), "ListResult.Run cannot be a tool: its result type String is not an object.")]
    [InlineData(typeof(Recursive), "Recursive.Run cannot be a tool: its parameter 'root' has a recursive type, which arguments cannot have.")]
    [InlineData(typeof(Clash), "Clash.Run cannot be a tool: two of its arguments have the same name.")]
    [InlineData(typeof(Empty), "Empty is listed as a set of tools and has no method marked with [Tool].")]
    public void A_bad_signature_is_refused_at_start(Type type, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => new ToolCatalog([Activator.CreateInstance(type)!])).Message);

    [Fact]
    public void A_name_is_given_once() => Assert.Equal(
        "Two tools are called 'sample_everything'; one of them is in SampleTools.",
        Assert.Throws<InvalidOperationException>(() => new ToolCatalog([new SampleTools(), new SampleTools()])).Message);

    private static ToolResult<Echo> Nothing => ToolFailure.NotFound("nothing");

    private sealed class BadName
    {
        [Tool("Bad-Name", Effect.Read), Description("x"), ToolExample("{}")]
        public static ToolResult<Echo> Run() => Nothing;
    }

    private sealed class NoDescription
    {
        [Tool("sample", Effect.Read), ToolExample("{}")]
        public static ToolResult<Echo> Run() => Nothing;
    }

    private sealed class NoExample
    {
        [Tool("sample", Effect.Read), Description("x")]
        public static ToolResult<Echo> Run() => Nothing;
    }

    private sealed class BadReturn
    {
        [Tool("sample", Effect.Read), Description("x"), ToolExample("{}")]
        public static Task Run() => Task.CompletedTask;
    }

    private sealed class ListResult
    {
        [Tool("sample", Effect.Read), Description("x"), ToolExample("{}")]
        public static ToolResult<string> Run() => "";
    }

    private sealed record Tree(string Name, Tree? Child = null);

    private sealed class Recursive
    {
        [Tool("sample", Effect.Read), Description("x"), ToolExample("{}")]
        public static ToolResult<Echo> Run(Tree root) => new Echo(root.Name, []);
    }

    private sealed class Clash
    {
        [Tool("sample", Effect.Read), Description("x"), ToolExample("{}")]
        public static ToolResult<Echo> Run(TextInput yaml, string yamlPath) => new Echo(yaml.Text, [yamlPath]);
    }

    private sealed class Empty;
}
