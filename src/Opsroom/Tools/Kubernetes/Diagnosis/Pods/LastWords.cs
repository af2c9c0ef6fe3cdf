using System.Text.RegularExpressions;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>What a process wrote before it ended, and what kind of trouble that usually is.</summary>
/// <param name="Text">Bounded; empty where nothing is known.</param>
/// <param name="Whole">As much as is known, for looking for names in it.</param>
/// <param name="Source">The field it came from, or <c>log</c>.</param>
internal sealed partial record LastWords(string Text, string Whole, string Source)
{
    private static readonly (string[] Words, string Meaning, string Cure)[] Known =
    [
        (["exec format error"], "The program is built for another architecture than the node's (exec format error).", "Publish the image for the node's architecture, or select nodes with kubernetes.io/arch."),
        (["read-only file system", "EROFS"], "It writes to a path of its read-only root file system (securityContext.readOnlyRootFilesystem: true).", "Mount an emptyDir where it writes, or let it write elsewhere."),
        (["no space left on device", "ENOSPC"], "The disk or volume that it writes to is full.", "Enlarge the volume, or remove what fills it."),
        (["address already in use", "EADDRINUSE"], "The port that it listens on is already in use in the pod or on the node.", "Give each process of the pod its own port."),
        (["no such host", "name resolution", "EAI_AGAIN", "ENOTFOUND", "could not resolve", "unknownhost", "name or service not known", "could not translate host name", "server misbehaving", "lookup "], "It cannot resolve a host name (DNS).", "Check the name, that the service exists, and that DNS (port 53) is reachable from the pod."),
        (["is forbidden: User", "cannot list resource", "cannot get resource", "cannot watch resource", "cannot create resource"], "RBAC refuses its service account.", "Bind a role with the named verb and resource to the service account."),
        (["password authentication failed", "access denied for user", "authentication failed", "invalid credentials", "WRONGPASS", "NOAUTH"], "Its credentials are refused.", "Correct the credentials in the secret that it reads."),
        (["certificate has expired", "x509:", "certificate verify failed", "unable to get local issuer"], "A TLS certificate is not accepted.", "Renew the certificate, or give the process the CA that signed it."),
        (["connection refused", "ECONNREFUSED"], "Something that it needs does not answer (connection refused).", "Look at the service that it connects to."),
        (["i/o timeout", "connection timed out", "ETIMEDOUT", "context deadline exceeded", "timed out"], "Something that it needs does not answer in time.", "Look at the service that it connects to, and at network policies on the way."),
        (["permission denied", "EACCES", "operation not permitted", "EPERM"], "It may not do what it does: permission denied.", "Check runAsUser, fsGroup, capabilities and the owner of the files."),
        (["OutOfMemoryError", "heap out of memory", "out of memory", "MemoryError", "cannot allocate memory"], "It ran out of memory.", "Raise the memory limit, or lower what the process may take."),
        (["executable file not found", "command not found", "not found in $PATH"], "The command does not exist in the image.", "Correct command and args, or the image."),
        (["no such file or directory", "ENOENT", "FileNotFoundException", "cannot open"], "A file that it needs is not there.", "Mount it, or correct its path."),
        (["is not set", "missing required", "environment variable", "required variable", "must be set"], "A setting that it needs is missing.", "Set the variable or the key that it names."),
        (["unknown flag", "unrecognized option", "unknown option", "invalid option", "flag provided but not defined"], "An argument is not known to it.", "Correct args for this version of the image."),
        (["unmarshal", "parse error", "syntax error", "invalid config", "failed to parse", "could not parse", "yaml:", "toml:", "unexpected token", "cannot parse"], "Its configuration cannot be read.", "Correct the configuration that it names."),
        (["migration", "relation \"", "does not exist"], "The schema of its database is not what it expects.", "Look at the migrations of its database."),
    ];

    /// <summary>What it means, or empty.</summary>
    public string Meaning => Find()?.Meaning ?? "";

    public string? Cure => Find()?.Cure;

    /// <summary>Whether something that it needs did not answer.</summary>
    public bool IsAboutOthers => Known.Any(known => known.Meaning.StartsWith("Something that it needs", StringComparison.Ordinal) && Says(known.Words)) || IsAboutNames;

    public bool IsAboutNames => Says(["no such host", "name resolution", "EAI_AGAIN", "ENOTFOUND", "could not resolve", "unknownhost", "name or service not known", "could not translate host name", "server misbehaving"]);

    public static LastWords Of(Scene scene, PodFacts pod, ContainerFacts container)
    {
        if (container.LastEnding is { Message.Length: > 0 } ending)
        {
            return new(Quote.Tail(ending.Message), ending.Message, $"status.containerStatuses[{container.Name}].lastState.terminated.message");
        }

        return scene.LogOf(pod, container) is { } log
            ? new(Quote.Tail(string.Join('\n', log.Lines.TakeLast(20))), string.Join('\n', log.Lines.TakeLast(200)), "log")
            : new("", "", "");
    }

    /// <summary>Services of the cluster whose names stand in it, as hosts.</summary>
    public IReadOnlyList<KubeObject> ServicesNamed(Scene scene, PodFacts pod) => ServicesIn(scene, pod, Whole);

    /// <summary>Services that the pod's variables and arguments name.</summary>
    public static IReadOnlyList<KubeObject> ServicesNeeded(Scene scene, PodFacts pod) => ServicesIn(scene, pod, string.Join('\n', pod.Containers.SelectMany(container =>
        container.Spec.MapsAt("env").Select(variable => variable.TextAt("value")).OfType<string>().Concat(container.Spec.TextsAt("args")))));

    /// <summary>Services named in a text; not those that the pod itself stands behind.</summary>
    public static IReadOnlyList<KubeObject> ServicesIn(Scene scene, PodFacts pod, string text)
    {
        var home = pod.Namespace;
        var found = new List<KubeObject>();
        foreach (Match match in Host().Matches(text.Length > 8_000 ? text[..8_000] : text))
        {
            if (References.InClusterService(match.Value, home) is var (name, place) && scene.Find("Service", place, name) is { } service && !IsOwn(service) && !found.Contains(service))
            {
                found.Add(service);
            }
        }

        foreach (var address in Address().Matches(text.Length > 8_000 ? text[..8_000] : text).Select(match => match.Value).Distinct(StringComparer.Ordinal).Take(5))
        {
            if (scene.Of("Service").FirstOrDefault(service => service.Spec.TextAt("clusterIP") == address) is { } service && !IsOwn(service) && !found.Contains(service))
            {
                found.Add(service);
            }
        }

        return found;

        bool IsOwn(KubeObject service) => service.Namespace == home && Scene.SelectorOf(service)?.Matches(pod.Object.Labels) is true;
    }

    private (string[] Words, string Meaning, string Cure)? Find()
    {
        foreach (var known in Known)
        {
            if (Says(known.Words))
            {
                return known;
            }
        }

        return null;
    }

    private bool Says(string[] words) => Array.Exists(words, word => Text.Contains(word, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"[a-z0-9](?:[a-z0-9-]{0,62})(?:\.[a-z0-9][a-z0-9-]{0,62}){0,5}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Host();

    [GeneratedRegex(@"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
