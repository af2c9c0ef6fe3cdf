using System.Text.Json;
using System.Xml.Linq;
using Opsroom.TestKit.Harness;
using Opsroom.TestKit.Kubernetes;
using Opsroom.TestKit.Monitoring;
using Opsroom.Tools.Templates.Catalogue;
using Opsroom.Tools.Templates.Tests.Generation;
using Opsroom.Tools.Templates.Tests.Scaffolding;
using Opsroom.Tools.Templates.Validation;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Templates.Tests.Catalogue;

public sealed class BuiltInTemplatesTests
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Each template with values that somebody would give, every choice of it at least once.</summary>
    private static readonly (string Name, string Variables)[] Given =
    [
        ("dockerfile", """{"name": "billing", "language": "go", "port": 9000}"""),
        ("dockerfile", """{"name": "billing-api", "language": "python", "compose": false}"""),
        ("dockerfile", """{"language": "node"}"""),
        ("dockerfile", """{"language": "java"}"""),
        ("dockerfile", """{"language": "dotnet"}"""),
        ("dotnet-library", """{"name": "Acme.Durations", "license": "Apache-2.0"}"""),
        ("github-workflow", "{}"),
        ("github-workflow", """{"language": "python", "branch": "trunk"}"""),
        ("github-workflow", """{"language": "node", "version": "20"}"""),
        ("github-workflow", """{"language": "java"}"""),
        ("github-workflow", """{"language": "terraform"}"""),
        ("github-workflow-dotnet", "{}"),
        ("go-cli", """{"name": "pinger", "use_make": false}"""),
        ("harness-build-and-push", """{"connectorRef": "account.registry", "repo": "acme/billing"}"""),
        ("harness-health-check", "{}"),
        ("helm-chart", """{"name": "billing", "ingress": true, "port": 9000}"""),
        ("helm-chart", "{}"),
        ("java-library", """{"groupId": "org.example", "artifactId": "rates"}"""),
        ("kubernetes-cronjob", """{"name": "nightly-report", "image": "registry.example.com/report:1.4.2", "schedule": "*/15 * * * *", "timeZone": "Europe/Berlin"}"""),
        ("prometheus-service-alerts", """{"service": "checkout", "objective": 0.995, "slow_seconds": 1}"""),
        ("python-cli", """{"project_name": "Log Counter"}"""),
        ("python-library", """{"project_name": "Rate Limits", "license": "none"}"""),
        ("service-docs", """{"service": "Billing", "date": "2026-03-01", "dependencies": ["PostgreSQL", "the mail gateway"]}"""),
        ("service-docs", """{"service": "Billing", "date": "2026-03-01"}"""),
        ("terraform-module", """{"name": "queue"}"""),
        ("typescript-library", """{"name": "rate-limits", "scope": "acme"}"""),
    ];

    public static TheoryData<string, string> Uses => [.. Given];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_template_that_comes_with_the_product_is_judged_without_a_finding()
    {
        var entries = await new TemplateCatalogue(new TemplateOptions()).ListAsync(Token);
        Assert.Equal(Given.Select(use => use.Name).Distinct(StringComparer.Ordinal), entries.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        var findings = entries.SelectMany(entry => new TemplateJudge(TimeProvider.System, Token).OfFolder(entry.Folder).Findings.Select(finding => $"{entry.Name} {finding.Path}:{finding.Line} {finding.Rule}: {finding.Message}"));
        Assert.Empty(findings);
        // an archetype has no place to say more of itself
        Assert.All(entries.Where(entry => entry.Format.Name != "maven-archetype"), entry => Assert.True(entry.Definition is { Description.Length: > 20, Version: not null, Category: not null, Tags.Count: > 0 }, entry.Name));
    }

    [Theory]
    [MemberData(nameof(Uses))]
    public async Task What_a_template_makes_can_be_read_and_passes_our_linters(string name, string variables)
    {
        using var box = new TemplateBox();
        var wrong = new List<string>();
        foreach (var path in await MakeAsync(box, name, variables))
        {
            var text = await box.TextAsync(path, Token);
            wrong.AddRange(Wrong(name, path, text).Select(fault => $"{path}: {fault}"));
            Assert.DoesNotContain("cookiecutter.", text, StringComparison.Ordinal);
            Assert.True(text.EndsWith('\n') && !text.EndsWith("\n\n", StringComparison.Ordinal) && !text.StartsWith('\n'), $"{path} does not begin and end as a file should");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("""{"name": "billing", "ingress": true, "port": 9000}""")]
    [InlineData("""{"name": "web"}""")]
    public async Task What_the_chart_renders_passes_our_linter(string variables)
    {
        using var box = new TemplateBox();
        using var folder = await ScaffoldedFolder.OfAsync(await MakeAsync(box, "helm-chart", variables), box, "out/");
        var rendered = await HelmChart.RenderAsync(folder, "shop");
        Assert.Contains("kind: PodDisruptionBudget", rendered, StringComparison.Ordinal);
        Assert.Empty(ManifestJudge.FindingsOf(rendered).Select(Shown));
    }

    [Theory]
    [InlineData("python-cli", """{"project_name": "Log Counter"}""", "out/log-counter/")]
    [InlineData("python-library", """{"project_name": "Rate Limits"}""", "out/rate-limits/")]
    public async Task What_is_in_Python_passes_its_own_tests(string name, string variables, string below)
    {
        using var box = new TemplateBox();
        using var folder = await ScaffoldedFolder.OfAsync(await MakeAsync(box, name, variables), box, below);
        ScaffoldedFolder.Need(File.Exists(Python) && (await folder.TryAsync(Python, "-c", "import pytest")).Code == 0, "Python with pytest");
        Assert.Contains("passed", await folder.RunAsync(Python, "-m", "pytest", "-q", "-p", "no:cacheprovider"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_in_Go_is_formatted_vetted_and_passes_its_own_tests()
    {
        ScaffoldedFolder.Need(ScaffoldedFolder.Find("go") is not null, "Go");
        using var box = new TemplateBox();
        using var folder = await ScaffoldedFolder.OfAsync(await MakeAsync(box, "go-cli", """{"name": "pinger", "go_version": "1.19"}"""), box, "out/");
        Assert.Equal("", (await folder.RunAsync("gofmt", "-l", ".")).Trim());
        await folder.RunAsync("go", "vet", "./...");
        await folder.RunAsync("go", "test", "./...");
    }

    [Fact]
    public async Task What_is_in_TypeScript_compiles_strictly()
    {
        var compiler = Path.Combine(AjvJudge.RepositoryRoot, "eng", "test-tools", "node_modules", "typescript", "bin", "tsc");
        ScaffoldedFolder.Need(File.Exists(compiler), "TypeScript (eng/test-tools/install)");
        using var box = new TemplateBox();
        using var folder = await ScaffoldedFolder.OfAsync(await MakeAsync(box, "typescript-library", """{"name": "rate-limits"}"""), box, "out/rate-limits/");
        // the library itself uses nothing of Node's
        Directory.CreateDirectory(Path.Combine(folder.Path, "node_modules/@types/node"));
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "node_modules/@types/node/index.d.ts"), "", Token);
        await folder.RunAsync("node", compiler, "-p", "tsconfig.build.json");
        var split = await folder.RunAsync("node", "--input-type=module", "-e", "import { chunk } from './dist/index.js'; console.log(JSON.stringify(chunk([1, 2, 3], 2)))");
        Assert.Equal("[[1,2],[3]]", split.Trim());
    }

    [Fact]
    public async Task What_is_in_DotNet_builds_without_warnings_and_passes_its_own_tests()
    {
        using var box = new TemplateBox();
        using var folder = await ScaffoldedFolder.OfAsync(await MakeAsync(box, "dotnet-library", """{"name": "Acme.Durations"}"""), box, "out/");
        var (code, output) = await folder.TryAsync("dotnet", "restore");
        ScaffoldedFolder.Need(code == 0, $"What dotnet-library restores from NuGet (ended with {code}: {(output.Length > 300 ? output[..300] : output)})");
        await folder.RunAsync("dotnet", "build", "--no-restore", "-v", "quiet");
        Assert.Contains("failed: 0", await folder.RunAsync("dotnet", "test", "--no-build"), StringComparison.Ordinal);
        await folder.RunAsync("dotnet", "pack", "src/Acme.Durations", "--no-restore", "-v", "quiet", "-o", "packages");
    }

    [Theory]
    [InlineData("go", "go-cli", "dockerfile", "github-workflow")]
    [InlineData("list templates for Python", "python-library", "python-cli")]
    [InlineData("alert rules for prometheus", "prometheus-service-alerts")]
    [InlineData("scheduled job k8s", "kubernetes-cronjob")]
    [InlineData("helm", "helm-chart")]
    [InlineData("runbook", "service-docs")]
    [InlineData("npm package typescript", "typescript-library")]
    [InlineData("nuget library C#", "dotnet-library")]
    [InlineData("docker image push in Harness", "harness-build-and-push")]
    public async Task A_search_finds_what_is_meant(string query, params string[] names)
    {
        using var box = new TemplateBox();
        var found = await box.CallAsync("search_templates", new { query }, Token);
        var first = found.Result.GetProperty("templates").EnumerateArray().Take(names.Length + 1).Select(template => template.GetProperty("name").GetString()!).ToList();
        Assert.Equal(names[0], first[0]);
        Assert.Subset(first.ToHashSet(StringComparer.Ordinal), names.ToHashSet(StringComparer.Ordinal));
    }

    private static async Task<List<string>> MakeAsync(TemplateBox box, string name, string variables)
    {
        var made = await box.CallAsync("generate_from_template", new { template_name = name, output_path = "out", variables = JsonElement.Parse(variables) }, Token);
        Assert.True(made.Succeeded, made.Result.GetRawText());
        return [.. made.Result.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("path").GetString()!).Where(path => !path.EndsWith(".opsroom-template.yml", StringComparison.Ordinal))];
    }

    private static IEnumerable<string> Wrong(string template, string path, string text)
    {
        switch (Path.GetExtension(path))
        {
            case ".yaml" or ".yml" when template.StartsWith("harness-", StringComparison.Ordinal):
                var judged = PipelineJudge.Judge(text);
                return judged.Errors.Concat(judged.Warnings).Select(Shown);
            case ".yaml" or ".yml" when template == "kubernetes-cronjob":
                return ManifestJudge.FindingsOf(text).Select(Shown);
            case ".yaml" or ".yml" when template == "prometheus-service-alerts" && path.EndsWith("-alerts.yaml", StringComparison.Ordinal):
                return RulesJudge.FindingsOf(text).Select(Shown);
            case ".yaml" or ".yml" when !path.Contains("/templates/", StringComparison.Ordinal):
                return YamlReader.Read(text).Faults.Select(fault => fault.Message);
            case ".json":
                using (JsonDocument.Parse(text))
                {
                    return [];
                }

            case ".xml" or ".csproj" or ".props" or ".slnx":
                XDocument.Parse(text);
                return [];
            default:
                return path.EndsWith("/Dockerfile", StringComparison.Ordinal) ? DockerfileRules.BrokenBy(text) : [];
        }
    }

    private static string Shown(Finding finding) => $"{finding.Line} {finding.Rule}: {finding.Message}";
}
