using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Opsroom.Tools.Harness;
using Opsroom.Tools.Harness.Generation;
using Opsroom.Tools.Kubernetes.Generation;
using Opsroom.Tools.Templates.Scaffolding.Catalogue;
using Opsroom.Tools.Templates.Scaffolding.Names;
using Opsroom.Tools.Templates.Scaffolding.Rendering;

namespace Opsroom.Tools.Templates.Scaffolding;

/// <summary>What a project is to be made of, with every name known to be usable.</summary>
internal sealed record ProjectRequest(
    Scaffold Scaffold, ProjectName Name, ScaffoldVariables Variables, bool Harness, bool Docker, bool Kubernetes, bool GitInit, ImmutableArray<string> Environments);

/// <summary>Makes the files of a project, by path relative to it.</summary>
internal sealed class ProjectFiles(ProjectPipeline pipelines)
{
    private const string FirstVersion = "0.1.0";
    private const string PipelinePath = ".harness/pipeline.yaml";

    // a digest is known when the image is pushed; classes of priority and limits of CPU are the cluster's to decide
    private static readonly ImmutableArray<string> UpToTheCluster = ["cpu-limit", "image-without-digest", "priority-class"];

    private static readonly string[] OfDocker = ["Dockerfile", ".dockerignore", "compose.yaml"];

    public ToolResult<MadeProject> Make(ProjectRequest request)
    {
        var files = new SortedDictionary<string, ImmutableArray<byte>>(StringComparer.Ordinal);
        var findings = ImmutableArray.CreateBuilder<Finding>();
        var renderer = new ScaffoldRenderer(Values(request));
        foreach (var folder in request.Scaffold.Folders)
        {
            foreach (var path in ScaffoldFiles.In(folder).Where(path => IsWanted(path, request)))
            {
                files[renderer.PathOf(path)] = Text(renderer.Render(folder, path));
            }
        }

        foreach (var environment in request.Kubernetes && request.Scaffold.IsBuiltHere ? request.Environments : [])
        {
            var written = ApplicationManifest.Write(Manifest(request, environment));
            if (written.Value is not { } manifest)
            {
                return written.Failure!;
            }

            findings.AddRange(manifest.Findings);
            files[$"deploy/kubernetes/{environment}.yaml"] = Text(manifest.Yaml);
        }

        if (request.Harness && request.Scaffold.PipelineLanguage is not null)
        {
            var written = pipelines.Write(request.Name.Title, PipelineType.StandardCicd, request.Name.Kebab, request.Environments, Stages(request), PipelineOptions(request));
            if (written.Value is not { } pipeline)
            {
                return written.Failure!;
            }

            findings.AddRange(pipeline.Validation.Errors);
            findings.AddRange(pipeline.Validation.Warnings);
            findings.AddRange(pipeline.Validation.Suggestions);
            files[PipelinePath] = Text(pipeline.Yaml);
        }

        return new MadeProject(files, findings.ToImmutable());
    }

    private static bool IsWanted(string path, ProjectRequest request) =>
        (request.Docker || !OfDocker.Contains(path, StringComparer.Ordinal)) && (request.Harness || path != PipelinePath);

    private static ManifestRequest Manifest(ProjectRequest request, string environment) => new(request.Name.Kebab, $"{request.Variables.Registry}/{request.Name.Kebab}:{FirstVersion}")
    {
        Port = request.Variables.Port,
        Environment = environment,
        Namespace = request.Variables.Namespace,
        IngressHost = request.Variables.IngressHost,
        IngressClass = request.Variables.IngressHost is null ? null : request.Variables.IngressClass,
        Memory = request.Scaffold.Memory,
        Cpu = "100m",
        EphemeralStorage = "256Mi",
        Spared = UpToTheCluster,
        HealthPath = "/health/live",
        ReadinessPath = "/health/ready",
        Config = request.Scaffold.Settings.ToImmutableDictionary(setting => setting.Name, setting => string.Format(CultureInfo.InvariantCulture, setting.Value, environment), StringComparer.Ordinal),
    };

    /// <summary>Without a Dockerfile there is no image that a pipeline could push.</summary>
    private static ImmutableArray<string> Stages(ProjectRequest request) =>
        request.Scaffold.PipelineStages.IsDefaultOrEmpty && !request.Docker ? ["build", "test", "deploy"] : request.Scaffold.PipelineStages;

    private static JsonElement PipelineOptions(ProjectRequest request)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["description"] = request.Variables.Description,
            ["repo"] = request.Name.Kebab,
            ["language"] = request.Scaffold.PipelineLanguage!,
            ["registry"] = request.Variables.Registry,
            ["image"] = request.Name.Kebab,
        };
        foreach (var (option, value) in request.Scaffold.PipelineCommands)
        {
            options[option] = Placeholders.FillPath(value, new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = request.Name.Kebab });
        }

        if (!request.Scaffold.HasDockerfile || !request.Docker)
        {
            options.Remove("registry");
            options.Remove("image");
        }

        if (!request.Scaffold.HasDockerfile)
        {
            options.Remove("language");
        }

        return JsonSerializer.SerializeToElement(options);
    }

    private static Dictionary<string, object> Values(ProjectRequest request)
    {
        var (name, variables) = (request.Name, request.Variables);
        return new(StringComparer.Ordinal)
        {
            ["name"] = name.Kebab,
            ["snake"] = name.Snake,
            ["pascal"] = name.Pascal,
            ["flat"] = name.Flat,
            ["title"] = name.Title,
            ["description"] = variables.Description,
            ["port"] = variables.Port,
            ["registry"] = variables.Registry,
            ["image"] = $"{variables.Registry}/{name.Kebab}",
            ["version"] = FirstVersion,
            ["module"] = variables.Module,
            ["package"] = $"{variables.Group}.{name.Flat}",
            ["packagepath"] = $"{variables.Group.Replace('.', '/')}/{name.Flat}",
            ["group"] = variables.Group,
            ["docker"] = request.Docker && request.Scaffold.IsBuiltHere,
            ["kubernetes"] = request.Kubernetes && request.Scaffold.IsBuiltHere,
            ["harness"] = request.Harness,
            ["namespace"] = variables.Namespace ?? name.Kebab,
            ["environments"] = request.Environments.ToArray(),
            ["targets"] = string.Join(", ", request.Environments),
        };
    }

    private static ImmutableArray<byte> Text(string text) => [.. Encoding.UTF8.GetBytes(text)];
}

/// <param name="Files">By path relative to the project.</param>
internal sealed record MadeProject(IReadOnlyDictionary<string, ImmutableArray<byte>> Files, ImmutableArray<Finding> Findings);
