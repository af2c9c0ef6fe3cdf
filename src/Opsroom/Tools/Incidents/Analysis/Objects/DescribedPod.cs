using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Incidents.Analysis.Objects;

/// <summary>A pod or node, put together from the lines of its description.</summary>
internal sealed partial class DescribedPod(YamlScalar name, int line)
{
    private readonly List<Container> containers = [];
    private readonly YamlList conditions = new();
    private string? phase;
    private string? node;
    private bool isNode;
    private bool isDeleted;
    private Container? container;
    private readonly YamlMap selectors = new();
    private string part = "";

    public string Name => name.Value;

    public string Namespace { get; private set; } = "";

    public string Kind => isNode ? "Node" : "Pod";

    public void Take(string section, int indent, string key, YamlScalar value)
    {
        switch (section, indent)
        {
            case ("Namespace", 0):
                Namespace = value.Value;
                break;
            case ("Status", 0):
                phase = value.Value.Split(' ')[0];
                isDeleted = value.Value.StartsWith("Terminating", StringComparison.Ordinal);
                break;
            case ("Node", 0):
                node = value.Value.Split('/')[0];
                break;
            case ("Node-Selectors", 0) when value.Value.Split('=', 2) is [var label, var wanted]:
                selectors.Add(label, new YamlScalar(wanted) { Line = value.Line });
                break;
            case ("Roles" or "Capacity" or "Allocatable" or "System Info", 0):
                isNode = true;
                break;
            case ("Containers" or "Init Containers", > 0 and <= 3) when value.Value.Length == 0:
                container = new(key, section == "Init Containers");
                containers.Add(container);
                part = "";
                break;
            case ("Containers" or "Init Containers", > 3):
                OfContainer(indent, key, value);
                break;
        }
    }

    public void Condition(string text, int number)
    {
        if (ConditionRow().Match(text) is { Success: true } match)
        {
            var condition = new YamlMap { Line = number }.Add("type", new YamlScalar(match.Groups["type"].Value) { Line = number }).Add("status", match.Groups["status"].Value);
            if (match.Groups["more"].Value.Trim() is { Length: > 0 } more)
            {
                condition.Add("message", new YamlScalar(more[Math.Max(0, more.LastIndexOf("  ", StringComparison.Ordinal))..].Trim()) { Line = number });
            }

            conditions.Items.Add(condition);
        }
    }

    /// <summary>Null for what is neither a pod nor a node.</summary>
    public YamlMap? Object()
    {
        if (!isNode && containers.Count == 0)
        {
            return null;
        }

        var metadata = new YamlMap { Line = line }.Add("name", name).AddIfAny("namespace", Namespace.Length > 0 ? Namespace : null);
        if (isDeleted)
        {
            metadata.Add("deletionTimestamp", "2000-01-01T00:00:00Z");
        }

        var status = new YamlMap { Line = line }.AddIfAny("phase", phase);
        status.AddIfAny("conditions", conditions.Items);
        status.AddIfAny("containerStatuses", containers.Where(each => !each.IsInit).Select(each => each.Status()));
        status.AddIfAny("initContainerStatuses", containers.Where(each => each.IsInit).Select(each => each.Status()));
        var spec = new YamlMap { Line = line }.AddIfAny("nodeName", node).AddIfAny("containers", containers.Where(each => !each.IsInit).Select(each => each.Spec()));
        spec.AddIfAny("nodeSelector", selectors.Entries.Count > 0 ? selectors : null);
        spec.AddIfAny("initContainers", containers.Where(each => each.IsInit).Select(each => each.Spec()));
        return new YamlMap { Line = line }.Add("apiVersion", "v1").Add("kind", Kind).Add("metadata", metadata).Add("spec", spec).Add("status", status);
    }

    private void OfContainer(int indent, string key, YamlScalar value)
    {
        if (container is null)
        {
            return;
        }

        if (indent <= 4)
        {
            part = key;
        }

        switch (part, key)
        {
            case ("Image", "Image"):
                container.Image = value;
                break;
            case ("State", _):
                container.State.Take(key, value);
                break;
            case ("Last State", _):
                container.LastState.Take(key, value);
                break;
            case ("Ready", "Ready"):
                container.Ready = value;
                break;
            case ("Restart Count", _):
                container.Restarts = value;
                break;
            case ("Limits", "memory"):
                container.MemoryLimit = value;
                break;
            case ("Limits", "cpu"):
                container.CpuLimit = value;
                break;
        }
    }

    [GeneratedRegex(@"^\s+(?<type>[A-Z]\w+)\s+(?<status>True|False|Unknown)(?<more>.*)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ConditionRow();

    private sealed class ContainerState
    {
        private YamlScalar? state;
        private readonly YamlMap details = new();

        public void Take(string key, YamlScalar value)
        {
            if (key is "State" or "Last State")
            {
                state = value;
                return;
            }

            if (key == "Exit Code")
            {
                details.Add("exitCode", new YamlScalar(value.Value, ScalarKind.Number) { Line = value.Line });
            }
            else if (key is "Reason" or "Message" or "Signal")
            {
                details.Add(key.ToLowerInvariant(), value);
            }
            else if (key is "Started" or "Finished" && DateTimeOffset.TryParse(value.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            {
                details.Add(key == "Started" ? "startedAt" : "finishedAt", new YamlScalar(at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)) { Line = value.Line });
            }
        }

        public YamlMap? Told() => state?.Value is { Length: > 0 } word ? new YamlMap { Line = state.Line }.Add(word.ToLowerInvariant(), details) : null;
    }

    private sealed class Container(string name, bool isInit)
    {
        public bool IsInit { get; } = isInit;

        public YamlScalar? Image { get; set; }

        public YamlScalar? Ready { get; set; }

        public YamlScalar? Restarts { get; set; }

        public YamlScalar? MemoryLimit { get; set; }

        public YamlScalar? CpuLimit { get; set; }

        public ContainerState State { get; } = new();

        public ContainerState LastState { get; } = new();

        public YamlMap Status() => new YamlMap().Add("name", name).Add("ready", Ready?.Value == "True").AddIfAny("restartCount", Restarts is null ? null : new YamlScalar(Restarts.Value, ScalarKind.Number) { Line = Restarts.Line })
            .AddIfAny("image", Image).AddIfAny("state", State.Told()).AddIfAny("lastState", LastState.Told());

        public YamlMap Spec()
        {
            var limits = new YamlMap().AddIfAny("memory", MemoryLimit).AddIfAny("cpu", CpuLimit);
            var spec = new YamlMap().Add("name", name).AddIfAny("image", Image);
            return limits.Entries.Count == 0 ? spec : spec.Add("resources", new YamlMap().Add("limits", limits));
        }
    }
}
