using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Java;

/// <summary>Writes a union as a class around its value.</summary>
internal sealed class JavaUnions(ClientPlan plan, JavaText text)
{
    public void Write(CodeWriter code, UnionType union, string name)
    {
        var members = union.Members.DistinctBy(member => text.TypeOf(member.Type), StringComparer.Ordinal).ToList();
        var types = members.ConvertAll(member => text.TypeOf(member.Type));
        var labels = plan.Names.Unique(NameKind.Module, members.Select(member => Label(member.Type)));
        code.Lines(JavaText.Doc(union.Doc ?? $"{union.Name}.", $"One of {string.Join(", ", types)}; what fits none of them is kept as it came."));
        using (code.Block($"public final class {name} implements JsonValue {{", "}"))
        {
            WriteVariants(code, union, members);
            code.Line("private final int kind;").Line("private final Object value;").Line();
            using (code.Block($"private {name}(int kind, Object value) {{", "}"))
            {
                code.Line("this.kind = kind;").Line("this.value = value;");
            }

            code.Line().Line("/** The value, whichever type it is of. */");
            using (code.Block("public Object value() {", "}"))
            {
                code.Line("return value;");
            }

            for (var i = 0; i < members.Count; i++)
            {
                code.Line().Line("/** A value of this type. */");
                using (code.Block($"public static {name} of{labels[i]}({types[i]} value) {{", "}"))
                {
                    code.Line($"return new {name}({i}, value);");
                }

                code.Line().Line("/** The value where it is of this type, else null. */");
                if (types[i].Contains('<', StringComparison.Ordinal))
                {
                    code.Line("@SuppressWarnings(\"unchecked\")");
                }

                using (code.Block($"public {types[i]} as{labels[i]}() {{", "}"))
                {
                    code.Line($"return kind == {i} ? ({types[i]}) value : null;");
                }
            }

            WriteReading(code, union, name, members);
        }
    }

    private void WriteVariants(CodeWriter code, UnionType union, List<UnionMember> members)
    {
        code.Line("private static final List<Json.Variant> VARIANTS = List.of(");
        code.Lines(members.Select((member, i) => $"        {Variant(member)}{(i == members.Count - 1 ? ");" : ",")}"));
        if (union.Discriminator is not null)
        {
            var tags = union.Members.SelectMany(member => member.Tags.Select(tag => (tag, At: members.FindIndex(each => text.TypeOf(each.Type) == text.TypeOf(member.Type))))).DistinctBy(each => each.tag, StringComparer.Ordinal).ToList();
            code.Line("private static final Map<String, Integer> TAGS = Map.ofEntries(" + (tags.Count == 0 ? ");" : ""));
            code.Lines(tags.Select((each, i) => $"        Map.entry({JavaText.Literal(each.tag)}, {each.At}){(i == tags.Count - 1 ? ");" : ",")}"));
        }
    }

    private void WriteReading(CodeWriter code, UnionType union, string name, List<UnionMember> members)
    {
        code.Line().Line("/** Reads whichever type it is; null of null. */");
        using (code.Block($"public static {name} fromJson(Object json) {{", "}"))
        {
            using (code.Block("if (json == null) {", "}"))
            {
                code.Line("return null;");
            }

            var fallback = union.Fallback is { } plain ? members.FindIndex(each => text.TypeOf(each.Type) == text.TypeOf(plain)) : -1;
            code.Line(union.Discriminator is { } property ? $"int kind = Json.choose(json, {JavaText.Literal(property)}, TAGS, {fallback}, VARIANTS);" : "int kind = Json.choose(json, VARIANTS);");
            using (code.Block("Object value = switch (kind) {", "};"))
            {
                code.Lines(members.Select((member, i) => $"case {i} -> {text.Read(member.Type, "json")};")).Line("default -> json;");
            }

            code.Line($"return new {name}(kind, value);");
        }

        code.Line().Line("@Override");
        using (code.Block("public Object toJson() {", "}"))
        {
            code.Line("return Json.plain(value);");
        }

        code.Line().Line("@Override");
        using (code.Block("public boolean equals(Object other) {", "}"))
        {
            code.Line($"return other instanceof {name} that && Objects.equals(toJson(), that.toJson());");
        }

        code.Line().Line("@Override");
        using (code.Block("public int hashCode() {", "}"))
        {
            code.Line("return Objects.hashCode(toJson());");
        }

        code.Line().Line("@Override");
        using (code.Block("public String toString() {", "}"))
        {
            code.Line("return String.valueOf(value);");
        }
    }

    private string Variant(UnionMember member)
    {
        var resolved = plan.Contract.Resolve(member.Type);
        if (plan.Contract.Definition(resolved) is ObjectType shape)
        {
            var constants = shape.Properties.Select(property => (property.WireName, Value: ConstantOf(property))).Where(each => each.Value is not null)
                .Select(each => $"Map.entry({JavaText.Literal(each.WireName)}, {JavaText.Literal(each.Value!)})");
            return $"new Json.Variant(\"object\", Set.of({JavaText.Texts(shape.Properties.Where(property => property.IsRequired).Select(property => property.WireName))}), "
                + $"Set.of({JavaText.Texts(shape.Properties.Select(property => property.WireName))}), Map.ofEntries({string.Join(", ", constants)}))";
        }

        return $"new Json.Variant(\"{plan.Contract.JsonKindOf(resolved)}\", Set.of(), Set.of(), Map.of())";
    }

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
