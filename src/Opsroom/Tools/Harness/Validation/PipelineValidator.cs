using System.Collections.Immutable;
using Opsroom.Tools.Harness.Yaml;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>Judges the YAML of a pipeline, a template or an input set.</summary>
internal sealed class PipelineValidator(int maxFindings)
{
    public PipelineValidation Validate(string yaml)
    {
        var reading = YamlReader.Read(yaml);
        var findings = reading.Faults.Select(fault => new Finding(fault.Rule, Severity.Error, fault.Message, Line: fault.Line, Column: fault.Column)).ToList();
        return Report([.. findings.Take(maxFindings)]);
    }

    /// <summary>Sorts findings by severity and place, and scores them.</summary>
    public static PipelineValidation Report(IReadOnlyCollection<Finding> findings)
    {
        ImmutableArray<Finding> Of(Severity severity) => [.. findings.Where(finding => finding.Severity == severity).OrderBy(finding => finding.Line).ThenBy(finding => finding.Column)];
        var (errors, warnings, suggestions) = (Of(Severity.Error), Of(Severity.Warning), Of(Severity.Info));
        var score = Math.Max(0, 100 - (errors.Length * 25) - (warnings.Length * 5) - suggestions.Length);
        return new(errors.IsEmpty, errors, warnings, suggestions, score);
    }
}
