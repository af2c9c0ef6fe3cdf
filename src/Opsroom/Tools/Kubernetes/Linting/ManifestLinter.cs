using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Linting.ApiVersions;
using Opsroom.Tools.Kubernetes.Linting.Rules;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Linting;

/// <summary>Judges manifests by all rules of the catalogue. Reads nothing but the text; never throws on bad input.</summary>
internal static class ManifestLinter
{
    /// <summary>Findings that are told one by one; of more, the worst.</summary>
    public const int MostFindings = 1_000;

    /// <param name="text">YAML or JSON, any number of documents and Lists.</param>
    /// <param name="version">The version of Kubernetes to judge against; null for the newest that is known.</param>
    public static ManifestLint Lint(string text, KubernetesVersion? version) => LintFor(text, version is { } given ? new ServedApis(given, null) : ServedApis.Newest);

    /// <param name="text">YAML or JSON, any number of documents and Lists.</param>
    /// <param name="served">What the target of the manifest serves.</param>
    public static ManifestLint LintFor(string text, ServedApis served)
    {
        var reading = ManifestReader.Read(text);
        var suppressions = new Suppressions(reading.Objects);
        var manifest = new LintManifest(reading.Objects, new SourceText(text), served);
        var report = new LintReport(manifest, suppressions);
        foreach (var rule in RuleCatalogue.All)
        {
            report.Check(rule);
        }

        foreach (var fault in reading.Faults)
        {
            report.Add(RuleCatalogue.ById[fault.Rule], fault.Message, fault.Line, fault.Column);
        }

        if (reading.Objects.Count == 0 && reading.Faults.Count == 0)
        {
            report.Add(RuleCatalogue.ById["empty-manifest"], "There is no object here. Give YAML or JSON with apiVersion, kind and metadata.", 1, 1);
        }

        var findings = report.Findings.OrderBy(finding => finding.Severity).ThenBy(finding => finding.Line).ThenBy(finding => finding.Column).ThenBy(finding => finding.Rule, StringComparer.Ordinal);
        var counts = new FindingCounts(report.Count(Severity.Error), report.Count(Severity.Warning), report.Count(Severity.Info));
        return new(
            counts.Errors == 0, counts.Errors + counts.Warnings == 0, [.. findings.Take(MostFindings)], reading.Objects.Count, counts,
            reading.Objects.GroupBy(each => each.Kind, StringComparer.Ordinal).ToImmutableSortedDictionary(kind => kind.Key, kind => kind.Count(), StringComparer.Ordinal),
            manifest.Version.ToString(), [.. suppressions.Used], counts.Errors + counts.Warnings + counts.Infos > MostFindings);
    }
}
