using System.Globalization;
using System.Text;
using System.Text.Json;
using Opsroom.Threads;

namespace Opsroom.Models.Playbooks.Harness;

/// <summary>Tells a person what came of each job, in the tools' own words.</summary>
internal sealed partial class HarnessReport(PlaybookSituation situation)
{
    private const int MostFindings = 20;

    private readonly StringBuilder text = new();
    private readonly bool several = situation.Exchanges.Length > 1;
    private Fault? fault;

    public PlaybookTurn.Answer ToAnswer() => new(text.ToString().Trim(), fault);

    public void Add(HarnessJob job, ToolExchange? exchange)
    {
        switch (job)
        {
            case HarnessJob.Pipeline pipeline:
                AddPipeline(pipeline, exchange);
                break;
            case HarnessJob.Template template:
                AddTemplate(template, exchange);
                break;
            case HarnessJob.Validation validation:
                AddValidation(validation, exchange);
                break;
            case HarnessJob.Question:
                AddDocumentation(exchange);
                break;
            case HarnessJob.Unseen:
                Line(
                    "I have not seen the pipeline that this is about. Put its YAML into the task (in a fenced block), into the context as `yaml`, "
                    + "or hand the file in as an artifact of this thread; then I can judge it.");
                Line(HarnessApi.CanDo);
                fault ??= HarnessApi.Fault;
                break;
            case HarnessJob.Push:
                AddPush(exchange);
                break;
            case HarnessJob.Trigger trigger:
                AddRun(trigger, exchange);
                break;
            case HarnessJob.Status status:
                AddStatus(status, exchange);
                break;
            case HarnessJob.Listing listing:
                AddListing(listing, exchange);
                break;
            case HarnessJob.Impossible impossible:
                AddImpossible(impossible);
                break;
            default:
                throw new InvalidOperationException($"No report is written of a job of type {job.GetType().Name}.");
        }
    }

    private void AddPipeline(HarnessJob.Pipeline job, ToolExchange? exchange)
    {
        if (!Succeeded(exchange, "create_pipeline", $"The {job.Type} pipeline for `{job.Service}`"))
        {
            return;
        }

        var result = exchange!.Result;
        var route = string.Join(" → ", job.Environments.Select(environment => $"`{environment}`"));
        Heading($"Created the {job.Type} pipeline `{result.Text("pipeline_id") ?? job.Name}` for `{job.Service}`: {route}.");
        AddCreated(result, showsStages: true, "To fill in before or at the first run", job.Assumed);
    }

    private void AddTemplate(HarnessJob.Template job, ToolExchange? exchange)
    {
        if (!Succeeded(exchange, "create_template", $"The {job.Kind} template `{job.Name}`"))
        {
            return;
        }

        var result = exchange!.Result;
        Heading($"Created the {job.Kind} template `{result.Text("template_id") ?? job.Name}` in the scope {job.Scope}.");
        AddCreated(result, showsStages: false, "Inputs of the template", job.Assumed);
    }

    /// <summary>What was made: where it is, what is in it, whether it is sound, and what was assumed.</summary>
    private void AddCreated(JsonElement result, bool showsStages, string inputs, IEnumerable<string> assumed)
    {
        Bullet("File", result.Text("path") is { } path ? $"`{path}`" : null);
        var content = result.Text("yaml") is { } yaml ? PipelineText.Of(yaml) : null;
        Bullet("Stages", showsStages && content is { Stages.Length: > 0 } ? string.Join(" → ", content.Stages) : null);
        AddVerdict(result.Member("validation"));
        Bullet(inputs, content is { Inputs.Length: > 0 } ? string.Join(", ", content.Inputs.Take(MostFindings).Select(key => $"`{key}`")) : null);
        foreach (var assumption in assumed)
        {
            Bullet("Assumed", assumption);
        }
    }

    private void AddValidation(HarnessJob.Validation job, ToolExchange? exchange)
    {
        var subject = job.Path is { } path ? $"`{path}`" : "The given YAML";
        if (!Succeeded(exchange, "validate_pipeline", $"The validation of {(job.Path is null ? "the given YAML" : subject)}"))
        {
            return;
        }

        var result = exchange!.Result;
        var score = result.Integer("quality_score") is { } quality ? string.Create(CultureInfo.InvariantCulture, $" Quality score: {quality} of 100.") : string.Empty;
        Heading($"{subject} is {(result.Truth("valid") == true ? "valid" : "not valid")}.{score}");
        AddFindings(result, "errors", "Errors");
        AddFindings(result, "warnings", "Warnings");
        AddFindings(result, "suggestions", "Suggestions");
    }

    private void AddDocumentation(ToolExchange? exchange)
    {
        JsonElement[] results = [.. exchange?.Documents().Take(5) ?? []];
        if (results.Length > 0)
        {
            Heading("This is what the documentation says:");
            foreach (var result in results)
            {
                Bullet(result.Text("title") ?? result.Text("source") ?? "Document", $"{ToolAnswers.Excerpt(result)} ({result.Text("location") ?? result.Text("source")})");
            }

            return;
        }

        var reason = exchange switch
        {
            null => "this server offers no documentation search.",
            { Succeeded: true } => "the documents that are indexed say nothing about it.",
            _ => ToolAnswers.FailureOf(exchange),
        };
        Line($"I answer from what can be looked up, and there is nothing to look it up in: {reason}");
        Line(
            "What I can do now: create pipelines (standard CI/CD, GitOps, canary, blue-green, rolling) and templates (step, step group, stage, pipeline), "
            + "and validate YAML that you show me.");
        Line(HarnessApi.CanDo);
        fault ??= exchange is { Succeeded: false } ? ToolAnswers.FaultOf(exchange) : HarnessApi.Fault;
    }

    private void AddVerdict(JsonElement? validation)
    {
        if (validation is not { } verdict)
        {
            return;
        }

        var score = verdict.Integer("quality_score") is { } quality ? string.Create(CultureInfo.InvariantCulture, $", quality score {quality} of 100") : string.Empty;
        Bullet("Validation", (verdict.Truth("valid") == true ? "valid" : "not valid") + score);
        foreach (var finding in verdict.Items("errors").Concat(verdict.Items("warnings")).Take(MostFindings))
        {
            text.Append("  - ").Append(Described(finding)).Append('\n');
        }
    }

    private void AddFindings(JsonElement result, string member, string heading)
    {
        JsonElement[] findings = [.. result.Items(member)];
        if (findings.Length == 0)
        {
            return;
        }

        text.Append("\n**").Append(heading).Append("**\n\n");
        foreach (var finding in findings.Take(MostFindings))
        {
            text.Append("- ").Append(Described(finding)).Append('\n');
        }

        if (findings.Length > MostFindings)
        {
            text.Append(CultureInfo.InvariantCulture, $"- … and {findings.Length - MostFindings} more\n");
        }
    }

    private static string Described(JsonElement finding)
    {
        var column = finding.Integer("column") is { } at ? string.Create(CultureInfo.InvariantCulture, $", column {at}") : string.Empty;
        var place = finding.Integer("line") is { } line ? string.Create(CultureInfo.InvariantCulture, $" (line {line}{column})") : string.Empty;
        return $"`{finding.Text("rule")}`{place}: {finding.Text("message")}";
    }

    private bool Succeeded(ToolExchange? exchange, string tool, string subject)
    {
        if (exchange is { Succeeded: true })
        {
            return true;
        }

        var reason = exchange is not null ? ToolAnswers.FailureOf(exchange)
            : situation.Tools.Contains(tool) ? "so many calls were made for this task that I stopped." : $"this server does not offer `{tool}` to me.";
        Line($"{subject} was **not** made: {reason}");
        fault ??= exchange is null ? new Fault("tool_failed", reason) : ToolAnswers.FaultOf(exchange);
        return false;
    }

    private void Heading(string sentence) => Line(several ? $"**{sentence}**" : sentence);

    private void Line(string sentence)
    {
        if (text.Length > 1 && text[^2] != '\n')
        {
            text.Append('\n');
        }

        text.Append(sentence).Append("\n\n");
    }

    private void Bullet(string label, string? value)
    {
        if (value is not null)
        {
            text.Append("- **").Append(label).Append(":** ").Append(value).Append('\n');
        }
    }
}
