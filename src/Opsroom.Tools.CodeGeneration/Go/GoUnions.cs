using System.Collections.Immutable;
using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Go;

/// <summary>Writes a union as a struct around its value.</summary>
internal sealed class GoUnions(ClientPlan plan, GoText text)
{
    public void Write(GoWriter code, UnionType union, string name)
    {
        var members = union.Members.Select(member => (Member: member, Type: text.TypeOf(member.Type))).DistinctBy(each => each.Type, StringComparer.Ordinal).ToList();
        var names = plan.Names.Unique(NameKind.Member, members.Select(each => "as " + Label(each.Member.Type)), "Value", "MarshalJSON", "UnmarshalJSON");
        var types = string.Join(", ", members.Select(each => each.Type));
        code.Line().Lines(GoText.Doc(union.Doc is null ? $"{name} is one of several types." : $"{name}: {union.Doc}")).Lines(GoText.Deprecated(union.IsDeprecated));
        using (code.Block($"type {name} struct {{", "}"))
        {
            code.Lines(GoText.Doc($"Value is one of {types}, or json.RawMessage where it is none of them.")).Line("Value any");
        }

        for (var i = 0; i < members.Count; i++)
        {
            code.Line().Line($"// {names[i]} gives the value where it is of this type.");
            using (code.Block($"func (u {name}) {names[i]}() ({members[i].Type}, bool) {{", "}"))
            {
                code.Line($"value, ok := u.Value.({members[i].Type})").Line("return value, ok");
            }
        }

        WriteMarshal(code, union, name);
        code.Line().Line("// UnmarshalJSON reads whichever type it is.");
        using (code.Block($"func (u *{name}) UnmarshalJSON(data []byte) error {{", "}"))
        {
            using (code.Block("variants := []variant{", "}"))
            {
                code.Lines(members.Select(each => Variant(each.Member, each.Type) + ","));
            }

            if (union.Discriminator is { } property)
            {
                using (code.Block("tags := map[string]func([]byte) (any, error){", "}"))
                {
                    var tags = union.Members.SelectMany(member => member.Tags.Select(tag => (tag, Type: text.TypeOf(member.Type)))).DistinctBy(each => each.tag, StringComparer.Ordinal);
                    code.Lines(GoText.Aligned([.. tags.Select(each => (ImmutableArray<string>)[GoText.Literal(each.tag) + ":", $"readAs[{each.Type}],"])]));
                }

                code.Line($"value, err := readTagged(data, {GoText.Literal(property)}, tags, {(union.Fallback is { } fallback ? $"readAs[{text.TypeOf(fallback)}]" : "readRaw")}, variants)");
            }
            else
            {
                code.Line("value, err := readUnion(data, variants)");
            }

            code.Line("u.Value = value").Line("return err");
        }
    }

    /// <summary>A member says which it is, where its author did not.</summary>
    private void WriteMarshal(GoWriter code, UnionType union, string name)
    {
        var told = new List<(string Type, string Member, string Tag)>();
        foreach (var member in union.Members)
        {
            if (union.Discriminator is { } property && member.Tags is [var tag] && plan.Contract.Definition(member.Type) is ObjectType shape
                && shape.Properties.FirstOrDefault(each => each.WireName == property) is { IsRequired: true } found && !plan.Contract.Resolve(found.Type).IsNullable
                && IsText(found.Type)
                && !told.Exists(each => each.Type == plan.Types[shape.Name]))
            {
                told.Add((plan.Types[shape.Name], plan.Names.Members(shape, plan.Types[shape.Name])[shape.Properties.IndexOf(found)], tag));
            }
        }

        code.Line().Line("// MarshalJSON writes the value.");
        using (code.Block($"func (u {name}) MarshalJSON() ([]byte, error) {{", "}"))
        {
            if (told.Count > 0)
            {
                using (code.Block("switch value := u.Value.(type) {", "}"))
                {
                    foreach (var (type, member, tag) in told)
                    {
                        code.Unindented($"case {type}:");
                        using (code.Block($"if value.{member} == \"\" {{", "}"))
                        {
                            code.Line($"value.{member} = {GoText.Literal(tag)}");
                        }

                        code.Line("return json.Marshal(value)");
                    }
                }
            }

            code.Line("return json.Marshal(u.Value)");
        }
    }

    private string Variant(UnionMember member, string type)
    {
        var resolved = plan.Contract.Resolve(member.Type);
        if (plan.Contract.Definition(resolved) is ObjectType shape)
        {
            var constants = shape.Properties.Select(property => (property.WireName, Value: ConstantOf(property))).Where(each => each.Value is not null)
                .Select(each => $"{GoText.Literal(each.WireName)}: {GoText.Literal(each.Value!)}");
            return $"{{kind: \"object\", required: []string{{{GoText.Texts(shape.Properties.Where(property => property.IsRequired).Select(property => property.WireName))}}}, "
                + $"known: []string{{{GoText.Texts(shape.Properties.Select(property => property.WireName))}}}, constants: map[string]string{{{string.Join(", ", constants)}}}, read: readAs[{type}]}}";
        }

        return $"{{kind: \"{plan.Contract.JsonKindOf(resolved)}\", read: readAs[{type}]}}";
    }

    private bool IsText(TypeRef type) => plan.Contract.Resolve(type) is PrimitiveRef { Kind: Primitive.Text } || plan.Contract.Definition(type) is EnumType { Kind: Primitive.Text };

    private string? ConstantOf(Property property) =>
        plan.Contract.Definition(property.Type) is EnumType { Values: [var only] } ? only.Wire
        : property is { IsRequired: true, Default: { } value } && plan.Contract.Resolve(property.Type) is PrimitiveRef { Kind: Primitive.Text } ? value.ToString() : null;

    private string Label(TypeRef type) => plan.Contract.Resolve(type) switch
    {
        NamedRef named => plan.Types[named.Name],
        ListRef list => Label(list.Items) + " list",
        MapRef map => Label(map.Values) + " map",
        PrimitiveRef primitive => primitive.Kind.ToString(),
        _ => "value",
    };
}
