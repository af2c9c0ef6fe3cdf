using Opsroom.Tools.Templates.Jinja.Syntax;

namespace Opsroom.Tools.Templates.Jinja.Running;

/// <summary>Walks through the parts of a template.</summary>
internal static class NameReads
{
    /// <summary>Every name that statements read, set inside them or not.</summary>
    public static HashSet<string> In(IEnumerable<Statement> body)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var left = new Stack<JinjaNode>(body);
        while (left.TryPop(out var node))
        {
            if (node is NameRead name)
            {
                names.Add(name.Name);
            }

            foreach (var part in Parts(node))
            {
                left.Push(part);
            }
        }

        return names;
    }

    /// <summary>The nodes directly inside a node, in order.</summary>
    public static IEnumerable<JinjaNode> Parts(JinjaNode node) => node switch
    {
        ListLiteral list => list.Items,
        TupleLiteral tuple => tuple.Items,
        DictLiteral dict => dict.Pairs.SelectMany(pair => (Expression[])[pair.Key, pair.Value]),
        AttributeRead attribute => [attribute.Target],
        ItemRead item => [item.Target, item.Index],
        SliceIndex slice => Given(slice.Start, slice.Stop, slice.Step),
        Call call => [call.Target, .. call.Arguments.All],
        FilterUse filter => [.. Given(filter.Target), .. filter.Arguments.All],
        TestUse test => [test.Target, .. test.Arguments.All],
        Unary unary => [unary.Operand],
        Binary binary => [binary.Left, binary.Right],
        Comparison comparison => [comparison.First, .. comparison.Others.Select(other => other.Operand)],
        Concatenation concatenation => concatenation.Parts,
        Choice choice => [choice.Test, choice.Then, .. Given(choice.Else)],
        ValueOutput value => [value.Value],
        ForLoop loop => [loop.Target, loop.Items, .. Given(loop.Filter), .. loop.Body, .. loop.Otherwise],
        IfStatement condition => [.. condition.Cases.SelectMany(each => (IEnumerable<JinjaNode>)[each.Test, .. each.Body]), .. condition.Otherwise],
        SetStatement set => [set.Target, set.Value],
        SetBlock set => [set.Target, .. Given(set.Filter), .. set.Body],
        MacroDefinition macro => [.. macro.Defaults, .. macro.Body],
        CallBlock call => [call.Call, call.Caller],
        FilterBlock filter => [filter.Filter, .. filter.Body],
        WithBlock with => [.. with.Values.SelectMany(each => (Expression[])[each.Target, each.Value]), .. with.Body],
        IncludeStatement include => [include.Template],
        ImportStatement import => [import.Template],
        FromImport import => [import.Template],
        ExtendsStatement extends => [extends.Template],
        BlockStatement block => block.Body,
        DoStatement action => [action.Value],
        NowStatement now => [now.Zone, .. Given(now.Format)],
        _ => [],
    };

    private static IEnumerable<Expression> Given(params IEnumerable<Expression?> expressions) => expressions.OfType<Expression>();
}
