using System.Text.Json;
using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;

namespace Opsroom.Tools.CodeGeneration.Python;

/// <summary>Writes the types of a contract as dataclasses and enums.</summary>
internal sealed class PythonModels(ClientPlan plan)
{
    private readonly PythonText text = new(plan, "");

    public string Write()
    {
        var code = new CodeWriter(4);
        var types = plan.Contract.Types;
        foreach (var type in types.OfType<EnumType>())
        {
            WriteEnum(code.Line().Line(), type);
        }

        foreach (var type in types.OfType<ObjectType>())
        {
            WriteObject(code.Line().Line(), type);
        }

        foreach (var type in types.OfType<UnionType>())
        {
            WriteUnion(code.Line().Line(), type);
        }

        var body = code.ToString();
        var exported = types.Where(type => type is not AliasType).Select(type => plan.Types[type.Name]).Order(StringComparer.Ordinal).ToList();
        var head = new CodeWriter(4);
        head.Lines(DocText.Docstring([$"The types of {DocText.FirstLine(plan.Contract.Title) ?? "the API"}."])).Line();
        var names = new CodeWriter(4).Line("__all__ = [").Lines(exported.Select(name => $"    \"{name}\",")).Line("]");
        return head + PythonImports.For(body, ".") + names + body;
    }

    private void WriteEnum(CodeWriter code, EnumType type)
    {
        var kind = type.Kind switch { Primitive.Text => "OpenStrEnum", Primitive.Int64 => "OpenIntEnum", _ => "OpenFloatEnum" };
        using (code.Block($"class {plan.Types[type.Name]}({kind}):"))
        {
            code.Lines(DocText.Docstring(Doc(type))).Line();
            var members = plan.Names.EnumMembers(type);
            for (var i = 0; i < members.Length; i++)
            {
                code.Line($"{members[i]} = {(type.Kind == Primitive.Text ? PythonText.Literal(type.Values[i].Wire) : type.Values[i].Wire)}");
            }
        }
    }

    private void WriteObject(CodeWriter code, ObjectType type)
    {
        var name = plan.Types[type.Name];
        var members = plan.Names.Members(type);
        var properties = type.Properties.Select((property, i) => (Property: property, Member: members[i], Default: DefaultOf(property))).OrderBy(each => each.Default is null ? 0 : 1).ToList();
        code.Line("@dataclass");
        using (code.Block($"class {name}:"))
        {
            code.Lines(DocText.Docstring(Doc(type))).Line();
            foreach (var (property, member, start) in properties)
            {
                var annotation = property.IsRequired ? text.TypeOf(property.Type) : PythonText.Optional(text.TypeOf(property.Type));
                code.Line($"{member}: {annotation}{(start is null ? "" : " = " + start)}");
                code.Lines(DocText.Docstring(DocText.Lines(property.Doc, property.IsDeprecated ? "Deprecated." : null)));
            }

            code.Line("additional_properties: dict[str, Any] = field(default_factory=dict)").Line("\"\"\"What came beyond the known properties; it is sent again.\"\"\"").Line();
            code.Line("@classmethod");
            using (code.Block($"def from_dict(cls, data: dict[str, Any]) -> {name}:"))
            {
                code.Line("\"\"\"Reads it as JSON has it.\"\"\"").Line("rest = dict(data)");
                using (code.Block("return cls(", ")"))
                {
                    foreach (var (property, member, _) in properties)
                    {
                        var value = property.IsRequired ? $"rest.pop({PythonText.Literal(property.WireName)})" : $"rest.pop({PythonText.Literal(property.WireName)}, None)";
                        code.Line($"{member}={(text.DecoderOf(property.Type) is { } decoder ? $"load({value}, {decoder})" : value)},");
                    }

                    code.Line("additional_properties=rest,");
                }
            }

            code.Line();
            WriteOut(code, type, properties.ConvertAll(each => (each.Property, each.Member)), "to_dict", "It as JSON has it.", "to_json(self.{0})");
            if (type.Properties.Any(property => plan.Contract.Resolve(property.Type) is PrimitiveRef { Kind: Primitive.Binary } or ListRef { Items: PrimitiveRef { Kind: Primitive.Binary } }))
            {
                code.Line();
                WriteOut(code, type, properties.ConvertAll(each => (each.Property, each.Member)), "to_fields", "It as the fields of a form.", "self.{0}");
            }
        }
    }

    private static void WriteOut(CodeWriter code, ObjectType type, List<(Property Property, string Member)> properties, string method, string doc, string value)
    {
        using (code.Block($"def {method}(self) -> dict[str, Any]:"))
        {
            code.Line($"\"\"\"{doc}\"\"\"");
            code.Line(type.Properties.IsEmpty && method == "to_dict" ? "return dict(self.additional_properties)" : "data: dict[str, Any] = dict(self.additional_properties)");
            foreach (var (property, member) in properties)
            {
                var put = $"data[{PythonText.Literal(property.WireName)}] = {value.Replace("{0}", member, StringComparison.Ordinal)}";
                if (property.IsRequired)
                {
                    code.Line(put);
                }
                else
                {
                    code.Line($"if self.{member} is not None:").Line("    " + put);
                }
            }

            if (!(type.Properties.IsEmpty && method == "to_dict"))
            {
                code.Line("return data");
            }
        }
    }

    /// <summary>What a field is without being told: None where it may be left out; of what is always there only a constant.</summary>
    private string? DefaultOf(Property property)
    {
        if (!property.IsRequired)
        {
            return "None";
        }

        if (property.Default is null)
        {
            return null;
        }

        return plan.Contract.Resolve(property.Type) switch
        {
            NamedRef name when plan.Contract[name] is EnumType values && values.Values.Any(value => value.Wire == Wire(property)) => $"{plan.Types[name.Name]}({PythonText.Literal(property.Default)})",
            PrimitiveRef { Kind: Primitive.Text } when property.Default.GetValueKind() == JsonValueKind.String => PythonText.Literal(property.Default),
            PrimitiveRef { Kind: Primitive.Boolean } when property.Default.GetValueKind() is JsonValueKind.True or JsonValueKind.False => PythonText.Literal(property.Default),
            PrimitiveRef { Kind: Primitive.Int32 or Primitive.Int64 or Primitive.Double or Primitive.Float } when property.Default.GetValueKind() == JsonValueKind.Number => PythonText.Literal(property.Default),
            _ => null,
        };
    }

    private static string Wire(Property property) => property.Default!.GetValueKind() == JsonValueKind.String ? property.Default.GetValue<string>() : property.Default.ToJsonString();

    private void WriteUnion(CodeWriter code, UnionType union)
    {
        var name = plan.Types[union.Name];
        code.Line($"{name} = Union[{string.Join(", ", union.Members.Select(member => PythonText.Literal(text.TypeOf(member.Type))).Distinct(StringComparer.Ordinal))}]");
        code.Lines(DocText.Docstring(Doc(union))).Line().Line();
        using (code.Block($"def {text.UnionDecoder(new(union.Name))}(value: Any) -> Any:"))
        {
            code.Line($"\"\"\"Reads a {name} as JSON has it; what fits none of its types stays as it is.\"\"\"");
            using (code.Block("return union_of(", ")"))
            {
                code.Line("value,");
                using (code.Block("[", "],"))
                {
                    foreach (var member in union.Members)
                    {
                        code.Line(Variant(member) + ",");
                    }
                }

                if (union.Discriminator is { } property)
                {
                    var tags = union.Members.SelectMany(member => member.Tags.Select(tag => $"{PythonText.Literal(tag)}: {text.DecoderOf(member.Type) ?? "as_is"}"));
                    code.Line($"discriminator={PythonText.Literal(property)},").Line($"tags={{{string.Join(", ", tags)}}},");
                }

                if (union.Fallback is { } fallback && text.DecoderOf(fallback) is { } decoder)
                {
                    code.Line($"fallback={decoder},");
                }
            }
        }
    }

    private string Variant(UnionMember member)
    {
        var decoder = text.DecoderOf(member.Type) ?? "as_is";
        var type = plan.Contract.Resolve(member.Type);
        if (plan.Contract.Definition(type) is ObjectType shape)
        {
            var constants = shape.Properties.Where(property => property is { IsRequired: true, Default: not null } || ConstantOf(property) is not null)
                .Select(property => $"{PythonText.Literal(property.WireName)}: {ConstantOf(property) ?? PythonText.Literal(property.Default!)}");
            return $"Variant(dict, {decoder}, frozenset([{PythonText.Texts(shape.Properties.Where(property => property.IsRequired).Select(property => property.WireName))}]), "
                + $"frozenset([{PythonText.Texts(shape.Properties.Select(property => property.WireName))}]), {{{string.Join(", ", constants)}}})";
        }

        var kind = type switch
        {
            ListRef => "list",
            MapRef => "dict",
            NamedRef named => (plan.Contract[named] as EnumType)?.Kind switch { Primitive.Int64 => "int", Primitive.Double => "(int, float)", Primitive.Text => "str", _ => "dict" },
            PrimitiveRef { Kind: Primitive.Boolean } => "bool",
            PrimitiveRef { Kind: Primitive.Int32 or Primitive.Int64 } => "int",
            PrimitiveRef { Kind: Primitive.Float or Primitive.Double or Primitive.Decimal } => "(int, float)",
            _ => "str",
        };
        return $"Variant({kind}, {decoder})";
    }

    /// <summary>The one value that a property can have, by its enum.</summary>
    private string? ConstantOf(Property property) =>
        plan.Contract.Definition(property.Type) is EnumType { Values: [var only] } values ? values.Kind == Primitive.Text ? PythonText.Literal(only.Wire) : only.Wire : null;

    private static IReadOnlyList<string> Doc(NamedType type) => DocText.Lines(type.Doc ?? $"{type.Name}.", type.IsDeprecated ? "Deprecated." : null);
}
