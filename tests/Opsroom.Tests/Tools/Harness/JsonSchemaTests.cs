using System.Text;
using System.Text.Json;
using CsCheck;
using Opsroom.TestKit.Harness;
using Opsroom.Tools;
using Opsroom.Tools.Harness;
using Opsroom.Tools.Harness.JsonSchemas;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tests.Tools.Harness;

public sealed class JsonSchemaTests
{
    [Theory]
    [InlineData("""{"type": "string"}""", "\"a\"", "1")]
    [InlineData("""{"type": ["string", "null"]}""", "null", "true")]
    [InlineData("""{"type": "integer"}""", "1.0", "1.5")]
    [InlineData("""{"enum": ["a", 1, null, {"b": [2]}]}""", "{\"b\": [2.0]}", "\"1\"")]
    [InlineData("""{"const": {"a": 1}}""", "{\"a\": 1}", "{\"a\": 1, \"b\": 1}")]
    [InlineData("""{"minLength": 2, "maxLength": 3}""", "\"😀😀\"", "\"😀\"")]
    [InlineData("""{"pattern": "^[a-z-9.]+$"}""", "\"a-9.\"", "\"a\\n\"")]
    [InlineData("""{"pattern": "^(?!.*<\\+).*$"}""", "\"a\"", "\"a<+b\"")]
    [InlineData("""{"pattern": "^\\d+$"}""", "\"12\"", "\"٣\"")]
    [InlineData("""{"minimum": 1, "exclusiveMaximum": 3, "multipleOf": 0.5}""", "2.5", "3")]
    [InlineData("""{"required": ["a"], "minProperties": 2}""", "{\"a\": 1, \"b\": 2}", "{\"a\": 1}")]
    [InlineData("""{"properties": {"a": {"type": "string"}}, "patternProperties": {"^x": {"type": "number"}}, "additionalProperties": false}""", "{\"a\": \"\", \"x1\": 1}", "{\"b\": 1}")]
    [InlineData("""{"propertyNames": {"maxLength": 1}}""", "{\"a\": 1}", "{\"ab\": 1}")]
    [InlineData("""{"dependencies": {"a": ["b"], "c": {"required": ["d"]}}}""", "{\"a\": 1, \"b\": 1}", "{\"c\": 1}")]
    [InlineData("""{"items": {"type": "number"}, "minItems": 1, "uniqueItems": true}""", "[1, 2]", "[1, 1.0]")]
    [InlineData("""{"items": [{"type": "number"}], "additionalItems": {"type": "string"}}""", "[1, \"a\"]", "[1, 2]")]
    [InlineData("""{"contains": {"const": 1}}""", "[2, 1]", "[2]")]
    [InlineData("""{"allOf": [{"required": ["a"]}, {"required": ["b"]}]}""", "{\"a\": 1, \"b\": 1}", "{\"a\": 1}")]
    [InlineData("""{"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}""", "{\"b\": 1}", "{}")]
    [InlineData("""{"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}""", "{\"b\": 1}", "{\"a\": 1, \"b\": 1}")]
    [InlineData("""{"not": {"type": "string"}}""", "1", "\"a\"")]
    [InlineData("""{"if": {"properties": {"t": {"const": 1}}}, "then": {"required": ["a"]}, "else": {"required": ["b"]}}""", "{\"t\": 2, \"b\": 1}", "{\"t\": 1, \"b\": 1}")]
    [InlineData("""{"definitions": {"l": {"properties": {"n": {"$ref": "#/definitions/l"}}, "additionalProperties": false}}, "$ref": "#/definitions/l"}""", "{\"n\": {\"n\": {}}}", "{\"n\": {\"x\": 1}}")]
    [InlineData("""{"definitions": {"s": {"type": "object"}}, "$ref": "#/definitions/s", "required": ["a"]}""", "{\"a\": 1}", "{}")]
    [InlineData("""{"properties": {"a": false}}""", "{}", "{\"a\": 1}")]
    public void A_keyword_judges_as_ajv_does(string schema, string good, string bad)
    {
        var compiled = JsonSchema.Parse(Encoding.UTF8.GetBytes(schema));

        Assert.True(compiled.IsValid(Node(good)));
        Assert.False(compiled.IsValid(Node(bad)));
        Assert.Empty(compiled.Check(Node(good)));
        Assert.NotEmpty(compiled.Check(Node(bad)));
    }

    [Fact]
    public async Task Damaged_pipelines_are_judged_as_ajv_judges_them()
    {
        AjvJudge.Require();
        var schema = JsonSchema.Parse(await File.ReadAllBytesAsync(AjvJudge.PipelineSchema, TestContext.Current.CancellationToken));
        string[] whole =
        [
            ValidationRuleTests.Sample("clean"), ValidationRuleTests.Sample("helm-and-terraform"), ValidationRuleTests.Sample("legacy"), .. Enum.GetValues<PipelineType>().Select(type => Pipelines.Make(type).Yaml),
        ];
        var trees = whole.Select(yaml => (YamlMap)YamlReader.Read(yaml).Root!).ToArray();
        var damaged = Gen.Select(Gen.Int[0, trees.Length - 1], Gen.Int[0, 10_000], Gen.Int[0, 12]).Select((tree, place, kind) => YamlWriter.Write(Damage.Do(trees[tree], place, kind)));

        await damaged.Array[400].SampleAsync(
            async documents =>
            {
                string[] all = [.. whole, .. documents];
                var verdicts = await AjvJudge.JudgeAsync(all, TestContext.Current.CancellationToken);
                Assert.InRange(verdicts.Count(verdict => !verdict.Valid), 100, 400);
                Assert.All(all.Zip(verdicts), pair =>
                {
                    var faults = schema.Check(YamlReader.Read(pair.First).Root!);
                    Assert.True(faults.Count == 0 == pair.Second.Valid, $"ajv: {pair.Second}, we: {string.Join("; ", faults)}\n{pair.First}");
                });
            },
            iter: 1, threads: 1);
    }

    [Fact]
    public void Of_alternatives_the_one_that_was_meant_is_explained()
    {
        var schema = JsonSchema.Parse("""
            {"oneOf": [
              {"properties": {"type": {"const": "a"}, "spec": {"required": ["x"]}}, "required": ["type", "spec"]},
              {"properties": {"type": {"const": "b"}, "spec": {"required": ["y"]}}, "required": ["type", "spec"]}]}
            """u8.ToArray());

        var fault = Assert.Single(schema.Check(Node("""{"type": "b", "spec": {"x": 1}}""")));

        Assert.Equal("needs \"y\"", fault.Message);
        Assert.Equal("spec", fault.Path.ToString());
    }

    [Theory]
    [InlineData("""{"$ref": "#/definitions/none"}""")]
    [InlineData("""{"$ref": "other.json"}""")]
    [InlineData("""{"$ref": "#"}""")]
    [InlineData("""{"pattern": "("}""")]
    public void A_schema_that_cannot_be_used_says_why(string schema) =>
        Assert.Throws<SchemaException>(() => JsonSchema.Parse(Encoding.UTF8.GetBytes(schema)).IsValid(Node("\"a\"")));

    [Fact]
    public async Task The_operators_schema_adds_its_findings_and_is_read_again_when_it_changes()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        try
        {
            var tools = new HarnessTools(new() { SchemaPath = path });
            Assert.Equal("schema-unavailable", Assert.Single(tools.ValidatePipeline(new(ValidationRuleTests.Sample("clean"), null)).Warnings).Rule);

            await File.WriteAllTextAsync(path, """{"properties": {"pipeline": {"required": ["owner"]}}}""", TestContext.Current.CancellationToken);
            var finding = Assert.Single(tools.ValidatePipeline(new(ValidationRuleTests.Sample("clean"), null)).Errors);
            Assert.Equal(("schema", 2, 3), (finding.Rule, finding.Line, finding.Column));
            Assert.Contains("\"owner\"", finding.Message, StringComparison.Ordinal);

            await File.WriteAllTextAsync(path, "{}", TestContext.Current.CancellationToken);
            Assert.True(tools.ValidatePipeline(new(ValidationRuleTests.Sample("clean"), null)).Valid);

            await File.WriteAllTextAsync(path, "not json", TestContext.Current.CancellationToken);
            Assert.Equal(Severity.Warning, Assert.Single(tools.ValidatePipeline(new(ValidationRuleTests.Sample("clean"), null)).Warnings).Severity);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_template_is_not_judged_by_a_schema_of_pipelines()
    {
        var schema = JsonSchema.Parse("""{"properties": {"pipeline": {}}, "required": ["pipeline"]}"""u8.ToArray());

        Assert.True(schema.IsAbout("pipeline"));
        Assert.False(schema.IsAbout("template"));
    }

    private static YamlNode Node(string json) => YamlFromJson.Convert(JsonElement.Parse(json));
}
