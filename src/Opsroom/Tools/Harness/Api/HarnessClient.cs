using System.Globalization;
using System.Text.Json;

namespace Opsroom.Tools.Harness.Api;

/// <summary>The routes of Harness's pipeline service that the tools need.</summary>
internal sealed class HarnessClient(HarnessOptions options, TimeProvider time)
{
    public const int PageSize = 100;
    private const string Yaml = "application/yaml";
    private const string Pipelines = "/pipeline/api/pipelines";

    private readonly HarnessConnection connection = new(HarnessConnection.CreateClient(), options, time);

    public HarnessScope Scope { get; } = new(options);

    /// <summary>A pipeline, or <c>not_found</c>.</summary>
    public async Task<ToolResult<RemotePipeline>> GetPipelineAsync(string identifier, CancellationToken cancellationToken)
    {
        var purpose = $"show the pipeline {identifier}";
        var answer = await connection.SendAsync(
            new HarnessRequest(HttpMethod.Get, Scope.Route($"{Pipelines}/{identifier}"), purpose) { IsRead = true }, cancellationToken);
        return answer.Value is not { } reply ? answer.Failure!
            : RemotePipeline.Read(identifier, reply) is { } pipeline ? pipeline
            : new ToolFailure(FaultCodes.Unreachable, $"Harness's answer does not {purpose}: it has no YAML.");
    }

    /// <summary>Creates a pipeline; Harness refuses it as a conflict where the identifier is taken.</summary>
    public Task<ToolResult<HarnessReply>> CreatePipelineAsync(string identifier, string yaml, CancellationToken cancellationToken) => SaveAsync(
        new HarnessRequest(HttpMethod.Post, Scope.Route($"{Pipelines}/v2"), $"create the pipeline {identifier}") { Body = yaml, MediaType = Yaml }, cancellationToken);

    /// <summary>Replaces a pipeline's YAML, in its repository where it has one. It carries the version that was read.</summary>
    public Task<ToolResult<HarnessReply>> UpdatePipelineAsync(RemotePipeline current, string yaml, CancellationToken cancellationToken)
    {
        var git = current.Git;
        var address = git is null ? Scope.Route($"{Pipelines}/v2/{current.Identifier}") : Scope.Route(
            $"{Pipelines}/v2/{current.Identifier}", ("storeType", "REMOTE"), ("connectorRef", git.Connector), ("repoName", git.Repository), ("branch", git.Branch), ("filePath", git.FilePath),
            ("lastObjectId", git.ObjectId), ("lastCommitId", git.CommitId), ("commitMsg", $"Update pipeline {current.Identifier}"));
        return SaveAsync(
            new HarnessRequest(HttpMethod.Put, address, $"update the pipeline {current.Identifier}") { Body = yaml, MediaType = Yaml, IfMatch = current.Version }, cancellationToken);
    }

    /// <summary>One page of the pipelines.</summary>
    public Task<ToolResult<HarnessReply>> ListPipelinesAsync(string? query, int page, CancellationToken cancellationToken) => connection.SendAsync(
        new HarnessRequest(
            HttpMethod.Post, Scope.Route($"{Pipelines}/list", ("page", Number(page)), ("size", Number(PageSize)), ("searchTerm", query)), "list the pipelines")
        {
            Body = """{"filterType":"PipelineSetup"}""",
            IsRead = true,
        },
        cancellationToken);

    /// <summary>Starts a run; answers its execution id and its first state.</summary>
    /// <param name="inputs">The runtime inputs as YAML; null for none.</param>
    /// <param name="notes">Noted of the run, where it can be found again.</param>
    public async Task<ToolResult<StartedRun>> ExecuteAsync(string pipeline, GitPlace? git, string? inputs, string notes, CancellationToken cancellationToken)
    {
        var purpose = $"run the pipeline {pipeline}";
        var address = Scope.Route($"/pipeline/api/pipeline/execute/{pipeline}", ("branch", git?.Branch), ("notesForPipelineExecution", notes));
        var answer = await connection.SendAsync(new HarnessRequest(HttpMethod.Post, address, purpose) { Body = inputs ?? "", MediaType = Yaml }, cancellationToken);
        return answer.Value is not { } reply ? answer.Failure!
            : reply.Data.MemberOf("planExecution") is { } plan && plan.TextOf("uuid") is { } id && HarnessScope.IsExecutionId(id) ? new StartedRun(id, RunStatus.Of(plan.TextOf("status") ?? "RUNNING"))
            : new ToolFailure(FaultCodes.Unreachable, $"Harness took the request to {purpose} and did not name the run.");
    }

    /// <summary>A run with its stages, or <c>not_found</c>.</summary>
    public async Task<ToolResult<PipelineRun>> GetRunAsync(string execution, CancellationToken cancellationToken)
    {
        var purpose = $"show the run {execution}";
        var answer = await connection.SendAsync(
            new HarnessRequest(HttpMethod.Get, Scope.Route($"{Pipelines}/execution/v2/{execution}"), purpose) { IsRead = true }, cancellationToken);
        return answer.Value is not { } reply ? answer.Failure!
            : reply.Data.MemberOf("pipelineExecutionSummary") is { } summary && PipelineRun.Read(summary) is { } run ? run
            : new ToolFailure(FaultCodes.Unreachable, $"Harness's answer does not {purpose}: it has no summary.");
    }

    /// <summary>The latest runs of a pipeline, newest first.</summary>
    public async Task<ToolResult<RunList>> ListRunsAsync(string pipeline, int most, CancellationToken cancellationToken)
    {
        var address = Scope.Route($"{Pipelines}/execution/summary", ("pipelineIdentifier", pipeline), ("page", "0"), ("size", Number(most)));
        var answer = await connection.SendAsync(
            new HarnessRequest(HttpMethod.Post, address, $"list the runs of {pipeline}") { Body = """{"filterType":"PipelineExecution"}""", IsRead = true }, cancellationToken);
        return answer.Value is { } reply ? new RunList([.. reply.Data.ItemsOf("content").Select(PipelineRun.Read).OfType<PipelineRun>()]) : answer.Failure!;
    }

    /// <summary>What is noted of a run.</summary>
    public async Task<ToolResult<string>> GetNotesAsync(string execution, CancellationToken cancellationToken)
    {
        var answer = await connection.SendAsync(
            new HarnessRequest(HttpMethod.Get, Scope.Route($"{Pipelines}/execution/{execution}/notes"), $"show the notes of the run {execution}") { IsRead = true }, cancellationToken);
        return answer.Value is { } reply ? reply.Data.TextOf("notes") ?? "" : answer.Failure!;
    }

    /// <summary>A save that a policy of the account denies is answered like one that was made.</summary>
    private async Task<ToolResult<HarnessReply>> SaveAsync(HarnessRequest request, CancellationToken cancellationToken)
    {
        var answer = await connection.SendAsync(request, cancellationToken);
        return answer.Value?.Data.MemberOf("governanceMetadata") is { } governance && governance.IsTrue("deny")
            ? new ToolFailure(FaultCodes.Denied, $"A policy of the Harness account does not let it {request.Purpose}{Policies(governance)}.")
            : answer;
    }

    private static string Policies(JsonElement governance)
    {
        var names = governance.ItemsOf("details").Where(detail => detail.IsTrue("deny") || detail.TextOf("status") == "error")
            .Select(detail => detail.TextOf("policySetName") ?? detail.TextOf("name")).OfType<string>().Take(5).ToList();
        return names.Count > 0 ? $": {HarnessFaults.Quoted(string.Join(", ", names))}" : "";
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Status">As Harness shows it.</param>
internal sealed record StartedRun(string ExecutionId, string Status);

internal sealed record RunList(IReadOnlyList<PipelineRun> Runs);
