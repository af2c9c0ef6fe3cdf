using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;

namespace Opsroom.Tools.CodeGeneration.Java;

/// <param name="Type">As it is kept.</param>
internal sealed record JavaComponent(Property Property, string Name, string Type);

/// <summary>Writes the types of a contract, a file for each: records with builders, values of open enums, and unions.</summary>
internal sealed class JavaModels(ClientPlan plan, string package)
{
    /// <summary>The JVM takes 255 words of parameters, and a long is two.</summary>
    private const int MostComponents = 120;

    private readonly JavaText text = new(plan);

    /// <summary>Names that the package has beside the types.</summary>
    public static IReadOnlyList<string> RuntimeNames { get; } = ["Json", "JsonValue", "Builder", "Variant"];

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
                    new JavaUnions(plan, text).Write(code, union, name);
                    break;
            }

            yield return new($"{name}.java", JavaText.File(package, code.ToString()));
        }
    }

    private void WriteObject(CodeWriter code, ObjectType type, string name)
    {
        var members = plan.Names.Members(type, name);
        var all = type.Properties.Select((property, i) => new JavaComponent(property, members[i], text.TypeOf(property.Type, isBoxed: !property.IsRequired))).ToList();
        var isRecord = all.Count <= MostComponents;
        code.Lines(JavaText.Doc([type.Doc ?? $"{type.Name}.", type.IsDeprecated ? "Deprecated." : null, .. isRecord ? all.Select(Told) : []]));
        if (isRecord)
        {
            code.Line($"public record {name}(").Lines(all.Select(each => $"        {each.Type} {each.Name},")).Line("        Map<String, Object> additionalProperties) implements JsonValue {");
        }
        else
        {
            code.Line($"public final class {name} implements JsonValue {{");
        }

        using (code.Block("    private static final Set<String> KNOWN = Set.of(" + (all.Count == 0 ? ");" : ""), null))
        {
            if (all.Count > 0)
            {
                code.Lines(all.Select((each, i) => $"    {JavaText.Literal(each.Property.WireName)}{(i == all.Count - 1 ? ");" : ",")}"));
            }
        }

        using (code.Block(""))
        {
            if (!isRecord)
            {
                WriteFields(code, all, name);
            }

            WriteJson(code, all, name);
            WriteBuilder(code, all, name, isRecord);
        }

        code.Line("}");
    }

    private static void WriteFields(CodeWriter code, List<JavaComponent> all, string name)
    {
        code.Lines(all.Select(each => $"private final {each.Type} {each.Name};")).Line("private final Map<String, Object> additionalProperties;").Line();
        using (code.Block($"private {name}(Builder made) {{", "}"))
        {
            code.Lines(all.Select(each => $"this.{each.Name} = made.{each.Name};")).Line("this.additionalProperties = made.additionalProperties;");
        }

        foreach (var each in all)
        {
            code.Line().Lines(JavaText.Doc(each.Property.Doc));
            using (code.Block($"public {each.Type} {each.Name}() {{", "}"))
            {
                code.Line($"return this.{each.Name};");
            }
        }

        code.Line().Line("/** What came beyond the known properties; it is sent again. */");
        using (code.Block("public Map<String, Object> additionalProperties() {", "}"))
        {
            code.Line("return additionalProperties;");
        }

        code.Line().Line("@Override");
        using (code.Block("public boolean equals(Object other) {", "}"))
        {
            code.Line($"return other instanceof {name} that && toJson().equals(that.toJson());");
        }

        code.Line().Line("@Override");
        using (code.Block("public int hashCode() {", "}"))
        {
            code.Line("return toJson().hashCode();");
        }

        code.Line().Line("@Override");
        using (code.Block("public String toString() {", "}"))
        {
            code.Line($"return \"{name}\" + toJson();");
        }

        code.Line();
    }

    private void WriteJson(CodeWriter code, List<JavaComponent> all, string name)
    {
        code.Line("/** Reads it as JSON has it; null of null. */");
        using (code.Block($"public static {name} fromJson(Object json) {{", "}"))
        {
            using (code.Block("if (json == null) {", "}"))
            {
                code.Line("return null;");
            }

            code.Line("Map<String, Object> in = Json.object(json);").Line("Builder made = new Builder();");
            foreach (var each in all)
            {
                var wireName = JavaText.Literal(each.Property.WireName);
                var from = char.IsLower(each.Type[0]) && each.Type != "byte[]" ? $"Json.need(in, {wireName})" : $"in.get({wireName})";
                code.Line($"made.{each.Name} = {text.Read(each.Property.Type, from)};");
            }

            code.Line("made.additionalProperties = Json.others(in, KNOWN);").Line("return made.build();");
        }

        code.Line().Line("@Override");
        using (code.Block("public Object toJson() {", "}"))
        {
            code.Line("Map<String, Object> out = new LinkedHashMap<>();");
            code.Lines(all.Select(each => $"Json.put(out, {JavaText.Literal(each.Property.WireName)}, this.{each.Name}, {(each.Property.IsRequired ? "true" : "false")});"));
            code.Line("this.additionalProperties.forEach(out::putIfAbsent);").Line("return out;");
        }

        code.Line().Line("/** Makes one property after the other. */");
        using (code.Block("public static Builder builder() {", "}"))
        {
            code.Line("return new Builder();");
        }
    }

    private void WriteBuilder(CodeWriter code, List<JavaComponent> all, string name, bool isRecord)
    {
        code.Line().Line($"/** Makes a {name}. */");
        using (code.Block("public static final class Builder {", "}"))
        {
            code.Lines(all.Select(each => $"private {each.Type} {each.Name}{(text.DefaultOf(each.Property) is { } start ? " = " + start : "")};"));
            code.Line("private Map<String, Object> additionalProperties = Map.of();").Line();
            using (code.Block("private Builder() {", "}"))
            {
            }

            foreach (var each in all)
            {
                code.Line().Lines(JavaText.Doc(each.Property.Doc));
                using (code.Block($"public Builder {each.Name}({each.Type} value) {{", "}"))
                {
                    code.Line($"this.{each.Name} = value;").Line("return this;");
                }
            }

            code.Line().Line("/** What is sent beyond the known properties. */");
            using (code.Block("public Builder additionalProperties(Map<String, Object> value) {", "}"))
            {
                code.Line("this.additionalProperties = Map.copyOf(value);").Line("return this;");
            }

            code.Line();
            using (code.Block($"public {name} build() {{", "}"))
            {
                code.Line(isRecord ? $"return new {name}({string.Join(", ", all.Select(each => "this." + each.Name).Append("this.additionalProperties"))});" : $"return new {name}(this);");
            }
        }
    }

    private static void WriteEnum(CodeWriter code, EnumType type, string name, string held, string read, ClientPlan plan)
    {
        code.Lines(JavaText.Doc(type.Doc ?? $"{type.Name}.", type.IsDeprecated ? "Deprecated." : null, "A value that is not among the known ones is kept as it came."));
        using (code.Block($"public record {name}({held} value) implements JsonValue {{", "}"))
        {
            var members = plan.Names.EnumMembers(type, name);
            for (var i = 0; i < members.Length; i++)
            {
                var value = type.Values[i];
                code.Lines(JavaText.Doc(value.Doc));
                code.Line($"public static final {name} {members[i]} = new {name}({(type.Kind == Primitive.Text ? JavaText.Literal(value.Wire) : value.Wire + (type.Kind == Primitive.Int64 ? "L" : "d"))});");
            }

            code.Line().Line("/** Reads it as JSON has it; null of null. */");
            using (code.Block($"public static {name} fromJson(Object json) {{", "}"))
            {
                code.Line($"return json == null ? null : new {name}({read}(json));");
            }

            code.Line().Line("@Override");
            using (code.Block("public Object toJson() {", "}"))
            {
                code.Line("return value;");
            }

            code.Line().Line("@Override");
            using (code.Block("public String toString() {", "}"))
            {
                code.Line("return String.valueOf(value);");
            }
        }
    }

    private void WriteEnum(CodeWriter code, EnumType type, string name)
    {
        var (held, read) = type.Kind switch { Primitive.Text => ("String", "Json.text"), Primitive.Int64 => ("long", "Json.whole"), _ => ("double", "Json.number") };
        WriteEnum(code, type, name, held, read, plan);
    }

    private static string? Told(JavaComponent each) => DocText.FirstLine(each.Property.Doc) is { } doc ? $"{each.Name}: {doc}" : null;
}
