using System.Collections.Immutable;
using Opsroom.Tools.Harness.Yaml;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>Expressions: that they are closed, start with a word Harness knows, and refer to stages, steps and variables that exist.</summary>
internal sealed class ExpressionRules
{
    private const int MaxPerScalar = 1000;

    private readonly PipelineOutline outline;
    private readonly FindingList findings;
    private readonly HashSet<string> variables;
    private readonly Dictionary<YamlMap, StageOutline> stageOf;

    private ExpressionRules(PipelineOutline outline, FindingList findings)
    {
        this.outline = outline;
        this.findings = findings;
        variables = NamesOf(outline.Body);
        stageOf = outline.Stages.Where(stage => stage.IsWhole).ToDictionary(stage => stage.Node, ReferenceEqualityComparer.Instance as IEqualityComparer<YamlMap>);
    }

    public static void Check(PipelineOutline outline, FindingList findings) => new ExpressionRules(outline, findings).Walk(outline.Body, outline.Path, null);

    private void Walk(YamlNode node, NodePath path, StageOutline? stage)
    {
        switch (node)
        {
            case YamlMap map:
                stage = stageOf.GetValueOrDefault(map) ?? stage;
                foreach (var (key, value) in map.Entries)
                {
                    Walk(value, path.Below(key.Value), stage);
                }

                break;
            case YamlList list:
                for (var i = 0; i < list.Items.Count; i++)
                {
                    Walk(list.Items[i], path.At(i), stage);
                }

                break;
            case YamlScalar scalar when scalar.Value.Contains("<+", StringComparison.Ordinal):
                CheckScalar(scalar, path, stage);
                break;
        }
    }

    private void CheckScalar(YamlScalar scalar, NodePath path, StageOutline? stage)
    {
        var (expressions, unclosed) = HarnessExpression.In(scalar.Value);
        if (unclosed >= 0)
        {
            findings.Warn("expression-syntax", $"\"{Excerpt(scalar.Value[unclosed..])}\" is never closed with \">\".", At(scalar, unclosed), path);
        }

        foreach (var expression in expressions.Take(MaxPerScalar))
        {
            var names = expression.Path;
            if (names.IsEmpty)
            {
                if (string.IsNullOrWhiteSpace(expression.Content))
                {
                    findings.Warn("expression-syntax", "The expression <+> is empty.", At(scalar, expression.Start), path);
                }

                continue;
            }

            if (!ExpressionRoots.Known.Contains(names[0]))
            {
                UnknownRoot(expression, names[0], scalar, path);
            }
            else
            {
                CheckReference(expression, names, scalar, path, stage);
            }
        }
    }

    private void UnknownRoot(HarnessExpression expression, string root, YamlScalar scalar, NodePath path)
    {
        // a stage, a step or a variable may be called by its own name from where it is in reach
        if (variables.Contains(root) || outline.Stages.Any(stage => stage.Identifier == root || stage.Steps.Any(step => step.Identifier == root)))
        {
            return;
        }

        var near = Spelling.Nearest(root, ExpressionRoots.Known);
        findings.Warn(
            "unknown-expression", $"<+{Excerpt(expression.Content)}> starts with \"{Excerpt(root)}\", which Harness does not know{(near is null ? string.Empty : $"; did you mean \"{near}\"")}. It would stay unresolved.",
            At(scalar, expression.Start), path);
    }

    private void CheckReference(HarnessExpression expression, ImmutableArray<string> names, YamlScalar scalar, NodePath path, StageOutline? stage)
    {
        var rest = names.AsSpan();
        var target = stage;
        if (rest is ["pipeline", "stages", var identifier, ..])
        {
            if (!outline.IsClosed)
            {
                return;
            }

            target = FindStage(identifier);
            if (target is null)
            {
                Missing($"no stage \"{identifier}\"", identifier, outline.Stages.Select(each => each.Identifier));
                return;
            }

            rest = rest[3..];
        }
        else if (rest is ["pipeline", "variables", var variable, ..])
        {
            if (outline.IsClosed && !variables.Contains(variable))
            {
                Missing($"no pipeline variable \"{variable}\"", variable, variables);
            }

            return;
        }
        else if (rest is ["stage", ..])
        {
            rest = rest[1..];
        }

        if (target is null or { IsTemplate: true } or { IsWhole: false })
        {
            return;
        }

        if (rest is ["variables", var name, ..] && names[0] is "stage" or "pipeline")
        {
            var known = NamesOf(target.Node);
            if (!known.Contains(name))
            {
                Missing($"no variable \"{name}\" in stage \"{target.Identifier}\"", name, known);
            }

            return;
        }

        rest = rest is ["spec", "execution", .. var inSpec] ? inSpec : rest is ["execution", .. var inExecution] ? inExecution : rest;
        if (rest is ["steps" or "rollbackSteps", ..] && target.Execution is not null)
        {
            CheckStep(rest, target);
        }

        void CheckStep(ReadOnlySpan<string> at, StageOutline owner)
        {
            var container = at[0];
            var isFirst = true;
            while (at is ["steps" or "rollbackSteps", var step, .. var inner])
            {
                // from within a group its own steps are in reach too, so the first name may be any step's
                var candidates = owner.Steps.Where(each => isFirst ? each.IsRollback == (container == "rollbackSteps") || at[0] == "steps" : each.Container == container).ToList();
                if (candidates.Exists(each => each.IsTemplate && each.IsGroup) && !candidates.Exists(each => each.Identifier == step))
                {
                    return;
                }

                var found = candidates.Find(each => each.Identifier == step) ?? candidates.Find(each => IsRunOf(each, step));
                if (found is null)
                {
                    Missing($"no step \"{step}\" in stage \"{owner.Identifier}\"", step, candidates.Select(each => each.Identifier));
                    return;
                }

                if (!found.IsGroup || found.IsTemplate)
                {
                    return;
                }

                container = $"{found.Container}/{found.Identifier}";
                isFirst = false;
                at = inner;
            }
        }

        void Missing(string what, string name, IEnumerable<string?> known)
        {
            var near = Spelling.Nearest(name, known.OfType<string>());
            findings.Warn(
                "unresolved-reference", $"<+{Excerpt(expression.Content)}> would stay unresolved: there is {what} here{(near is null ? string.Empty : $"; did you mean \"{near}\"")}.",
                At(scalar, expression.Start), path);
        }
    }

    private StageOutline? FindStage(string identifier) =>
        outline.Stages.FirstOrDefault(stage => stage.Identifier == identifier)
        ?? outline.Stages.FirstOrDefault(stage => stage.Node.Has("strategy") && stage.Identifier is { } known && identifier.StartsWith(known + "_", StringComparison.Ordinal));

    /// <summary>Each run of a loop has the identifier of its step with something after it.</summary>
    private static bool IsRunOf(StepOutline step, string identifier) =>
        step.Node.Has("strategy") && step.Identifier is { } known && identifier.StartsWith(known + "_", StringComparison.Ordinal);

    private static HashSet<string> NamesOf(YamlMap owner) => owner["variables"] is not YamlList list
        ? []
        : list.Items.Select(item => (item as YamlMap)?["name"]?.Text).OfType<string>().ToHashSet(StringComparer.Ordinal);

    private static string Excerpt(string text) => FindingList.Excerpt(text);

    /// <summary>The place of a letter within a scalar, as near as its style allows.</summary>
    private static YamlScalar At(YamlScalar scalar, int offset)
    {
        if (scalar.Line == 0)
        {
            return scalar;
        }

        var lines = scalar.Value.AsSpan(0, offset).Count('\n');
        return scalar.IsBlock
            ? new(scalar.Value) { Line = scalar.Line + 1 + lines, Column = 1 }
            : lines == 0 ? new(scalar.Value) { Line = scalar.Line, Column = scalar.Column + offset + (scalar.IsPlain ? 0 : 1) } : scalar;
    }
}
