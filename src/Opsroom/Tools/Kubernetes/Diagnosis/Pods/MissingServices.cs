using System.Text.RegularExpressions;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>Host names that mean services of the cluster and have none.</summary>
internal static partial class MissingServices
{
    /// <summary>What is known of the services that a text names as hosts which were not found.</summary>
    public static string Words(Scene scene, PodFacts pod, string text)
    {
        var missing = In(scene, pod.Namespace, text).ToList();
        return missing.Count == 0 ? "" : $" {string.Join(' ', missing)}";
    }

    public static IEnumerable<string> In(Scene scene, string home, string text)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (Match match in Named().Matches(text.Length > 8_000 ? text[..8_000] : text))
        {
            var host = match.Groups["host"].Value.TrimEnd('.');
            if (References.InClusterService(host, home) is not var (name, place) || name.Length < 2 || !told.Add(name) || !scene.Knows("Service") || scene.Find("Service", place, name) is not null)
            {
                continue;
            }

            if (host.Contains(".svc", StringComparison.Ordinal) || !host.Contains('.', StringComparison.Ordinal))
            {
                var elsewhere = scene.Of("Service").Where(service => service.Name == name).Select(service => service.Namespace).ToList();
                yield return $"Service {name} does not exist in namespace {place}{(elsewhere.Count == 0 ? "" : $"; one of that name is in namespace {Quote.Names(elsewhere, 3)}")}.";
            }
        }
    }

    [GeneratedRegex(@"(?:lookup |no such host:? |ENOTFOUND |EAI_AGAIN |resolve host:? |resolve |host name ""?|[Uu]nknownHostException: |nslookup |getent hosts |ping (?:-c ?\d+ )?|nc (?:-\w+ )*|wait-for-it(?:\.sh)? |waiting for (?:service )?|://|can't resolve ')(?<host>[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Named();
}
