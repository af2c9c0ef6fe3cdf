using System.Collections.Immutable;
using System.Text.Json;
using Opsroom.Models;
using Opsroom.Threads;
using Opsroom.Tools;

namespace Opsroom.Workflow.Reflection;

/// <summary>
/// The offline form: judges an agent's result by what its tools answered. A call that failed and was never made good, and a made thing that its own
/// validation faults, are findings; what the agent can mend is asked of it. Words in the answer prove nothing either way.
/// </summary>
public sealed class EvidenceReflector(ToolCatalog tools) : IReflector
{
    private const string Reflector = "playbook";

    public Task<Seen> ReflectAsync(ThreadState thread, BranchState branch, int firstAttempt, IModelCallObserver observer, CancellationToken runCancelled) =>
        Task.FromResult(Look(branch));

    internal Seen Look(BranchState branch)
    {
        var calls = branch.Turns.SelectMany(turn => turn.Calls).Where(call => call.Finished is not null).ToList();
        var findings = ImmutableArray.CreateBuilder<ReflectionFinding>();
        var mend = new List<string>();
        foreach (var (call, index) in calls.Select((call, index) => (call, index)))
        {
            if (call.Finished!.Succeeded)
            {
                LookAtProduct(call, IsLast(calls, index), findings, mend);
            }
            else
            {
                LookAtFailure(call, MadeGood(calls, index), findings, mend);
            }
        }

        if (branch.Turns.LastOrDefault()?.Claims is { Struck: { IsEmpty: false } struck })
        {
            findings.Add(new ReflectionFinding("warning", $"{struck.Select(claim => claim.Number).Distinct().Count()} claims of the answer were struck: their quotes do not stand in the evidence.", null));
        }

        var errors = findings.Count(finding => finding.Severity == "error");
        var warnings = findings.Count(finding => finding.Severity == "warning");
        var remediation = mend.Count == 0 || branch.Error is not null ? null : string.Join('\n', mend.Distinct(StringComparer.Ordinal));
        return new Seen(
            Math.Max(0, Math.Round(1 - (0.4 * errors) - (0.05 * warnings), 2)), Completeness(branch, calls), findings.ToImmutable(),
            remediation == branch.Reflection?.Remediation ? null : remediation, Reflector, []);
    }

    /// <summary>The share of what was attempted that succeeded in the end; nothing where the agent says it could not do its job and made nothing.</summary>
    private static double Completeness(BranchState branch, List<CallState> calls)
    {
        if (branch.Error is not null)
        {
            return branch.Artifacts.Count > 0 ? 0.5 : 0;
        }

        var attempted = calls.GroupBy(call => call.Tool, StringComparer.Ordinal).ToList();
        return attempted.Count == 0 ? 1 : Math.Round((double)attempted.Count(group => group.Last().Finished!.Succeeded) / attempted.Count, 2);
    }

    private void LookAtProduct(CallState call, bool isLast, ImmutableArray<ReflectionFinding>.Builder findings, List<string> mend)
    {
        // only what the agent made is its fault; a tool that judges somebody else's text did its job by finding fault
        if (!isLast || tools.Find(call.Tool)?.Effect == Effect.Read)
        {
            return;
        }

        foreach (var (severity, message) in FaultsIn(call.Finished!.Result))
        {
            findings.Add(new ReflectionFinding(severity, $"{call.Tool}: {message}", call.Id));
            if (severity == "error")
            {
                mend.Add($"What {call.Tool} made has a fault: {message}");
            }
        }
    }

    private static void LookAtFailure(CallState call, bool madeGood, ImmutableArray<ReflectionFinding>.Builder findings, List<string> mend)
    {
        if (madeGood)
        {
            return;
        }

        var error = call.Finished!.Result.TryGetProperty("error", out var given) ? given : default;
        var code = Text(error, "code") ?? "internal";
        var message = Text(error, "message") ?? "it failed";
        findings.Add(new ReflectionFinding(code == FaultCodes.NotConfigured ? "warning" : "error", $"{call.Tool} failed ({code}): {message}", call.Id));
        if (code == FaultCodes.InvalidArgument)
        {
            mend.Add($"{call.Tool} refused its arguments: {message}");
        }
    }

    /// <summary>Findings of severity error or warning that a result carries about its own product, under <c>validation</c> or <c>findings</c>.</summary>
    private static IEnumerable<(string Severity, string Message)> FaultsIn(JsonElement result)
    {
        if (result.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var judged = result.TryGetProperty("validation", out var validation) && validation.ValueKind == JsonValueKind.Object ? validation : result;
        return judged.EnumerateObject()
            .Where(property => property.Name is "errors" or "warnings" or "findings" && property.Value.ValueKind == JsonValueKind.Array)
            .SelectMany(property => property.Value.EnumerateArray())
            .Where(finding => finding.ValueKind == JsonValueKind.Object)
            .Select(finding => (Severity: Text(finding, "severity") ?? "", Message: Text(finding, "message") ?? ""))
            .Where(finding => finding.Severity is "error" or "warning");
    }

    private static bool MadeGood(List<CallState> calls, int index) =>
        calls.Skip(index + 1).Any(later => later.Tool == calls[index].Tool && later.Finished!.Succeeded);

    private static bool IsLast(List<CallState> calls, int index) => !calls.Skip(index + 1).Any(later => later.Tool == calls[index].Tool
        && later.Finished!.Succeeded && Text(later.Finished.Result, "path") == Text(calls[index].Finished!.Result, "path"));

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
