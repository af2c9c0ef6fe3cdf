using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>Images that cannot be pulled, and why: the name, the tag, the credentials, the rate, the platform or the way to the registry.</summary>
internal sealed class ImagePull : IAnalyzer
{
    public const string Rule = "image-pull-failed";

    private static readonly string[] Reasons = ["ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError", "RegistryUnavailable", "SignatureValidationFailed", "ErrImagePullBackOff"];

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var pod in scene.Pods.Where(pod => pod.IsLive))
        {
            foreach (var container in pod.Containers)
            {
                if (container.WaitingReason is { } reason && Reasons.Contains(reason, StringComparer.Ordinal))
                {
                    yield return Failed(scene, pod, container, reason);
                }
            }
        }
    }

    private static Fault Failed(Scene scene, PodFacts pod, ContainerFacts container, string reason)
    {
        var failed = scene.EventsOf(pod.Object).FirstOrDefault(line => line.Reason == "Failed" && line.Says("pull") && line.Says(container.Image))
            ?? scene.EventsOf(pod.Object).FirstOrDefault(line => line.Reason is "Failed" or "InspectFailed" or "ErrImageNeverPull" && (line.Says("pull") || line.Says("image")));
        var said = container.WaitingMessage.Length > (failed?.Message.Length ?? 0) || failed is null ? container.WaitingMessage : failed.Message;
        if (container.WaitingMessage.Length > 0 && Classify(reason, said) == Kind.Other)
        {
            said = Classify(reason, container.WaitingMessage) != Kind.Other || failed is null ? container.WaitingMessage : failed.Message;
        }

        var kind = Classify(reason, said);
        var (why, cure) = Words(scene, pod, container, kind, said);
        return new(Rule, Severity.Error, FaultRole.Failure, pod.Object,
            $"{Capital(container.Noun)} {container.Name} of pod {pod.Object.Name} waits in {reason}: image {Quote.Of(container.Image, 200)} cannot be pulled. {why}{(said.Length == 0 ? "" : $" The kubelet said: {Quote.Of(said)}")}")
        {
            Path = container.Path + ".image",
            Evidence = [new(pod.Object.Id, $"status.containerStatuses[{container.Name}].state.waiting", $"{reason}{Quote.After(container.WaitingMessage)}"), .. failed is null ? (IEnumerable<Evidence>)[] : [new(pod.Object.Id, "event Failed", Quote.Of(failed.Message))]],
            Likeness = $"{container.Name} {container.Image} {kind}",
            FixHint = cure,
        };
    }

    private enum Kind
    {
        Other,
        Name,
        Missing,
        Credentials,
        Rate,
        Platform,
        Certificate,
        Network,
        Disk,
        Never,
    }

    private static Kind Classify(string reason, string said)
    {
        bool Says(params ReadOnlySpan<string> words)
        {
            foreach (var word in words)
            {
                if (said.Contains(word, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }

            return false;
        }

        return reason switch
        {
            "InvalidImageName" => Kind.Name,
            "ErrImageNeverPull" => Kind.Never,
            _ when Says("no match for platform", "no matching manifest for", "does not match the specified platform") => Kind.Platform,
            _ when Says("toomanyrequests", "too many requests", "429", "rate limit") => Kind.Rate,
            _ when Says("x509", "certificate", "server gave HTTP response to HTTPS client", "tls:") => Kind.Certificate,
            _ when Says("unauthorized", "authentication required", "authorization failed", "access denied", "denied:", "403", "401", "no basic auth credentials", "insufficient_scope", "may require authorization", "may require 'docker login'") => Kind.Credentials,
            _ when Says("manifest unknown", "not found", "name unknown", "404", "does not exist") => Kind.Missing,
            _ when Says("no such host", "i/o timeout", "connection refused", "deadline exceeded", "network is unreachable", "connection reset", "TLS handshake timeout", "500", "502", "503") => Kind.Network,
            _ when Says("no space left") => Kind.Disk,
            _ when Says("invalid reference format", "couldn't parse image") => Kind.Name,
            _ => Kind.Other,
        };
    }

    private static (string Why, string Cure) Words(Scene scene, PodFacts pod, ContainerFacts container, Kind kind, string said) => kind switch
    {
        Kind.Name => ("The image name is not valid.", "Correct the image's name: lower-case repository, one tag or digest, no scheme."),
        Kind.Missing => ($"The tag or repository was not found in the registry (manifest unknown).{ImageHistory.Before(scene, pod, container)}", "Correct the tag, or push the image that it names."),
        Kind.Credentials => ($"The registry refused the pull: unauthorized, its credentials are missing or not accepted. {PullSecrets.Words(scene, pod)}", PullSecrets.Cure(scene, pod)),
        Kind.Rate => ("The registry's rate limit is reached (toomanyrequests, 429).", "Pull with credentials, through a mirror or cache, or pin images that nodes already have."),
        Kind.Platform => ($"The image has no manifest for the platform of the node{Architecture(scene, pod)} (no match for platform).", "Publish the image for the node's architecture, or select nodes with kubernetes.io/arch."),
        Kind.Certificate => ("The registry's certificate or protocol is not trusted by the node (x509, TLS).", "Give the nodes the registry's CA, or correct the registry's certificate."),
        Kind.Network => ("The node cannot reach the registry.", "Check name resolution, proxy and firewall from the node to the registry."),
        Kind.Disk => ("The node has no space left for the image.", "Free the node's image file system."),
        Kind.Never => ("imagePullPolicy is Never and the node does not have the image (ErrImageNeverPull).", "Load the image onto the node, or use imagePullPolicy IfNotPresent."),
        _ when said.Length == 0 => ("The kubelet has not said why.", "kubectl describe pod shows the pull's error."),
        _ => ("", "Read the kubelet's message: it is the registry's own answer."),
    };

    private static string Architecture(Scene scene, PodFacts pod) =>
        scene.Find("Node", "", pod.NodeName)?.Status.TextAt("nodeInfo", "architecture") is { } architecture ? $" {pod.NodeName} (architecture {architecture})" : "";

    private static string Capital(string noun) => char.ToUpperInvariant(noun[0]) + noun[1..];
}
