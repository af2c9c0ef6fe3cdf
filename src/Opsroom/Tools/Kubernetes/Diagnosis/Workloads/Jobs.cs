using System.Globalization;
using Opsroom.Tools.Kubernetes.Diagnosis.Pods;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Workloads;

/// <summary>Jobs that failed and were not made good since.</summary>
internal sealed class Jobs : IAnalyzer
{
    public const string Rule = "job-failed";

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var job in scene.Of("Job").Where(job => job.DeletedAt is null))
        {
            var failed = job.Condition("Failed") is { } condition && condition.TextAt("status") == "True" ? condition : job.Condition("FailureTarget");
            if (failed.TextAt("status") != "True")
            {
                continue;
            }

            var pods = scene.Objects.OwnedBy(job).Where(each => each.Kind == "Pod").Select(scene.FactsOf).OfType<PodFacts>().ToList();
            var owner = scene.Objects.ControllerOf(job);
            var later = owner is null ? null : scene.Objects.OwnedBy(owner).FirstOrDefault(other => other.Kind == "Job" && other.CreatedAt > job.CreatedAt && other.Condition("Complete").TextAt("status") == "True");
            var (reason, message) = (failed.TextAt("reason") ?? "", failed.TextAt("message"));
            var told = pods.SelectMany(pod => pod.Containers.Select(container => (pod, container))).Where(pair => pair.container.LastEnding is { ExitCode: not 0 })
                .OrderByDescending(pair => pair.container.LastEnding!.FinishedAt).FirstOrDefault();
            var words = told.container is null ? new("", "", "") : LastWords.Of(scene, told.pod, told.container);
            var exit = told.container?.LastEnding is { } ending
                ? $" Container {told.container.Name} of pod {told.pod.Object.Name} ended with exit code {ending.ExitCode} ({(ending.Reason == "OOMKilled" ? "OOMKilled" : ExitCodes.Meaning(ending.ExitCode ?? 0))}).{(words.Meaning.Length == 0 ? "" : " " + words.Meaning)}{(words.Text.Length == 0 ? "" : $" Its last words: {words.Text}")}"
                : "";
            yield return new(Rule, later is null ? Severity.Error : Severity.Info, FaultRole.Failure, job,
                string.Create(CultureInfo.InvariantCulture, $"Job {job.Name} failed ({reason}{Quote.After(message, 200)}): {job.Status.NumberAt("failed") ?? 0} failed pods, backoffLimit {job.Spec.TextAt("backoffLimit") ?? "6"}{(reason == "DeadlineExceeded" ? $", activeDeadlineSeconds {job.Spec.TextAt("activeDeadlineSeconds")}" : "")}.{exit}{(later is null ? "" : $" A later one, {later.Name}, completed.")}"))
            {
                Path = "status.conditions",
                Evidence = [new(job.Id, "status.conditions[Failed]", $"{reason}{Quote.After(message)}"), .. words.Text.Length == 0 ? (IEnumerable<Evidence>)[] : [new(told.pod.Object.Id, words.Source, words.Text)]],
                Also = [.. pods.Where(pod => pod.Phase == "Failed").Select(pod => pod.Object)],
                PointsAt = told.pod is null ? [] : [.. words.ServicesNamed(scene, told.pod)],
                Explains = later is null ? [Crashes.Crash, Crashes.OutOfMemory, CronJobs.Failing] : [],
                FixHint = words.Cure ?? "Correct what its pods ended with, then create the job anew: a failed job is not started again.",
            };
        }
    }
}
