using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.CSharp;

/// <summary>Writes the types of a contract, a file for each: records, values of open enums, and unions.</summary>
internal sealed class CSharpModels(ClientPlan plan, string @namespace)
{
    private readonly CSharpText text = new(plan);

    public IEnumerable<GeneratedFile> Write()
    {
        foreach (var type in plan.Contract.Types.Where(type => type is not AliasType))
        {
            var name = plan.Types[type.Name];
            var code = new CodeWriter(4);
            switch (type)
            {
                case ObjectType shape:
                    WriteObject(code, shape, name);
                    break;
                case EnumType values:
                    WriteEnum(code, values, name);
                    break;
                case UnionType union:
                    WriteUnion(code, union, name);
                    break;
            }

            yield return new($"Models/{name}.cs", $"using System.Text.Json;\nusing System.Text.Json.Serialization;\n\nnamespace {@namespace};\n\n{code}");
        }
    }

    private void WriteObject(CodeWriter code, ObjectType type, string name)
    {
        code.Lines(Doc(type));
        using (code.Block($"public sealed record {name}\n{{", "}"))
        {
            var members = plan.Names.Members(type, name);
            for (var i = 0; i < members.Length; i++)
            {
                WriteProperty(code, type.Properties[i], members[i]);
                code.Line();
            }

            code.Line("/// <summary>What came beyond the known properties; it is sent again.</summary>").Line("[JsonExtensionData]");
            code.Line("public Dictionary<string, JsonElement>? AdditionalProperties { get; set; }");
        }
    }

    private void WriteProperty(CodeWriter code, Property property, string member)
    {
        var start = property.IsRequired ? text.DefaultOf(property) : null;
        var isRequired = property.IsRequired && start is null;
        code.Lines(DocText.Xml(DocText.Lines(property.Doc, property.Default is null || property.IsRequired ? null : $"Where it is left out: {property.Default.ToJsonString()}.", property.IsDeprecated ? "Deprecated." : null)));
        code.Line($"[JsonPropertyName({CSharpText.Literal(property.WireName)})]");
        var type = text.TypeOf(property.Type);
        if (!property.IsRequired)
        {
            code.Line("[JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]");
            type = CSharpText.Optional(type);
        }

        code.Line($"public {(isRequired ? "required " : "")}{type} {member} {{ get; init; }}{(start is null ? "" : $" = {start};")}");
    }

    private void WriteEnum(CodeWriter code, EnumType type, string name)
    {
        var (held, read, write) = type.Kind switch
        {
            Primitive.Text => ("string", "reader.GetString() ?? \"\"", "writer.WriteStringValue(value.Value)"),
            Primitive.Int64 => ("long", "reader.GetInt64()", "writer.WriteNumberValue(value.Value)"),
            _ => ("double", "reader.GetDouble()", "writer.WriteNumberValue(value.Value)"),
        };
        code.Lines(Doc(type)).Line("/// <remarks>A value that is not among the known ones is kept as it came.</remarks>").Line("/// <param name=\"Value\">As the API has it.</param>");
        code.Line($"[JsonConverter(typeof({name}.Converter))]");
        using (code.Block($"public readonly record struct {name}({held} Value)\n{{", "}"))
        {
            var members = plan.Names.EnumMembers(type, name, "Value", "Converter");
            for (var i = 0; i < members.Length; i++)
            {
                var value = type.Values[i];
                code.Lines(DocText.Xml(DocText.Lines(value.Doc ?? value.Wire)));
                code.Line($"public static {name} {members[i]} {{ get; }} = new({(type.Kind == Primitive.Text ? CSharpText.Literal(value.Wire) : value.Wire)});").Line();
            }

            code.Line("/// <inheritdoc/>");
            code.Line(type.Kind == Primitive.Text ? "public override string ToString() => Value ?? \"\";" : "public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);").Line();
            using (code.Block($"internal sealed class Converter : JsonConverter<{name}>\n    {{", "}"))
            {
                code.Line($"public override {name} Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new({read});").Line();
                code.Line($"public override void Write(Utf8JsonWriter writer, {name} value, JsonSerializerOptions options) => {write};");
            }
        }
    }

    private void WriteUnion(CodeWriter code, UnionType union, string name)
    {
        var members = union.Members.Select(member => (Member: member, Type: text.TypeOf(member.Type))).DistinctBy(each => each.Type, StringComparer.Ordinal).ToList();
        var names = plan.Names.Unique(NameKind.Member, members.Select(each => "as " + Label(each.Member.Type)), name, "Value", "Converter", "From");
        code.Lines(Doc(union)).Line($"/// <remarks>One of {string.Join(", ", members.Select(each => DocText.XmlText(each.Type)))}; what fits none of them is kept as <see cref=\"JsonElement\"/>.</remarks>");
        code.Line($"[JsonConverter(typeof({name}.Converter))]");
        using (code.Block($"public sealed record {name}\n{{", "}"))
        {
            code.Line($"private {name}(object? value) => Value = value;").Line();
            code.Line("/// <summary>The value, whichever type it is of.</summary>").Line("public object? Value { get; }");
            for (var i = 0; i < members.Count; i++)
            {
                var (member, type) = members[i];
                code.Line().Line($"/// <summary>The value where it is of this type.</summary>");
                code.Line(text.IsValue(member.Type) ? $"public {type}? {names[i]} => Value is {type} value ? value : null;" : $"public {type}? {names[i]} => Value as {type};");
                code.Line().Line("/// <summary>A value of this type.</summary>");
                code.Line(plan.Contract.Resolve(member.Type) is ListRef or MapRef ? $"public static {name} From({type} value) => new((object?)value);" : $"public static implicit operator {name}({type} value) => new((object?)value);");
            }

            code.Line();
            WriteConverter(code, union, name, members);
        }
    }

    private void WriteConverter(CodeWriter code, UnionType union, string name, List<(UnionMember Member, string Type)> members)
    {
        using (code.Block($"internal sealed class Converter : UnionConverter<{name}>\n    {{", "}"))
        {
            using (code.Block("protected override UnionVariant[] Variants { get; } =\n        [", "];"))
            {
                code.Lines(members.Select(each => Variant(each.Member, each.Type) + ","));
            }

            if (union.Discriminator is { } property)
            {
                code.Line().Line($"protected override string? Discriminator => {CSharpText.Literal(property)};").Line();
                using (code.Block("protected override IReadOnlyDictionary<string, Type> Tags { get; } = new Dictionary<string, Type>\n        {", "};"))
                {
                    code.Lines(union.Members.SelectMany(member => member.Tags.Select(tag => (tag, member))).DistinctBy(each => each.tag, StringComparer.Ordinal)
                        .Select(each => $"[{CSharpText.Literal(each.tag)}] = typeof({text.TypeOf(each.member.Type)}),"));
                }
            }

            if (union.Fallback is { } fallback)
            {
                code.Line().Line($"protected override Type? Fallback => typeof({text.TypeOf(fallback)});");
            }

            code.Line().Line($"protected override {name} Create(object? value) => new(value);").Line();
            code.Line($"protected override object? ValueOf({name} value) => value.Value;");
        }
    }

    private string Variant(UnionMember member, string type)
    {
        var resolved = plan.Contract.Resolve(member.Type);
        if (plan.Contract.Definition(resolved) is ObjectType shape)
        {
            var constants = shape.Properties.Select(property => (property.WireName, Value: ConstantOf(property))).Where(each => each.Value is not null)
                .Select(each => $"({CSharpText.Literal(each.WireName)}, {CSharpText.Literal(each.Value!)})");
            return $"new(typeof({type}), JsonValueKind.Object) {{ Required = [{Texts(shape.Properties.Where(property => property.IsRequired))}], Known = [{Texts(shape.Properties)}], Constants = [{string.Join(", ", constants)}] }}";
        }

        var kind = resolved switch
        {
            ListRef => "Array",
            MapRef => "Object",
            NamedRef named => plan.Contract[named] is EnumType { Kind: not Primitive.Text } ? "Number" : plan.Contract[named] is EnumType ? "String" : "Object",
            PrimitiveRef { Kind: Primitive.Boolean } => "True",
            PrimitiveRef { Kind: Primitive.Int32 or Primitive.Int64 or Primitive.Float or Primitive.Double or Primitive.Decimal } => "Number",
            _ => "String",
        };
        return $"new(typeof({type}), JsonValueKind.{kind})";
    }

    private string? ConstantOf(Property property) =>
        plan.Contract.Definition(property.Type) is EnumType { Values: [var only] } ? only.Wire
        : property is { IsRequired: true, Default: { } value } && plan.Contract.Resolve(property.Type) is PrimitiveRef { Kind: Primitive.Text } ? value.ToString() : null;

    private static string Texts(IEnumerable<Property> properties) => string.Join(", ", properties.Select(property => CSharpText.Literal(property.WireName)));

    private string Label(TypeRef type) => plan.Contract.Resolve(type) switch
    {
        NamedRef named => plan.Types[named.Name],
        ListRef list => Label(list.Items) + " list",
        MapRef map => Label(map.Values) + " map",
        PrimitiveRef primitive => primitive.Kind.ToString(),
        _ => "value",
    };

    private static IEnumerable<string> Doc(NamedType type) => DocText.Xml(DocText.Lines(type.Doc ?? $"{type.Name}.", type.IsDeprecated ? "Deprecated." : null));
}
