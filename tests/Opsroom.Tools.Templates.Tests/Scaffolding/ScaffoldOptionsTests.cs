using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Opsroom.TestKit.Harness;
using Opsroom.TestKit.Kubernetes;
using Opsroom.Tools.Templates.Scaffolding;
using Opsroom.Tools.Templates.Scaffolding.Catalogue;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Templates.Tests.Scaffolding;

/// <summary>Every scaffold with every pair of two options: what comes out is read by its own format's reader and judged by our linters.</summary>
public sealed partial class ScaffoldOptionsTests
{
    private static readonly string[]?[] Environments = [null, ["production"], ["dev", "qa", "prod-eu"]];

    private static readonly string?[] Variables =
        [null, """{"port": 9090, "namespace": "shop", "ingress_host": "shop.example.com"}""", """{"description": "Bills customers (and reminds them, twice).", "registry": "ghcr.io/acme/shop", "ingress_host": "a.example.com", "ingress_class": "traefik"}"""];

    private static readonly Dictionary<string, string[]> LintConfiguration = new(StringComparer.Ordinal)
    {
        ["dotnet-webapi"] = [".editorconfig", "Directory.Build.props"],
        ["dotnet-worker"] = [".editorconfig", "Directory.Build.props"],
        ["fastapi"] = ["pyproject.toml"],
        ["express-typescript"] = ["eslint.config.js", ".prettierrc.json", "tsconfig.json"],
        ["spring-boot"] = ["pom.xml"],
        ["go-service"] = [".golangci.yml"],
        ["react-app"] = ["eslint.config.js", ".prettierrc.json", "tsconfig.json"],
        ["terraform-module"] = [".tflint.hcl"],
        ["helm-chart"] = ["values.schema.json"],
    };

    public static TheoryData<string> Templates => [.. ScaffoldCatalogue.All.Select(scaffold => scaffold.Id)];

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task Every_pair_of_options_makes_files_that_can_be_read_and_have_no_finding(string template)
    {
        var wrong = new List<string>();
        foreach (var row in Pairs([2, 2, 2, 2, Environments.Length, Variables.Length]))
        {
            var options = new ScaffoldOptions(row[0] == 0, row[1] == 0, row[2] == 0, row[3] == 0, Environments[row[4]]?.ToImmutableArray());
            var workspace = new FilesInMemory();
            var made = await ScaffoldedFolder.MakeAsync(workspace, template, folder: ".", options: options, variables: Variables[row[5]]);
            Assert.True(made.Failure is null, made.Failure?.Message);
            Assert.Empty(made.Value!.Findings);
            var files = made.Value.Files.Where(file => !file.Path.StartsWith(".git/", StringComparison.Ordinal)).ToDictionary(file => file.Path, file => Encoding.UTF8.GetString(workspace.Content(file.Path).Span), StringComparer.Ordinal);
            wrong.AddRange(files.SelectMany(file => Wrong(file.Key, file.Value, template)).Concat(Missing(files, template, options)).Select(fault => $"{string.Join("", row)} {fault}"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct().Take(40)));
    }

    [Fact]
    public void The_rules_for_Dockerfiles_see_what_they_are_for()
    {
        var broken = DockerfileRules.BrokenBy("FROM node:latest\nADD . /app\nRUN npm install\nENV API_TOKEN=x\nUSER root\nCMD node main.js\n").ToList();
        Assert.Equal(8, broken.Count);
        Assert.Empty(DockerfileRules.BrokenBy("FROM golang:1.25.3 AS build\nWORKDIR /src\nCOPY . .\nFROM scratch\nCOPY --from=build /a /a\nEXPOSE 8080\nUSER 10001:10001\nENTRYPOINT [\"/a\"]\n"));
    }

    private static IEnumerable<string> Wrong(string path, string text, string template)
    {
        var isHelm = template == "helm-chart" && path.StartsWith("templates/", StringComparison.Ordinal);
        var problem = Path.GetExtension(path) switch
        {
            ".yaml" or ".yml" when !isHelm && !path.StartsWith("deploy/", StringComparison.Ordinal) => YamlReader.Read(text).Faults is [var fault, ..] ? fault.Message : null,
            ".json" => Try(() => JsonDocument.Parse(text)),
            ".csproj" or ".props" or ".slnx" or ".xml" or ".svg" => Try(() => XDocument.Parse(text)),
            _ => null,
        };
        if (problem is not null)
        {
            yield return $"{path}: {problem}";
        }

        var faults = path switch
        {
            ".harness/pipeline.yaml" => PipelineJudge.Judge(text) is var judged ? judged.Errors.Concat(judged.Warnings).Concat(judged.Suggestions).Select(finding => $"{finding.Rule}: {finding.Message}") : [],
            "Dockerfile" => DockerfileRules.BrokenBy(text),
            "compose.yaml" => Compose(text),
            _ when path.StartsWith("deploy/kubernetes/", StringComparison.Ordinal) => ManifestJudge.FindingsOf(text).Select(finding => $"{finding.Rule}: {finding.Message}"),
            _ => [],
        };
        foreach (var fault in faults)
        {
            yield return $"{path}: {fault}";
        }
    }

    private static IEnumerable<string> Compose(string text)
    {
        var services = (YamlReader.Read(text).Root as YamlMap)?["services"] as YamlMap;
        foreach (var service in services?.Entries ?? [])
        {
            var what = (YamlMap)service.Value;
            if (what["read_only"]?.Text != "true" || what["cap_drop"] is not YamlList || what["security_opt"] is not YamlList || what["build"] is null)
            {
                yield return $"{service.Key.Value} is not hardened, or not built here";
            }
        }

        if (services is not { Entries: { Count: > 0 } })
        {
            yield return "no service";
        }
    }

    private static IEnumerable<string> Missing(Dictionary<string, string> files, string template, ScaffoldOptions options)
    {
        foreach (var file in LintConfiguration[template].Where(file => !files.ContainsKey(file)))
        {
            yield return $"there is no {file}";
        }

        var readme = files["README.md"];
        var rest = readme + string.Concat(files.Where(file => file.Key.StartsWith(".github/", StringComparison.Ordinal)).Select(file => file.Value));
        foreach (var (isThere, word) in new[] { (files.ContainsKey("Dockerfile"), "docker build"), (files.ContainsKey("compose.yaml"), "docker compose"), (files.Keys.Any(path => path.StartsWith("deploy/", StringComparison.Ordinal)), "deploy/kubernetes"), (options.Harness != false, ".harness/pipeline.yaml") })
        {
            if (!isThere && rest.Contains(word, StringComparison.Ordinal))
            {
                yield return $"README or CI names {word}, which was left out";
            }
        }

        foreach (Match named in Named().Matches(readme))
        {
            var path = named.Groups["path"].Value.TrimEnd('/');
            // addresses and annotations look like paths
            if (!path.Split('/')[0].TrimStart('.').Contains('.', StringComparison.Ordinal) && !files.Keys.Any(file => file == path || file.StartsWith(path + "/", StringComparison.Ordinal) || file.EndsWith("/" + path, StringComparison.Ordinal)) && path is not ("dist" or ".venv/bin/activate"))
            {
                yield return $"README names {path}, which is not there";
            }
        }

        if (files.TryGetValue(".harness/pipeline.yaml", out var pipeline) && !files.ContainsKey("Dockerfile") && pipeline.Contains("BuildAndPush", StringComparison.Ordinal))
        {
            yield return "the pipeline pushes an image, and there is no Dockerfile";
        }
    }

    private static string? Try(Func<object> read)
    {
        try
        {
            read();
            return null;
        }
        catch (Exception wrong) when (wrong is JsonException or System.Xml.XmlException)
        {
            return wrong.Message;
        }
    }

    /// <summary>Rows of choices in which each two factors meet with all their values.</summary>
    private static List<int[]> Pairs(int[] sizes)
    {
        var left = new HashSet<(int, int, int, int)>();
        for (var first = 0; first < sizes.Length; first++)
        {
            for (var second = first + 1; second < sizes.Length; second++)
            {
                for (var cell = 0; cell < sizes[first] * sizes[second]; cell++)
                {
                    left.Add((first, cell / sizes[second], second, cell % sizes[second]));
                }
            }
        }

        IEnumerable<(int, int, int, int)> PairsOf(int[] row) => from first in Enumerable.Range(0, row.Length) from second in Enumerable.Range(first + 1, row.Length - first - 1) select (first, row[first], second, row[second]);
        var every = Enumerable.Range(0, sizes.Aggregate(1, (all, size) => all * size)).Select(number => sizes.Select(size => { var choice = number % size; number /= size; return choice; }).ToArray()).ToList();
        var rows = new List<int[]>();
        while (left.Count > 0)
        {
            var best = every.MaxBy(row => PairsOf(row).Count(left.Contains))!;
            left.ExceptWith(PairsOf(best));
            rows.Add(best);
        }

        return rows;
    }

    [GeneratedRegex(@"`(?<path>\.?[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+/?|[A-Za-z0-9_-]+\.(py|ts|tsx|json|yaml|conf|tf|txt|cs|go))`", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Named();
}
