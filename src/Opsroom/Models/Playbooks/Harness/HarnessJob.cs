using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Opsroom.Models.Playbooks.Harness;

/// <summary>One thing that a task asks of the Harness expert.</summary>
internal abstract record HarnessJob
{
    /// <summary>The call that does it; null where none does.</summary>
    public PlannedCall? Call => this switch
    {
        Pipeline pipeline => pipeline.ToCall(),
        Template template => template.ToCall(),
        Validation validation => validation.ToCall(),
        Question question => question.ToCall(),
        Push push => push.ToCall(),
        Trigger trigger => trigger.ToCall(),
        Status status => status.ToCall(),
        Listing listing => listing.ToCall(),
        _ => null,
    };

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

    /// <summary>What only Harness itself can do or tell; <see cref="ErrandPlan"/> makes jobs of it, step by step.</summary>
    internal sealed record Remote(Errands Errands) : HarnessJob;

    /// <summary>A job of Harness's own that cannot be done, or that no tool does.</summary>
    /// <param name="Reason">A sentence.</param>
    internal sealed record Impossible(string Reason) : HarnessJob;

    /// <param name="PipelineId">Of this thread, or null.</param>
    /// <param name="Yaml">The text to push, or null.</param>
    /// <param name="Path">The file to push, or null.</param>
    internal sealed record Push(string? PipelineId, string? Yaml, string? Path) : HarnessJob
    {
        public PlannedCall ToCall() => new("push_pipeline", CallLedger.Arguments(("yaml_content", Yaml), ("yaml_path", Path), ("pipeline_id", PipelineId)));
    }

    internal sealed record Trigger(string PipelineId, JsonObject Inputs, string? Environment) : HarnessJob
    {
        public PlannedCall ToCall() => new("trigger_pipeline", CallLedger.Arguments(
            ("pipeline_id", PipelineId), ("inputs", Inputs.Count == 0 ? null : Inputs.DeepClone()), ("environment", Environment)));
    }

    /// <param name="Wait">How long its end is waited for, or null.</param>
    internal sealed record Status(string ExecutionId, string? Wait) : HarnessJob
    {
        public PlannedCall ToCall() => new("get_pipeline_status", CallLedger.Arguments(("execution_id", ExecutionId), ("wait", Wait)));
    }

    /// <param name="IsAnswer">Whether the list itself was asked for, and not only something in it.</param>
    internal sealed record Listing(string? Query, bool IsAnswer) : HarnessJob
    {
        public PlannedCall ToCall() => new("list_pipelines", CallLedger.Arguments(("query", Query)));
    }

    /// <summary>A pipeline is to be judged or changed that nobody has shown.</summary>
    internal sealed record Unseen : HarnessJob;

    internal sealed record Question(string Query) : HarnessJob
    {
        public PlannedCall ToCall() => new("documentation_search", CallLedger.Arguments(("query", Query)));
    }
}
