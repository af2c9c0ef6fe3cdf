using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Opsroom.Tests.Tools;

public sealed class ToolSchemaTests
{
    private static readonly JsonElement Schema = Samples.Tool("sample_everything").ArgumentsSchema;

    [Theory]
    [InlineData("name", """{"type":"string","description":"A name.","minLength":2,"maxLength":10,"pattern":"^(?:[a-z-]+)$"}""")]
    [InlineData("flavour", """{"type":"string","enum":["blue-green","rolling"],"description":"How."}""")]
    [InlineData("environments", """{"type":"array","items":{"type":"string"},"description":"Where.","minItems":1}""")]
    [InlineData("config", """{"type":"object","description":"Settings."}""")]
    [InlineData("port", """{"type":"integer","format":"int32","description":"A port.","minimum":1,"maximum":65535,"default":8080}""")]
    [InlineData("ratio", """{"type":"number","description":"A ratio.","exclusiveMinimum":0,"maximum":1}""")]
    [InlineData("level", """{"type":"string","description":"Level.","enum":["low","high"]}""")]
    [InlineData("variables", """{"type":"object","additionalProperties":{"type":"string"},"description":"Variables."}""")]
    [InlineData("anything", """{"description":"Anything."}""")]
    [InlineData("dry_run", """{"type":"boolean","description":"Whether.","default":false}""")]
    public void A_parameter_is_described_by_its_type_and_attributes(string name, string expected) =>
        Assert.True(JsonElement.DeepEquals(Samples.Json(expected), Schema.GetProperty("properties").GetProperty(name)), Schema.GetProperty("properties").GetProperty(name).GetRawText());

    [Fact]
    public void A_record_is_described_whole() => Assert.True(JsonElement.DeepEquals(
        Samples.Json("""
            {"type":"object","properties":{
              "name":{"type":"string","description":"Its name."},
              "minutes":{"type":"integer","format":"int32","minimum":1,"maximum":60,"default":10},
              "approval":{"type":"boolean","default":false},
              "note":{"type":"string"}},"required":["name"]}
            """),
        Schema.GetProperty("properties").GetProperty("stages").GetProperty("items")));

    [Fact]
    public void What_has_neither_default_nor_null_is_required() =>
        Assert.Equal(["name", "flavour", "environments", "config"], Schema.GetProperty("required").EnumerateArray().Select(name => name.GetString()!), StringComparer.Ordinal);

    [Fact]
    public void Text_has_two_optional_forms()
    {
        var schema = Samples.Tool("sample_text").ArgumentsSchema;
        Assert.Equal(["yaml_content", "yaml_path", "other_content", "other_path"], schema.GetProperty("properties").EnumerateObject().Select(property => property.Name), StringComparer.Ordinal);
        Assert.False(schema.TryGetProperty("required", out _));
        Assert.Equal("A document. Give this or yaml_path.", schema.GetProperty("properties").GetProperty("yaml_content").GetProperty("description").GetString());
    }

    [Fact]
    public void The_result_is_described_by_its_record() => Assert.True(JsonElement.DeepEquals(
        Samples.Json("""
            {"type":"object","properties":{
              "text":{"type":"string"},
              "lines":{"type":"array","items":{"type":"string"}},
              "flavour":{"type":"string","enum":["blue-green","rolling"]},
              "number":{"type":"integer","format":"int32"},
              "remark":{"type":"string"}},"required":["text","lines"]}
            """),
        Samples.Tool("sample_everything").ResultSchema));

    [Fact]
    public void A_model_is_shown_a_declaration_that_cannot_be_invoked()
    {
        var declaration = Assert.IsType<AIFunctionDeclaration>(Samples.Tool("sample_text").Declaration, exactMatch: false);
        Assert.IsNotType<AIFunction>(declaration, exactMatch: false);
        Assert.Equal(("sample_text", "Takes text."), (declaration.Name, declaration.Description));
        Assert.True(JsonElement.DeepEquals(Samples.Tool("sample_text").ArgumentsSchema, declaration.JsonSchema));
    }
}
