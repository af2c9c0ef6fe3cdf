using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Changes;

/// <summary>From which of its revisions to which a workload goes.</summary>
internal sealed partial record RollbackStep(PodRevision From, PodRevision To)
{
    /// <param name="revision">The one to go to; null for the one before the current one.</param>
    public static ToolResult<RollbackStep> Of(Workload workload, KubeObject live, WorkloadHistory history, long? revision)
    {
        var id = $"{workload.Id} in cluster '{workload.Cluster.Name}'";
        if (history.CurrentOf(live) is not { } current)
        {
            return new ToolFailure(FaultCodes.Conflict, $"The controller of {id} has not kept its current pod template yet, so it could not be rolled forward again. Look at it again in a moment.");
        }

        var target = revision is { } number ? history.Find(number) : history.Before(current);
        return target is null
            ? ToolFailure.NotFound(revision is null
                ? $"{id} has no revision before the current one, {current.Describe()}. There are: {history.Describe()}."
                : string.Create(CultureInfo.InvariantCulture, $"{id} has no revision {revision}. There are: {history.Describe()}; the current one is {current.Number}."))
            : target.Text == current.Text ? TemplatePlan.Nothing(workload, $"the pod template of revision {target.Describe()}")
            : new RollbackStep(current, target);
    }

    /// <summary>A strategic merge patch that puts the one template in the other's place, so that also what was added since is gone.</summary>
    public YamlMap Patch()
    {
        var template = new YamlMap();
        template.Entries.AddRange(To.Template.Entries);
        return new YamlMap().Add("spec", new YamlMap().Add("template", template.Add("$patch", "replace")));
    }

    public string IntentOf(KubeObject live) => string.Create(CultureInfo.InvariantCulture, $"{live.Uid}:{From.Number}>{To.Number}:{TemplateText.VersionOf(live)}");

    /// <summary>What was approved names both revisions; the cluster may have numbered them anew by now.</summary>
    public static (long From, long To) NumbersOf(string intent)
    {
        var numbers = Numbers().Match(intent);
        return (long.Parse(numbers.Groups["from"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture), long.Parse(numbers.Groups["to"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(":(?<from>[0-9]+)>(?<to>[0-9]+):", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Numbers();
}
