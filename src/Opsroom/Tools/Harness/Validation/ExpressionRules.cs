using System.Collections.Immutable;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>Expressions: that they are closed, start with a word Harness knows, and refer to stages, steps and variables that exist.</summary>
internal sealed class ExpressionRules
{
    private const int MaxPerScalar = 1000;

    private readonly PipelineOutline outline;
    private readonly FindingList findings;
    private readonly References references;
    private readonly Dictionary<YamlMap, StageOutline> stageOf;

    private ExpressionRules(PipelineOutline outline, FindingList findings)
    {
        this.outline = outline;
        this.findings = findings;
        references = new(outline);
        stageOf = outline.Stages.Where(stage => stage.IsWhole).ToDictionary(stage => stage.Node, ReferenceEqualityComparer.Instance as IEqualityComparer<YamlMap>);
    }

    public static void Check(PipelineOutline outline, FindingList findings) => new ExpressionRules(outline, findings).Walk(outline.Body, outline.Path, null);

    private void Walk(YamlNode node, NodePath path, StageOutline? stage)
    {
        if (findings.IsFull)
        {
            return;
        }

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
        if (references.IsNamed(root))
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
        if (references.Missing(names, stage) is { } missing)
        {
            findings.Warn(
                "unresolved-reference",
                $"<+{Excerpt(expression.Content)}> would stay unresolved: there is {missing.What} here{(missing.Near is null ? string.Empty : $"; did you mean \"{missing.Near}\"")}.",
                At(scalar, expression.Start), path);
        }
    }

    private static string Excerpt(string text) => FindingList.Excerpt(text);

    /// <summary>The place of a letter within a scalar, as near as its style allows.</summary>
    private static YamlScalar At(YamlScalar scalar, int offset)
    {
        if (scalar.Line == 0)
        {
            return scalar;
        }

        var before = scalar.Value.AsSpan(0, offset);
        var lines = before.Count('\n');
        if (scalar.BlockColumn > 0)
        {
            return new(scalar.Value) { Line = scalar.Line + 1 + lines, Column = scalar.BlockColumn + offset - before.LastIndexOf('\n') - 1 };
        }

        return lines == 0 ? new(scalar.Value) { Line = scalar.Line, Column = scalar.Column + offset + (scalar.IsPlain ? 0 : 1) } : scalar;
    }
}
