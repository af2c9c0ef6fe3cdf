using System.Reflection;
using System.Text.Json;
using Opsroom.Tests.Tools.Workspace;
using Opsroom.Tools;
using Opsroom.Tools.CodeGeneration;
using Opsroom.Tools.Databases;
using Opsroom.Tools.Schemas;
using Opsroom.Tools.Templates;
using Opsroom.Tools.Testing;

namespace Opsroom.Tests.Tools;

public sealed class BuiltInToolsTests
{
    private static readonly ToolCatalog Catalog = new(Samples.BuiltIn());

    public static TheoryData<string> Names { get; } = [.. Catalog.All.Select(tool => tool.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_tool_works_with_its_example_as_its_schemas_say(string name)
    {
        var tool = Catalog.Find(name)!;
        Assert.Empty(tool.Check(tool.Example));
        AssertFits(tool.ArgumentsSchema, tool.Example);

        var workspace = Workspaces.With(("notes/plan.md", "# Plan\n"), ("notes/.opsroom-template.yml", "template_name: github-workflow-dotnet\nbase:\n  README.md: was\n"));
        if (tool.IsProcedure)
        {
            var planned = await tool.PlanAsync(tool.Example, Samples.Context(workspace), TestContext.Current.CancellationToken);
            Assert.Equal(FaultCodes.NotConfigured, planned.Failure!.Code);
            Assert.NotEqual("", planned.Failure.Setting);
            return;
        }

        var outcome = await tool.InvokeAsync(tool.Example, Samples.Context(workspace), TestContext.Current.CancellationToken);

        if (outcome.Succeeded)
        {
            AssertFits(tool.ResultSchema, outcome.Result);
            Assert.Equal(tool.Effect == Effect.Read, workspace.StagedFiles.Count == 0);
        }
        else
        {
            var error = outcome.Result.GetProperty("error");
            Assert.Equal(FaultCodes.NotConfigured, error.GetProperty("code").GetString());
            Assert.NotEqual("", error.GetProperty("setting").GetString());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_tool_and_its_arguments_are_described(string name)
    {
        var tool = Catalog.Find(name)!;
        Assert.EndsWith(".", tool.Description, StringComparison.Ordinal);
        Assert.All(
            tool.ArgumentsSchema.GetProperty("properties").EnumerateObject(),
            argument => Assert.True(argument.Value.TryGetProperty("description", out _), $"{argument.Name} has no [Description]"));
    }

    [Fact]
    public void Every_class_with_tools_is_in_the_list()
    {
        Type[] parts = [typeof(BuiltInTools), typeof(CodeGenerationToolSets), typeof(DatabasesToolSets), typeof(TemplatesToolSets), typeof(TestingToolSets)];
        var classes = parts.SelectMany(part => part.Assembly.GetTypes()).Where(HasTools).Select(type => type.Name).Order(StringComparer.Ordinal);
        Assert.Equal(classes, Samples.BuiltIn().Select(toolSet => toolSet.GetType().Name).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private static bool HasTools(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static).Any(method => method.IsDefined(typeof(ToolAttribute)));

    private static void AssertFits(JsonElement schema, JsonElement value)
    {
        var fit = new SchemaFit();
        Shape.Of(schema).Fit(value, fit);
        Assert.Empty(fit.Problems);
        Assert.Equal(0, fit.Repairs);
        Assert.Empty(Undescribed(schema, value, "$"));
    }

    private static IEnumerable<string> Undescribed(JsonElement schema, JsonElement value, string at) => value.ValueKind switch
    {
        JsonValueKind.Object when schema.TryGetProperty("properties", out var known) => value.EnumerateObject().SelectMany(property =>
            known.TryGetProperty(property.Name, out var described)
                ? Undescribed(described, property.Value, $"{at}.{property.Name}")
                : schema.TryGetProperty("additionalProperties", out _) ? [] : [$"{at}.{property.Name}"]),
        JsonValueKind.Array when schema.TryGetProperty("items", out var item) => value.EnumerateArray().SelectMany((element, index) => Undescribed(item, element, $"{at}[{index}]")),
        _ => [],
    };
}
