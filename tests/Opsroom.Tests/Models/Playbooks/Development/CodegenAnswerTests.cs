using Opsroom.Models.Playbooks;
using Reply = Opsroom.Tests.Models.Playbooks.PlaybookRun.Reply;

namespace Opsroom.Tests.Models.Playbooks.Development;

public sealed class CodegenAnswerTests
{
    private const string Shown = "\n```yaml\nopenapi: 3.0.3\npaths: {}\n```\n";

    [Theory]
    [InlineData("generate a TypeScript client for this spec" + Shown, "typescript", null)]
    [InlineData("TypeScript client from openapi.json", "typescript", "openapi.json")]
    [InlineData("c# sdk for specs/shop.yaml please", "csharp", "specs/shop.yaml")]
    [InlineData("Generate a python client for the API in openapi.yaml", "python", "openapi.yaml")]
    [InlineData("genera un cliente python de openapi.yaml", "python", "openapi.yaml")]
    [InlineData("erstelle einen Go Client aus api/openapi.yaml", "go", "api/openapi.yaml")]
    [InlineData("java client, openapi.yml", "java", "openapi.yml")]
    [InlineData("We need an SDK in Python for swagger.json", "python", "swagger.json")]
    public void A_client_is_written_in_the_language_of_the_task(string task, string language, string? path)
    {
        var run = Run();
        var answer = run.Ask(task);
        var made = Assert.Single(run.CallsOf("generate_api_client"));
        Assert.Equal((language, $"clients/{language}"), (made["language"]?.GetValue<string>(), made["output_path"]?.GetValue<string>()));
        Assert.Equal(path, made["spec_path"]?.GetValue<string>());
        Assert.Equal(path is null, made["spec_content"] is not null);
        Assert.Null(answer.Error);
        Assert.Contains("3 operations", answer.Message);
        Assert.Contains("line 4: warning", answer.Message);
        Assert.Single(run.CallsOf("validate_openapi"));
    }

    [Theory]
    [InlineData("validate openapi.yaml")]
    [InlineData("is openapi.yaml valid?")]
    [InlineData("check the OpenAPI spec openapi.yaml for errors")]
    public void A_description_is_judged(string task)
    {
        var run = Run();
        Assert.Contains("**valid**", run.Ask(task).Message);
        Assert.Single(run.CallsOf("validate_openapi"));
        Assert.Empty(run.CallsOf("generate_api_client"));
    }

    [Fact]
    public void The_language_is_asked_for_where_nothing_tells_it()
    {
        var run = Run();
        Assert.Contains("Which language", run.Ask("generate a client for openapi.yaml").Message);
        Assert.Empty(run.Exchanges);
    }

    [Fact]
    public void The_files_of_the_workspace_tell_language_and_description()
    {
        var run = Run();
        run.Ask("generate the API client", files: ["package.json", "docs/openapi.yaml", "src/config.yaml"]);
        var made = Assert.Single(run.CallsOf("generate_api_client"));
        Assert.Equal(("typescript", "docs/openapi.yaml"), (made["language"]?.GetValue<string>(), made["spec_path"]?.GetValue<string>()));
    }

    [Fact]
    public void A_description_that_is_not_there_is_asked_for()
    {
        var answer = Run().Ask("generate a python client");
        Assert.Contains("No API description", answer.Message);
        Assert.NotNull(answer.Error);
        Assert.Contains("Several files", Run().Ask("generate a python client", files: ["a/openapi.yaml", "b/openapi.yaml"]).Message);
    }

    [Fact]
    public void What_the_generator_refuses_is_told_with_what_is_wrong_with_the_description()
    {
        var run = new PlaybookRun(Playbook, (tool, _) => tool == "validate_openapi" ? Reply.Ok(Judgement(valid: false)) : Reply.Failed("invalid_argument", "Line 4: the reference leads to nothing."))
        {
            Offered = ["validate_openapi", "generate_api_client"],
        };
        var answer = run.Ask("python client for openapi.yaml");
        Assert.Equal("tool_failed", answer.Error?.Code);
        Assert.Contains("Line 4", answer.Message);
        Assert.Contains("`tag-duplicate`", answer.Message);
    }

    [Fact]
    public void Models_are_made_of_a_schema()
    {
        var run = Run();
        run.Ask("Go structs from schema/user.graphql");
        var made = Assert.Single(run.CallsOf("generate_models"));
        Assert.Equal(("go", "schema/user.graphql", "graphql"), (made["language"]?.GetValue<string>(), made["schema_path"]?.GetValue<string>(), made["schema_format"]?.GetValue<string>()));
    }

    private static Playbook Playbook => PlaybookCatalog.All.Single(playbook => playbook.Agent == "codegen_agent");

    private static object Judgement(bool valid) => new { valid, operations = 3, findings = new[] { new { rule = "tag-duplicate", severity = "warning", message = "A tag stands twice.", line = 4 } } };

    private static PlaybookRun Run() => new(Playbook, (tool, _) => tool == "validate_openapi" ? Reply.Ok(Judgement(valid: true))
        : Reply.Ok(new { operations = 3, files = new[] { new { path = "clients/x/README.md" } }, warnings = Array.Empty<object>() }))
    {
        Offered = ["validate_openapi", "generate_api_client", "generate_models"],
    };
}
