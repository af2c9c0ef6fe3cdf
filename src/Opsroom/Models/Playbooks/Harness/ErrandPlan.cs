using System.Collections.Immutable;
using System.Text.Json;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Harness;

/// <summary>
/// Makes jobs of what Harness itself is asked for, as far as the calls so far allow: what was created is pushed once it is there and valid, what was pushed is run,
/// and a pipeline that is called by its name is looked up first.
/// </summary>
internal static class ErrandPlan
{
    private const string Folder = "harness/pipelines/";

    /// <summary>How long the end of a run is waited for: less than a run of an agent may take.</summary>
    private const string Patience = "8m";

    public static ImmutableArray<HarnessJob> Expand(ImmutableArray<HarnessJob> planned, CallLedger ledger, ImmutableArray<string> files)
    {
        if (planned.OfType<HarnessJob.Remote>().FirstOrDefault() is not { Errands: var errands })
        {
            return planned;
        }

        var jobs = planned.Where(job => job is not HarnessJob.Remote).ToList();
        if (errands.Push)
        {
            AddPushes(errands, jobs, ledger, files);
        }

        if (errands.Trigger)
        {
            AddRuns(errands, jobs, ledger);
        }

        if (errands.Status)
        {
            AddStatus(errands, jobs, ledger);
        }

        if (errands.List)
        {
            jobs.Add(new HarnessJob.Listing(errands.Pipeline, IsAnswer: true));
        }

        if (errands.Other)
        {
            jobs.Add(new HarnessJob.Impossible("I can push pipelines to Harness, run them, and tell how runs go; anything else has to be done in Harness itself."));
        }

        return [.. jobs];
    }

    /// <summary>What was made, shown or stands in the workspace is pushed once it has been judged to be valid.</summary>
    private static void AddPushes(Errands errands, List<HarnessJob> jobs, CallLedger ledger, ImmutableArray<string> files)
    {
        var made = jobs.OfType<HarnessJob.Pipeline>().ToList();
        foreach (var pipeline in made)
        {
            if (ledger.Find(pipeline.ToCall()) is not { } answer)
            {
                continue;
            }

            jobs.Add(!answer.Succeeded ? new HarnessJob.Impossible($"The pipeline for {pipeline.Service} was not made, so there is nothing to push.")
                : answer.Result.Member("validation")?.Truth("valid") == false ? new HarnessJob.Impossible("What was made is not valid, so it was not pushed.")
                : new HarnessJob.Push(answer.Result.Text("pipeline_id"), null, null));
        }

        if (made.Count > 0)
        {
            return;
        }

        if (!jobs.OfType<HarnessJob.Validation>().Any())
        {
            if (FileOf(errands, files) is not { } path)
            {
                jobs.Add(new HarnessJob.Impossible(
                    "I do not see the pipeline to push. Put its YAML into the task (in a fenced block) or into the context as `yaml`, or name a file of this thread."));
                return;
            }

            jobs.Add(new HarnessJob.Validation(null, path));
        }

        foreach (var shown in jobs.OfType<HarnessJob.Validation>().ToList())
        {
            if (ledger.Find(shown.ToCall()) is { Succeeded: true } verdict)
            {
                jobs.Add(verdict.Result.Truth("valid") == false ? new HarnessJob.Impossible("It is not valid, so it was not pushed.") : new HarnessJob.Push(null, shown.Yaml, shown.Path));
            }
        }
    }

    private static void AddRuns(Errands errands, List<HarnessJob> jobs, CallLedger ledger)
    {
        var ids = new List<string>();
        if (errands.Push)
        {
            ids.AddRange(jobs.OfType<HarnessJob.Push>().Select(push => ledger.Find(push.ToCall())).Where(pushed => pushed is { Succeeded: true }).Select(pushed => pushed!.Result.Text("pipeline_id")).OfType<string>());
        }
        else if (jobs.OfType<HarnessJob.Pipeline>().Any())
        {
            jobs.Add(new HarnessJob.Impossible("The new pipeline is not in Harness yet, so it was not run. Say that it is to be pushed as well."));
        }
        else if (PipelineId(errands, jobs, ledger) is { } id)
        {
            ids.Add(id);
        }

        foreach (var id in ids)
        {
            var run = new HarnessJob.Trigger(id, errands.Inputs, errands.Environment);
            jobs.Add(run);
            if (errands.Waits && ledger.Find(run.ToCall()) is { Succeeded: true } started && started.Result.Text("execution_id") is { } execution)
            {
                jobs.Add(new HarnessJob.Status(execution, Patience));
            }
        }
    }

    private static void AddStatus(Errands errands, List<HarnessJob> jobs, CallLedger ledger)
    {
        var wait = errands.Waits ? Patience : null;
        if (errands.ExecutionId is { } execution)
        {
            jobs.Add(new HarnessJob.Status(execution, wait));
        }
        else if (Found(errands, jobs, ledger) is { } pipeline)
        {
            jobs.Add(pipeline.Member("last_run")?.Text("execution_id") is { } last
                ? new HarnessJob.Status(last, wait)
                : new HarnessJob.Impossible($"The pipeline `{pipeline.Text("pipeline_id")}` has not been run yet."));
        }
    }

    private static string? PipelineId(Errands errands, List<HarnessJob> jobs, CallLedger ledger) =>
        errands.IsIdentifier ? errands.Pipeline : Found(errands, jobs, ledger)?.Text("pipeline_id");

    /// <summary>The pipeline in Harness that the task's words mean; where they mean none or several, that is a job's end.</summary>
    private static JsonElement? Found(Errands errands, List<HarnessJob> jobs, CallLedger ledger)
    {
        if (errands.Pipeline is not { } called || Words(called) is not { Length: > 0 } words)
        {
            jobs.Add(new HarnessJob.Impossible("No pipeline was named. Say which one, by its name or its identifier in Harness."));
            return null;
        }

        var listing = new HarnessJob.Listing(words.MaxBy(word => word.Length), IsAnswer: false);
        jobs.Add(listing);
        if (ledger.Find(listing.ToCall()) is not { Succeeded: true } answer)
        {
            return null;
        }

        JsonElement[] candidates = [.. answer.Result.Items("pipelines").Where(pipeline => words.All(word => Words(pipeline.Text("pipeline_id")).Contains(word, StringComparer.Ordinal) || Words(pipeline.Text("name")).Contains(word, StringComparer.Ordinal)))];
        var exact = Array.FindAll(candidates, pipeline => Words(pipeline.Text("pipeline_id")).SequenceEqual(words, StringComparer.Ordinal) || Words(pipeline.Text("name")).SequenceEqual(words, StringComparer.Ordinal));
        var meant = exact.Length == 1 ? exact : candidates;
        if (meant.Length == 1)
        {
            return meant[0];
        }

        jobs.Add(new HarnessJob.Impossible(meant.Length == 0
            ? $"Harness has no pipeline `{called}` in this project."
            : $"Several pipelines in Harness could be meant by `{called}`: {string.Join(", ", meant.Take(10).Select(pipeline => $"`{pipeline.Text("pipeline_id")}`"))}. Say which."));
        return null;
    }

    /// <summary>The file of this thread that is meant: the one of that name, or the only one.</summary>
    private static string? FileOf(Errands errands, ImmutableArray<string> files)
    {
        string[] made = [.. files.Where(file => file.StartsWith(Folder, StringComparison.Ordinal) && file.EndsWith(".yaml", StringComparison.Ordinal))];
        string[] named = [.. made.Where(file => Words(errands.Pipeline) is { Length: > 0 } words && words.All(word => Words(file[Folder.Length..^5]).Contains(word, StringComparer.Ordinal)))];
        return named.Length == 1 ? named[0] : made.Length == 1 ? made[0] : null;
    }

    private static string[] Words(string? name) =>
        name is null ? [] : [.. Spelling.Fold(name).ToLowerInvariant().Split([' ', '-', '_', '.', '/'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
