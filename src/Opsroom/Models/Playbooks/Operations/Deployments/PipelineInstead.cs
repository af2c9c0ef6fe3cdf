using System.Text.Json.Nodes;
using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Harness;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Operations.Deployments;

/// <summary>Where no cluster can be asked: the Harness pipeline that would make the deployment.</summary>
internal sealed class PipelineInstead(Desk desk, Told told, TaskBrief brief)
{
    /// <summary>The pipeline as it was made; null while it waits, and where none fits.</summary>
    public ToolExchange? Make(string service, DeploymentWish wish) => Job(service, wish) is { } job && desk.Offers("create_pipeline")
        ? desk.Look($"I prepare the pipeline that would deploy {service}.", "create_pipeline", [.. ((JsonObject)job.ToCall().Arguments).Select(argument => (argument.Key, argument.Value?.DeepClone()))])
        : null;

    public void Tell(ToolExchange? made, string service, DeploymentWish wish)
    {
        if (MadeBefore() is { } before)
        {
            told.Line($"**Prepared:** the pipeline {Told.Code(before)}, made earlier in this run, deploys there once it is in Harness and its inputs are filled in.");
        }
        else if (made is not null && Job(service, wish) is { } job)
        {
            var report = new HarnessReport(new PlaybookSituation(desk.Brief, [made], ["create_pipeline"]));
            report.Add(job, made);
            told.Line($"**Prepared:** {report.ToAnswer().Message}");
        }
    }

    private HarnessJob.Pipeline? Job(string service, DeploymentWish wish)
    {
        if (brief.Environments.IsEmpty || wish.Intent != DeploymentIntent.Execute || MadeBefore() is not null)
        {
            return null;
        }

        var options = CallLedger.Arguments(
            ("image", wish.Image is { } image ? ContainerImage.WithoutTag(image) : null), ("image_tag", wish.Version), ("namespace", brief.Namespace));
        return new($"{service}-{wish.Strategy}", wish.Strategy, service, [.. brief.Environments.Select(environment => environment.Name)], [], options, []);
    }

    private string? MadeBefore() =>
        desk.Brief.Earlier.Reverse().Select(earlier => earlier.Result.Text("pipeline_id")).FirstOrDefault(id => id is not null);
}
