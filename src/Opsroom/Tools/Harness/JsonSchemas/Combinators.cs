using Opsroom.Tools.Harness.Validation;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.JsonSchemas;

/// <summary><c>$ref</c></summary>
internal sealed class ReferenceKeyword(JsonSchema owner, string reference) : Keyword
{
    private SchemaNode? target;

    private SchemaNode Target => target ??= owner.Resolve(reference);

    public override bool IsValid(YamlNode node, Evaluation evaluation) => Target.IsValid(node, evaluation);

    public override void Explain(YamlNode node, NodePath path, int depth, List<SchemaFault> faults, Evaluation evaluation) =>
        Target.Explain(node, path, depth, faults, evaluation);
}

/// <summary><c>allOf</c></summary>
internal sealed class AllOfKeyword(SchemaNode[] schemas) : Keyword
{
    public override int Order => 3;

    public override bool IsValid(YamlNode node, Evaluation evaluation) => Array.TrueForAll(schemas, schema => schema.IsValid(node, evaluation));

    public override void Explain(YamlNode node, NodePath path, int depth, List<SchemaFault> faults, Evaluation evaluation)
    {
        foreach (var schema in schemas)
        {
            if (!schema.IsValid(node, evaluation))
            {
                schema.Explain(node, path, depth, faults, evaluation);
            }
        }
    }
}

/// <summary>Explains alternatives by the one that was probably meant.</summary>
internal abstract class AlternativesKeyword(SchemaNode[] schemas) : Keyword
{
    public override int Order => 3;

    protected SchemaNode[] Schemas { get; } = schemas;

    /// <summary>
    /// The likeliest alternative fits the node's type, fails deepest, and has the fewest faults. Where nothing tells them apart, one sentence is said for all.
    /// </summary>
    protected void ExplainNearest(YamlNode node, NodePath path, int depth, List<SchemaFault> faults, Evaluation evaluation)
    {
        List<SchemaFault>? nearest = null;
        var rank = (int.MinValue, int.MinValue, int.MinValue);
        foreach (var schema in Schemas)
        {
            var these = new List<SchemaFault>();
            schema.Explain(node, path, depth, these, evaluation);
            if (these.Count == 0)
            {
                continue;
            }

            var mismatched = these.Count(fault => IsOfType(fault, path) || (fault.Depth == depth && !fault.Message.StartsWith("needs ", StringComparison.Ordinal)));
            var thisRank = (-mismatched, these.Max(fault => fault.Depth), -these.Count);
            if (thisRank.CompareTo(rank) > 0)
            {
                (nearest, rank) = (these, thisRank);
            }
        }

        if (nearest is null)
        {
            Add(faults, "fits none of the alternatives", node, path, depth);
            return;
        }

        faults.AddRange(nearest);
    }

    private static bool IsOfType(SchemaFault fault, NodePath path) => fault.Path.IsChild(path, "type");
}

/// <summary><c>anyOf</c></summary>
internal sealed class AnyOfKeyword(SchemaNode[] schemas) : AlternativesKeyword(schemas)
{
    public override bool IsValid(YamlNode node, Evaluation evaluation) => Array.Exists(Schemas, schema => schema.IsValid(node, evaluation));

    public override void Explain(YamlNode node, NodePath path, int depth, List<SchemaFault> faults, Evaluation evaluation) =>
        ExplainNearest(node, path, depth, faults, evaluation);
}

/// <summary><c>oneOf</c></summary>
internal sealed class OneOfKeyword(SchemaNode[] schemas) : AlternativesKeyword(schemas)
{
    public override bool IsValid(YamlNode node, Evaluation evaluation) => Count(node, evaluation) == 1;

    public override void Explain(YamlNode node, NodePath path, int depth, List<SchemaFault> faults, Evaluation evaluation)
    {
        if (Count(node, evaluation) > 1)
        {
            Add(faults, "fits more than one of the alternatives, of which it must fit one", node, path, depth);
        }
        else
        {
            ExplainNearest(node, path, depth, faults, evaluation);
        }
    }

    private int Count(YamlNode node, Evaluation evaluation)
    {
        var count = 0;
        foreach (var schema in Schemas)
        {
            if (schema.IsValid(node, evaluation) && ++count > 1)
            {
                break;
            }
        }

        return count;
    }
}

/// <summary><c>not</c></summary>
internal sealed class NotKeyword(SchemaNode schema) : Keyword
{
    public override bool IsValid(YamlNode node, Evaluation evaluation) => !schema.IsValid(node, evaluation);

    public override void Explain(YamlNode node, NodePath path, int depth, List<SchemaFault> faults, Evaluation evaluation) =>
        Add(faults, "must not be what it is", node, path, depth);
}

/// <summary><c>if</c>, <c>then</c> and <c>else</c></summary>
internal sealed class ConditionKeyword(SchemaNode condition, SchemaNode? then, SchemaNode? otherwise) : Keyword
{
    public override int Order => 3;

    public override bool IsValid(YamlNode node, Evaluation evaluation) => Branch(node, evaluation)?.IsValid(node, evaluation) ?? true;

    public override void Explain(YamlNode node, NodePath path, int depth, List<SchemaFault> faults, Evaluation evaluation) =>
        Branch(node, evaluation)?.Explain(node, path, depth, faults, evaluation);

    private SchemaNode? Branch(YamlNode node, Evaluation evaluation) => condition.IsValid(node, evaluation) ? then : otherwise;
}
