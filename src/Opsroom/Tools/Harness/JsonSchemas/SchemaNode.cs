using System.Text.Json;
using Opsroom.Tools.Harness.Validation;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.JsonSchemas;

/// <summary>A schema or a part of one: the keywords that apply together to one node.</summary>
internal sealed class SchemaNode(JsonSchema owner, JsonElement source)
{
    private Keyword[]? compiled;

    private Keyword[] Keywords => compiled ??= KeywordReader.Read(owner, source);

    public bool IsValid(YamlNode node, Evaluation evaluation)
    {
        if (node is YamlMap or YamlList && evaluation.IsKnown(this, node, out var known))
        {
            return known;
        }

        evaluation.Enter();
        var isValid = true;
        foreach (var keyword in Keywords)
        {
            if (!keyword.IsValid(node, evaluation))
            {
                isValid = false;
                break;
            }
        }

        evaluation.Leave();
        return node is YamlMap or YamlList ? evaluation.Remember(this, node, isValid) : isValid;
    }

    /// <summary>Adds why the node is not valid.</summary>
    public void Explain(YamlNode node, NodePath path, int depth, List<SchemaFault> faults, Evaluation evaluation)
    {
        evaluation.Enter();
        foreach (var keyword in Keywords)
        {
            if (!keyword.IsValid(node, evaluation))
            {
                keyword.Explain(node, path, depth, faults, evaluation);
            }
        }

        evaluation.Leave();
    }
}

/// <summary>A keyword of JSON Schema with its value.</summary>
internal abstract class Keyword
{
    /// <summary>Cheap keywords, and those that tell alternatives apart, go first.</summary>
    public virtual int Order => 1;

    public abstract bool IsValid(YamlNode node, Evaluation evaluation);

    /// <summary>Adds why a node that is not valid is not.</summary>
    public abstract void Explain(YamlNode node, NodePath path, int depth, List<SchemaFault> faults, Evaluation evaluation);

    protected static void Add(List<SchemaFault> faults, string message, YamlNode node, NodePath path, int depth) =>
        faults.Add(new(message, node, path) { Depth = depth });
}

/// <summary>A keyword whose fault is one sentence.</summary>
internal abstract class PlainKeyword : Keyword
{
    public override int Order => 0;

    public sealed override bool IsValid(YamlNode node, Evaluation evaluation) => IsValid(node);

    public sealed override void Explain(YamlNode node, NodePath path, int depth, List<SchemaFault> faults, Evaluation evaluation) =>
        Add(faults, Fault(node), node, path, depth);

    protected abstract bool IsValid(YamlNode node);

    protected abstract string Fault(YamlNode node);
}
