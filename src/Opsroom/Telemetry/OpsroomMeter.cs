using System.Diagnostics;
using System.Diagnostics.Metrics;
using Opsroom.Threads;

namespace Opsroom.Telemetry;

/// <summary>Counts what runs do. Without a listener a measurement costs one check.</summary>
public static class OpsroomMeter
{
    /// <summary>What an exporter subscribes to.</summary>
    public const string MeterName = "Opsroom";

    private static readonly Meter Meter = new(MeterName, typeof(OpsroomMeter).Assembly.GetName().Version?.ToString(3));

    private static readonly Counter<long> Started =
        Meter.CreateCounter<long>("opsroom.runs.started", "{run}", "Runs started.");

    private static readonly Counter<long> Ended =
        Meter.CreateCounter<long>("opsroom.runs.ended", "{run}", "Runs ended, by status.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "opsroom.run.duration", "s", "Time from a run's start to its end.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800] });

    private static readonly Counter<long> Tokens =
        Meter.CreateCounter<long>("opsroom.model.tokens", "{token}", "Tokens used by models, by model and type.");

    private static readonly Counter<long> ToolCalls =
        Meter.CreateCounter<long>("opsroom.tool.calls", "{call}", "Tool calls finished, by tool and outcome.");

    private static readonly Counter<long> Asked =
        Meter.CreateCounter<long>("opsroom.approvals.asked", "{item}", "Items that people were asked about, by kind.");

    private static readonly Counter<long> Settled =
        Meter.CreateCounter<long>("opsroom.approvals.settled", "{item}", "Items that were approved, rejected, edited, expired or voided.");

    private static readonly Histogram<double> Waited = Meter.CreateHistogram(
        "opsroom.approval.wait", "s", "Time from asking about an item to what became of it.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 10, 60, 300, 900, 3600, 14400, 43200, 86400, 604800] });

    public static void RunStarted(RunKind kind) => Started.Add(1, KindOf(kind));

    public static void RunEnded(RunKind kind, RunStatus status, TimeSpan duration)
    {
        var tags = new TagList { KindOf(kind), { TagNames.RunStatus, OpsroomActivity.StatusName(status) } };
        Ended.Add(1, tags);
        Duration.Record(duration.TotalSeconds, tags);
    }

    /// <param name="model">As <c>provider:name</c>, or <c>playbook</c>.</param>
    public static void ModelUsed(string model, string agent, ModelUsage usage)
    {
        if (!Tokens.Enabled || usage == ModelUsage.None)
        {
            return;
        }

        AddTokens(model, agent, "input", usage.InputTokens);
        AddTokens(model, agent, "output", usage.OutputTokens);
    }

    /// <param name="errorType">The code of the fault it ended with; null when it succeeded.</param>
    public static void ToolFinished(string tool, string? errorType)
    {
        if (ToolCalls.Enabled)
        {
            var tags = new TagList { { TagNames.Tool, tool } };
            if (errorType is not null)
            {
                tags.Add(TagNames.ErrorType, errorType);
            }

            ToolCalls.Add(1, tags);
        }
    }

    public static void ApprovalAsked(ApprovalKind kind) => Asked.Add(1, new KeyValuePair<string, object?>(TagNames.ApprovalKind, NameOf(kind)));

    /// <param name="waited">Since it was asked; null for an approval that was voided afterwards.</param>
    public static void ApprovalSettled(ApprovalKind kind, string outcome, TimeSpan? waited)
    {
        var tags = new TagList { { TagNames.ApprovalKind, NameOf(kind) }, { TagNames.ApprovalOutcome, outcome } };
        Settled.Add(1, tags);
        if (waited is { } time)
        {
            Waited.Record(time.TotalSeconds, tags);
        }
    }

    private static string NameOf(ApprovalKind kind) => kind switch
    {
        ApprovalKind.Call => "call",
        ApprovalKind.UnknownOutcome => "unknown_outcome",
        _ => "budget",
    };

    private static void AddTokens(string model, string agent, string type, long count)
    {
        var (provider, name) = OpsroomActivity.Split(model);
        Tokens.Add(count, new TagList
        {
            { TagNames.Provider, provider }, { TagNames.RequestModel, name }, { TagNames.Agent, agent }, { TagNames.TokenType, type },
        });
    }

    private static KeyValuePair<string, object?> KindOf(RunKind kind) => new(TagNames.RunKind, kind == RunKind.Tool ? "tool" : "agent");
}
