using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Configuration;

/// <summary>Config maps and secrets that no pod of their namespace names: a remark, for controllers and people read them too.</summary>
internal sealed class Unused : IAnalyzer
{
    public const string Rule = "configuration-unused";

    private static readonly string[] OfTheSystem = ["kube-root-ca.crt", "openshift-service-ca.crt", "istio-ca-root-cert"];

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var place in scene.TemplatesIn)
        {
            var used = place.Concat(scene.PodsIn(place.Key).Select(pod => PodTemplate.Of(pod.Object)).OfType<PodTemplate>())
                .SelectMany(template => Want.Of(template.Spec)).Select(want => (want.Kind, want.Name)).ToHashSet();
            used.UnionWith(scene.In("Ingress", place.Key).SelectMany(ingress => ingress.Spec.MapsAt("tls")).Select(tls => ("Secret", tls.TextAt("secretName") ?? "")));
            used.UnionWith(scene.In("Certificate", place.Key).Select(certificate => ("Secret", certificate.Spec.TextAt("secretName") ?? "")));
            used.UnionWith(scene.In("ServiceAccount", place.Key).SelectMany(account => account.Body.MapsAt("imagePullSecrets").Concat(account.Body.MapsAt("secrets"))).Select(secret => ("Secret", secret.TextAt("name") ?? "")));
            var unused = scene.In("ConfigMap", place.Key).Concat(scene.In("Secret", place.Key))
                .Where(each => !used.Contains((each.Kind, each.Name)) && each.Owners.Count == 0 && !OfTheSystem.Contains(each.Name, StringComparer.Ordinal)
                    && each.Body.TextAt("type") is null or "Opaque" && !used.Contains((each.Kind, each.Name))).ToList();
            if (unused.Count > 0)
            {
                yield return new(Rule, Severity.Info, FaultRole.Cause, unused[0], $"{unused.Count} config maps and secrets of namespace {place.Key} are named by no pod: {Quote.Names(unused.Select(each => $"{each.Kind} {each.Name}"), 6)}.") { Also = [.. unused.Skip(1)], FixHint = "Remove what nothing else reads." };
            }
        }
    }
}
