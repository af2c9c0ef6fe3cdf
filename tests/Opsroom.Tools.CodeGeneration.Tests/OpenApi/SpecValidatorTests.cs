using System.Text.RegularExpressions;
using Opsroom.TestKit.Harness;
using Opsroom.Tools.CodeGeneration.OpenApi.Checking;
using Opsroom.Tools.CodeGeneration.Tests.Clients;

namespace Opsroom.Tools.CodeGeneration.Tests.OpenApi;

public sealed partial class SpecValidatorTests
{
    /// <summary>A description in which no rule finds anything; each case replaces a part of it.</summary>
    private const string Good = """
        openapi: 3.0.3
        info: {title: Shop, version: '1', description: Sells things.}
        servers: [{url: 'https://shop.test/v1'}]
        tags: [{name: things}]
        security: [{key: []}]
        paths:
          /things/{id}:
            get:
              operationId: getThing
              summary: One thing
              tags: [things]
              parameters:
                - {name: id, in: path, required: true, description: Which one., schema: {type: string}}
              responses:
                '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
                '404': {description: None.}
        components:
          securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
          schemas:
            Thing: {type: object, required: [name], properties: {name: {type: string}}}
        """;

    public static TheoryData<string, string, string, int> Cases => new()
    {
        { "info-missing", "title: Shop, ", "", 2 },
        { "info-description-missing", ", description: Sells things.", "", 2 },
        { "unknown-field", "summary: One thing", "summry: One thing", 10 },
        { "component-name", "    Thing: {", "    'Thi ng': {type: string}\n    Thing: {", 20 },
        { "unresolved-reference", "schemas/Thing'", "schemas/Thin'", 15 },
        { "remote-reference", "'#/components/schemas/Thing'", "'https://x.test/a.yaml#/Thing'", 15 },
        { "reference-siblings", "{$ref: '#/components/schemas/Thing'}", "{$ref: '#/components/schemas/Thing', description: x}", 15 },
        { "reference-loop", "    Thing: {", "    Loop: {allOf: [{$ref: '#/components/schemas/Loop'}]}\n    Thing: {", 20 },
        { "component-unused", "    Thing: {", "    Idle: {type: string}\n    Thing: {", 20 },
        { "path-format", "  /things/{id}:", "  things/{id}:", 7 },
        { "path-duplicate", "components:", "  /things/{other}: {}\ncomponents:", 17 },
        { "path-query", "  /things/{id}:", "  /things/{id}?x:", 7 },
        { "path-trailing-slash", "  /things/{id}:", "  /things/{id}/:", 7 },
        { "path-parameter-undeclared", "  /things/{id}:", "  /things/{id}/{x}:", 8 },
        { "path-parameter-unknown", "  /things/{id}:", "  /things:", 13 },
        { "path-parameter-required", "required: true, description", "description", 13 },
        { "operation-id-missing", "      operationId: getThing\n", "", 8 },
        { "operation-id-duplicate", "components:", "  /x: {get: {operationId: getThing, summary: s, tags: [things], responses: {'200': {description: d}, 4XX: {description: d}}}}\ncomponents:", 17 },
        { "responses-missing", "components:", "  /x: {get: {operationId: x, summary: s, tags: [things]}}\ncomponents:", 17 },
        { "response-status", "'404':", "'4O4':", 16 },
        { "response-description-missing", "'404': {description: None.}", "'404': {}", 16 },
        { "success-missing", "'200':", "'500':", 15 },
        { "client-errors-missing", "'404':", "'503':", 15 },
        { "body-not-expected", "      responses:", "      requestBody: {content: {}}\n      responses:", 14 },
        { "operation-summary-missing", "      summary: One thing\n", "", 8 },
        { "operation-tag-missing", "      tags: [things]\n", "", 8 },
        { "tag-undeclared", "      tags: [things]", "      tags: [others]", 11 },
        { "tag-duplicate", "{name: things}", "{name: things}, {name: things}", 4 },
        { "parameter-incomplete", "in: path, required", "in: body, required", 13 },
        { "parameter-duplicate", "      responses:", "        - {name: id, in: path, required: true, description: d, schema: {type: string}}\n      responses:", 14 },
        { "parameter-schema-missing", ", schema: {type: string}}\n", "}\n", 13 },
        { "parameter-ignored", "      responses:", "        - {name: Accept, in: header, description: d, schema: {type: string}}\n      responses:", 14 },
        { "parameter-description-missing", "description: Which one., ", "", 13 },
        { "unknown-type", "{name: {type: string}}", "{name: {type: text}}", 20 },
        { "array-items-missing", "{name: {type: string}}", "{name: {type: array}}", 20 },
        { "enum-duplicate", "{name: {type: string}}", "{name: {type: string, enum: [a, a]}}", 20 },
        { "enum-type", "{name: {type: string}}", "{name: {type: string, enum: [a, 1]}}", 20 },
        { "required-unknown", "required: [name]", "required: [name, nme]", 20 },
        { "format-mismatch", "{name: {type: string}}", "{name: {type: integer, format: date}}", 20 },
        { "bounds-contradict", "{name: {type: string}}", "{name: {type: string, minLength: 3, maxLength: 2}}", 20 },
        { "pattern-invalid", "{name: {type: string}}", "{name: {type: string, pattern: '['}}", 20 },
        { "default-invalid", "{name: {type: string}}", "{name: {type: string, default: 1}}", 20 },
        { "example-invalid", "{name: {type: string}}}", "{name: {type: string}}, example: {nme: x}}", 20 },
        { "nullable-misplaced", "{name: {type: string}}", "{name: {nullable: true}}", 20 },
        { "discriminator-missing", "{name: {type: string}}", "{name: {type: string}}, discriminator: {propertyName: kind}", 20 },
        { "security-undefined", "security: [{key", "security: [{kee", 5 },
        { "security-incomplete", ", name: X-Key", "", 18 },
        { "server-insecure", "'https://", "'http://", 3 },
        { "server-variable", "shop.test", "{shop}.test", 3 },
        { "server-missing", "servers: [{url: 'https://shop.test/v1'}]\n", "", 1 },
        { "duplicate-key", "      tags: [things]", "      tags: [things]\n      tags: [things]", 12 },
        { "openapi-version", "openapi: 3.0.3", "openapi: 4.0.0", 1 },
        { "openapi-syntax", "summary: One thing", "summary: 'One thing", 10 },
    };

    [Fact]
    public void A_good_description_has_no_findings()
    {
        var judged = SpecValidator.Validate(Good);
        Assert.Empty(judged.Findings);
        Assert.Equal((true, 1, "3.0.3"), (judged.Valid, judged.Operations, judged.Version));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_rule_finds_what_it_is_about(string rule, string part, string other, int line)
    {
        Assert.Contains(part, Good, StringComparison.Ordinal);
        var judged = SpecValidator.Validate(new Regex(Regex.Escape(part), RegexOptions.None, TimeSpan.FromSeconds(5)).Replace(Good, other.Replace("$", "$$", StringComparison.Ordinal), 1));
        Assert.Contains(judged.Findings, finding => finding.Rule == rule && (finding.Line == line || rule == "openapi-syntax"));
    }

    /// <summary>What the graders expect of the descriptions that were written before the rules.</summary>
    [Fact]
    public void The_graders_descriptions_are_judged_as_they_expect()
    {
        var folder = Path.Combine(AjvJudge.RepositoryRoot, "evals", "development", "specs");
        List<string> differences = [];
        foreach (var expectation in Directory.EnumerateFiles(folder, "*.expected.yaml").Order(StringComparer.Ordinal))
        {
            var text = File.ReadAllText(expectation);
            var name = Path.GetFileName(expectation).Replace(".expected.yaml", "", StringComparison.Ordinal);
            var judged = SpecValidator.Validate(File.ReadAllText(new[] { ".yaml", ".json" }.Select(end => Path.Combine(folder, name + end)).First(File.Exists)));
            if (judged.Valid != text.Contains("\nvalid: true", StringComparison.Ordinal))
            {
                differences.Add($"{name} is {(judged.Valid ? "valid" : string.Join("; ", judged.Findings.Where(finding => finding.Severity == Severity.Error).Take(5)))}");
            }

            if (Operations().Match(text) is { Success: true } operations && operations.Groups["count"].Value != $"{judged.Operations}")
            {
                differences.Add($"{name} has {judged.Operations} operations");
            }

            foreach (var lines in Lines().Matches(text).Select(match => match.Groups["lines"].Value.Split(',').Select(int.Parse).ToList()))
            {
                if (!judged.Findings.Any(finding => finding.Severity == Severity.Error && lines.Contains(finding.Line ?? 0)))
                {
                    differences.Add($"{name}: nothing on {string.Join(',', lines)}");
                }
            }
        }

        Assert.Empty(differences);
    }

    [Fact]
    public void The_nasty_description_is_only_nasty() =>
        Assert.DoesNotContain(SpecValidator.Validate(File.ReadAllText(ClientFolder.Specs[^1])).Findings, finding => finding.Rule is "unresolved-reference" or "wrong-type");

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("openapi: [1]")]
    [InlineData("openapi: 3.0.0\npaths: []\ninfo: x\ncomponents: [a]\nservers: {a: b}\ntags: a\nsecurity: {a: b}")]
    [InlineData("openapi: 3.1.0\npaths: {/a: {get: [], post: {responses: {200: {content: []}}, parameters: {a: b}, requestBody: [], tags: x, security: [[]]}}}\ncomponents: {schemas: {A: [], B: {properties: [], required: {}, enum: {}, allOf: x, type: {}, items: [], discriminator: []}}}")]
    [InlineData("swagger: '2.0'\npaths: {/a: {get: {parameters: [1, [], {in: body}], responses: {default: null}}}}\ndefinitions: {A: null}")]
    public void What_is_no_description_is_told_and_breaks_nothing(string text)
    {
        Assert.False(SpecValidator.Validate(text).Valid);
        _ = CodeGeneration.OpenApi.Reading.ContractReader.Read(text);
    }

    [GeneratedRegex(@"lines: \[(?<lines>[0-9, ]+)\]", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Lines();

    [GeneratedRegex(@"^operations: (?<count>\d+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Operations();
}
