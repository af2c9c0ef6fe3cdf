using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Opsroom.Models.Playbooks.Harness;

/// <summary>One thing that a task asks of the Harness expert.</summary>
internal abstract record HarnessJob
{
    /// <param name="Assumed">What was not said and had to be chosen, a sentence each.</param>
    internal sealed record Pipeline(
        string Name, string Type, string Service, ImmutableArray<string> Environments, ImmutableArray<string> Stages, JsonObject Options, ImmutableArray<string> Assumed) : HarnessJob
    {
        public PlannedCall ToCall() => new("create_pipeline", CallLedger.Arguments(
            ("name", Name), ("pipeline_type", Type), ("service", Service), ("environments", CallLedger.List(Environments)),
            ("stages", Stages.IsEmpty ? null : CallLedger.List(Stages)), ("options", Options.Count == 0 ? null : Options.DeepClone())));
    }

    internal sealed record Template(
        string Kind, string Name, string Scope, JsonObject Config, string? VersionLabel, ImmutableArray<string> Assumed) : HarnessJob
    {
        public PlannedCall ToCall() => new("create_template", CallLedger.Arguments(
            ("template_type", Kind), ("name", Name), ("scope", Scope), ("config", Config.DeepClone()), ("version_label", VersionLabel)));
    }

    /// <param name="Yaml">The text to judge, or null.</param>
    /// <param name="Path">The file to judge, or null.</param>
    internal sealed record Validation(string? Yaml, string? Path) : HarnessJob
    {
        public PlannedCall ToCall() => new("validate_pipeline", CallLedger.Arguments(("yaml_content", Yaml), ("yaml_path", Path)));
    }

    /// <summary>Something that only Harness itself can do or tell.</summary>
    internal sealed record Remote : HarnessJob;

    /// <summary>A pipeline is to be judged or changed that nobody has shown.</summary>
    internal sealed record Unseen : HarnessJob;

    internal sealed record Question(string Query) : HarnessJob
    {
        public PlannedCall ToCall() => new("documentation_search", CallLedger.Arguments(("query", Query)));
    }
}
