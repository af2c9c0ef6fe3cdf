using System.Collections.Immutable;
using Opsroom.Tools.Harness.Model;

namespace Opsroom.Tools.Harness.Generation;

/// <summary>The stage that builds, tests and publishes a service.</summary>
internal static class ContinuousIntegration
{
    /// <summary>A connector to public images that every Harness account has.</summary>
    private const string PublicImages = "account.harnessImage";

    private const string Scanner = "aquasec/trivy:0.67.2";

    public static BuildStage Stage(PipelineRequest request, IdentifierSet identifiers)
    {
        var settings = request.Settings;
        var commands = BuildCommands.Choose(settings);
        var steps = ImmutableArray.CreateBuilder<ExecutionElement>();
        if (request.Stages.Build)
        {
            steps.Add(Run("Build", "build", "30m", commands.Build, commands.Image ?? ClusterImage(settings)));
        }

        if (request.Stages.Test)
        {
            steps.Add(Run("Test", "test", "30m", commands.Test, commands.Image ?? ClusterImage(settings)) with { Reports = commands.Reports });
        }

        if (request.Stages.Scan)
        {
            steps.Add(Run("Security scan", "security_scan", "15m", "trivy fs --exit-code 1 --severity HIGH,CRITICAL --no-progress .\n", Scanner));
        }

        if (request.Stages.Push)
        {
            steps.Add(Push(request));
        }

        return new("Build and test", identifiers.Claim("build_and_test"))
        {
            Description = "Builds the service, runs its tests and pushes its image.",
            Timeout = "2h",
            Infrastructure = settings.BuildCluster is { } cluster
                ? new BuildInfrastructure.Cluster(cluster, settings.BuildNamespace ?? "harness-builds")
                : new BuildInfrastructure.Cloud(),
            Steps = steps.ToImmutable(),
            FailureStrategies = Failures.OfBuild,
        };
    }

    private static RunStep Run(string name, string identifier, string timeout, string command, string? image) => new(name, identifier, timeout, command)
    {
        Connector = image is null ? null : PublicImages,
        Image = image,
    };

    /// <summary>In a cluster every step runs in a container, so a step that looks for the language needs one with a shell and the usual tools.</summary>
    private static string? ClusterImage(PipelineSettings settings) => settings.BuildCluster is null ? null : "buildpack-deps:bookworm";

    private static PushImageStep Push(PipelineRequest request)
    {
        var settings = request.Settings;
        return new("Push image", "push_image", "30m")
        {
            Connector = settings.DockerConnector ?? PipelineSettings.RuntimeInput,
            Repository = ImageRepository(settings),
            Tags = [PipelineSettings.ImageTagVariable],
            Dockerfile = settings.Dockerfile ?? "Dockerfile",
            Context = settings.DockerContext ?? ".",
        };
    }

    private static string ImageRepository(PipelineSettings settings)
    {
        if (settings.Image is not { } image)
        {
            return PipelineSettings.RuntimeInput;
        }

        var registry = settings.Registry?.Replace("https://", string.Empty, StringComparison.OrdinalIgnoreCase).TrimEnd('/');
        return registry is null || image.StartsWith(registry + "/", StringComparison.OrdinalIgnoreCase) ? image : $"{registry}/{image}";
    }
}
