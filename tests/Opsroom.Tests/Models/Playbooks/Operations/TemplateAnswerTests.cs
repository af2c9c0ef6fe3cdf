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

    [Theory]
    [InlineData("update billing from its newer template")]
    [InlineData("bring services/billing up to date with its template")]
    [InlineData("Upgrade the billing project to the latest template version, please")]
    [InlineData("billing: sync with newest template from upstream")]
    [InlineData("copier update billing")]
    [InlineData("cruft update for billing")]
    [InlineData("the template has moved on, merge its changes into billing")]
    [InlineData("Aktualisiere billing aus der neuen Vorlage")]
    [InlineData("mets à jour billing depuis la nouvelle version de son modèle")]
    [InlineData("actualiza billing desde su plantilla nueva")]
    public void A_project_is_brought_up_to_its_newer_template(string task)
    {
        var run = Run();
        var answer = run.Ask(task, files: Projects);
        Assert.Null(answer.Error);
        var made = Assert.Single(run.CallsOf("update_from_template"));
        Assert.Equal("services/billing", made["path"]?.GetValue<string>());
        Assert.Null(made["dry_run"]);
        Assert.Contains("from `1.0` to `2.0`", answer.Message);
        Assert.Contains("`compose.yaml`, line 5: Both changed these lines.", answer.Message);
        Assert.Contains("Remove it.", answer.Message);
    }

    [Fact]
    public void A_preview_writes_nothing_and_shows_the_differences()
    {
        var run = Run();
        var message = run.Ask("preview: update services/billing from templates/service-v2 with port=9090", files: Projects).Message;
        var made = Assert.Single(run.CallsOf("update_from_template"));
        Assert.Equal(("services/billing", "templates/service-v2", true, "9090"), (made["path"]?.GetValue<string>(), made["template_path"]?.GetValue<string>(), made["dry_run"]?.GetValue<bool>(), made["variables"]?["port"]?.GetValue<string>()));
        Assert.Contains("+restart: always", message);
    }

    [Fact]
    public void Where_no_project_is_named_those_that_can_be_updated_are()
    {
        var run = Run();
        var answer = run.Ask("update the project from its template", files: Projects);
        Assert.NotNull(answer.Error);
        Assert.Contains("`services/billing`", answer.Message);
        Assert.Empty(run.CallsOf("update_from_template"));
    }

    [Theory]
    [InlineData("update the template in templates/service with a new variable port")]
    [InlineData("list the latest templates for Go")]
    public void Work_on_a_template_itself_is_no_update_of_a_project(string task)
    {
        var run = Run();
        run.Ask(task, files: Projects);
        Assert.Empty(run.CallsOf("update_from_template"));
    }

    private static System.Collections.Immutable.ImmutableArray<string> Projects => ["services/billing/.opsroom-template.yml", "services/billing/compose.yaml", "services/ledger/.copier-answers.yml", "templates/service-v2/template.yaml"];

    private static PlaybookRun Run() => new(PlaybookCatalog.All.Single(playbook => playbook.Agent == "template_manager"), (tool, _) => Reply.Ok(tool switch
    {
        "validate_template" => Judged,
        "generate_from_template" => Rendered,
        "update_from_template" => Updated,
        _ => Found,
    }))
    {
        Offered = ["list_templates", "search_templates", "validate_template", "generate_from_template", "update_from_template"],
    };

    private static object Judged => JsonElement.Parse("""
        {"valid": false, "format": "cookiecutter", "quality_score": 75, "variables": [],
         "findings": [{"rule": "template-syntax", "severity": "error", "message": "Close the block.", "path": "README.md", "line": 3}]}
        """);

    private static object Rendered => JsonElement.Parse("""
        {"template": "go-service", "format": "copier", "output_path": "services/ledger", "dry_run": false, "warnings": [], "missing": [],
         "files": [{"path": "services/ledger/go.mod"}, {"path": "services/ledger/main.go"}], "variables": [{"name": "port", "value": "8080", "is_default": true}]}
        """);

    private static object Updated => JsonElement.Parse("""
        {"template": "service", "from_version": "1.0", "to_version": "2.0", "path": "services/billing", "up_to_date": false, "warnings": [],
         "changes": [{"path": "compose.yaml", "action": "conflicted", "diff": "-restart: never\n+restart: always\n"}],
         "conflicts": [{"rule": "merge-conflict", "severity": "error", "message": "Both changed these lines.", "path": "compose.yaml", "line": 5}],
         "obsolete": [{"path": "old.txt", "reason": "The template no longer has it. Remove it."}]}
        """);

    private static object Found => JsonElement.Parse("""
        {"templates": [{"name": "go-service", "format": "copier", "source": "built-in", "description": "A service in Go.", "variables": [{"name": "project_name", "type": "str"}]}]}
        """);
}
