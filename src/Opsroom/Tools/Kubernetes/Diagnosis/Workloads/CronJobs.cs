using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Workloads;

/// <summary>Cron jobs whose schedule never comes, whose runs are missed, blocked by one that hangs, or fail again and again.</summary>
internal sealed class CronJobs : IAnalyzer
{
    public const string Schedule = "cronjob-schedule-invalid";
    public const string Never = "cronjob-never-fires";
    public const string Blocked = "cronjob-blocked";
    public const string Missed = "cronjob-missed-runs";
    public const string Failing = "cronjob-failing";
    public const string Suspended = "cronjob-suspended";

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var each in scene.Of("CronJob").Where(each => each.DeletedAt is null))
        {
            if (each.Spec.FlagAt("suspend") is true)
            {
                yield return new(Suspended, Severity.Info, FaultRole.Cause, each, $"CronJob {each.Name} is suspended (spec.suspend: true): it starts no jobs.") { Path = "spec.suspend" };
                continue;
            }

            if ((ScheduleFault(scene, each) ?? BlockedFault(scene, each) ?? MissedFault(scene, each)) is { } fault)
            {
                yield return fault;
            }

            if (FailingFault(scene, each) is { } failing)
            {
                yield return failing;
            }
        }
    }

    private static Fault? ScheduleFault(Scene scene, KubeObject each)
    {
        var text = each.Spec.TextAt("schedule") ?? "";
        if (scene.EventOf(each, "UnparseableSchedule", "UnknownTimeZone", "InvalidSchedule") is { } said)
        {
            return new(Schedule, Severity.Error, FaultRole.Cause, each, $"CronJob {each.Name} starts no jobs: {said.Reason}{Quote.After(said.Message)}. Its schedule is {Quote.Of(text, 80)}, timeZone {each.Spec.TextAt("timeZone") ?? "not set"}.") { Path = "spec.schedule", FixHint = "Correct schedule or timeZone." };
        }

        // what an older version accepted goes on to run
        if (text.Contains("TZ=", StringComparison.Ordinal))
        {
            return null;
        }

        if (CronSchedule.Read(text, out var fault) is not { } schedule)
        {
            return new(Schedule, Severity.Error, FaultRole.Cause, each, $"CronJob {each.Name} has the schedule \"{Quote.Of(text, 80)}\" and never starts a job: {Quote.Of(fault, 160)}") { Path = "spec.schedule", FixHint = "Write minute, hour, day of month, month and day of week." };
        }

        return !schedule.IsNeverDue ? null
            : new(Never, Severity.Error, FaultRole.Cause, each, $"CronJob {each.Name} never fires: its schedule \"{Quote.Of(text, 80)}\" names a date that no year has{(each.Status.TextAt("lastScheduleTime") is null ? ", and it has never been scheduled (no lastScheduleTime)" : "")}.")
            {
                Path = "spec.schedule",
                Evidence = [new(each.Id, "spec.schedule", Quote.Of(text, 80))],
                FixHint = "Correct day and month; for the last day of a month start daily and test the date in the job.",
            };
    }

    private static Fault? BlockedFault(Scene scene, KubeObject each)
    {
        if (each.Spec.TextAt("concurrencyPolicy") != "Forbid")
        {
            return null;
        }

        var active = scene.Objects.OwnedBy(each).Where(job => job.Kind == "Job" && (job.Status.NumberAt("active") ?? 0) > 0).MinBy(job => job.CreatedAt);
        var due = CronSchedule.Read(each.Spec.TextAt("schedule") ?? "", out _)?.Before(scene.Now);
        var skipped = scene.EventOf(each, "JobAlreadyActive");
        if (active?.CreatedAt is not { } started || (skipped is null && !(due > started + TimeSpan.FromMinutes(5))))
        {
            return null;
        }

        var pods = scene.Objects.OwnedBy(active).Where(pod => pod.Kind == "Pod").ToList();
        return new(Blocked, Severity.Error, FaultRole.Cause, each,
            string.Create(CultureInfo.InvariantCulture, $"CronJob {each.Name} starts no new jobs: concurrencyPolicy is Forbid and Job {active.Name} has been active for {(scene.Now - started).TotalHours:0.#} h{(skipped is null ? "" : $" (JobAlreadyActive: {Quote.Of(skipped.Message, 160)})")}. lastScheduleTime is {each.Status.TextAt("lastScheduleTime") ?? "not set"}; activeDeadlineSeconds is {active.Spec.TextAt("activeDeadlineSeconds") ?? "not set"}, so a job that hangs is never ended."))
        {
            Path = "spec.concurrencyPolicy",
            Evidence = [new(active.Id, "status.startTime", active.Status.TextAt("startTime") ?? ""), new(each.Id, "spec.concurrencyPolicy", "Forbid")],
            Also = [active, .. pods],
            FixHint = $"Find out why the pod of Job {active.Name} hangs, delete the job, and set activeDeadlineSeconds.",
        };
    }

    private static Fault? MissedFault(Scene scene, KubeObject each)
    {
        if (scene.EventOf(each, "TooManyMissedTimes") is { } many)
        {
            return new(Missed, Severity.Error, FaultRole.Failure, each, $"CronJob {each.Name} is not scheduled any more: TooManyMissedTimes{Quote.After(many.Message)}.") { Path = "spec.startingDeadlineSeconds", FixHint = "Set or lower startingDeadlineSeconds (at least 10), and check the controller's clock." };
        }

        var zoned = each.Spec.TextAt("timeZone");
        if (each.Status is null || zoned is not null || CronSchedule.Read(each.Spec.TextAt("schedule") ?? "", out _) is not { } schedule || schedule.Before(scene.Now - TimeSpan.FromMinutes(10)) is not { } due
            || schedule.Before(due.AddMinutes(-1)) is not { } before)
        {
            return null;
        }

        var last = each.Status.TimeAt("lastScheduleTime") ?? each.CreatedAt;
        if (last is null || last >= before || scene.Objects.OwnedBy(each).Any(job => job.CreatedAt >= before))
        {
            return null;
        }

        return new(Missed, Severity.Warning, FaultRole.Failure, each,
            $"CronJob {each.Name} (schedule \"{each.Spec.TextAt("schedule")}\") missed at least two runs: it was due at {due:u}, lastScheduleTime is {each.Status.TextAt("lastScheduleTime") ?? "not set"}{(each.Spec.NumberAt("startingDeadlineSeconds") is < 10 and { } deadline ? $"; startingDeadlineSeconds is {deadline}, and the controller looks every 10 seconds only" : "")}.")
        {
            Path = "spec.schedule",
            FixHint = "Look at kube-controller-manager and at startingDeadlineSeconds.",
        };
    }

    private static Fault? FailingFault(Scene scene, KubeObject each)
    {
        var jobs = scene.Objects.OwnedBy(each).Where(job => job.Kind == "Job").OrderByDescending(job => job.CreatedAt).ToList();
        var failed = jobs.TakeWhile(job => job.Condition("Complete").TextAt("status") != "True").Count(job => job.Condition("Failed").TextAt("status") == "True");
        return failed < 2 ? null : new(Failing, Severity.Error, FaultRole.Symptom, each, $"The last {failed} jobs of CronJob {each.Name} failed; lastSuccessfulTime is {each.Status.TextAt("lastSuccessfulTime") ?? "not set"}.")
        {
            Path = "status.lastSuccessfulTime",
            PointsAt = [.. jobs.Take(failed)],
        };
    }
}
