using Opsroom.Tools.Kubernetes.Objects;
using static Opsroom.Tools.Kubernetes.Linting.LintRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>What runs to its end, once or by the clock.</summary>
internal static class JobRules
{
    public static IEnumerable<LintRule> All { get; } =
    [
        OfObjects("invalid-schedule", Error, "The schedule of a cron job can be read.", "API validation; kubeconform", ["CronJob"], (each, report) =>
        {
            if (each.Spec["schedule"] is { Text: { } schedule } field && CronSchedule.Read(schedule, out var fault) is null)
            {
                report.Add(field, $"The schedule is not one: {fault} Write minute, hour, day of month, month and day of week, such as \"30 2 * * *\".");
            }
        }),
        OfObjects("schedule-never-due", Error, "There is a day on which the schedule is due.", "cron", ["CronJob"], (each, report) =>
        {
            if (each.Spec["schedule"] is { Text: { } schedule } field && CronSchedule.Read(schedule, out _) is { IsNeverDue: true })
            {
                report.Add(field, "No month of this schedule has such a day, so the job never runs.");
            }
        }),
        OfObjects("invalid-time-zone", Error, "The time zone is one of the tz database.", "API validation", ["CronJob"], (each, report) =>
        {
            if (each.Spec["timeZone"] is { Text: { } zone } field && (zone.Length == 0 || zone == "Local" || zone.Contains(' ', StringComparison.Ordinal) || zone[0] is '+' or '-' || zone.Contains("..", StringComparison.Ordinal)))
            {
                report.Add(field, "The time zone has to be a name of the tz database, such as Europe/Berlin or Etc/UTC.");
            }
        }),
        OfObjects("cron-job-concurrency", Warning, "Cron jobs say what happens while the last run is still busy.", "datree; polaris; kube-score", ["CronJob"], (each, report) =>
        {
            if (!each.Spec["concurrencyPolicy"].Exists)
            {
                report.Add(each.Spec["concurrencyPolicy"], "A run that takes longer than its interval is joined by the next one. Set concurrencyPolicy: Forbid or Replace, or Allow if it is meant.", report.Fix(each.Spec["concurrencyPolicy"], "Forbid"));
            }
        }),
        OfObjects("cron-job-deadline", Info, "Cron jobs say how late a run may start.", "kube-score: cronjob-has-deadline; datree", ["CronJob"], (each, report) =>
        {
            if (!each.Spec["startingDeadlineSeconds"].Exists)
            {
                report.Add(each.Spec["startingDeadlineSeconds"], "After 100 missed runs the job is never started again, unless startingDeadlineSeconds bounds how far is looked back. Set it, such as 300.");
            }
        }),
        OfObjects("cron-job-deadline-short", Warning, "startingDeadlineSeconds is longer than the controller's round.", "Kubernetes: CronJob", ["CronJob"], (each, report) =>
        {
            if (each.Spec["startingDeadlineSeconds"] is { Number: < 10 } deadline)
            {
                report.Add(deadline, "The controller looks every 10 s; with a shorter deadline runs are missed. Raise it.");
            }
        }),
        OfObjects("cron-job-history", Info, "Cron jobs say how many past runs are kept.", "polaris; datree", ["CronJob"], (each, report) =>
        {
            if (!each.Spec["failedJobsHistoryLimit"].Exists || !each.Spec["successfulJobsHistoryLimit"].Exists)
            {
                report.Add(each.Spec[each.Spec["failedJobsHistoryLimit"].Exists ? "successfulJobsHistoryLimit" : "failedJobsHistoryLimit"], "By default three runs that succeeded and one that failed are kept. Say how many are needed to find out why one failed.");
            }
        }),
        OfObjects("cron-job-no-failures-kept", Warning, "A failed run is kept, so that its cause can be found.", "datree", ["CronJob"], (each, report) =>
        {
            if (each.Spec["failedJobsHistoryLimit"] is { Number: 0 } limit)
            {
                report.Add(limit, "Failed runs are removed at once, with their logs. Keep at least one.", report.Fix(limit, "3"));
            }
        }),
        OfObjects("job-deadline", Info, "Jobs are given up after a time.", "Kubernetes: Job termination", ["Job", "CronJob"], (each, report) =>
        {
            var job = Job(each);
            if (job.Exists && !job["activeDeadlineSeconds"].Exists && each.Pods?.Spec["activeDeadlineSeconds"].Exists != true)
            {
                report.Add(job["activeDeadlineSeconds"], "A job that hangs runs for ever. Set activeDeadlineSeconds above the longest run.");
            }
        }),
        OfObjects("job-backoff-limit", Info, "Jobs say how often they are tried again.", "datree; kube-score", ["Job", "CronJob"], (each, report) =>
        {
            if (Job(each) is { Exists: true } job && !job["backoffLimit"].Exists)
            {
                report.Add(job["backoffLimit"], "By default a job is tried six more times. Set backoffLimit to what helps.");
            }
        }),
        OfObjects("job-ttl", Info, "Jobs that ended are removed after a time.", "kube-linter: job-ttl-seconds-after-finished", ["Job"], (each, report) =>
        {
            if (each.Source.Owners.Count == 0 && each.Spec.Exists && !each.Spec["ttlSecondsAfterFinished"].Exists)
            {
                report.Add(each.Spec["ttlSecondsAfterFinished"], "The job and its pods stay until somebody deletes them. Set ttlSecondsAfterFinished.");
            }
        }),
        OfObjects("cron-job-ttl", Warning, "Runs of cron jobs are kept by their history limits, not by a time as well.", "kube-linter: job-ttl-seconds-after-finished", ["CronJob"], (each, report) =>
        {
            if (Job(each)["ttlSecondsAfterFinished"] is { Number: < 300 } ttl)
            {
                report.Add(ttl, "Runs are removed, with their logs, before anybody can look why one failed. Remove it: the history limits do this.");
            }
        }),
        OfObjects("job-selector", Error, "Jobs leave their selector to the controller.", "Kubernetes: Job, specifying your own pod selector", ["Job", "CronJob"], (each, report) =>
        {
            if (Job(each) is { Exists: true } job && job["selector"].Exists && !job["manualSelector"].IsTrue && !each.Metadata["uid"].Exists)
            {
                report.Add(job["selector"], "A job chooses its pods by a label of its own; the API server refuses a selector without manualSelector: true. Remove it.");
            }
        }),
    ];

    private static Spot Job(LintObject each) => each.Kind == "CronJob" ? each.Spec.At("jobTemplate", "spec") : each.Spec;
}
