using System.Text.Json;
using Opsroom.Models.Playbooks;
using Reply = Opsroom.Tests.Models.Playbooks.PlaybookRun.Reply;

namespace Opsroom.Tests.Models.Playbooks.Operations;

public sealed class TemplateAnswerTests
{
    [Theory]
    [InlineData("list templates for Go")]
    [InlineData("which templates do we have for Python services?")]
    [InlineData("find a template for a terraform module")]
    public void The_catalogue_is_searched_for_what_is_named(string task)
    {
        var run = Run();
        Assert.Contains("`go-service`", run.Ask(task).Message);
        Assert.Single(run.CallsOf("search_templates"));
    }

    [Fact]
    public void The_whole_catalogue_is_listed_where_nothing_is_named()
    {
        var run = Run();
        Assert.Contains("`go-service`", run.Ask("list all templates").Message);
        Assert.Single(run.CallsOf("list_templates"));
    }

    [Fact]
    public void A_template_of_the_workspace_is_judged()
    {
        var run = Run();
        var message = run.Ask("validate the template in templates/service").Message;
        Assert.Equal("templates/service", Assert.Single(run.CallsOf("validate_template"))["path"]?.GetValue<string>());
        Assert.Contains("**not valid**", message);
        Assert.Contains("line 3: Close the block.", message);
    }

    [Fact]
    public void A_template_is_rendered_with_what_the_task_gives()
    {
        var run = Run();
        var message = run.Ask("generate go-service into services/ledger with project_name=ledger owner=\"Team Pay\"").Message;
        var made = Assert.Single(run.CallsOf("generate_from_template"));
        Assert.Equal(("go-service", "services/ledger"), (made["template_name"]?.GetValue<string>(), made["output_path"]?.GetValue<string>()));
        Assert.Equal(("ledger", "Team Pay"), (made["variables"]?["project_name"]?.GetValue<string>(), made["variables"]?["owner"]?.GetValue<string>()));
        Assert.Contains("2 files", message);
        Assert.Contains("`port` is `8080`, as the template has it", message);
    }

    [Fact]
    public void The_names_are_told_where_none_is_said()
    {
        var run = Run();
        var answer = run.Ask("generate a project from a template");
        Assert.NotNull(answer.Error);
        Assert.Contains("`go-service`", answer.Message);
        Assert.Empty(run.CallsOf("generate_from_template"));
    }

    private static PlaybookRun Run() => new(PlaybookCatalog.All.Single(playbook => playbook.Agent == "template_manager"), (tool, _) => Reply.Ok(tool switch
    {
        "validate_template" => Judged,
        "generate_from_template" => Rendered,
        _ => Found,
    }))
    {
        Offered = ["list_templates", "search_templates", "validate_template", "generate_from_template"],
    };

    private static object Judged => JsonElement.Parse("""
        {"valid": false, "format": "cookiecutter", "quality_score": 75, "variables": [],
         "findings": [{"rule": "template-syntax", "severity": "error", "message": "Close the block.", "path": "README.md", "line": 3}]}
        """);

    private static object Rendered => JsonElement.Parse("""
        {"template": "go-service", "format": "copier", "output_path": "services/ledger", "dry_run": false, "warnings": [], "missing": [],
         "files": [{"path": "services/ledger/go.mod"}, {"path": "services/ledger/main.go"}], "variables": [{"name": "port", "value": "8080", "is_default": true}]}
        """);

    private static object Found => JsonElement.Parse("""
        {"templates": [{"name": "go-service", "format": "copier", "source": "built-in", "description": "A service in Go.", "variables": [{"name": "project_name", "type": "str"}]}]}
        """);
}
