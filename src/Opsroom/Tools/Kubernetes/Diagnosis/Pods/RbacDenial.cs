using System.Text.RegularExpressions;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>A refusal of the API server to a service account, and the bindings that were meant for it.</summary>
internal sealed partial record RbacDenial(string Words, string Cure, IReadOnlyList<KubeObject> Objects)
{
    public static RbacDenial? Of(Scene scene, string text)
    {
        var match = Denied().Match(text.Length > 8_000 ? text[..8_000] : text);
        if (!match.Success)
        {
            return null;
        }

        var (place, account) = (match.Groups["namespace"].Value, match.Groups["account"].Value);
        var words = $" ServiceAccount {account} of namespace {place} may not {match.Groups["verb"].Value} {match.Groups["resource"].Value}.";
        var objects = new List<KubeObject>();
        foreach (var binding in scene.Of("RoleBinding").Concat(scene.Of("ClusterRoleBinding")))
        {
            foreach (var subject in binding.Body.MapsAt("subjects").Where(subject => subject.TextAt("kind") == "ServiceAccount" && subject.TextAt("name") == account))
            {
                objects.Add(binding);
                if (subject.TextAt("namespace") is { } named && named != place)
                {
                    words += $" {binding.Kind} {binding.Name} names it as a subject in namespace {named} instead.";
                }
            }
        }

        return new(words, $"Bind a role that allows {match.Groups["verb"].Value} on {match.Groups["resource"].Value} to the subject ServiceAccount {place}/{account}.", objects);
    }

    [GeneratedRegex(@"[Uu]ser ""system:serviceaccount:(?<namespace>[a-z0-9-]+):(?<account>[a-z0-9.-]+)"" cannot (?<verb>[a-z]+) (?:resource )?""?(?<resource>[a-z0-9./-]+)""?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Denied();
}
