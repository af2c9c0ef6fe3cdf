namespace Opsroom.Tests.Tools;

public sealed class ArgumentCheckTests
{
    private const string Good = """ "name": "web", "flavour": "rolling", "environments": ["dev"], "config": {} """;

    [Theory]
    [InlineData("""{"flavour": "rolling", "environments": ["dev"], "config": {}}""", "missing", "name", "Field required")]
    [InlineData("""{"name": 5, "flavour": "rolling", "environments": ["dev"], "config": {}}""", "string_type", "name", "Input should be a valid string")]
    [InlineData("""{"name": null, "flavour": "rolling", "environments": ["dev"], "config": {}}""", "string_type", "name", "Input should be a valid string")]
    [InlineData("""{"name": "w", "flavour": "rolling", "environments": ["dev"], "config": {}}""", "string_too_short", "name", "String should have at least 2 characters")]
    [InlineData("""{"name": "wwwwwwwwwww", "flavour": "rolling", "environments": ["dev"], "config": {}}""", "string_too_long", "name", "String should have at most 10 characters")]
    [InlineData("""{"name": "web\n", "flavour": "rolling", "environments": ["dev"], "config": {}}""", "string_pattern_mismatch", "name", "String should match pattern '^(?:[a-z-]+)$'")]
    [InlineData("""{"name": "web", "flavour": "Rolling", "environments": ["dev"], "config": {}}""", "enum", "flavour", "Input should be 'blue-green' or 'rolling'")]
    [InlineData("""{"name": "web", "flavour": 1, "environments": ["dev"], "config": {}}""", "enum", "flavour", "Input should be 'blue-green' or 'rolling'")]
    [InlineData("""{"name": "web", "flavour": "rolling", "environments": "dev", "config": {}}""", "list_type", "environments", "Input should be a valid list")]
    [InlineData("""{"name": "web", "flavour": "rolling", "environments": [], "config": {}}""", "too_short", "environments", "List should have at least 1 item after validation, not 0")]
    [InlineData("""{"name": "web", "flavour": "rolling", "environments": ["dev", 2], "config": {}}""", "string_type", "environments.1", "Input should be a valid string")]
    [InlineData("""{"name": "web", "flavour": "rolling", "environments": ["dev"], "config": []}""", "dict_type", "config", "Input should be a valid dictionary")]
    [InlineData("{" + Good + """, "port": "many"}""", "int_parsing", "port", "Input should be a valid integer, unable to parse string as an integer")]
    [InlineData("{" + Good + """, "port": true}""", "int_type", "port", "Input should be a valid integer")]
    [InlineData("{" + Good + """, "port": 80.5}""", "int_from_float", "port", "Input should be a valid integer, got a number with a fractional part")]
    [InlineData("{" + Good + """, "port": 5000000000}""", "int_parsing_size", "port", "Unable to parse input string as an integer, exceeded maximum size")]
    [InlineData("{" + Good + """, "port": 1e300}""", "int_parsing_size", "port", "Unable to parse input string as an integer, exceeded maximum size")]
    [InlineData("{" + Good + """, "port": 0}""", "greater_than_equal", "port", "Input should be greater than or equal to 1")]
    [InlineData("{" + Good + """, "port": 65536}""", "less_than_equal", "port", "Input should be less than or equal to 65535")]
    [InlineData("{" + Good + """, "ratio": 0}""", "greater_than", "ratio", "Input should be greater than 0")]
    [InlineData("{" + Good + """, "ratio": [1]}""", "float_type", "ratio", "Input should be a valid number")]
    [InlineData("{" + Good + """, "ratio": "half"}""", "float_parsing", "ratio", "Input should be a valid number, unable to parse string as a number")]
    [InlineData("{" + Good + """, "ratio": "NaN"}""", "finite_number", "ratio", "Input should be a finite number")]
    [InlineData("{" + Good + """, "level": "middle"}""", "enum", "level", "Input should be 'low' or 'high'")]
    [InlineData("{" + Good + """, "stages": [{"name": "a"}, {"minutes": 5}]}""", "missing", "stages.1.name", "Field required")]
    [InlineData("{" + Good + """, "stages": [{"name": "a", "minutes": 61}]}""", "less_than_equal", "stages.0.minutes", "Input should be less than or equal to 60")]
    [InlineData("{" + Good + """, "stages": [7]}""", "model_attributes_type", "stages.0", "Input should be a valid dictionary or object to extract fields from")]
    [InlineData("{" + Good + """, "variables": {"a": 1}}""", "string_type", "variables.a", "Input should be a valid string")]
    [InlineData("{" + Good + """, "dry_run": "perhaps"}""", "bool_parsing", "dry_run", "Input should be a valid boolean, unable to interpret input")]
    [InlineData("{" + Good + """, "dry_run": 1}""", "bool_type", "dry_run", "Input should be a valid boolean")]
    [InlineData("{" + Good + """, "anything": {"a": ["\ud800"]}}""", "string_unicode", "anything.a.0", "Input should be a valid string, unable to parse raw data as a unicode string")]
    [InlineData("[]", "model_attributes_type", "", "Input should be a valid dictionary or object to extract fields from")]
    public void What_does_not_fit_is_named_as_Pydantic_names_it(string arguments, string type, string location, string message)
    {
        var problem = Assert.Single(Samples.Tool("sample_everything").Check(Samples.Json(arguments)));
        Assert.Equal((type, location, message), (problem.Type, string.Join('.', problem.Location), problem.Message));
    }

    [Fact]
    public void Every_problem_is_reported_at_once() =>
        Assert.Equal(["missing", "enum", "missing", "missing", "less_than_equal"], Samples.Tool("sample_everything").Check(Samples.Json("""{"flavour": "x", "port": 70000}""")).Select(problem => problem.Type), StringComparer.Ordinal);

    [Fact]
    public void A_missing_argument_shows_the_object_that_lacks_it() =>
        Assert.Equal("""{"a":1}""", Samples.Tool("sample_failure").Check(Samples.Json("""{"a":1}"""))[0].Input!.Value.GetRawText());

    [Theory]
    [InlineData("{" + Good + "}")]
    [InlineData("{" + Good + """, "unknown": [1, 2], "ratio": null, "port": null, "stages": null}""")]
    [InlineData("""{"name": "web", "flavour": "rolling", "environments": "[\"dev\"]", "config": "{\"a\": 1}"}""")]
    [InlineData("{" + Good + """, "port": 80.0, "ratio": "0.5", "dry_run": "True"}""")]
    [InlineData("{" + Good + """, "anything": "\ud83d\ude00"}""")]
    [InlineData("\"{\\\"name\\\": \\\"web\\\", \\\"flavour\\\": \\\"rolling\\\", \\\"environments\\\": [\\\"dev\\\"], \\\"config\\\": {}}\"")]
    public void What_was_clearly_meant_fits(string arguments) => Assert.Empty(Samples.Tool("sample_everything").Check(Samples.Json(arguments)));

    [Theory]
    [InlineData("{}", "missing", "yaml_content")]
    [InlineData("""{"yaml_content": null}""", "missing", "yaml_content")]
    [InlineData("""{"yaml_content": "a", "yaml_path": "b"}""", "value_error", "yaml_path")]
    [InlineData("""{"yaml_content": 7}""", "string_type", "yaml_content")]
    public void Text_is_given_in_exactly_one_form(string arguments, string type, string location)
    {
        var problem = Samples.Tool("sample_text").Check(Samples.Json(arguments))[0];
        Assert.Equal((type, location), (problem.Type, Assert.Single(problem.Location)));
    }

    [Fact]
    public void No_arguments_at_all_are_an_empty_object() => Assert.Equal("missing", Assert.Single(Samples.Tool("sample_text").Check(default)).Type);
}
