using System.Collections.Immutable;
using System.ComponentModel;
using Opsroom.Tools.Templates.Catalogue;
using Opsroom.Tools.Templates.Formats;
using Opsroom.Tools.Templates.Generation;

namespace Opsroom.Tools.Templates.Validation;

/// <summary>Judges templates.</summary>
internal sealed class ValidationTools(TimeProvider time)
{
    [Tool("validate_template", Effect.Read)]
    [Description(
        "Judges a template: syntax with line and column, variables that are used and not declared or declared and not used, bad defaults, files that are never rendered, a missing README, "
        + "names that lead outside, and hooks, tasks, scripts and extensions, which are code. It is rendered with its defaults on trial.")]
    [ToolExample("""{"content": "# {{ cookiecutter.project_name }}\n", "format": "cookiecutter"}""")]
    public async Task<ToolResult<JudgedTemplate>> ValidateAsync(
        [Description("The template's folder in the workspace or in a folder that the operator opened, or the file of a Harness template.")] string? path,
        [Description("The text of one file of a template, instead of a path.")] string? content,
        [Description("What the content is: handlebars, cookiecutter, copier, maven-archetype or harness; seen from the text where not given.")] string? format,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        if (path is null == content is null)
        {
            return ToolFailure.InvalidArgument("Give either path, the folder of a template, or content, the text of one file.");
        }

        var judge = new TemplateJudge(time, cancellationToken);
        if (content is not null)
        {
            return await Task.Run(() => Judged(judge.OfText(content, format)), cancellationToken);
        }

        var read = await TemplateWork.ReadAsync(path!, context.Workspace, cancellationToken);
        return read.Value is { } folder ? await Task.Run(() => Judged(judge.OfFolder(folder)), cancellationToken) : read.Failure!;
    }

    private static JudgedTemplate Judged(TemplateJudgement judgement) => new(
        !judgement.Findings.Exists(finding => finding.Severity == Severity.Error), [.. judgement.Findings], [.. judgement.Variables.Where(variable => !variable.IsComputed).Select(VariableSummary.Of)], judgement.Format,
        judgement.QualityScore);
}

/// <param name="Format">Null where none was seen.</param>
/// <param name="QualityScore">100 less 25 for each error, 8 for each warning and 2 for each remark.</param>
internal sealed record JudgedTemplate(bool Valid, ImmutableArray<Finding> Findings, ImmutableArray<VariableSummary> Variables, string? Format, int QualityScore);

/// <summary>What was found out about a template.</summary>
internal sealed record TemplateJudgement(List<Finding> Findings, IReadOnlyList<TemplateVariable> Variables, string? Format)
{
    public int QualityScore => Math.Max(0, 100 - Findings.Sum(finding => finding.Severity switch { Severity.Error => 25, Severity.Warning => 8, _ => 2 }));
}
