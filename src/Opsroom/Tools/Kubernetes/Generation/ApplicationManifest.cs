using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Linting.ApiVersions;

namespace Opsroom.Tools.Kubernetes.Generation;

/// <summary>Manifests of applications that are not running yet: made and judged as <c>kubernetes_generate_manifest</c> does, for the newest Kubernetes that is known.</summary>
public static class ApplicationManifest
{
    /// <summary>The manifest, or what cannot be made of the request.</summary>
    public static ToolResult<WrittenManifest> Write(ManifestRequest request)
    {
        if (request.Fault() is { } fault)
        {
            return ToolFailure.InvalidArgument(fault);
        }

        var made = ManifestGenerator.Generate(request, ServedApis.Newest);
        return new WrittenManifest(made.Yaml, made.Lint.Findings, made.Assumptions);
    }
}

/// <summary>A manifest as text, with what the linter thinks of it.</summary>
/// <param name="Assumptions">What was not given and taken for granted, and what has to be there.</param>
public sealed record WrittenManifest(string Yaml, ImmutableArray<Finding> Findings, ImmutableArray<string> Assumptions);
