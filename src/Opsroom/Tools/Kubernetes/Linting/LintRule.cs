using System.Collections.Immutable;

namespace Opsroom.Tools.Kubernetes.Linting;

/// <summary>One thing that is looked for.</summary>
/// <param name="Id">Stable kebab-case id.</param>
/// <param name="Summary">What holds where nothing is found; one sentence.</param>
/// <param name="Source">Who asks for it, or what goes wrong otherwise.</param>
/// <param name="Check">Reports every place where it does not hold; null for what is found while the text is read.</param>
internal sealed record LintRule(string Id, Severity Severity, string Summary, string Source, Action<LintReport>? Check)
{
    /// <summary>A rule of every object of some kinds; of all kinds where none is named.</summary>
    public static LintRule OfObjects(string id, Severity severity, string summary, string source, ImmutableArray<string> kinds, Action<LintObject, LintReport> check) => new(id, severity, summary, source, report =>
    {
        if (kinds.IsEmpty)
        {
            foreach (var each in report.Manifest.Objects)
            {
                check(each, report);
            }

            return;
        }

        foreach (var kind in kinds)
        {
            foreach (var each in report.Manifest.Of(kind))
            {
                check(each, report);
            }
        }
    });

    /// <summary>A rule of the pods that objects are or make.</summary>
    public static LintRule OfPods(string id, Severity severity, string summary, string source, Action<LintPods, LintReport> check) => new(id, severity, summary, source, report =>
    {
        foreach (var pods in report.Manifest.Pods)
        {
            check(pods, report);
        }
    });

    /// <summary>A rule of containers, those that run first included.</summary>
    public static LintRule OfContainers(string id, Severity severity, string summary, string source, Action<LintContainer, LintReport> check) => new(id, severity, summary, source, report =>
    {
        foreach (var pods in report.Manifest.Pods)
        {
            foreach (var container in pods.Containers)
            {
                check(container, report);
            }
        }
    });
}
