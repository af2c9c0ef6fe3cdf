using Opsroom.Tools.Kubernetes.Linting.ApiVersions;
using static Opsroom.Tools.Kubernetes.Linting.LintRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>Versions, fields and words of the API that are gone, going or not there yet.</summary>
internal static class ApiVersionRules
{
    private const string Guide = "Kubernetes: deprecated API migration guide; pluto, kubent, datree";

    /// <summary>Well-known names that were renamed, with what to write today.</summary>
    private static readonly Dictionary<string, string> OldLabels = new(StringComparer.Ordinal)
    {
        ["beta.kubernetes.io/os"] = "kubernetes.io/os",
        ["beta.kubernetes.io/arch"] = "kubernetes.io/arch",
        ["beta.kubernetes.io/instance-type"] = "node.kubernetes.io/instance-type",
        ["failure-domain.beta.kubernetes.io/zone"] = "topology.kubernetes.io/zone",
        ["failure-domain.beta.kubernetes.io/region"] = "topology.kubernetes.io/region",
        ["node-role.kubernetes.io/master"] = "node-role.kubernetes.io/control-plane",
    };

    private static readonly Dictionary<string, string> OldAnnotations = new(StringComparer.Ordinal)
    {
        ["kubernetes.io/ingress.class"] = "set spec.ingressClassName instead",
        ["seccomp.security.alpha.kubernetes.io/pod"] = "it has no effect since 1.27; set securityContext.seccompProfile instead",
        ["scheduler.alpha.kubernetes.io/critical-pod"] = "it has no effect since 1.16; set priorityClassName instead",
        ["volume.beta.kubernetes.io/storage-class"] = "set spec.storageClassName instead",
        ["service.alpha.kubernetes.io/tolerate-unready-endpoints"] = "it has no effect since 1.24; set spec.publishNotReadyAddresses instead",
        ["service.kubernetes.io/topology-aware-hints"] = "set spec.trafficDistribution, or the annotation service.kubernetes.io/topology-mode",
    };

    /// <summary>Volumes whose code has left Kubernetes, with the version it left in.</summary>
    private static readonly Dictionary<string, KubernetesVersion> GoneVolumes = new(StringComparer.Ordinal)
    {
        ["flocker"] = new(1, 25),
        ["quobyte"] = new(1, 25),
        ["storageos"] = new(1, 25),
        ["glusterfs"] = new(1, 26),
        ["cephfs"] = new(1, 31),
        ["rbd"] = new(1, 31),
    };

    public static IEnumerable<LintRule> All { get; } =
    [
        OfObjects("removed-api", Error, "The API version is still served by the version of Kubernetes that is judged against.", Guide, [], Removed),
        OfObjects("api-not-yet-served", Error, "The API version is already served by the version of Kubernetes that is judged against.", "Kubernetes: release notes; kubeconform", [], NotYet),
        OfObjects("not-served-by-cluster", Error, "The cluster that is named serves the kind in this version.", "Kubernetes: API discovery; kubectl apply", [], NotServed),
        OfObjects("deprecated-api", Warning, "The API version is not announced to go.", Guide, [], Deprecated),
        OfObjects("deprecated-annotation", Warning, "No annotation is used that a field replaces, or that does nothing any more.", "Kubernetes: well-known labels, annotations and taints", [], (each, report) =>
        {
            foreach (var (key, value) in each.Metadata["annotations"].Entries.Concat(each.Pods?.Metadata["annotations"].Entries ?? []))
            {
                if (OldAnnotations.TryGetValue(key.Value, out var cure) && (each.Kind != "IngressClass"))
                {
                    report.Add(value, $"The annotation {key.Value} is deprecated: {cure}.", place: key);
                }
            }
        }),
        OfPods("deprecated-node-label", Warning, "Nodes are chosen by today's well-known labels.", "Kubernetes: well-known labels, annotations and taints", OldLabel),
        OfPods("deprecated-service-account-field", Info, "The service account stands in serviceAccountName.", "kube-linter: deprecated-service-account-field", (pods, report) =>
        {
            if (pods.Spec["serviceAccount"] is { Exists: true } old && !pods.Spec["serviceAccountName"].Exists)
            {
                report.Add(old, "serviceAccount is the old name of serviceAccountName. Write the new one.");
            }
        }),
        OfPods("removed-volume-type", Error, "No volume is of a type that left Kubernetes.", "Kubernetes: removed in-tree volume plugins", (pods, report) =>
        {
            foreach (var volume in pods.Spec["volumes"].Items)
            {
                foreach (var (key, value) in volume.Entries)
                {
                    if (GoneVolumes.TryGetValue(key.Value, out var version) && report.Manifest.Version >= version)
                    {
                        report.Add(value, $"Volumes of type {key.Value} left Kubernetes in {version}: the pod will not start. Use the CSI driver of that storage.", place: key);
                    }
                }
            }
        }),
        OfPods("git-repo-volume", Warning, "No volume is of type gitRepo, which runs git as root on the node.", "CVE-2024-10220; disabled since 1.33", (pods, report) =>
        {
            foreach (var volume in pods.Spec["volumes"].Items.Where(each => each["gitRepo"].Exists))
            {
                report.Add(volume["gitRepo"], "gitRepo volumes are deprecated, and let who may create pods run code on the node. Clone in an init container into an emptyDir.");
            }
        }),
        OfContainers("frozen-image-registry", Warning, "No image comes from k8s.gcr.io, which gets no new images since April 2023.", "Kubernetes blog: k8s.gcr.io redirect and freeze", (container, report) =>
        {
            if (container["image"].Text is { } image && image.StartsWith("k8s.gcr.io/", StringComparison.Ordinal))
            {
                report.Add(container["image"], "k8s.gcr.io is frozen; the same images are at registry.k8s.io.", report.Fix(container["image"], "registry.k8s.io" + image["k8s.gcr.io".Length..]));
            }
        }),
    ];

    private static void Removed(LintObject each, LintReport report)
    {
        if (ApiLifetime.Find(each.Source.ApiVersion, each.Kind) is not { Removed: { } removed } lifetime || report.Manifest.Version < removed || report.Manifest.Served.Serves(each.Source.ApiVersion, each.Kind) is true)
        {
            return;
        }

        var cure = lifetime.Replacement is null
            ? each.Kind == "PodSecurityPolicy" ? "Nothing replaces it; use Pod Security Admission: labels pod-security.kubernetes.io/enforce on namespaces." : "Nothing replaces it; remove the object."
            : $"Use {lifetime.Replacement}, served since {lifetime.ReplacementSince}.";
        report.Add(each.Root["apiVersion"], $"{each.Source.ApiVersion} {each.Kind} is not served since {removed} (judged against {report.Manifest.Version}). {cure}", Replacement(lifetime, report, each));
    }

    private static void NotYet(LintObject each, LintReport report)
    {
        if (ApiLifetime.Find(each.Source.ApiVersion, each.Kind) is not { Since: { } since } || report.Manifest.Version >= since || report.Manifest.Served.Serves(each.Source.ApiVersion, each.Kind) is true)
        {
            return;
        }

        var older = ApiLifetime.All.Where(known => known.Kind == each.Kind && known.ApiVersion != each.Source.ApiVersion && known.IsServedIn(report.Manifest.Version))
            .Select(known => known.ApiVersion).Order(StringComparer.Ordinal).ToList();
        report.Add(each.Root["apiVersion"], $"{each.Source.ApiVersion} {each.Kind} is served since {since}; {report.Manifest.Version} does not know it.{(older.Count == 0 ? "" : $" It knows {string.Join(", ", older)}.")}");
    }

    /// <summary>What the tables of versions do not say: kinds of extensions, and such as an operator of the cluster turned off.</summary>
    private static void NotServed(LintObject each, LintReport report)
    {
        var (apiVersion, kind, manifest) = (each.Source.ApiVersion, each.Kind, report.Manifest);
        if (manifest.Served.Serves(apiVersion, kind) is not false || kind.Length == 0 || apiVersion.Length == 0 || IsJudged(apiVersion, kind, manifest) || IsDefined(apiVersion, kind, manifest))
        {
            return;
        }

        var others = manifest.Served.Kinds!.Where(served => served.Kind == kind && served.ApiVersion.Split('/')[0] == apiVersion.Split('/')[0]).Select(served => served.ApiVersion).Order(StringComparer.Ordinal).ToList();
        report.Add(each.Root["apiVersion"], $"The cluster (Kubernetes {manifest.Version}) does not serve {apiVersion} {kind}.{(others.Count == 0 ? " Install what defines it, or leave the object out." : $" It serves {string.Join(", ", others)}.")}");
    }

    private static bool IsJudged(string apiVersion, string kind, LintManifest manifest) => ApiLifetime.Find(apiVersion, kind)?.IsServedIn(manifest.Version) is false;

    /// <summary>Whether the manifest itself brings the kind.</summary>
    private static bool IsDefined(string apiVersion, string kind, LintManifest manifest) => manifest.Objects.Any(each =>
        each.Kind == "CustomResourceDefinition" && each.Spec.At("names")["kind"].Text == kind
        && each.Spec["versions"].Items.Any(version => $"{each.Spec["group"].Text}/{version["name"].Text}" == apiVersion));

    private static void Deprecated(LintObject each, LintReport report)
    {
        if (ApiLifetime.Find(each.Source.ApiVersion, each.Kind) is not { Deprecated: { } deprecated } lifetime || report.Manifest.Version < deprecated || lifetime.IsRemovedIn(report.Manifest.Version))
        {
            return;
        }

        var end = lifetime.Removed is { } removed ? $" and goes in {removed}" : "";
        var cure = lifetime.Replacement is null ? "" : $" Use {lifetime.Replacement.Replace("#", " ", StringComparison.Ordinal)}.";
        report.Add(each.Root["apiVersion"], $"{each.Source.ApiVersion} {each.Kind} is deprecated since {deprecated}{end}.{cure}", Replacement(lifetime, report, each));
    }

    /// <summary>Certain only where the fields are the same in both versions.</summary>
    private static TextFix? Replacement(ApiLifetime lifetime, LintReport report, LintObject each)
    {
        var isServed = lifetime.ReplacementSince is { } since && report.Manifest.Version >= since;
        var hasSameFields = lifetime.Kind is not ("Ingress" or "CustomResourceDefinition" or "CertificateSigningRequest" or "MutatingWebhookConfiguration" or "ValidatingWebhookConfiguration" or "Endpoints" or "Event" or "EndpointSlice" or "FlowSchema" or "PriorityLevelConfiguration")
            && lifetime.ApiVersion is not ("autoscaling/v2beta1" or "extensions/v1beta1" or "apps/v1beta1" or "apps/v1beta2");
        return isServed && hasSameFields && lifetime.Replacement is { } replacement ? report.Fix(each.Root["apiVersion"], replacement) : null;
    }

    private static void OldLabel(LintPods pods, LintReport report)
    {
        foreach (var (key, value) in pods.Spec["nodeSelector"].Entries)
        {
            if (OldLabels.TryGetValue(key.Value, out var today))
            {
                report.Add(value, $"Nodes of today need not have the label {key.Value}. Use {today}.", report.Manifest.Text.Replace(key, today), key);
            }
        }

        var terms = pods.Spec.At("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")["nodeSelectorTerms"].Items
            .Concat(pods.Spec.At("affinity", "nodeAffinity", "preferredDuringSchedulingIgnoredDuringExecution").Items.Select(each => each["preference"]))
            .SelectMany(term => term["matchExpressions"].Items).Select(each => each["key"]);
        var topologies = pods.Spec["topologySpreadConstraints"].Items.Select(each => each["topologyKey"]);
        foreach (var place in terms.Concat(topologies))
        {
            if (place.Text is { } key && OldLabels.TryGetValue(key, out var today))
            {
                report.Add(place, $"Nodes of today need not have the label {key}. Use {today}.", report.Fix(place, today));
            }
        }
    }
}
