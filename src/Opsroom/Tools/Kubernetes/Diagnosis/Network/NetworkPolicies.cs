using System.Globalization;
using Opsroom.Tools.Kubernetes.Diagnosis.Pods;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Network;

/// <summary>Network policies that cut what has to be reached: DNS, the ingress controller, and services that pods depend on.</summary>
internal sealed class NetworkPolicies : IAnalyzer
{
    public const string Dns = "networkpolicy-blocks-dns";
    public const string FromController = "networkpolicy-blocks-ingress-controller";
    public const string Between = "networkpolicy-blocks-service";

    private static readonly string[] Followers = [Crashes.Crash, Crashes.Killed, NotReady.Probe, InitWaits.Rule, Workloads.Jobs.Rule];

    public IEnumerable<Fault> Look(Scene scene) => BlockedDns(scene).Concat(BlockedControllers(scene)).Concat(BlockedServices(scene));

    private static List<KubeObject> Isolating(Scene scene, KubeObject pod, string direction) =>
        [.. scene.In("NetworkPolicy", pod.Namespace).Where(policy => PolicyRules.Covers(policy, direction) && PolicyRules.Selects(policy, pod))];

    private static IEnumerable<Fault> BlockedDns(Scene scene)
    {
        var blocked = new Dictionary<KubeObject, List<PodFacts>>();
        foreach (var pod in scene.Pods.Where(pod => pod.IsLive && scene.In("NetworkPolicy", pod.Namespace).Count > 0))
        {
            var policies = Isolating(scene, pod.Object, "Egress");
            var mayAsk = policies.SelectMany(policy => PolicyRules.Rules(policy, "Egress")).Any(rule =>
                (PolicyRules.AllowsPort(rule, 53, "dns", "UDP") || PolicyRules.AllowsPort(rule, 5353, "dns", "UDP")) && ReachesSystem(scene, rule, pod.Namespace));
            if (policies.Count > 0 && !mayAsk)
            {
                var first = policies.Find(policy => PolicyRules.Rules(policy, "Egress").Any()) ?? policies[0];
                blocked.TryAdd(first, []);
                blocked[first].Add(pod);
            }
        }

        foreach (var (policy, pods) in blocked)
        {
            var suffering = pods.Where(pod => !pod.IsReady || pod.Containers.Any(container => LastWords.Of(scene, pod, container).IsAboutNames)).ToList();
            yield return new(Dns, suffering.Count > 0 ? Severity.Error : Severity.Warning, FaultRole.Cause, policy,
                string.Create(CultureInfo.InvariantCulture, $"NetworkPolicy {policy.Name} blocks DNS: it restricts the egress of {pods.Count} pods ({Quote.Names(pods.Select(pod => pod.Object.Name), 3)}) and no policy allows UDP port 53 to the cluster's DNS in kube-system, so they cannot resolve host names."))
            {
                Path = "spec.egress",
                Evidence = [new(policy.Id, "spec.podSelector", LabelSelector.Of(policy.Spec.At("podSelector"))?.ToString() is { Length: > 0 } words ? words : "all pods")],
                Also = [.. suffering.Select(pod => pod.Object)],
                Explains = suffering.Count > 0 ? [.. Followers] : [],
                Breaks = suffering.Count > 0,
                FixHint = "Allow egress to UDP and TCP port 53 of kube-dns (namespace kube-system).",
            };
        }
    }

    private static bool ReachesSystem(Scene scene, YamlMap rule, string home)
    {
        var labels = scene.Find("Namespace", "", "kube-system")?.Labels ?? PolicyRules.ImpliedLabels("kube-system");
        var dns = scene.In("Pod", "kube-system").FirstOrDefault(pod => pod.Labels.GetValueOrDefault("k8s-app") is "kube-dns" or "coredns");
        // node-local DNS and the like are addressed by ranges
        return rule.MapsAt("to").Any(peer => peer.At("ipBlock") is not null) || PolicyRules.AllowsPeer(rule, "Egress", home, "kube-system", labels, dns?.Labels);
    }

    private static IEnumerable<Fault> BlockedControllers(Scene scene)
    {
        var controllers = ControllerPods(scene);
        foreach (var ingress in scene.Of("Ingress"))
        {
            foreach (var service in References.BackendsOf(ingress).Select(backend => scene.Find("Service", ingress.Namespace, backend.Service)).OfType<KubeObject>().Distinct())
            {
                if (Scene.SelectorOf(service) is not { } selector || scene.Selected(service.Namespace, selector).FirstOrDefault(pod => pod.IsLive) is not { } pod)
                {
                    continue;
                }

                var policies = Isolating(scene, pod.Object, "Ingress");
                if (policies.Count == 0 || Admits(scene, policies, pod, service, controllers))
                {
                    continue;
                }

                var rules = policies.SelectMany(policy => PolicyRules.Rules(policy, "Ingress")).ToList();
                var first = policies.Find(policy => PolicyRules.Rules(policy, "Ingress").Any()) ?? policies[0];
                var where = controllers.Count == 0 ? "a namespace of its own" : $"namespace {controllers[0].Namespace}";
                yield return new(FromController, Severity.Error, FaultRole.Cause, first,
                    $"NetworkPolicy {Quote.Names(policies.Select(policy => policy.Name), 3)} denies the ingress controller (in {where}) to reach the pods of Service {service.Name} behind Ingress {ingress.Name} (pod {pod.Object.Name}, port {PortsOf(service, pod)}): {(rules.Count == 0 ? "no policy has an ingress rule for them" : $"none of its ingress rules fits{Selectors(scene, rules)}")}. Requests end in 504 or 502.")
                {
                    Path = "spec.ingress",
                    Evidence = [new(first.Id, "spec.podSelector", LabelSelector.Of(first.Spec.At("podSelector"))?.ToString() is { Length: > 0 } words ? words : "all pods")],
                    Also = [.. policies.Where(policy => policy != first), ingress, service],
                    Explains = [Ingresses.Empty],
                    Breaks = true,
                    FixHint = "Allow ingress from the controller's namespace to the pods' own port.",
                };
            }
        }
    }

    private static string Selectors(Scene scene, List<YamlMap> rules)
    {
        var words = rules.SelectMany(rule => rule.MapsAt("from")).Select(peer => LabelSelector.Of(peer.At("namespaceSelector"))).OfType<LabelSelector>()
            .Select(selector => $"namespaceSelector {selector}{(scene.Knows("Namespace") && !scene.Of("Namespace").Any(place => selector.Matches(place.Labels)) ? " matches no namespace (none has that label)" : "")}").ToList();
        return words.Count == 0 ? " (they name pods of the same namespace, or other ports)" : $": {Quote.Names(words, 3)}";
    }

    private static List<KubeObject> ControllerPods(Scene scene) =>
        [.. scene.Pods.Where(pod => pod.IsLive && (pod.Object.Labels.GetValueOrDefault("app.kubernetes.io/component") == "controller" && pod.Object.Labels.GetValueOrDefault("app.kubernetes.io/name")?.Contains("ingress", StringComparison.Ordinal) is true
            || pod.Object.Labels.GetValueOrDefault("app.kubernetes.io/name") is "traefik" or "haproxy-ingress" or "ingress-nginx" or "nginx-ingress" or "kong" or "contour" or "envoy")).Select(pod => pod.Object)];

    private static bool Admits(Scene scene, List<KubeObject> policies, PodFacts pod, KubeObject service, List<KubeObject> controllers) => policies.Exists(policy =>
        PolicyRules.Rules(policy, "Ingress").Any(rule => service.Spec.MapsAt("ports").Any(port => AdmitsPort(rule, pod, port))
            && (controllers.Count > 0
                ? controllers.Exists(controller => PolicyRules.AllowsPeer(scene, rule, "Ingress", policy.Namespace, controller))
                : MayReachOthers(scene, rule, policy.Namespace))));

    /// <summary>Where the controller is not known: whether the rule lets anyone of another namespace in, or of outside.</summary>
    private static bool MayReachOthers(Scene scene, YamlMap rule, string home)
    {
        var peers = rule.MapsAt("from").ToList();
        return peers.Count == 0 || peers.Exists(peer => peer.At("ipBlock") is not null
            || (LabelSelector.Of(peer.At("namespaceSelector")) is { } selector
                && (selector.IsEmpty || !scene.Knows("Namespace") || scene.Of("Namespace").Any(place => place.Name != home && selector.Matches(place.Labels))
                    || selector.Labels.TryGetValue("kubernetes.io/metadata.name", out var named) && scene.Find("Namespace", "", named) is null)));
    }

    private static bool AdmitsPort(YamlMap rule, PodFacts pod, YamlMap port)
    {
        var (number, name) = Target(pod, port);
        return PolicyRules.AllowsPort(rule, number, name, port.TextAt("protocol") ?? "TCP");
    }

    private static (long Number, string? Name) Target(PodFacts pod, YamlMap port)
    {
        var target = port.TextAt("targetPort") ?? port.TextAt("port") ?? "";
        var open = pod.Containers.SelectMany(container => container.Ports).FirstOrDefault(each => each.TextAt("name") == target || each.TextAt("containerPort") == target);
        return (open.NumberAt("containerPort") ?? port.NumberAt("targetPort") ?? 0, open.TextAt("name"));
    }

    private static string PortsOf(KubeObject service, PodFacts pod) =>
        string.Join(", ", service.Spec.MapsAt("ports").Select(port => Target(pod, port).Number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Only for pods that suffer and name the service: what nobody uses may well be cut.</summary>
    private static IEnumerable<Fault> BlockedServices(Scene scene)
    {
        foreach (var pod in scene.Pods.Where(pod => pod is { IsLive: true, IsReady: false } && scene.Knows("NetworkPolicy")))
        {
            var words = string.Join('\n', pod.Containers.Select(container => LastWords.Of(scene, pod, container).Whole).Concat(scene.EventsOf(pod.Object).Where(line => line.Reason == "Unhealthy").Select(line => line.Message)));
            foreach (var service in LastWords.ServicesIn(scene, pod, words))
            {
                if (Scene.SelectorOf(service) is not { } selector || scene.Selected(service.Namespace, selector).FirstOrDefault(each => each is { IsLive: true, IsReady: true }) is not { } target)
                {
                    continue;
                }

                var isolating = Isolating(scene, target.Object, "Ingress");
                var isIn = isolating.Count == 0 || isolating.Exists(policy => PolicyRules.Rules(policy, "Ingress").Any(rule => service.Spec.MapsAt("ports").Any(port => AdmitsPort(rule, target, port)) && PolicyRules.AllowsPeer(scene, rule, "Ingress", policy.Namespace, pod.Object)));
                var leaving = Isolating(scene, pod.Object, "Egress");
                var isOut = leaving.Count == 0 || leaving.Exists(policy => PolicyRules.Rules(policy, "Egress").Any(rule => service.Spec.MapsAt("ports").Any(port => AdmitsPort(rule, target, port)) && PolicyRules.AllowsPeer(scene, rule, "Egress", policy.Namespace, target.Object)));
                if (isIn && isOut)
                {
                    continue;
                }

                var policy = isIn ? leaving[0] : isolating[0];
                yield return new(Between, Severity.Error, FaultRole.Cause, policy, $"NetworkPolicy {policy.Name} blocks traffic from pod {pod.Object.Name} (namespace {pod.Namespace}) to Service {service.Name} (namespace {service.Namespace}, pod port {PortsOf(service, target)}): no {(isIn ? "egress" : "ingress")} rule allows it.")
                {
                    Path = isIn ? "spec.egress" : "spec.ingress",
                    Also = [pod.Object],
                    Explains = [.. Followers],
                    Breaks = true,
                    Likeness = null,
                    FixHint = "Allow the traffic by the labels of both pods, with the pod's own port.",
                };
                break;
            }
        }
    }
}
