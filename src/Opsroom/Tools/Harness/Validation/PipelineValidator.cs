using System.Collections.Immutable;
using Opsroom.Tools.Harness.JsonSchemas;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>Judges the YAML of a pipeline, a template or an input set. No input makes it throw.</summary>
/// <param name="schema">The operator's schema, if there is one.</param>
internal sealed class PipelineValidator(int maxFindings, SchemaFile? schema = null)
{
    private const int MaxSchemaFaults = 50;

    private static readonly string[] Roots = ["pipeline", "template", "inputSet", "overlayInputSet"];

    public PipelineValidation Validate(string yaml)
    {
        var reading = YamlReader.Read(yaml);
        var findings = new FindingList(maxFindings);
        foreach (var fault in reading.Faults)
        {
            findings.Add(new(fault.Rule, Severity.Error, fault.Message, Line: fault.Line, Column: fault.Column));
        }

        if (reading.Root is not null || reading.Faults.Count == 0)
        {
            Judge(reading.Root, findings);
        }

        return Report(findings.All);
    }

    /// <summary>Judges a tree that was not read from text, so that nothing has a place.</summary>
    public PipelineValidation Validate(YamlMap root)
    {
        var findings = new FindingList(maxFindings);
        Judge(root, findings);
        return Report(findings.All);
    }

    /// <summary>Sorts findings by severity and place, and scores them.</summary>
    public static PipelineValidation Report(IReadOnlyCollection<Finding> findings)
    {
        ImmutableArray<Finding> Of(Severity severity) => [.. findings.Where(finding => finding.Severity == severity).OrderBy(finding => finding.Line).ThenBy(finding => finding.Column)];
        var (errors, warnings, suggestions) = (Of(Severity.Error), Of(Severity.Warning), Of(Severity.Info));
        return new(errors.IsEmpty, errors, warnings, suggestions, Score.Of(errors, warnings, suggestions));
    }

    private void Judge(YamlNode? root, FindingList findings)
    {
        if (root is not YamlMap map || Array.Find(Roots, map.Has) is not { } kind)
        {
            NotHarness(root, findings);
            return;
        }

        foreach (var (key, _) in map.Entries.Where(entry => entry.Key.Value != kind))
        {
            findings.Warn("unknown-key", $"\"{FindingList.Excerpt(key.Value)}\" beside \"{kind}\" has no effect; a file holds one {kind} and nothing else.", key, NodePath.Root.Below(key.Value));
        }

        var path = NodePath.Root.Below(kind);
        if (map[kind] is not YamlMap body)
        {
            findings.Error("wrong-kind", $"\"{kind}\" must be a mapping.", map, path);
            return;
        }

        switch (kind)
        {
            case "pipeline":
                JudgePipeline(body, path, findings);
                break;
            case "template":
                JudgeTemplate(body, path, findings);
                break;
            default:
                JudgeInputSet(body, kind, path, findings);
                break;
        }

        SecretRules.Check(body, path, findings);
        JudgeBySchema(map, kind, findings);
    }

    private void JudgeBySchema(YamlMap root, string kind, FindingList findings)
    {
        if (schema is null)
        {
            return;
        }

        var (current, fault) = schema.Read();
        try
        {
            if (current is null || !current.IsAbout(kind))
            {
                if (fault is not null)
                {
                    Unavailable(fault);
                }

                return;
            }

            foreach (var each in current.Check(root).Take(MaxSchemaFaults))
            {
                findings.Error("schema", $"By the schema of Harness:SchemaPath, this {each.Message}.", each.Node, each.Path);
            }
        }
        catch (SchemaException unusable)
        {
            Unavailable(unusable.Message.TrimEnd('.'));
        }

        void Unavailable(string why) => findings.Add(new("schema-unavailable", Severity.Warning, $"The schema of Harness:SchemaPath was not used: {why}."));
    }

    private static void JudgePipeline(YamlMap body, NodePath path, FindingList findings)
    {
        new ShapeWalker(findings).Check(body, ShapeCatalogue.Instance["Pipeline"], path);
        switch (body["stages"])
        {
            case null or YamlScalar { Kind: ScalarKind.Null } when !body.Has("template"):
                findings.Error("missing-key", "A pipeline needs \"stages\" or \"template\"; add one.", body, path);
                break;
            case YamlList { Items.Count: 0 } stages:
                findings.Error("empty-list", "A pipeline needs at least one stage.", stages, path.Below("stages"));
                break;
        }

        var outline = OutlineReader.OfPipeline(body, path);
        JudgeOutline(outline, findings);
        HabitRules.Check(outline, findings);
    }

    private static void JudgeTemplate(YamlMap body, NodePath path, FindingList findings)
    {
        new ShapeWalker(findings).Check(body, ShapeCatalogue.Instance["Template"], path);
        IdentifierRules.CheckNames(body, path, findings);
        var type = body["type"]?.Text;
        if (type is not ("Step" or "StepGroup" or "Stage" or "Pipeline") || body["spec"] is not YamlMap spec)
        {
            if (body["spec"] is null or YamlScalar { Kind: ScalarKind.Null })
            {
                findings.Error("missing-spec", "A template needs \"spec\", which holds what it is a template of; add it.", body, path);
            }

            return;
        }

        var inner = path.Below("spec");
        new ShapeWalker(findings).Check(spec, ShapeCatalogue.Instance[type], inner, null, "name", "identifier");
        JudgeOutline(OutlineReader.OfTemplate(type, spec, inner), findings);
    }

    private static void JudgeInputSet(YamlMap body, string kind, NodePath path, FindingList findings)
    {
        new ShapeWalker(findings).Check(body, ShapeCatalogue.Instance[kind == "inputSet" ? "InputSet" : "OverlayInputSet"], path);
        IdentifierRules.CheckNames(body, path, findings);
        if (body["pipeline"] is YamlMap pipeline)
        {
            new ShapeWalker(findings, isPartial: true).Check(pipeline, ShapeCatalogue.Instance["Pipeline"], path.Below("pipeline"));
        }
    }

    private static void JudgeOutline(PipelineOutline outline, FindingList findings)
    {
        IdentifierRules.Check(outline, findings);
        StageRules.Check(outline, findings);
        StepRules.Check(outline, findings);
        ConditionRules.Check(outline, findings);
        ExpressionRules.Check(outline, findings);
    }

    private static void NotHarness(YamlNode? root, FindingList findings)
    {
        var at = root ?? new YamlScalar(string.Empty) { Line = 1, Column = 1 };
        if (root is not YamlMap { Entries.Count: > 0 } map)
        {
            findings.Error("document-root", "This is not a Harness document: it must be a mapping whose one key is pipeline, template or inputSet.", at, NodePath.Root);
            return;
        }

        var given = map.Entries[0].Key.Value;
        var near = map.Entries.Select(entry => Spelling.Nearest(entry.Key.Value, Roots)).FirstOrDefault(word => word is not null);
        findings.Error(
            "document-root", $"This is not a Harness document: its key must be pipeline, template or inputSet, not \"{FindingList.Excerpt(given)}\"{(near is null ? string.Empty : $"; did you mean \"{near}\"")}.",
            at, NodePath.Root);
    }
}
