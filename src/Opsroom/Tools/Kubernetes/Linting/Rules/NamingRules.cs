using System.Text.RegularExpressions;
using Opsroom.Tools.Kubernetes.Linting.Structure;
using static Opsroom.Tools.Kubernetes.Linting.LintRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>Names, labels and annotations as the API server takes them, and nothing there twice.</summary>
internal static partial class NamingRules
{
    private const string Names = "Kubernetes: object names and IDs (RFC 1123, RFC 1035)";
    private const string Labels = "Kubernetes: labels and selectors";

    public static IEnumerable<LintRule> All { get; } =
    [
        OfObjects("invalid-name", Error, "Names of objects are DNS names as their kind wants them.", Names, [], InvalidName),
        OfObjects("invalid-namespace", Error, "Namespaces are DNS labels.", Names, [], InvalidNamespace),
        OfObjects("invalid-label", Error, "Labels of objects and pods have keys and values of the allowed letters and at most 63 characters.", Labels, [], InvalidLabel),
        OfObjects("invalid-annotation", Error, "Annotations have keys as labels do, and at most 256 KiB together.", "Kubernetes: annotations", [], InvalidAnnotation),
        OfContainers("invalid-container-name", Error, "Names of containers are DNS labels.", Names, (container, report) => Label(container["name"], report)),
        OfPods("invalid-volume-name", Error, "Names of volumes are DNS labels.", Names, (pods, report) =>
        {
            foreach (var volume in pods.Spec["volumes"].Items)
            {
                Label(volume["name"], report);
            }
        }),
        new("duplicate-object", Error, "No object stands twice; the later would overwrite the earlier.", "kube-score, kubeval", DuplicateObject),
        OfPods("duplicate-container-name", Error, "The containers of a pod have different names.", "API validation", (pods, report) => Twice(pods.Containers.Select(each => each["name"]), "container", report)),
        OfPods("duplicate-volume-name", Error, "The volumes of a pod have different names.", "API validation", (pods, report) => Twice(pods.Spec["volumes"].Items.Select(each => each["name"]), "volume", report)),
        OfContainers("duplicate-env", Warning, "No environment variable is set twice in a container; the last one counts.", "kube-linter: duplicate-env-var", (container, report) =>
            Twice(container["env"].Items.Select(each => each["name"]), "environment variable", report)),
        OfContainers("duplicate-mount-path", Error, "No two volumes are mounted in the same place of a container.", "API validation", (container, report) =>
            Twice(container["volumeMounts"].Items.Select(each => each["mountPath"]), "mount path", report)),
        OfObjects("missing-recommended-labels", Info, "Workloads and services carry app.kubernetes.io/name, by which tools group them.", "Kubernetes: recommended labels", ["Deployment", "StatefulSet", "DaemonSet", "CronJob", "Service"], (each, report) =>
        {
            if (!each.Source.Labels.ContainsKey("app.kubernetes.io/name") && each.Metadata.Exists)
            {
                report.Add(each.Metadata.At("labels", "app.kubernetes.io/name"), "The label app.kubernetes.io/name is missing. Add it, so that tools and people can group what belongs together.");
            }
        }),
    ];

    private static void InvalidName(LintObject each, LintReport report)
    {
        var name = each.Metadata["name"];
        if (name.Text is not { Length: > 0 } text)
        {
            return;
        }

        var wanted = each.Kind switch
        {
            "Service" => Label1035().IsMatch(text) && text.Length <= 63 ? null : "at most 63 lower-case letters, digits and dashes, starting with a letter and not ending with a dash",
            "Namespace" => IsLabel(text) ? null : "at most 63 lower-case letters, digits and dashes, not starting or ending with a dash",
            "Role" or "ClusterRole" or "RoleBinding" or "ClusterRoleBinding" => text is "." or ".." || text.AsSpan().ContainsAny('/', '%') ? "without / and %" : null,
            "CronJob" => IsSubdomain(text) && text.Length <= 52 ? null : "at most 52 lower-case letters, digits, dashes and dots, since its jobs add 11 to it",
            _ when KindCatalogue.Instance.Find(each.Source.ApiVersion, each.Kind) is null && each.Source.ApiVersion.Contains('.', StringComparison.Ordinal) && !KindCatalogue.Instance.Groups.Contains(each.Source.Group) && IsSubdomain(text.ToLowerInvariant()) => null,
            _ => IsSubdomain(text) ? null : "at most 253 lower-case letters, digits, dashes and dots, starting and ending with a letter or digit",
        };
        if (wanted is not null)
        {
            report.Add(name, $"'{Excerpt(text)}' is not a name that a {each.Kind} may have: {wanted}.");
        }
    }

    private static void InvalidNamespace(LintObject each, LintReport report)
    {
        if (each.Namespace.Length > 0)
        {
            Label(each.Metadata["namespace"], report);
        }
    }

    private static void InvalidLabel(LintObject each, LintReport report)
    {
        Check(each.Metadata["labels"]);
        if (each.Pods is { } pods && pods.Metadata["labels"] is var ofPods && !ReferenceEquals(ofPods.Raw, each.Metadata["labels"].Raw))
        {
            Check(ofPods);
        }

        void Check(Spot labels)
        {
            foreach (var (key, value) in labels.Entries)
            {
                if (!IsQualified(key.Value))
                {
                    report.Add(value, $"'{Excerpt(key.Value)}' is not a label's key: an optional DNS name and a slash, then at most 63 letters, digits, dashes, dots and underscores.", place: key);
                }
                else if (value.Text is { } text && (text.Length > 63 || text.Length > 0 && !Word().IsMatch(text)))
                {
                    report.Add(value, $"The value of {key.Value} is not a label's: at most 63 letters, digits, dashes, dots and underscores, starting and ending with a letter or digit. Longer text belongs into an annotation.");
                }
            }
        }
    }

    private static void InvalidAnnotation(LintObject each, LintReport report)
    {
        var length = 0;
        foreach (var (key, value) in each.Metadata["annotations"].Entries)
        {
            length += key.Value.Length + (value.Text?.Length ?? 0);
            if (!IsQualified(key.Value))
            {
                report.Add(value, $"'{Excerpt(key.Value)}' is not an annotation's key: an optional DNS name and a slash, then at most 63 letters, digits, dashes, dots and underscores.", place: key);
            }
        }

        if (length > 256 * 1024)
        {
            report.Add(each.Metadata["annotations"], $"The annotations have {length:N0} characters together; the API server takes 256 KiB. kubectl apply keeps a copy of the object there: use server-side apply, or shorten them.");
        }
    }

    private static void DuplicateObject(LintReport report)
    {
        var seen = new HashSet<(string, string, string, string)>();
        foreach (var each in report.Manifest.Objects)
        {
            if (each.Metadata["name"].Exists && !seen.Add((each.Source.Group, each.Kind, each.Namespace, each.Name)))
            {
                report.Add(each.Metadata["name"], $"{each.Source.Id} stands in the manifest more than once; only the last would remain. Rename or remove one.");
            }
        }
    }

    private static void Twice(IEnumerable<Spot> names, string what, LintReport report)
    {
        HashSet<string>? seen = null;
        foreach (var name in names)
        {
            if (name.Text is { } text && !(seen ??= new(StringComparer.Ordinal)).Add(text))
            {
                report.Add(name, $"The {what} {Excerpt(text)} is there more than once. Rename or remove one.");
            }
        }
    }

    private static void Label(Spot name, LintReport report)
    {
        if (name.Text is { } text && !IsLabel(text))
        {
            report.Add(name, $"'{Excerpt(text)}' is not a name here: at most 63 lower-case letters, digits and dashes, starting and ending with a letter or digit.");
        }
    }

    public static bool IsLabel(string text) => text.Length <= 63 && Label1123().IsMatch(text);

    public static bool IsSubdomain(string text) => text.Length <= 253 && Subdomain().IsMatch(text);

    private static bool IsQualified(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var name = key[(slash + 1)..];
        return (slash < 0 || IsSubdomain(key[..slash])) && name.Length <= 63 && Word().IsMatch(name);
    }

    private static string Excerpt(string text) => text.Length <= 80 ? text : text[..80] + "…";

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Label1123();

    [GeneratedRegex("^[a-z]([-a-z0-9]*[a-z0-9])?\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Label1035();

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Subdomain();

    [GeneratedRegex("^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Word();
}
