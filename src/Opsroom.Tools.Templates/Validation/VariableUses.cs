using Opsroom.Tools.Templates.Formats;
using Opsroom.Tools.Templates.HandlebarsEngine;
using Opsroom.Tools.Templates.Jinja.Running;
using Opsroom.Tools.Templates.Jinja.Syntax;
using Opsroom.Tools.Templates.Velocity;

namespace Opsroom.Tools.Templates.Validation;

/// <summary>Which variables of the template a text reads, and where.</summary>
internal static class VariableUses
{
    private static readonly string[] OfVelocity =
        ["groupId", "artifactId", "version", "package", "packageInPathFormat", "rootArtifactId", "parentArtifactId", "foreach", "velocityCount", "symbol_pound", "symbol_dollar", "symbol_escape"];

    /// <exception cref="Rendering.TemplateFault">The text is no template.</exception>
    public static IEnumerable<VariableUse> In(string format, TemplatePart part, JinjaSyntax syntax) => format switch
    {
        "handlebars" => HandlebarsVariables.In(HandlebarsScanner.Scan(part.File, part.Text)),
        "maven-archetype" => Velocity(VelocityParser.Parse(part.File, part.Text)),
        "cookiecutter" => Jinja(JinjaTemplate.Parse(part.File, part.Text, syntax), "cookiecutter"),
        _ => Jinja(JinjaTemplate.Parse(part.File, part.Text, syntax), null),
    };

    /// <summary>Whether a name is always there in a format.</summary>
    public static bool IsGiven(string format, string name) => format switch
    {
        "maven-archetype" => OfVelocity.Contains(name, StringComparer.Ordinal) || !name.All(char.IsLetterOrDigit),
        _ => name.StartsWith('_') || JinjaGlobals.All.ContainsKey(name),
    };

    /// <param name="root">The dict whose attributes the variables are; null where names are variables themselves.</param>
    private static IEnumerable<VariableUse> Jinja(JinjaTemplate template, string? root)
    {
        var (set, tested) = (new HashSet<string>(["loop", "self", "super", "caller", "varargs", "kwargs"], StringComparer.Ordinal), new HashSet<JinjaNode>(ReferenceEqualityComparer.Instance));
        var nodes = new List<JinjaNode>();
        var left = new Stack<JinjaNode>(template.Body.Reverse());
        while (left.TryPop(out var node))
        {
            nodes.Add(node);
            set.UnionWith(SetBy(node));
            if (node is TestUse { Name: "defined" or "undefined" } test)
            {
                tested.Add(test.Target);
            }
            else if (node is FilterUse { Name: "default" or "d", Target: { } defaulted })
            {
                tested.Add(defaulted);
            }

            foreach (var part in NameReads.Parts(node).Reverse())
            {
                left.Push(part);
            }
        }

        foreach (var node in nodes.Where(node => !tested.Contains(node)))
        {
            var name = (node, root) switch
            {
                (NameRead read, null) when !set.Contains(read.Name) => read.Name,
                (AttributeRead { Target: NameRead target } attribute, not null) when target.Name == root && attribute.Name is not ("items" or "keys" or "values" or "get" or "update") => attribute.Name,
                (ItemRead { Target: NameRead target, Index: Constant { Value: string key } }, not null) when target.Name == root => key,
                _ => null,
            };
            if (name is not null)
            {
                yield return new VariableUse(name, node.Line, node.Column);
            }
        }
    }

    private static IEnumerable<string> SetBy(JinjaNode node) => node switch
    {
        SetStatement set => Names(set.Target),
        SetBlock set => Names(set.Target),
        ForLoop loop => Names(loop.Target),
        MacroDefinition macro => [macro.Name, .. macro.Parameters],
        WithBlock with => with.Values.SelectMany(value => Names(value.Target)),
        ImportStatement import => [import.Alias],
        FromImport import => import.Names.Select(each => each.Alias),
        _ => [],
    };

    private static IEnumerable<string> Names(Expression target) => target switch
    {
        NameRead name => [name.Name],
        TupleLiteral tuple => tuple.Items.SelectMany(Names),
        _ => [],
    };

    private static IEnumerable<VariableUse> Velocity(IReadOnlyList<VelocityNode> body)
    {
        var set = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in Flat(body))
        {
            switch (node)
            {
                case VelocitySet assigned: set.Add(assigned.Name); break;
                case VelocityForEach loop: set.Add(loop.Name); break;
                case VelocityOutput { IsQuiet: false, Source: ['$', '{', ..] } output when !set.Contains(output.Reference.Name): yield return new VariableUse(output.Reference.Name, output.Line, output.Column); break;
            }
        }
    }

    private static IEnumerable<VelocityNode> Flat(IEnumerable<VelocityNode> body) => body.SelectMany(node => (IEnumerable<VelocityNode>)[node, .. node switch
    {
        VelocityIf condition => condition.Cases.SelectMany(each => Flat(each.Body)),
        VelocityForEach loop => Flat(loop.Body),
        _ => [],
    }]);
}
