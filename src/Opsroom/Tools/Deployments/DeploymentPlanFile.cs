using System.Globalization;
using System.Text;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Workspace;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Deployments;

/// <summary>Plans as files of the workspace.</summary>
internal static class DeploymentPlanFile
{
    private const string MediaType = "application/yaml";

    /// <summary>Puts a plan into the workspace under its id.</summary>
    public static ToolResult<WorkspaceFile> Save(DeploymentPlan plan, IWorkspace workspace) =>
        workspace.Write(plan.Path, MediaType, Encoding.UTF8.GetBytes(Text(plan)));

    /// <summary>The plan of an id, or why it cannot be used.</summary>
    public static async Task<ToolResult<DeploymentPlan>> LoadAsync(string id, IWorkspace workspace, CancellationToken cancellationToken)
    {
        var read = await workspace.ReadAsync(DeploymentPlan.PathOf(id), cancellationToken);
        if (read.Value is not { } file)
        {
            return read.Failure!.Code != FaultCodes.NotFound ? read.Failure
                : ToolFailure.NotFound($"This thread's workspace has no plan '{id}' ({DeploymentPlan.PathOf(id)}). Make one with plan_deployment, and give the plan_id that it answers.");
        }

        var parsed = Read(Encoding.UTF8.GetString(file.Bytes.Span));
        return parsed.Value is not { } plan ? parsed
            : plan.Id == id ? plan
            : new ToolFailure(FaultCodes.Conflict, $"{file.Path} was changed after it was planned: its content belongs to the id {plan.Id}. Plan again with plan_deployment and what should be different.");
    }

    public static string Text(DeploymentPlan plan) => YamlWriter.Write(Write(plan, plan.Id));

    public static ToolResult<DeploymentPlan> Read(string text)
    {
        var reading = YamlReader.Read(text);
        if (reading.Faults is [var fault, ..])
        {
            return Unusable(string.Create(CultureInfo.InvariantCulture, $"line {fault.Line}: {fault.Message.TrimEnd('.')}"));
        }

        var root = reading.Root;
        string[] required = ["service", "environment", "namespace", "deployment", "image", "strategy"];
        if (required.FirstOrDefault(key => root.TextAt(key) is not { Length: > 0 }) is { } missing)
        {
            return Unusable($"'{missing}' is missing");
        }

        if (StrategyOf(root.TextAt("strategy")!) is not { } strategy)
        {
            return Unusable($"'{OutsideText.OneLine(root.TextAt("strategy")!, 50)}' is no strategy");
        }

        return new DeploymentPlan(root.TextAt("service")!, root.TextAt("environment")!, root.TextAt("namespace")!, root.TextAt("deployment")!, root.TextAt("image")!, strategy)
        {
            Cluster = root.TextAt("cluster"),
            Container = root.TextAt("container"),
            PreviousImage = root.TextAt("previous_image"),
            Replicas = (int?)root.NumberAt("replicas"),
            Weights = [.. root.TextsAt("weights").Select(weight => int.TryParse(weight, NumberStyles.None, CultureInfo.InvariantCulture, out var percent) ? percent : 0)],
            Routes = [.. root.MapsAt("routes").Select(route => new PlanRoute(route.TextAt("kind") ?? "", route.TextAt("name") ?? "", route.TextAt("service") ?? ""))],
            Observe = root.TextAt("observe"),
            Timeout = root.TextAt("timeout"),
            Thresholds = new PlanThresholds(
                double.TryParse(root.TextAt("thresholds", "max_error_ratio"), NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) ? ratio : null,
                root.TextAt("thresholds", "max_latency")),
            Version = root.TextAt("version"),
            PlannedBy = root.TextAt("planned_by"),
            Steps = [.. root.MapsAt("steps").Select(step => new PlanStep(step.TextAt("name") ?? "", step.TextAt("text") ?? ""))],
            Risks = [.. root.MapsAt("risks").Select(risk => new PlanRisk(SeverityOf(risk.TextAt("severity")), risk.TextAt("text") ?? ""))],
            Rollback = root.TextAt("rollback") ?? "",
        };
    }

    /// <param name="id">Null for the content that the id follows from.</param>
    public static YamlMap Write(DeploymentPlan plan, string? id) => new YamlMap()
        .AddIfAny("plan_id", id)
        .Add("service", plan.Service)
        .Add("environment", plan.Environment)
        .AddIfAny("cluster", plan.Cluster)
        .Add("namespace", plan.Namespace)
        .Add("deployment", plan.Deployment)
        .AddIfAny("container", plan.Container)
        .Add("image", plan.Image)
        .AddIfAny("previous_image", plan.PreviousImage)
        .AddIfAny("replicas", plan.Replicas is { } replicas ? YamlScalar.Of(replicas) : null)
        .Add("strategy", NameOf(plan.Strategy))
        .AddIfAny("weights", plan.Weights.Select(YamlScalar.Of))
        .AddIfAny("routes", plan.Routes.Select(route => new YamlMap().Add("kind", route.Kind).Add("name", route.Name).Add("service", route.Service)))
        .AddIfAny("observe", plan.Observe)
        .AddIfAny("timeout", plan.Timeout)
        .AddIfAny("thresholds", Thresholds(plan.Thresholds))
        .AddIfAny("version", plan.Version)
        .AddIfAny("planned_by", plan.PlannedBy)
        .AddIfAny("steps", plan.Steps.Select(step => new YamlMap().Add("name", step.Name).Add("text", step.Text)))
        .AddIfAny("risks", plan.Risks.Select(risk => new YamlMap().Add("severity", NameOf(risk.Severity)).Add("text", risk.Text)))
        .Add("rollback", plan.Rollback);

    public static string NameOf(DeploymentStrategy strategy) => strategy switch
    {
        DeploymentStrategy.Rolling => "rolling",
        DeploymentStrategy.Canary => "canary",
        DeploymentStrategy.BlueGreen => "blue-green",
        _ => throw new ArgumentOutOfRangeException(nameof(strategy)),
    };

    private static DeploymentStrategy? StrategyOf(string name) =>
        Enum.GetValues<DeploymentStrategy>().Where(strategy => NameOf(strategy) == name).Select(strategy => (DeploymentStrategy?)strategy).FirstOrDefault();

    private static YamlMap? Thresholds(PlanThresholds thresholds)
    {
        var map = new YamlMap()
            .AddIfAny("max_error_ratio", thresholds.MaxErrorRatio is { } ratio ? new YamlScalar(ratio.ToString("R", CultureInfo.InvariantCulture), ScalarKind.Number) : null)
            .AddIfAny("max_latency", thresholds.MaxLatency);
        return map.Entries.Count == 0 ? null : map;
    }

    private static string NameOf(Severity severity) => severity.ToString().ToLowerInvariant();

    private static Severity SeverityOf(string? name) => Enum.GetValues<Severity>().FirstOrDefault(severity => NameOf(severity) == name, Severity.Info);

    private static ToolFailure Unusable(string why) => ToolFailure.InvalidArgument($"The plan cannot be read: {why}. Plan again with plan_deployment.");
}
