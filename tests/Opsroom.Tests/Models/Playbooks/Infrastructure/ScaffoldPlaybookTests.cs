using System.Text.Json.Nodes;
using Opsroom.Models.Playbooks;
using Reply = Opsroom.Tests.Models.Playbooks.PlaybookRun.Reply;

namespace Opsroom.Tests.Models.Playbooks.Infrastructure;

public sealed class ScaffoldPlaybookTests
{
    [Theory]
    [InlineData("scaffold a FastAPI service called billing with Docker and Kubernetes", "fastapi", "billing")]
    [InlineData("new Go microservice named ledger, with pipeline", "go-service", "ledger")]
    [InlineData("create a react app called shop-ui", "react-app", "shop-ui")]
    [InlineData("golang service ledger-api pls", "go-service", "ledger-api")]
    [InlineData("Start a Go service called pledge-ledger", "go-service", "pledge-ledger")]
    [InlineData("set up a .NET web API named OrderApi", "dotnet-webapi", "OrderApi")]
    [InlineData("I need a C# background worker called invoice-mailer", "dotnet-worker", "invoice-mailer")]
    [InlineData("bootstrap an Express service in TypeScript named cart-api", "express-typescript", "cart-api")]
    [InlineData("node service called notifier", "express-typescript", "notifier")]
    [InlineData("TypeScript React frontend called backoffice-ui", "react-app", "backoffice-ui")]
    [InlineData("spring boot microservice called \"payments\"", "spring-boot", "payments")]
    [InlineData("a Java service named stock-service", "spring-boot", "stock-service")]
    [InlineData("helm chart called checkout-chart for our Go service", "helm-chart", "checkout-chart")]
    [InlineData("FastAPI service named billing with a Helm chart", "fastapi", "billing")]
    [InlineData("create a terraform module called object-store", "terraform-module", "object-store")]
    [InlineData("Erstelle ein neues Spring-Boot-Projekt namens rechnungen", "spring-boot", "rechnungen")]
    [InlineData("erstelle einen FastAPI-Dienst mit dem Namen mahnwesen-api", "fastapi", "mahnwesen-api")]
    [InlineData("crée un service Go appelé grand-livre", "go-service", "grand-livre")]
    [InlineData("crea una aplicación React llamada tienda-web", "react-app", "tienda-web")]
    [InlineData("make a python api called forecast", "fastapi", "forecast")]
    [InlineData("spin up a new express api: name it cart-api", "express-typescript", "cart-api")]
    [InlineData("need a fastapi project, call it forecast", "fastapi", "forecast")]
    [InlineData("Lege mir einen Go-Dienst namens kontobuch an", "go-service", "kontobuch")]
    [InlineData("react app \"shop-ui\"", "react-app", "shop-ui")]
    [InlineData("generate a helm chart for checkout", "helm-chart", "checkout")]
    [InlineData("terraform module for s3 called object-store", "terraform-module", "object-store")]
    [InlineData("new service billing in go", "go-service", "billing")]
    [InlineData("billing-api in fastapi", "fastapi", "billing-api")]
    [InlineData("give me a boilerplate for a dotnet service named tax-engine with k8s manifests", "dotnet-webapi", "tax-engine")]
    [InlineData("crear un microservicio en Go llamado libro-mayor", "go-service", "libro-mayor")]
    [InlineData("Scaffold the inventory-service in Spring Boot with staging and prod", "spring-boot", "inventory-service")]
    [InlineData("ledger: new Go service", "go-service", "ledger")]
    [InlineData("dotnet worker \"queue-drainer\", no docker", "dotnet-worker", "queue-drainer")]
    public void What_is_to_be_made_and_its_name_are_read_from_the_task(string task, string template, string name)
    {
        var run = Run();
        var answer = run.Ask(task);
        var call = Assert.Single(run.CallsOf("scaffold_project"));
        Assert.Equal((template, name), (call["template"]!.GetValue<string>(), call["project_name"]!.GetValue<string>()));
        Assert.Null(answer.Error);
        Assert.Contains("Next steps:", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create a react app", "called")]
    [InlineData("scaffold a FastAPI service", "called")]
    [InlineData("new microservice called orders", "what kind of project")]
    [InlineData("scaffold a Rust service called ferris", "no built-in scaffold for `rust`")]
    public void What_is_missing_is_asked_for(string task, string asked)
    {
        var run = Run();
        var answer = run.Ask(task);
        Assert.Empty(run.CallsOf("scaffold_project"));
        Assert.Contains("**Not done:**", answer.Message, StringComparison.Ordinal);
        Assert.Contains(asked, answer.Message, StringComparison.Ordinal);
        Assert.NotNull(answer.Error);
    }

    [Fact]
    public void What_is_not_wanted_is_turned_off_and_environments_are_passed_on()
    {
        var run = Run();
        run.Ask("Go service called ledger without Docker and without a pipeline, for dev, staging and production, port 9090, module github.com/acme/ledger");
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"template": "go-service", "project_name": "ledger", "options": {"docker": false, "harness": false, "environments": ["dev", "staging", "production"]}, "variables": {"port": 9090, "module": "github.com/acme/ledger"}}"""),
            run.CallsOf("scaffold_project")[0]), run.CallsOf("scaffold_project")[0].ToJsonString());
    }

    [Fact]
    public void The_context_says_what_the_task_leaves_open()
    {
        var run = Run();
        run.Ask("scaffold a service", new { template = "go-service", project_name = "ledger", output_dir = "services/ledger", dry_run = true, description = "Debits and credits." });
        var call = run.CallsOf("scaffold_project")[0];
        Assert.Equal(("go-service", "ledger", "services/ledger", true), (call["template"]!.GetValue<string>(), call["project_name"]!.GetValue<string>(), call["output_dir"]!.GetValue<string>(), call["dry_run"]!.GetValue<bool>()));
        Assert.Equal("Debits and credits.", call["variables"]!["description"]!.GetValue<string>());
    }

    [Fact]
    public void Two_projects_of_one_task_are_both_made()
    {
        var run = Run();
        run.Ask("Create a FastAPI service called billing and a React app called billing-ui.");
        Assert.Equal(["fastapi billing", "react-app billing-ui"], run.CallsOf("scaffold_project").Select(call => $"{call["template"]} {call["project_name"]}"));
    }

    [Fact]
    public void What_is_in_the_way_is_told_with_what_to_do()
    {
        var run = new PlaybookRun(Playbook, (_, _) => Reply.Failed("conflict", "Nothing was written: billing/README.md would be replaced. Replace it with force.")) { Offered = ["scaffold_project"] };
        var answer = run.Ask("FastAPI service called billing");
        Assert.Contains("billing/README.md would be replaced", answer.Message, StringComparison.Ordinal);
        Assert.Equal("tool_failed", answer.Error!.Code);
    }

    private static Playbook Playbook => PlaybookCatalog.All.Single(playbook => playbook.Agent == "scaffold_agent");

    private static PlaybookRun Run() => new(Playbook, (_, arguments) => Reply.Ok(new
    {
        template = "x",
        project_name = arguments.GetProperty("project_name").GetString(),
        output_path = "p",
        dry_run = false,
        files = new[] { new { path = "p/README.md" }, new { path = "p/.git/HEAD" } },
        replaced = Array.Empty<object>(),
        next_steps = (string[])["Run `make`."],
        findings = Array.Empty<object>(),
    }))
    {
        Offered = ["scaffold_project"],
    };
}
