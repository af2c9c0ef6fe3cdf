using System.Diagnostics;
using System.Text;
using Opsroom.Approvals;
using Opsroom.Telemetry;
using Opsroom.Threads;
using Opsroom.Tools;
using Opsroom.Tools.Workspace;

namespace Opsroom.Workflow.Running;

/// <summary>Makes one tool call, if policy allows it. What it wrote becomes durable together with its result.</summary>
internal sealed class ToolStep(ToolCatalog tools, IStore store, ReadRoots readRoots)
{
    public async Task RunAsync(ThreadState thread, BranchState branch, CallState call, IStepSink sink, CancellationToken runCancelled)
    {
        if (tools.Find(call.Tool) is not { } tool)
        {
            sink.Yield([Failed(branch, call, 0, new Fault("not_found", $"The tool {call.Tool} is no longer part of this server."))]);
            return;
        }

        var decision = Policy.Decide(tool.Effect);
        var attempt = call.Attempt + 1;
        var events = new List<ThreadEvent>();
        if (call.Requested is null)
        {
            events.Add(new ToolRequested(
                call.Id, branch.Agent!, tool.Name, call.Arguments, tool.Effect.ToString().ToLowerInvariant(), decision.Allowed ? "allow" : "deny", decision.Rule));
        }

        if (!decision.Allowed)
        {
            sink.Yield([.. events, Failed(branch, call, attempt, new Fault("denied", decision.Reason!))]);
            return;
        }

        sink.Yield([.. events, new ToolStarted(call.Id, branch.Agent!, tool.Name, attempt)]);
        var workspace = new ThreadWorkspace(thread.Key.Id, thread.Files, store, readRoots, (path, _) => ValueTask.FromResult(EarlierResult(thread, path)));
        var context = new ToolContext(
            call.Id, branch.Agent!, workspace, report => sink.Progress(branch.Agent!, call.Id, tool.Name, report.Message, report.Fraction));
        using var activity = OpsroomActivity.StartToolCall(
            tool.Name, call.Id, branch.Agent!, thread.Key, thread.Run!.RunId, Activity.Current?.Context ?? default);
        var outcome = await tool.InvokeAsync(call.Arguments, context, runCancelled);
        if (!outcome.Succeeded)
        {
            activity?.SetFault(new Fault(CodeOf(outcome), outcome.Result.GetProperty("message").GetString()!));
        }

        sink.Yield(
            [
                .. workspace.StagedFiles.Select(file => new ArtifactWritten(call.Id, branch.Agent!, file.Path, file.MediaType, file.Bytes.Length, file.Sha256)),
                new ToolFinished(call.Id, branch.Agent!, tool.Name, attempt, outcome.Succeeded, outcome.Result, tool.Tainted),
            ],
            [.. workspace.StagedFiles.Select(BlobOf)]);
    }

    private static string CodeOf(ToolCallOutcome outcome) => outcome.Result.GetProperty("error").GetProperty("code").GetString()!;

    private static ToolFinished Failed(BranchState branch, CallState call, int attempt, Fault fault) =>
        new(call.Id, branch.Agent!, call.Tool, attempt, false, FaultJson.Of(fault), false);

    private static BlobContent BlobOf(StagedFile file) =>
        new(file.Sha256, file.Bytes.Length, _ => ValueTask.FromResult<Stream>(new MemoryStream(file.Bytes.ToArray(), writable: false)));

    /// <summary>The whole result of an earlier call of this run, for a model that was shown an excerpt.</summary>
    private static FileContent? EarlierResult(ThreadState thread, string path)
    {
        var result = thread.Run!.Branches.Values.SelectMany(branch => branch.Turns).SelectMany(turn => turn.Calls)
            .FirstOrDefault(call => call.Finished is not null && ModelWindow.ResultPath(call.Id) == path)?.Finished!.Result;
        return result is { } found ? new FileContent(path, "application/json", Encoding.UTF8.GetBytes(found.GetRawText())) : null;
    }
}
