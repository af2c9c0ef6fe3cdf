using Microsoft.AspNetCore.Http;
using Opsroom.Server.Errors;
using Opsroom.Server.Hosting;
using Opsroom.Server.Tools;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Server.Runs;

/// <summary>Waits until a run rests and answers with what came of it. A client that goes away ends the waiting, not the run.</summary>
internal sealed class RunReply(IRunOwner owner, RunResults results, Readiness readiness)
{
    /// <summary>The answer to a task.</summary>
    public async Task<IResult> OfAgentsAsync(HttpContext context, RunStart.Begun begun) => await RestAsync(context, begun) is { } run
        ? Answer(results.AnswerOf(run, begun.Key.Id), begun.Key.Id)
        : Stopping(begun.Key.Id);

    /// <summary>The answer to a direct tool call.</summary>
    public async Task<IResult> OfToolAsync(HttpContext context, RunStart.Begun begun) => await RestAsync(context, begun) is { } run
        ? ToolAnswerOf(results.AnswerOf(run, begun.Key.Id), begun.Key.Id)
        : Stopping(begun.Key.Id);

    private static JsonAnswer<InvokeAnswer> Answer(RunAnswer answer, ThreadId thread) =>
        new(new InvokeAnswer(answer.Status, answer.Result, answer.AgentUsed, answer.ExecutionTime, thread.Value), WireJson.Default.InvokeAnswer);

    private static JsonAnswer<ToolAnswer> ToolAnswerOf(RunAnswer answer, ThreadId thread) =>
        new(new ToolAnswer(answer.Status, answer.Result, answer.ExecutionTime, thread.Value), WireJson.Default.ToolAnswer);

    private static ErrorAnswer Stopping(ThreadId thread) => ErrorAnswer.Unavailable(
        $"The server is stopping. The run goes on when it is back: see /workflow/status/{thread}.", retryAfterSeconds: 10);

    /// <summary>The run at rest; null where the server stops before it rests.</summary>
    private async Task<RunState?> RestAsync(HttpContext context, RunStart.Begun begun)
    {
        context.Features.Set(new RequestRun(begun.Key.Id, begun.RunId));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, readiness.StreamsEnd);
        try
        {
            var run = await owner.WaitForRestAsync(begun.Key, begun.RunId, ended.Token);
            context.Features.Set(new RequestRun(begun.Key.Id, begun.RunId) { Agent = run.AgentUsed });
            return run.Status == RunStatus.InProgress ? null : run;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }
}
