using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Opsroom.Tools.Alertmanager;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Incidents.Analysis;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Bundles.Reading;
using Opsroom.Tools.Incidents.Bundles.Signing;
using Opsroom.Tools.Incidents.Evidence;
using Opsroom.Tools.Incidents.Live;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Logs;
using Opsroom.Tools.Logs.Elasticsearch;
using Opsroom.Tools.Logs.Loki;
using Opsroom.Tools.Logs.Sources;
using Opsroom.Tools.Prometheus;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Incidents;

/// <summary>Finds out from live systems or recorded evidence whether somebody is hurt, and why.</summary>
/// <param name="safe">Made when a bundle is saved or has a manifest.</param>
internal sealed class IncidentTools(LiveEvidence live, Lazy<BundleSafe> safe, TimeProvider time)
{
    [Tool("investigate_incident", Effect.Read, Tainted = true, Plan = nameof(Plan))]
    [Description(
        "Investigates an incident: gathers alerts, rules, metrics, logs, Kubernetes objects and events from what is configured, or reads recorded evidence (bundle_path), builds one timeline, "
        + "ranks causes and rules others out. The verdict is incident, healthy or inconclusive; every cause quotes its evidence by file, location and SHA-256, and each quote was checked. "
        + "Remediation names calls that are asked like any other; nothing is changed.")]
    [ToolExample("""{"description": "Checkout answers with errors since 14:00.", "service": "checkout", "time_range": "2h"}""")]
    public async Task<ToolResult<Investigation>> InvestigateAsync(
        [Description("What people see, in their words."), StringLength(4_000)] string? description,
        [Description("The name of the alert that asks for it."), StringLength(200)] string? alert,
        [Description("The service that is said to suffer."), StringLength(200)] string? service,
        [Description("The Kubernetes namespace to look into."), StringLength(200)] string? @namespace,
        [Description("How far back to look, as 30m or 2h; without it an hour.")] string? timeRange,
        [Description("Since when, instead of time_range: a time of day in UTC, as 14:00, or a whole time. The half hour before it is looked at too."), StringLength(100)] string? since,
        [Description("A folder or zip of recorded evidence, looked at instead of live systems.")] string? bundlePath,
        [Description("Where to save the evidence for later: a new folder of the workspace, or a file that ends in .zip. It is signed, and secrets are taken out.")] string? saveBundleTo,
        [Description("A configured cluster; without it the default one.")] string? cluster,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var (range, problem) = InvestigationRange.Read(timeRange, Said(since), time.GetUtcNow());
        if (problem is not null)
        {
            return problem;
        }

        var question = new LiveQuestion(Said(description), Said(alert), Said(service), Said(@namespace), range, Said(cluster));
        var gathered = Said(bundlePath) is { } path ? await ReadAsync(path, question, context.Workspace, cancellationToken) : await GatherAsync(question, context, cancellationToken);
        if (gathered.Value is not { } evidence)
        {
            return gathered.Failure!;
        }

        var content = saveBundleTo is null && evidence.Kind == Gathered.Recorded ? evidence.Content : BundleMask.Of(evidence.Content, safe.Value.Redactor);
        var recording = BundleReader.Read(content, time.GetUtcNow(), cancellationToken);
        var found = ClaimCheck.Strike(IncidentAnalysis.Investigate(recording, cancellationToken), recording.Locker);
        var result = found with
        {
            Missing = [.. evidence.Missing, .. found.Missing],
            Basis = new(evidence.Kind, recording.Now, content.Files.Length, evidence.Origin),
        };
        if (Said(saveBundleTo) is not { } target)
        {
            return result;
        }

        var saved = BundleWriter.Write(content, target, safe.Value.Key, context.Workspace);
        return saved.Value is { } files ? result with { Files = files } : saved.Failure!;
    }

    /// <summary>What can be asked for evidence.</summary>
    public static LiveEvidence Sources(ClusterDirectory clusters, PrometheusClient prometheus, AlertmanagerClient alertmanager, LogBackends logs, TimeProvider time) => new(
        [
            new AlertmanagerEvidence(alertmanager),
            new PrometheusEvidence(prometheus, readsAlerts: !alertmanager.IsConfigured),
            new KubernetesEvidence(clusters),
            new LogEvidence(new LokiLogs(new LokiClient(logs.Loki, time)), "Loki", LokiOptions.Setting),
            new LogEvidence(new ElasticsearchLogs(new ElasticsearchClient(logs.Elasticsearch, time)), "Elasticsearch", ElasticsearchOptions.Setting),
            new LogEvidence(new FileLogs(logs.Files), "Log files", $"{LogOptions.Section}:{nameof(LogOptions.Files)}"),
        ],
        time);

    /// <summary>Saving evidence writes files; without it nothing is written.</summary>
    public static ToolResult<ChangePlan> Plan(string? saveBundleTo) =>
        new ChangePlan(new("workspace", "thread"), saveBundleTo ?? "evidence", "", new(saveBundleTo is null ? "Evidence is read." : $"The evidence is saved to {saveBundleTo}."))
        {
            Effect = saveBundleTo is null ? Effect.Read : Effect.Write,
        };

    private async Task<ToolResult<Gathered>> ReadAsync(string path, LiveQuestion question, IWorkspace workspace, CancellationToken cancellationToken)
    {
        var read = await BundleSource.ReadAsync(workspace, path, cancellationToken);
        if (read.Value is not { } content)
        {
            return read.Failure!;
        }

        var findings = ManifestCheck.Of(content, () => safe.Value.Key);
        return findings.Refusal is { } refusal ? refusal
            : content.Files.IsEmpty ? ToolFailure.NotFound($"{WorkspacePath.Quoted(path)} holds no evidence.")
            : new Gathered(Gathered.Recorded, HeaderFile.With(content, question.Description ?? question.Alert, question.Service, question.Namespace, question.Range), findings.Origin, []);
    }

    private async Task<ToolResult<Gathered>> GatherAsync(LiveQuestion question, ToolContext context, CancellationToken cancellationToken)
    {
        if (!live.AnyConfigured)
        {
            return live.NotConfigured;
        }

        return await live.GatherAsync(question, context.Report, cancellationToken);
    }

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <param name="Kind">As <see cref="InvestigationBasis"/> has it.</param>
/// <param name="Missing">What could not be looked at, and why.</param>
internal sealed record Gathered(string Kind, BundleContent Content, string? Origin, ImmutableArray<string> Missing)
{
    public const string Recorded = "bundle";
    public const string Live = "live";
}
