using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.TypeScript;

/// <summary>Writes functions that tell the members of unions apart: by the discriminator, else by what each must have.</summary>
internal sealed class TypeScriptGuards(ClientPlan plan)
{
    private readonly TypeScriptText text = new(plan);

    public string Write()
    {
        var code = new CodeWriter(2);
        var scope = new NameScope(StringComparer.Ordinal, [.. plan.Types.Values, "isObject"]);
        foreach (var union in plan.Contract.Types.OfType<UnionType>())
        {
            foreach (var member in union.Members)
            {
                Write(code, union, member, scope.Take($"is{Label(member.Type)}Of{plan.Types[union.Name]}"));
            }
        }

        var guards = code.ToString();
        return guards.Length == 0 ? ""
            : guards.Contains("isObject(", StringComparison.Ordinal) ? "\nfunction isObject(value: unknown): value is Record<string, unknown> {\n  return typeof value === \"object\" && value !== null && !Array.isArray(value);\n}\n" + guards
            : guards;
    }

    private void Write(CodeWriter code, UnionType union, UnionMember member, string name)
    {
        var type = text.TypeOf(member.Type);
        code.Line().Line($"/** Whether a {plan.Types[union.Name]} is of this member type. */");
        using (code.Block($"export function {name}(value: unknown): value is {type} {{", "}"))
        {
            code.Line($"return {Test(union, member)};");
        }
    }

    private string Test(UnionType union, UnionMember member)
    {
        if (plan.Contract.Definition(member.Type) is ObjectType shape)
        {
            if (union.Discriminator is { } property && !member.Tags.IsEmpty)
            {
                var held = $"value[{TypeScriptText.Literal(property)}]";
                return $"isObject(value) && ({string.Join(" || ", member.Tags.Select(tag => $"{held} === {TypeScriptText.Literal(tag)}"))})";
            }

            var constants = shape.Properties.Where(each => ConstantOf(each) is not null).Select(each => $"(value[{TypeScriptText.Literal(each.WireName)}] === undefined || value[{TypeScriptText.Literal(each.WireName)}] === {ConstantOf(each)})");
            var required = shape.Properties.Where(each => each.IsRequired).Select(each => $"{TypeScriptText.Literal(each.WireName)} in value");
            return string.Join(" && ", constants.Concat(required).Prepend("isObject(value)"));
        }

        return plan.Contract.Resolve(member.Type) switch
        {
            ListRef => "Array.isArray(value)",
            MapRef => "isObject(value)",
            NamedRef named => (plan.Contract[named] as EnumType)?.Kind switch { null => "isObject(value)", Primitive.Text => "typeof value === \"string\"", _ => "typeof value === \"number\"" },
            PrimitiveRef { Kind: Primitive.Boolean } => "typeof value === \"boolean\"",
            PrimitiveRef { Kind: Primitive.Int32 or Primitive.Int64 } => "typeof value === \"number\" && Number.isInteger(value)",
            PrimitiveRef { Kind: Primitive.Float or Primitive.Double or Primitive.Decimal } => "typeof value === \"number\"",
            PrimitiveRef { Kind: Primitive.Binary } => "value instanceof Blob",
            _ => "typeof value === \"string\"",
        };
    }

    private string? ConstantOf(Property property) =>
        plan.Contract.Definition(property.Type) is EnumType { Values: [var only] } values ? values.Kind == Primitive.Text ? TypeScriptText.Literal(only.Wire) : only.Wire : null;

    private string Label(TypeRef type) => plan.Contract.Resolve(type) switch
    {
        NamedRef named => plan.Types[named.Name],
        ListRef list => Label(list.Items) + "List",
        MapRef map => Label(map.Values) + "Map",
        PrimitiveRef primitive => primitive.Kind.ToString(),
        _ => "Value",
    };
}
