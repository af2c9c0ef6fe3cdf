using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Linting.Structure;

/// <summary>Something that is not as the API has it.</summary>
/// <param name="Rule">The rule that tells of it.</param>
internal sealed record StructureProblem(string Rule, Spot At, string Message, TextFix? Fix = null, YamlNode? Place = null);

/// <summary>Holds an object against the fields of its kind.</summary>
internal sealed class StructureWalk(SourceText text)
{
    private readonly List<StructureProblem> problems = [];

    /// <summary>All problems of a manifest; objects of kinds that are not in the catalogue have none.</summary>
    public static IReadOnlyList<StructureProblem> Of(IEnumerable<LintObject> objects, SourceText text)
    {
        var walk = new StructureWalk(text);
        foreach (var each in objects)
        {
            if (KindCatalogue.Instance.Find(each.Source.ApiVersion, each.Kind)?.Shape is { } shape)
            {
                walk.Struct(each.Root, shape, above: null);
            }
        }

        return walk.problems;
    }

    private void Struct(Spot at, StructShape shape, StructShape? above)
    {
        if (at.Map is null)
        {
            Wrong(at, "a mapping of fields");
            return;
        }

        foreach (var (key, value) in at.Entries)
        {
            if (shape.Fields.TryGetValue(key.Value, out var field))
            {
                Value(value, field.Shape, shape);
                Words(value, field);
            }
            else
            {
                Unknown(key, value, shape, above);
            }
        }

        foreach (var field in shape.Required)
        {
            var value = at[field.Name];
            if (!value.Exists || value.Node is YamlList { Items.Count: 0 } && field.Shape.Kind == ShapeKind.List)
            {
                problems.Add(new("missing-field", value, $"{field.Name} is required here; the API server refuses the object without it."));
            }
        }
    }

    private void Value(Spot at, FieldShape shape, StructShape owner)
    {
        if (!at.Exists)
        {
            return;
        }

        switch (shape.Kind)
        {
            case ShapeKind.Struct:
                Struct(at, shape.Fields!, owner);
                break;
            case ShapeKind.List when at.Node is YamlList:
                foreach (var item in at.Items)
                {
                    Value(item, shape.Of!, owner);
                }

                break;
            case ShapeKind.List:
                Wrong(at, "a list", at.Node is YamlScalar { Kind: ScalarKind.Text } ? ScalarCheck.Listed(text, at) : null);
                break;
            case ShapeKind.Mapping when at.Map is not null:
                foreach (var (_, value) in at.Entries)
                {
                    Value(value, shape.Of!, owner);
                }

                break;
            case ShapeKind.Mapping:
                Wrong(at, "a mapping");
                break;
            case ShapeKind.Anything:
                break;
            default:
                Scalar(at, shape.Kind);
                break;
        }
    }

    private void Scalar(Spot at, ShapeKind kind)
    {
        if (at.Node is not YamlScalar scalar)
        {
            Wrong(at, ScalarCheck.NameOf(kind));
            return;
        }

        if (!ScalarCheck.Fits(scalar, kind))
        {
            Wrong(at, ScalarCheck.NameOf(kind), ScalarCheck.Fix(text, scalar, kind));
        }
        else if (kind == ShapeKind.Quantity && at.Quantity is null)
        {
            problems.Add(new("invalid-quantity", at, $"'{Excerpt(scalar.Value)}' is not an amount. Write it as 250m, 1.5, 512Mi or 2Gi."));
        }
    }

    private void Words(Spot at, StructField field)
    {
        if (field.Values.Count == 0)
        {
            return;
        }

        foreach (var each in at.Node is YamlList ? at.Items : [at])
        {
            if (each.Text is { Length: > 0 } word && !field.Values.Contains(word, StringComparer.Ordinal))
            {
                var meant = Spelling.Nearest(word, field.Values);
                problems.Add(new(
                    "invalid-value", each, $"{field.Name} takes {string.Join(", ", field.Values)}; '{Excerpt(word)}' is none of them.{(meant is null ? "" : $" Did you mean {meant}?")}",
                    meant is null ? null : text.Replace(each.Raw, meant)));
            }
        }
    }

    private void Unknown(YamlScalar key, Spot value, StructShape shape, StructShape? above)
    {
        var meant = Spelling.Nearest(key.Value, shape.Fields.Keys);
        var isFree = meant is not null && !value.Parent![meant].Exists;
        var hint = meant is not null ? $" Did you mean {meant}?"
            : above?.Fields.ContainsKey(key.Value) == true ? " It belongs one level up."
            : shape.Fields.Values.FirstOrDefault(field => field.Shape.Fields?.Fields.ContainsKey(key.Value) == true) is { } inner ? $" It belongs under {inner.Name}."
            : " Remove it, or put it where it belongs.";
        problems.Add(new("unknown-field", value, $"There is no field {Excerpt(key.Value)} here; strict validation refuses it, and without it the API server drops it silently.{hint}", isFree ? text.Replace(key, meant!) : null, key));
    }

    private void Wrong(Spot at, string wanted, TextFix? fix = null) =>
        problems.Add(new("wrong-type", at, $"This has to be {wanted}, and is {ScalarCheck.Found(at.Node)}.", fix));

    private static string Excerpt(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
