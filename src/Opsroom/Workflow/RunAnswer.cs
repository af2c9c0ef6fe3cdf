using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Threads;

namespace Opsroom.Workflow;

/// <summary>What a client is told about a run at rest: a pure view of its state.</summary>
/// <param name="Status"><c>success</c>, <c>pending_approval</c> or <c>error</c>.</param>
/// <param name="Result">The contract's <c>result</c>.</param>
/// <param name="AgentUsed">The last agent of the plan.</param>
/// <param name="ExecutionTime">Seconds.</param>
public sealed record RunAnswer(string Status, JsonObject Result, string AgentUsed, double ExecutionTime)
{
    /// <summary>The answer of an agents' run, as <c>/agent/invoke</c> gives it.</summary>
    /// <param name="run">A run at rest.</param>
    /// <param name="thread">For the addresses of its artifacts.</param>
    /// <param name="outputs">Which tools' results are part of an agent's structured output.</param>
    public static RunAnswer OfAgents(RunState run, ThreadId thread, Func<string, bool> outputs)
    {
        if (run.Status == RunStatus.PendingApproval)
        {
            return Pending(run, run.AgentUsed ?? "");
        }

        var results = run.Branches.Values.Where(branch => branch.Agent is not null)
            .Select(branch => (Agent: branch.Agent!, Result: OfBranch(branch, thread, outputs))).ToList();
        var result = !run.Routed && results.Count == 1 ? results[0].Result : OfPlan(run, results);
        if (run.Error is { } error)
        {
            result["error"] = FaultJson.ErrorOf(error);
            result["message"] = string.IsNullOrWhiteSpace(run.Message) ? error.Message : run.Message;
        }

        return new RunAnswer(StatusOf(run), result, run.AgentUsed ?? "", Seconds(run));
    }

    /// <summary>The answer of a direct tool call, as <c>/tools/{name}/invoke</c> gives it.</summary>
    public static RunAnswer OfTool(RunState run)
    {
        if (run.Status == RunStatus.PendingApproval)
        {
            return Pending(run, RunState.DirectAgent);
        }

        var call = run.Branches[RunState.FirstBranch].Turns[0].Calls[0];
        var result = call.Finished is { } finished
            ? JsonObject.Create(finished.Result)!
            : JsonObject.Create(FaultJson.Of(run.Error ?? new Fault("internal", "The call did not finish.")))!;
        if (run.Error is { } error && call.Finished is { Succeeded: true })
        {
            // it came to its own end while the run was being stopped
            result["error"] = FaultJson.ErrorOf(error);
            result["message"] = error.Message;
        }

        return new RunAnswer(StatusOf(run), result, RunState.DirectAgent, Seconds(run));
    }

    private static RunAnswer Pending(RunState run, string agent)
    {
        var items = ApprovalItems.Of(run);
        var result = new JsonObject
        {
            ["message"] = ApprovalItems.Message(run),
            ["model"] = string.Join(", ", run.Branches.Values.Select(branch => branch.Model).OfType<string>().Distinct(StringComparer.Ordinal)),
            ["approval_items"] = new JsonArray([.. items]),
        };
        return new RunAnswer(StatusOf(run), result, agent, Seconds(run));
    }

    private static JsonObject OfPlan(RunState run, List<(string Agent, JsonObject Result)> results)
    {
        var plan = results.Count == 1 ? (JsonObject)results[0].Result.DeepClone() : [];
        plan["message"] = run.Message;
        plan["model"] = string.Join(", ", run.Branches.Values.Select(branch => branch.Model).OfType<string>().Distinct(StringComparer.Ordinal));
        if (results.Count > 1)
        {
            plan["artifacts"] = new JsonArray([.. results.SelectMany(result => result.Result["artifacts"]?.AsArray() ?? []).Select(artifact => artifact?.DeepClone())]);
        }

        var subagents = new JsonObject();
        foreach (var (agent, result) in results)
        {
            // an agent that took several jobs of the plan keeps each result
            subagents[UniqueName(subagents, agent)] = result;
        }

        plan["subagent_results"] = subagents;
        plan["routing"] = RoutingOf(run);
        return plan;
    }

    private static string UniqueName(JsonObject taken, string agent)
    {
        var name = agent;
        for (var number = 2; taken.ContainsKey(name); number++)
        {
            name = $"{agent}#{number}";
        }

        return name;
    }

    private static JsonObject RoutingOf(RunState run) => new()
    {
        ["reason"] = run.Plan?.Reason,
        ["confidence"] = run.Plan?.Confidence,
        ["jobs"] = new JsonArray([.. run.Branches.Values.Select(branch => new JsonObject
        {
            ["id"] = branch.Id,
            ["task"] = branch.Task,
            ["supervisor"] = branch.Team,
            ["agent"] = branch.Agent,
            ["reason"] = branch.Choice?.Reason,
            ["confidence"] = branch.Choice?.Confidence,
            ["low_confidence"] = branch.Choice?.LowConfidence ?? false,
            ["runner_up"] = branch.Choice?.RunnerUp,
        })]),
    };

    /// <summary>One agent's result: message, model, the structured outputs of its calls, artifacts.</summary>
    public static JsonObject OfBranch(BranchState branch, ThreadId thread, Func<string, bool> outputs)
    {
        var result = new JsonObject();
        foreach (var call in branch.Turns.SelectMany(turn => turn.OwnCalls))
        {
            if (call.Finished is { Succeeded: true } finished && outputs(call.Tool) && finished.Result.ValueKind == JsonValueKind.Object)
            {
                foreach (var output in finished.Result.EnumerateObject())
                {
                    result[output.Name] = NodeOf(output.Value);
                }
            }
        }

        if (branch.Turns.Count > 0 && branch.Turns[^1].Claims is { } claims)
        {
            AddClaims(result, claims);
        }

        result["message"] = branch.Message ?? branch.Error?.Message ?? "";
        result["model"] = branch.Model ?? "none";
        if (branch.FailedModels.Length > 0)
        {
            result["models_failed"] = new JsonArray([.. branch.FailedModels.Where(model => model != branch.Model).Select(model => JsonValue.Create(model))]);
        }

        result["artifacts"] = new JsonArray([.. branch.Artifacts.Values.Select(artifact => ArtifactJson(artifact, thread))]);
        if (branch.Reflection is { } reflection)
        {
            result["reflection"] = ReflectionJson(reflection);
        }

        if (branch.Error is { } error)
        {
            result["error"] = FaultJson.ErrorOf(error);
        }

        return result;
    }

    /// <summary>What was taken out of the answer stands beside what the tools themselves took back.</summary>
    private static void AddClaims(JsonObject result, ClaimsChecked claims)
    {
        var struck = claims.Struck.Select(claim => (JsonNode)new JsonObject
        {
            ["claim"] = claim.Claim,
            ["quote"] = new JsonObject { ["source"] = claim.Source, ["location"] = claim.Location, ["quote"] = claim.Quote },
            ["why"] = claim.Why,
        });
        result["struck"] = new JsonArray([.. (result["struck"] as JsonArray ?? []).Select(earlier => earlier?.DeepClone()), .. struck]);
        result["conjectures"] = new JsonArray([.. claims.Conjectures.Select(conjecture => JsonValue.Create(conjecture))]);
    }

    /// <summary>A node that reads the value only where somebody looks into it; most are written on as they are.</summary>
    private static JsonNode? NodeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(value),
    };

    private static JsonObject ReflectionJson(ReflectionMade reflection) => new()
    {
        ["quality"] = reflection.Quality,
        ["completeness"] = reflection.Completeness,
        ["findings"] = new JsonArray([.. reflection.Findings.Select(finding => new JsonObject
        {
            ["severity"] = finding.Severity, ["message"] = finding.Message, ["evidence"] = finding.Evidence,
        })]),
        ["reflector"] = reflection.Reflector,
    };

    private static JsonObject ArtifactJson(ArtifactWritten artifact, ThreadId thread) => new()
    {
        ["path"] = artifact.Path,
        ["media_type"] = artifact.MediaType,
        ["size"] = artifact.Size,
        ["sha256"] = artifact.Sha256,
        ["url"] = ArtifactAddress.Of(thread, artifact.Path),
    };

    private static string StatusOf(RunState run) => run.Status switch
    {
        RunStatus.Complete => "success",
        RunStatus.PendingApproval => "pending_approval",
        _ => "error",
    };

    private static double Seconds(RunState run) =>
        (run.EndedAt ?? run.WaitingSince) is { } rested ? Math.Round((rested - run.StartedAt).TotalSeconds, 6) : 0;
}

/// <summary>Where the server hands out a file of a thread.</summary>
public static class ArtifactAddress
{
    public static string Of(ThreadId thread, string path) =>
        $"/threads/{thread}/artifacts/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";
}
