using System.Text;
using Opsroom.TestKit.Harness;
using Opsroom.Tools.Templates.Scaffolding;
using Opsroom.Tools.Templates.Scaffolding.Catalogue;

namespace Opsroom.Tools.Templates.Tests.Scaffolding;

public sealed class ScaffoldProjectTests
{
    public static TheoryData<string> Templates => [.. ScaffoldCatalogue.All.Select(scaffold => scaffold.Id)];

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task Every_scaffold_passes_our_linters_without_a_finding_and_holds_no_placeholder(string template)
    {
        foreach (var (name, variables) in ((string, string?)[])[("billing-api", null), ("a-name-of-forty-characters-that-is-a-lot", """{"ingress_host": "shop.example.com", "port": 9090, "namespace": "shop"}""")])
        {
            await JudgeAsync(template, name, variables);
        }
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task Every_scaffold_has_what_a_project_needs(string template)
    {
        var made = await ScaffoldedFolder.MakeAsync(new FilesInMemory(), template);
        var paths = made.Value!.Files.Select(file => file.Path["billing-api/".Length..]).ToHashSet(StringComparer.Ordinal);
        var scaffold = ScaffoldCatalogue.Find(template)!;
        Assert.Superset(new HashSet<string>(StringComparer.Ordinal) { "README.md", ".gitignore", ".editorconfig", ".github/workflows/ci.yml", ".harness/pipeline.yaml", ".git/HEAD" }, paths);
        Assert.Equal(scaffold is { HasImage: true, HasDockerfile: true }, paths.IsSupersetOf(["Dockerfile", ".dockerignore", "compose.yaml", "deploy/kubernetes/staging.yaml", "deploy/kubernetes/production.yaml"]));
        Assert.Equal(scaffold is { HasImage: true, HasDockerfile: true }, paths.Any(path => path.StartsWith("deploy/", StringComparison.Ordinal)));
        Assert.Contains(paths, path => path.Contains("test", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task What_is_turned_off_is_left_out(string template)
    {
        var made = await ScaffoldedFolder.MakeAsync(new FilesInMemory(), template, options: new ScaffoldOptions(Harness: false, Docker: false, Kubernetes: false, GitInit: false));
        Assert.DoesNotContain(made.Value!.Files, file => file.Path.Contains("Dockerfile", StringComparison.Ordinal) || file.Path.Contains("compose", StringComparison.Ordinal)
            || file.Path.Contains("deploy/", StringComparison.Ordinal) || file.Path.Contains(".harness", StringComparison.Ordinal) || file.Path.Contains(".git/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_environment_has_its_manifest_and_its_stage()
    {
        var workspace = new FilesInMemory();
        var made = await ScaffoldedFolder.MakeAsync(workspace, "go", options: new ScaffoldOptions(Environments: ["dev", "QA", "prod-eu"]));
        Assert.Equal(["dev", "prod-eu", "qa"], made.Value!.Files.Where(file => file.Path.Contains("/kubernetes/", StringComparison.Ordinal)).Select(file => Path.GetFileNameWithoutExtension(file.Path)));
        var pipeline = await TextAsync(workspace, "billing-api/.harness/pipeline.yaml");
        Assert.All(["deploy_dev", "deploy_qa", "deploy_prod_eu", "approve_prod_eu"], stage => Assert.Contains(stage, pipeline, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("FastAPI", "fastapi")]
    [InlineData("python", "fastapi")]
    [InlineData("express", "express-typescript")]
    [InlineData("Node.js", "express-typescript")]
    [InlineData("Spring Boot", "spring-boot")]
    [InlineData("golang", "go-service")]
    [InlineData("Go microservice", "go-service")]
    [InlineData(".NET Web API", "dotnet-webapi")]
    [InlineData("ASP.NET Core", "dotnet-webapi")]
    [InlineData("C#", "dotnet-webapi")]
    [InlineData("React", "react-app")]
    [InlineData("worker service", "dotnet-worker")]
    [InlineData("Terraform", "terraform-module")]
    [InlineData("helm_chart", "helm-chart")]
    public void A_scaffold_is_found_by_what_people_call_it(string name, string id) => Assert.Equal(id, ScaffoldCatalogue.Find(name)?.Id);

    [Fact]
    public async Task An_unknown_scaffold_is_refused_with_the_list_and_the_nearest()
    {
        var made = await ScaffoldedFolder.MakeAsync(new FilesInMemory(), "fastpai");
        Assert.Equal("invalid_argument", made.Failure!.Code);
        Assert.Contains("did you mean fastapi", made.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("terraform-module", made.Failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fastapi", "json")]
    [InlineData("fastapi", "fastapi")]
    [InlineData("dotnet-webapi", "System")]
    [InlineData("spring-boot", "class")]
    [InlineData("express", "express")]
    [InlineData("go", "internal")]
    public async Task A_name_that_the_language_keeps_is_refused_with_another(string template, string name)
    {
        var made = await ScaffoldedFolder.MakeAsync(new FilesInMemory(), template, name);
        Assert.Contains("-service", made.Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../x", null)]
    [InlineData("/etc", null)]
    [InlineData("a/../../b", null)]
    [InlineData(null, """{"description": "\"; rm -rf / #"}""")]
    [InlineData(null, """{"description": "{{ 1 }}"}""")]
    [InlineData(null, """{"description": "two\nlines"}""")]
    [InlineData(null, """{"registry": "a b"}""")]
    [InlineData(null, """{"module": "example.com/../x"}""")]
    [InlineData(null, """{"group": "com.class"}""")]
    [InlineData(null, """{"port": 80}""")]
    [InlineData(null, """{"port": "http"}""")]
    [InlineData(null, """{"prot": 8080}""")]
    [InlineData(null, """{"ingress_host": "not a host"}""")]
    [InlineData(null, """{"namespace": "Not-A-Namespace"}""")]
    public async Task What_cannot_be_used_is_refused_and_nothing_is_written(string? folder, string? variables)
    {
        var workspace = new FilesInMemory();
        var made = await ScaffoldedFolder.MakeAsync(workspace, "go", folder: folder, variables: variables);
        Assert.Equal("invalid_argument", made.Failure!.Code);
        Assert.Empty(workspace.List());
    }

    [Fact]
    public async Task Existing_files_are_replaced_with_force_only_and_shown_before()
    {
        var workspace = new FilesInMemory();
        workspace.Write("billing-api/README.md", "text/markdown", "# Mine\n"u8.ToArray());
        workspace.Write("billing-api/notes.txt", "text/plain", "keep"u8.ToArray());

        var refused = await ScaffoldedFolder.MakeAsync(workspace, "go");
        Assert.Equal("conflict", refused.Failure!.Code);
        Assert.Contains("billing-api/README.md", refused.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, workspace.List().Count);

        var shown = await ScaffoldedFolder.MakeAsync(workspace, "go", dryRun: true, force: true);
        Assert.Contains("-# Mine", Assert.Single(shown.Value!.Replaced).Diff, StringComparison.Ordinal);
        Assert.Contains("+# Billing Api", shown.Value.Replaced[0].Diff, StringComparison.Ordinal);
        Assert.All(shown.Value.Files, file => Assert.Equal("", file.Url));
        Assert.Equal(2, workspace.List().Count);

        var made = await ScaffoldedFolder.MakeAsync(workspace, "go", force: true);
        Assert.Single(made.Value!.Replaced);
        Assert.StartsWith("# Billing Api", await TextAsync(workspace, "billing-api/README.md"), StringComparison.Ordinal);
        Assert.Equal("keep", await TextAsync(workspace, "billing-api/notes.txt"));
    }

    [Fact]
    public async Task Made_again_it_is_the_same_and_no_repository_is_begun_anew()
    {
        var workspace = new FilesInMemory();
        var first = await ScaffoldedFolder.MakeAsync(workspace, "go");
        var again = await ScaffoldedFolder.MakeAsync(workspace, "go");
        Assert.Null(again.Failure);
        Assert.Empty(again.Value!.Replaced);
        Assert.Equal(again.Value.Files.Length, again.Value.Unchanged.Length);
        Assert.DoesNotContain(again.Value.Files, file => file.Path.Contains("/.git/", StringComparison.Ordinal));
        Assert.Equal(first.Value!.Files, (await ScaffoldedFolder.MakeAsync(new FilesInMemory(), "go")).Value!.Files);
    }

    [Fact]
    public async Task Inside_a_repository_none_is_made()
    {
        var workspace = new FilesInMemory();
        workspace.Write("mono/.git/HEAD", "text/plain", "ref: refs/heads/main\n"u8.ToArray());
        var made = await ScaffoldedFolder.MakeAsync(workspace, "go", folder: "mono/services/billing");
        Assert.DoesNotContain(made.Value!.Files, file => file.Path.Contains(".git/", StringComparison.Ordinal));
        Assert.Contains(made.Value.NextSteps, step => step.Contains("repository already", StringComparison.Ordinal));
    }

    private static async Task JudgeAsync(string template, string name, string? variables)
    {
        var workspace = new FilesInMemory();
        var made = await ScaffoldedFolder.MakeAsync(workspace, template, name, variables: variables);
        Assert.Null(made.Failure);
        Assert.Empty(made.Value!.Findings);
        foreach (var file in made.Value.Files.Where(file => !file.Path.Contains("/.git/", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain("__", file.Path.Replace("__init__", "", StringComparison.Ordinal).Replace("__main__", "", StringComparison.Ordinal), StringComparison.Ordinal);
            var text = await TextAsync(workspace, file.Path);
            Assert.DoesNotContain("<%", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\r", text, StringComparison.Ordinal);
            Assert.True(text.Length == 0 || text.EndsWith('\n') && !text.EndsWith("\n\n", StringComparison.Ordinal), $"{file.Path} does not end with one line break");
        }
    }

    private static async Task<string> TextAsync(FilesInMemory workspace, string path) =>
        Encoding.UTF8.GetString((await workspace.ReadAsync(path, TestContext.Current.CancellationToken)).Value!.Bytes.Span);
}
