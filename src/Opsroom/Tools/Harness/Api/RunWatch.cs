using System.Globalization;

namespace Opsroom.Tools.Harness.Api;

/// <summary>Looks at a run again and again until it ends, and tells watchers what changed.</summary>
internal sealed class RunWatch(HarnessClient client, HarnessOptions options, TimeProvider time)
{
    /// <summary>How often in a row Harness may be out of reach, or not know the run yet, before the watch is given up.</summary>
    private const int FailuresBorne = 3;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>The time that a text means; null where it is longer than anybody should wait.</summary>
    public static TimeSpan? PatienceOf(string text)
    {
        var number = int.Parse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture);
        var patience = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            _ => TimeSpan.FromHours(number),
        };
        return patience <= Longest ? patience : null;
    }

    /// <summary>The run as it was seen last: ended, or still going on when the time was over. Somebody may act in Harness meanwhile, so a run that waits for that is waited for as well.</summary>
    public async Task<ToolResult<PipelineRun>> WatchAsync(string execution, TimeSpan patience, ToolContext context, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        PipelineRun? seen = null;
        string? told = null;
        for (var failures = 0; ;)
        {
            var answer = await client.GetRunAsync(execution, cancellationToken);
            if (answer.Value is { } run)
            {
                (seen, failures) = (run, 0);
                if (Describe(run) is var news && news != told)
                {
                    context.Report(new ToolProgress(news, FractionOf(run)));
                    told = news;
                }

                if (RunStatus.IsFinal(run.Status))
                {
                    return run;
                }
            }
            else if (answer.Failure!.Code is not (FaultCodes.Unreachable or FaultCodes.Timeout or FaultCodes.NotFound) || ++failures >= FailuresBorne)
            {
                return answer.Failure;
            }

            var left = patience - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return seen is null ? answer.Failure! : seen;
            }

            await Task.Delay(left < options.PollInterval ? left : options.PollInterval, time, cancellationToken);
        }
    }

    private static string Describe(PipelineRun run)
    {
        var stages = run.Stages.Where(stage => stage.Status is not ("NotStarted" or "Skipped")).Select(stage => $"{stage.Name} {stage.Status}");
        var news = string.Join(", ", stages);
        return news.Length > 0 ? $"{HarnessFaults.Quoted(run.PipelineId)} is {run.Status}: {news}." : $"{HarnessFaults.Quoted(run.PipelineId)} is {run.Status}.";
    }

    private static double? FractionOf(PipelineRun run) =>
        run.Stages.IsEmpty ? null : Math.Round(run.Stages.Count(stage => RunStatus.IsFinal(stage.Status)) / (double)run.Stages.Length, 2);
}
