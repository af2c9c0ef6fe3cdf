using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>Compares a document with what is known of its shapes: keys that are missing, misspelt, misplaced or unknown, and values of the wrong kind.</summary>
/// <param name="isPartial">Whether the document only fills in parts of another: then nothing must be there, and only what is almost a key is held against it.</param>
internal sealed class ShapeWalker(FindingList findings, bool isPartial = false)
{
    private static readonly HashSet<string> Structural = new(StringComparer.Ordinal)
    {
        "stages", "stage", "parallel", "steps", "rollbackSteps", "step", "stepGroup", "spec", "execution", "template", "when", "strategy", "failureStrategies", "onFailure", "errors", "action",
        "service", "services", "environment", "environments", "variables", "notificationRules", "notificationMethod", "pipelineEvents", "properties", "ci", "codebase",
    };

    /// <summary>Harness's own mark, which it leaves in some exports.</summary>
    private const string InternalId = "__uuid";

    private readonly ShapeCatalogue catalogue = ShapeCatalogue.Instance;

    /// <param name="outer">The shape of the mapping around this one, where a misplaced key may belong.</param>
    /// <param name="notRequired">Keys that this one place does not need.</param>
    public void Check(YamlMap map, Shape shape, NodePath path, Shape? outer = null, params ReadOnlySpan<string> notRequired)
    {
        foreach (var (key, value) in map.Entries)
        {
            if (shape[key.Value] is { } known)
            {
                CheckValue(map, known, value, shape, path.Below(key.Value));
            }
            else
            {
                Stray(map, key, shape, path, outer);
            }

            CheckInputs(key.Value, value, shape, outer, path);
        }

        if (isPartial)
        {
            return;
        }

        foreach (var name in shape.Required)
        {
            if (!notRequired.Contains(name) && IsAbsent(map[name]))
            {
                findings.Error("missing-key", $"{Named(shape)} needs \"{name}\"; add it.", map, path);
            }
        }
    }

    private void CheckValue(YamlMap owner, ShapeKey key, YamlNode value, Shape shape, NodePath path)
    {
        switch (key.Holds)
        {
            case not Containment.Anything when isPartial && value is YamlScalar:
                break;
            case Containment.Map when value is YamlMap map:
                if (ShapeOf(owner, key, shape) is { } inner)
                {
                    Check(map, inner, path, shape);
                }

                break;
            case Containment.List when value is YamlList list:
                for (var i = 0; key.Shape is not null && i < list.Items.Count; i++)
                {
                    CheckItem(list.Items[i], key.Shape, shape, path.At(i));
                }

                break;
            case Containment.Map when shape.Name is "StageElement" or "ExecutionElement" && IsAbsent(value):
                findings.Error("wrong-kind", $"\"{key.Name}\" has nothing below it; indent what belongs to it.", value, path);
                break;
            case Containment.Anything when !isPartial && value is YamlScalar { Kind: ScalarKind.Number or ScalarKind.Boolean } scalar && IsText(shape, key.Name):
                findings.Error(
                    "wrong-kind", $"\"{key.Name}\" must be text, and {FindingList.Excerpt(scalar.Value)} is not; put it in quotes.", value, path,
                    scalar is { IsPlain: true, Line: > 0 } ? new TextFix(scalar.Line, scalar.Column, scalar.Line, scalar.Column + scalar.Value.Length, $"\"{scalar.Value}\"") : null);
                break;
            case Containment.Map or Containment.List when !IsOpen(value):
                WrongKind(key, value, ShapeOf(owner, key, shape) is not null, path);
                break;
            case Containment.Anything when value is YamlMap map && shape.Name == "Step" && key.Name == "spec":
                if (owner["type"]?.Text is { } type && catalogue.StepTypes.GetValueOrDefault(type)?.Spec is { } spec)
                {
                    Check(map, spec, path, shape);
                }

                break;
        }
    }

    private static bool IsText(Shape shape, string key) =>
        shape.Name is "Pipeline" or "Stage" or "Step" or "StepGroup" or "Template" && key is "name" or "identifier" or "description" or "type" or "timeout" or "versionLabel";

    /// <summary>Harness takes one text for many a list, and for some mappings; what pipelines are made of is not among these.</summary>
    private void WrongKind(ShapeKey key, YamlNode value, bool isDescribed, NodePath path)
    {
        if (isPartial || (value is YamlScalar && (!isDescribed || !Structural.Contains(key.Name))))
        {
            return;
        }

        findings.Error("wrong-kind", $"\"{key.Name}\" must be a {(key.Holds == Containment.Map ? "mapping" : "list")}, not {KindOf(value)}.", value, path);
    }

    /// <summary>What is filled into a template or a service has the keys of the thing itself, as many of them as are left open there.</summary>
    private void CheckInputs(string key, YamlNode value, Shape shape, Shape? outer, NodePath path)
    {
        var inner = key switch
        {
            "templateInputs" when shape.Name == "TemplateLink" => outer,
            "serviceInputs" => catalogue["ServiceInputs"],
            _ => null,
        };
        if (inner is not null && value is YamlMap map)
        {
            new ShapeWalker(findings, isPartial: true).Check(map, inner, path.Below(key));
        }
    }

    private void CheckItem(YamlNode item, Shape shape, Shape outer, NodePath path)
    {
        if (item is YamlMap map)
        {
            Check(map, shape, path, outer);
            if (!isPartial && shape.Name is "StageElement" or "ExecutionElement")
            {
                CheckWrapper(map, shape, path);
            }
        }
        else if (!isPartial && (!IsOpen(item) || (shape.Name is "StageElement" or "ExecutionElement" && item.Text?.Contains("<+", StringComparison.Ordinal) != true)))
        {
            findings.Error("wrong-kind", $"Each item here must be a mapping, not {KindOf(item)}.", item, path);
        }
    }

    /// <summary>An item of a list of stages or steps is wrapped in one word that says what it is.</summary>
    private void CheckWrapper(YamlMap map, Shape shape, NodePath path)
    {
        var words = map.Entries.Count(entry => shape.Has(entry.Key.Value));
        if (words == 1)
        {
            return;
        }

        var expected = shape.Name == "StageElement" ? "stage or parallel" : "step, stepGroup or parallel";
        findings.Error("element-wrapper", words == 0
            ? $"Each item here must be wrapped in one of {expected}; this one has {(map.Entries.Count == 0 ? "nothing" : $"\"{FindingList.Excerpt(map.Entries[0].Key.Value)}\"")}."
            : $"An item here is exactly one of {expected}; split this one into several.", map, path);
    }

    private static Shape? ShapeOf(YamlMap owner, ShapeKey key, Shape shape)
    {
        if (key.Cases is null)
        {
            return key.Shape;
        }

        return owner[key.By!]?.Text is { } chosen ? key.Cases.GetValueOrDefault(chosen) : null;
    }

    private void Stray(YamlMap map, YamlScalar key, Shape shape, NodePath path, Shape? outer)
    {
        var name = key.Value;
        if (name == InternalId || findings.IsFull)
        {
            return;
        }

        if (shape.Name is "StageElement" or "ExecutionElement" && Spelling.Nearest(name, shape.KeyNames) is null)
        {
            return;
        }

        var here = path.Below(name);
        if (outer is not null && MayMoveOut(name, shape, outer))
        {
            findings.Warn("misplaced-key", $"\"{name}\" has no effect in {Named(shape).ToLowerInvariant()}; it belongs one level up, beside \"spec\".", key, here);
        }
        else if (shape.Name is "Step" or "Stage" && InnerShape(map, shape) is { } inner && inner.Has(name))
        {
            findings.Warn("misplaced-key", $"\"{name}\" has no effect here; it belongs in \"spec\".", key, here);
        }
        else if (Spelling.Nearest(name, shape.KeyNames) is { } near)
        {
            var fix = key.Line > 0 && key.IsPlain && !map.Has(near) ? new TextFix(key.Line, key.Column, key.Line, key.Column + name.Length, near) : null;
            findings.Warn("misspelt-key", $"\"{FindingList.Excerpt(name)}\" is not a key of {Named(shape).ToLowerInvariant()}, so Harness passes over it; did you mean \"{near}\"?", key, here, fix);
        }
        else if (!isPartial)
        {
            findings.Warn("unknown-key", $"\"{FindingList.Excerpt(name)}\" is not known as a key of {Named(shape).ToLowerInvariant()}; Harness passes over keys that it does not know.", key, here);
        }
    }

    private static bool MayMoveOut(string name, Shape shape, Shape outer) =>
        outer.Has(name) && !shape.Has(name) && name is not ("name" or "identifier" or "type" or "spec" or "description") && outer.Name is "Step" or "Stage" or "StepGroup" or "Pipeline" or "DeploymentStage" or "BuildStage" or "StepsStage";

    private Shape? InnerShape(YamlMap map, Shape shape) => map["type"]?.Text is not { } type
        ? null
        : shape.Name == "Step" ? catalogue.StepTypes.GetValueOrDefault(type)?.Spec : shape["spec"]?.Cases?.GetValueOrDefault(type);

    /// <summary>An expression, or nothing, may stand anywhere.</summary>
    private static bool IsOpen(YamlNode value) =>
        value is YamlScalar scalar && (scalar.Kind == ScalarKind.Null || string.IsNullOrWhiteSpace(scalar.Value) || scalar.Value.Contains("<+", StringComparison.Ordinal));

    private static bool IsAbsent(YamlNode? value) => value is null or YamlScalar { Kind: ScalarKind.Null };

    private static string KindOf(YamlNode value) => value switch
    {
        YamlMap => "a mapping",
        YamlList => "a list",
        _ => $"\"{FindingList.Excerpt(value.Text ?? string.Empty)}\"",
    };

    private static string Named(Shape shape) => shape.Name switch
    {
        "Stage" or "Step" or "Pipeline" or "Template" => $"A {shape.Name.ToLowerInvariant()}",
        "StepGroup" => "A step group",
        "Execution" => "An execution",
        "Variable" => "A variable",
        _ => $"The {shape.Name} here",
    };
}
