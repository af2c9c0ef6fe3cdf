using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Opsroom.Tools.Templates.Scaffolding;

/// <summary>What comes with a project beside its code. Everything does, unless it is turned off.</summary>
internal sealed record ScaffoldOptions(
    [Description("Whether to write a Harness pipeline to .harness/pipeline.yaml; true if not given.")] bool? Harness = null,
    [Description("Whether to write a Dockerfile and a compose file; true if not given.")] bool? Docker = null,
    [Description("Whether to write a Kubernetes manifest for each environment to deploy/kubernetes; true if not given.")] bool? Kubernetes = null,
    [Description("Whether the folder becomes a git repository with a first commit; true if not given.")] bool? GitInit = null,
    [Description("The environments that manifests and pipeline are for, first to last; staging and production if not given."), Length(1, 10)] ImmutableArray<string>? Environments = null);
