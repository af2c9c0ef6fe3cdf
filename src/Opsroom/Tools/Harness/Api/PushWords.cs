using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Changes;

namespace Opsroom.Tools.Harness.Api;

/// <summary>Tells a person what a push or a run would do.</summary>
internal static class PushWords
{
    private const int MostNames = 12;

    public static string Summary(PipelineSketch sketch, string action, string scope, GitPlace? git, UnifiedDiff diff, PipelineValidation validation)
    {
        var what = action switch
        {
            "create" => $"Create the pipeline {sketch.Identifier} in Harness ({scope})",
            "update" => string.Create(CultureInfo.InvariantCulture, $"Replace the YAML of the pipeline {sketch.Identifier} in Harness ({scope}): {diff.Added} lines added, {diff.Removed} removed"),
            _ => $"Nothing: the pipeline {sketch.Identifier} in Harness ({scope}) has this very YAML",
        };
        var place = git is null ? "" : $", as a commit to {git.FilePath} on {git.Branch} of {git.Repository}";
        var findings = validation.Errors.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $" Our own rules find {validation.Errors.Length} errors in it: Harness may refuse it.")
            : validation.Warnings.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $" Our own rules have {validation.Warnings.Length} warnings about it.")
            : "";
        return $"{what}{place}.{findings}";
    }

    public static string BlastRadius(PipelineSketch sketch, ImmutableArray<string> environments, bool mayBeMore) =>
        $"Every later run of {sketch.Identifier}, also one that a trigger starts: {Stages(sketch.Stages)}, {Environments(environments, mayBeMore)}. Nothing runs now.";

    public static string Undo(string action) => action switch
    {
        "create" => "Not by a tool: delete the pipeline in Harness.",
        "update" => "Push the YAML that is there now again; it is kept with this call.",
        _ => "There is nothing to undo.",
    };

    public static string Stages(ImmutableArray<string> stages) => stages.Length == 1
        ? $"1 stage ({stages[0]})"
        : string.Create(CultureInfo.InvariantCulture, $"{stages.Length} stages ({Named(stages, " → ")})");

    public static string Environments(ImmutableArray<string> environments, bool mayBeMore) => (environments.IsEmpty, mayBeMore) switch
    {
        (true, false) => "no deployment",
        (true, true) => "deployments to environments that only its inputs or templates name",
        (false, false) => $"deployments to {Named(environments, ", ")}",
        (false, true) => $"deployments to {Named(environments, ", ")} and to others that only its inputs or templates name",
    };

    private static string Named(ImmutableArray<string> names, string between) =>
        string.Join(between, names.Take(MostNames).Select(HarnessFaults.Quoted)) + (names.Length > MostNames ? $"{between}…" : "");
}
