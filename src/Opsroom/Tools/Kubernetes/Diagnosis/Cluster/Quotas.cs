using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Cluster;

/// <summary>Quotas that are used up.</summary>
internal sealed class Quotas : IAnalyzer
{
    public const string Full = "quota-used-up";

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var quota in scene.Of("ResourceQuota"))
        {
            var full = (quota.Status.MapAt("hard")?.Entries ?? [])
                .Where(hard => Quantity.Parse(hard.Value.Text) is { Value: > 0 } most && quota.Status.QuantityAt("used", hard.Key.Value) >= most)
                .Select(hard => $"{hard.Key.Value} {quota.Status.TextAt("used", hard.Key.Value)} of {hard.Value.Text}").ToList();
            if (full.Count > 0)
            {
                yield return new(Full, Severity.Info, FaultRole.Cause, quota, $"ResourceQuota {quota.Name} of namespace {quota.Namespace} is used up: {Quote.Names(full)}. What asks for more is refused.") { Path = "spec.hard", FixHint = "Raise the quota before the next rollout, or remove what is not needed." };
            }
        }
    }
}
