using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;

namespace Opsroom.Tools.CodeGeneration.TypeScript;

/// <summary>Writes the types of a contract: interfaces with the names of the wire, so that JSON needs no conversion.</summary>
internal sealed class TypeScriptModels(ClientPlan plan)
{
    private readonly TypeScriptText text = new(plan);

    public string Write()
    {
        var code = new CodeWriter(2);
        code.Line("/** A date as ISO 8601 writes it: 2024-05-31. */").Line("export type IsoDate = string;").Line();
        code.Line("/** A moment as RFC 3339 writes it: 2024-05-31T12:00:00Z. `new Date(value)` reads it, `date.toISOString()` writes it. */").Line("export type IsoDateTime = string;");
        foreach (var type in plan.Contract.Types)
        {
            code.Line();
            Write(code, type, plan.Types[type.Name]);
        }

        return code.ToString();
    }

    private void Write(CodeWriter code, NamedType type, string name)
    {
        code.Lines(DocText.Block(DocText.Lines(type.Doc, type.IsDeprecated ? "@deprecated" : null)));
        switch (type)
        {
            case ObjectType shape:
                WriteObject(code, shape, name);
                break;
            case EnumType values:
                WriteEnum(code, values, name);
                break;
            case UnionType union:
                code.Line($"export type {name} =").Lines(union.Members.Select((member, i) => $"  | {Member(union, member)}{(i == union.Members.Length - 1 ? ";" : "")}"));
                break;
            case AliasType alias:
                code.Line($"export type {name} = {text.TypeOf(alias.Target)};");
                break;
        }
    }

    private void WriteObject(CodeWriter code, ObjectType shape, string name)
    {
        using (code.Block($"export interface {name} {{", "}"))
        {
            foreach (var property in shape.Properties)
            {
                code.Lines(DocText.Block(DocText.Lines(property.Doc, property.Default is null ? null : $"@defaultValue {property.Default.ToJsonString()}", property.IsDeprecated ? "@deprecated" : null)));
                code.Line($"{(property.IsReadOnly ? "readonly " : "")}{TypeScriptText.Key(property.WireName)}{(property.IsRequired ? "" : "?")}: {text.TypeOf(property.Type)};");
            }

            if (shape.Additional is not null)
            {
                code.Line(shape.Properties.IsEmpty ? $"[key: string]: {text.TypeOf(shape.Additional)};" : "[key: string]: unknown;");
            }
        }
    }

    /// <summary>The values that are known, and any other that the server may add later.</summary>
    private void WriteEnum(CodeWriter code, EnumType type, string name)
    {
        var isText = type.Kind == Primitive.Text;
        string[] values = [.. type.Values.Select(value => isText ? TypeScriptText.Literal(value.Wire) : value.Wire)];
        code.Line($"export type {name} = {string.Join(" | ", values)} | ({(isText ? "string" : "number")} & {{}});").Line();
        var members = plan.Names.EnumMembers(type);
        code.Line($"/** The values of {{@link {name}}} that are known. */");
        using (code.Block($"export const {name} = {{", "} as const;"))
        {
            for (var i = 0; i < members.Length; i++)
            {
                code.Lines(DocText.Block(DocText.Lines(type.Values[i].Doc)));
                code.Line($"{members[i]}: {values[i]},");
            }
        }
    }

    /// <summary>A member with the values of the discriminator that mean it, by which TypeScript tells the members apart.</summary>
    private string Member(UnionType union, UnionMember member)
    {
        var type = text.TypeOf(member.Type);
        var isObject = plan.Contract.Definition(member.Type) is ObjectType;
        return union.Discriminator is { } property && isObject && !member.Tags.IsEmpty
            ? $"({type} & {{ {TypeScriptText.Key(property)}: {string.Join(" | ", member.Tags.Select(TypeScriptText.Literal))} }})"
            : TypeScriptText.Parenthesized(type);
    }
}
