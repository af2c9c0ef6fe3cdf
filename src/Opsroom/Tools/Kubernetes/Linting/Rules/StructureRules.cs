using Opsroom.Tools.Kubernetes.Linting.Structure;
using static Opsroom.Tools.Kubernetes.Linting.LintRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>Whether the text can be read, and whether objects have the fields that their kinds have.</summary>
internal static class StructureRules
{
    private const string Reading = "YAML 1.2 and the limits of this tool";
    private const string Strict = "API conventions; strict field validation";

    public static IEnumerable<LintRule> All { get; } =
    [
        new("yaml-syntax", Error, "The text is YAML or JSON.", Reading, null),
        new("yaml-too-large", Error, "The text has at most 32 Mi characters and 4,000,000 values.", Reading, null),
        new("yaml-too-deep", Error, "Nothing is nested deeper than 100 levels.", Reading, null),
        new("yaml-key", Error, "Keys are plain words.", Reading, null),
        new("yaml-merge", Error, "A merge key has a mapping to merge.", Reading, null),
        new("yaml-documents", Error, "Documents are separated by lines of three dashes.", Reading, null),
        new("duplicate-key", Error, "No key stands twice in a mapping; of two, one would be lost.", "YAML 1.2, 3.2.1.1", null),
        new("not-an-object", Error, "Every document is an object with a kind.", "API conventions", null),
        new("empty-manifest", Warning, "The text has at least one object.", "kubectl: no objects passed to apply", null),
        OfObjects("missing-api-version", Error, "Every object has an apiVersion.", "API conventions", [], MissingApiVersion),
        OfObjects("missing-name", Error, "Every object has a name.", "API conventions", [], MissingName),
        OfObjects("unknown-kind", Error, "Kinds in Kubernetes' own groups exist. Custom kinds are not judged.", "kubeconform", [], UnknownKind),
        OfObjects("wrong-api-version", Error, "A kind stands in a group and version that has it.", "kubeconform", [], WrongApiVersion),
        Walked("unknown-field", Error, "Fields are those of the kind, spelt so."),
        Walked("wrong-type", Error, "Values are of the type that the field takes: no quoted numbers, no bare numbers or booleans for text."),
        Walked("missing-field", Error, "Required fields are there."),
        Walked("invalid-value", Error, "Where a field takes certain words only, it has one of them."),
        Walked("invalid-quantity", Error, "Amounts can be read."),
    ];

    private static LintRule Walked(string id, Severity severity, string summary) => new(id, severity, summary, Strict, report =>
    {
        foreach (var problem in report.Manifest.Problems(id))
        {
            report.Add(problem.At, problem.Message, problem.Fix, problem.Place);
        }
    });

    private static void MissingApiVersion(LintObject each, LintReport report)
    {
        if (each.Source.ApiVersion.Length > 0)
        {
            return;
        }

        var known = KindCatalogue.Instance.Versions(each.Kind).Select(kind => kind.ApiVersion).Where(version => !version.Contains("beta", StringComparison.Ordinal)).ToList();
        report.Add(
            each.Root["apiVersion"], $"The object has no apiVersion.{(known.Count == 0 ? "" : $" A {each.Kind} has {string.Join(" or ", known)}.")}",
            known.Count == 1 && !each.Root["apiVersion"].Exists ? report.Fix(each.Root["apiVersion"], known[0]) : null);
    }

    private static void MissingName(LintObject each, LintReport report)
    {
        // configuration of programs has a kind too, and is no object: a kustomization, a component's settings
        var isObject = KindCatalogue.Instance.Groups.Contains(each.Source.Group) || each.Metadata.Exists || each.Spec.Exists;
        if (each.Name.Length == 0 && isObject)
        {
            report.Add(each.Metadata["name"], "The object has no metadata.name (nor generateName). Give it one.");
        }
    }

    private static void UnknownKind(LintObject each, LintReport report)
    {
        var group = each.Source.Group;
        if (each.Source.ApiVersion.Length == 0 || !KindCatalogue.Instance.Groups.Contains(group) || KindCatalogue.Instance.Versions(each.Kind).Any()
            || ApiVersions.ApiLifetime.All.Any(known => known.Kind == each.Kind))
        {
            return;
        }

        // what is only ever sent by programs stands in no manifest and in no table
        if (each.Kind.EndsWith("Review", StringComparison.Ordinal) || each.Kind is "Binding" or "Eviction" or "Scale" or "Status" or "TokenRequest"
            || each.Source.ApiVersion.Contains("alpha", StringComparison.Ordinal))
        {
            return;
        }

        var kinds = KindCatalogue.Instance.Kinds.Where(kind => KindCatalogue.Instance.Versions(kind).Any(version => KindCatalogue.GroupOf(version.ApiVersion) == group));
        var meant = Spelling.Nearest(each.Kind, kinds) ?? Spelling.Nearest(each.Kind, KindCatalogue.Instance.Kinds);
        report.Add(
            each.Root["kind"], $"There is no kind {each.Kind} in {each.Source.ApiVersion}.{(meant is null ? " Check apiVersion and kind." : $" Did you mean {meant}?")}",
            meant is null ? null : report.Fix(each.Root["kind"], meant));
    }

    private static void WrongApiVersion(LintObject each, LintReport report)
    {
        var version = each.Source.ApiVersion;
        var known = KindCatalogue.Instance.Versions(each.Kind).Select(kind => kind.ApiVersion).ToList();
        if (version.Length == 0 || known.Count == 0 || known.Contains(version, StringComparer.Ordinal) || ApiVersions.ApiLifetime.Find(version, each.Kind) is not null
            || !KindCatalogue.Instance.Groups.Contains(each.Source.Group) || version.Contains("alpha", StringComparison.Ordinal))
        {
            return;
        }

        var stable = known.Where(candidate => !candidate.Contains("beta", StringComparison.Ordinal)).ToList();
        report.Add(
            each.Root["apiVersion"], $"There is no {each.Kind} in {version}; it is in {string.Join(" and ", stable.Count > 0 ? stable : known)}.",
            stable.Count == 1 ? report.Fix(each.Root["apiVersion"], stable[0]) : null);
    }
}
