using System.Collections.Immutable;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Harness;

/// <summary>Creates, judges and explains Harness pipelines and templates.</summary>
internal sealed class HarnessPlaybook : Playbook
{
    public override string Agent => "harness_expert";

    public override PlaybookTurn Next(PlaybookSituation situation)
    {
        var planned = HarnessPlanner.Plan(situation.Brief, TaskReader.Read(situation.Brief.Task, situation.Brief.Context));
        var ledger = new CallLedger(situation);
        var jobs = ErrandPlan.Expand(planned, ledger, situation.Brief.Files);
        if (ledger.Open(jobs.Select(job => job.Call).OfType<PlannedCall>()) is { IsEmpty: false } first)
        {
            return new PlaybookTurn.CallTools(Thought(jobs, first), first);
        }

        if (situation.Brief.Remediation is { } remediation)
        {
            jobs = ErrandPlan.Expand(HarnessMending.Mend(planned, ledger, remediation), ledger, situation.Brief.Files);
            if (ledger.Open(jobs.Select(job => job.Call).OfType<PlannedCall>()) is { IsEmpty: false } second)
            {
                return new PlaybookTurn.CallTools("A second attempt, with what was found wrong about the first one mended.", second);
            }
        }

        var report = new HarnessReport(situation);
        foreach (var job in jobs)
        {
            report.Add(job, job.Call is { } call ? ledger.Find(call) : null);
        }

        return report.ToAnswer();
    }

    private static string Thought(ImmutableArray<HarnessJob> jobs, ImmutableArray<PlannedCall> calls) => string.Join(" ", jobs.Select(job => job switch
    {
        HarnessJob.Push or HarnessJob.Trigger or HarnessJob.Status or HarnessJob.Listing when !calls.Any(call => call.Tool == job.Call!.Tool) => null,
        HarnessJob.Push => "I push it to Harness.",
        HarnessJob.Trigger trigger => $"I start a run of {trigger.PipelineId}.",
        HarnessJob.Status status => status.Wait is null ? $"I look at the run {status.ExecutionId}." : $"I wait for the end of the run {status.ExecutionId}.",
        HarnessJob.Listing => "I look at the pipelines in Harness.",
        HarnessJob.Pipeline pipeline => $"I create a {pipeline.Type} pipeline for {pipeline.Service}: {string.Join(", ", pipeline.Environments)}.",
        HarnessJob.Template template => $"I create a {template.Kind} template, {template.Name}.",
        HarnessJob.Validation { Path: { } path } => $"I validate {path}.",
        HarnessJob.Validation => "I validate the given YAML.",
        HarnessJob.Question => "I look it up in the documentation.",
        _ => null,
    }).Where(sentence => sentence is not null));
}
