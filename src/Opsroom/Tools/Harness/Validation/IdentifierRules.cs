using System.Text.RegularExpressions;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>Identifiers and names: what they may hold, and that each is there once.</summary>
internal static partial class IdentifierRules
{
    public static void Check(PipelineOutline outline, FindingList findings)
    {
        if (outline.Kind == DocumentKind.Pipeline)
        {
            CheckNames(outline.Body, outline.Path, findings);
        }

        var stages = new Dictionary<string, StageOutline>(StringComparer.Ordinal);
        foreach (var stage in outline.Stages)
        {
            CheckNames(stage.Node, stage.Path, findings);
            if (stage.Identifier is { Length: > 0 } identifier && !stages.TryAdd(identifier, stage))
            {
                findings.Error(
                    "duplicate-identifier", $"Two stages have the identifier \"{FindingList.Excerpt(identifier)}\"; Harness refuses that. Give one of them another.",
                    stage.Node["identifier"]!, stage.Path.Below("identifier"));
            }

            CheckSteps(stage, findings);
        }

        CheckVariables(outline.Body, outline.Path, findings);
        foreach (var stage in outline.Stages)
        {
            CheckVariables(stage.Node, stage.Path, findings);
        }
    }

    private static void CheckSteps(StageOutline stage, FindingList findings)
    {
        var inContainer = new HashSet<(string, string)>();
        var inStage = new Dictionary<string, StepOutline>(StringComparer.Ordinal);
        foreach (var step in stage.Steps)
        {
            CheckNames(step.Node, step.Path, findings);
            if (step.Identifier is not { Length: > 0 } identifier)
            {
                continue;
            }

            var at = step.Node["identifier"]!;
            var path = step.Path.Below("identifier");
            if (!inContainer.Add((step.Container, identifier)))
            {
                findings.Error(
                    "duplicate-identifier", $"Two steps side by side have the identifier \"{FindingList.Excerpt(identifier)}\"; Harness refuses that. Give one of them another.", at, path);
            }
            else if (!inStage.TryAdd(identifier, step))
            {
                findings.Warn(
                    "ambiguous-identifier",
                    $"Another {(inStage[identifier].IsGroup ? "step group" : "step")} of this stage has the identifier \"{FindingList.Excerpt(identifier)}\" too; an expression that names it may mean either.", at, path);
            }
        }
    }

    /// <summary>The name and the identifier of one thing.</summary>
    public static void CheckNames(YamlMap node, NodePath path, FindingList findings)
    {
        if (node["identifier"] is YamlScalar { Kind: not ScalarKind.Null } identifier && !Identifier().IsMatch(identifier.Value) && !IsPlaceholder(identifier.Value))
        {
            findings.Error(
                "identifier-format",
                $"\"{FindingList.Excerpt(identifier.Value)}\" cannot be an identifier: letters, digits and _, a letter or _ first, at most 128 of them.", identifier, path.Below("identifier"));
        }

        if (node["name"] is YamlScalar { Kind: not ScalarKind.Null } name && !Name().IsMatch(name.Value) && !IsPlaceholder(name.Value))
        {
            findings.Error(
                "name-format",
                $"\"{FindingList.Excerpt(name.Value)}\" cannot be a name: letters, digits, blanks, ., - and _, at most 128 of them.", name, path.Below("name"));
        }
    }

    private static void CheckVariables(YamlMap owner, NodePath path, FindingList findings)
    {
        if (owner["variables"] is not YamlList variables)
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < variables.Items.Count; i++)
        {
            if (variables.Items[i] is not YamlMap variable)
            {
                continue;
            }

            var here = path.Below("variables").At(i);
            if (variable["name"] is YamlScalar name && !seen.Add(name.Value))
            {
                findings.Error("duplicate-variable", $"The variable \"{FindingList.Excerpt(name.Value)}\" is declared twice; remove one.", name, here.Below("name"));
            }

            foreach (var key in (ReadOnlySpan<string>)["name", "type", "value"])
            {
                if (!variable.Has(key))
                {
                    findings.Error("missing-key", $"A variable needs \"{key}\"; add it.", variable, here);
                }
            }

            if (variable["type"] is YamlScalar type && type.Value is not ("String" or "Number" or "Secret") && !IsPlaceholder(type.Value))
            {
                findings.Error("unknown-value", $"A variable is a String, a Number or a Secret, not \"{FindingList.Excerpt(type.Value)}\".", type, here.Below("type"));
            }
        }
    }

    private static bool IsPlaceholder(string text) => text.Contains("<+", StringComparison.Ordinal);

    [GeneratedRegex(@"^[a-zA-Z_][0-9a-zA-Z_]{0,127}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Identifier();

    [GeneratedRegex(@"^[a-zA-Z_0-9.-][-0-9a-zA-Z_\s.]{0,127}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
