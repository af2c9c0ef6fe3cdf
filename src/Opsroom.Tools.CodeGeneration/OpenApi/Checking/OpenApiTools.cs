using System.ComponentModel;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Checking;

/// <summary>The tool that judges API descriptions.</summary>
public sealed class OpenApiTools
{
    [Tool("validate_openapi", Effect.Read)]
    [ToolExample("""{"spec_content": "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths:\n  /pets/{id}:\n    get:\n      responses: {'200': {description: ok}}\n"}""")]
    [Description(
        "Judges an OpenAPI 3.0, 3.1 or Swagger 2 description, YAML or JSON: syntax, structure, references, paths and their parameters, operationIds, responses, schemas with their examples and defaults, "
        + "security, servers and style; each finding with line and column. valid means that there is no error. The rules are in docs/code-generation.md.")]
    public static OpenApiValidation Validate([Description("The API description; bad YAML or JSON is a finding, not a failure.")] TextInput spec) => SpecValidator.Validate(spec.Text);
}
