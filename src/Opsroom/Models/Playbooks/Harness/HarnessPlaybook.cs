using System.Collections.Immutable;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Harness;

/// <summary>Creates, judges and explains Harness pipelines and templates.</summary>
internal sealed class HarnessPlaybook : Playbook
{
    public override string Agent => "harness_expert";

    public override PlaybookTurn Next(PlaybookSituation situation)
    {
        var jobs = HarnessPlanner.Plan(situation.Brief, TaskReader.Read(situation.Brief.Task, situation.Brief.Context));
        var ledger = new CallLedger(situation);
        if (ledger.Open(jobs.Select(CallOf).OfType<PlannedCall>()) is { IsEmpty: false } first)
        {
            return new PlaybookTurn.CallTools(Thought(jobs), first);
        }

        if (situation.Brief.Remediation is { } remediation)
        {
            jobs = HarnessMending.Mend(jobs, ledger, remediation);
            if (ledger.Open(jobs.Select(CallOf).OfType<PlannedCall>()) is { IsEmpty: false } second)
            {
                return new PlaybookTurn.CallTools("A second attempt, with what was found wrong about the first one mended.", second);
            }
        }

        var report = new HarnessReport(situation);
        foreach (var job in jobs)
        {
            report.Add(job, CallOf(job) is { } call ? ledger.Find(call) : null);
        }

        return report.ToAnswer();
    }

    private static PlannedCall? CallOf(HarnessJob job) => job switch
    {
        HarnessJob.Pipeline pipeline => pipeline.ToCall(),
        HarnessJob.Template template => template.ToCall(),
        HarnessJob.Validation validation => validation.ToCall(),
        HarnessJob.Question question => question.ToCall(),
        _ => null,
    };

    private static string Thought(ImmutableArray<HarnessJob> jobs) => string.Join(" ", jobs.Select(job => job switch
    {
        HarnessJob.Pipeline pipeline => $"I create a {pipeline.Type} pipeline for {pipeline.Service}: {string.Join(", ", pipeline.Environments)}.",
        HarnessJob.Template template => $"I create a {template.Kind} template, {template.Name}.",
        HarnessJob.Validation { Path: { } path } => $"I validate {path}.",
        HarnessJob.Validation => "I validate the given YAML.",
        HarnessJob.Question => "I look it up in the documentation.",
        _ => null,
    }).Where(sentence => sentence is not null));
}
