using System.Collections.Immutable;
using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Go;

/// <summary>Writes the types of a contract as structs, constants of open enums, and unions.</summary>
internal sealed class GoModels
{
    private readonly ClientPlan plan;
    private readonly GoText text;
    private readonly GoCycles cycles;
    private readonly NameScope scope;

    public GoModels(ClientPlan plan, IEnumerable<string> reserved)
    {
        this.plan = plan;
        text = new(plan);
        cycles = new(plan.Contract);
        scope = new(StringComparer.Ordinal, [.. plan.Types.Values, .. plan.Groups.Select(group => group.Type), plan.ClientType, .. reserved]);
    }

    /// <summary>Names that the package has beside the types.</summary>
    public static IReadOnlyList<string> RuntimeNames { get; } = ["Date", "NewDate", "Ptr"];

    public string Write(string package)
    {
        var code = new GoWriter();
        foreach (var type in plan.Contract.Types)
        {
            var name = plan.Types[type.Name];
            switch (type)
            {
                case ObjectType shape:
                    WriteObject(code, shape, name);
                    break;
                case EnumType values:
                    WriteEnum(code, values, name);
                    break;
                case UnionType union:
                    new GoUnions(plan, text).Write(code, union, name);
                    break;
            }
        }

        return GoText.File(package, code.ToString(), ("json", "encoding/json"), ("time", "time"));
    }

    /// <summary>The type of a field, and whether it is left out where it has no value.</summary>
    public string FieldOf(ObjectType owner, Property property)
    {
        var type = text.TypeOf(property.Type);
        return !property.IsRequired || cycles.IsWithin(owner, plan.Contract.Definition(property.Type)) ? GoText.Optional(type) : type;
    }

    /// <summary>A name of the package that nothing else has.</summary>
    public string Claim(string name) => scope.Take(name);

    private void WriteObject(GoWriter code, ObjectType type, string name)
    {
        var members = plan.Names.Members(type, name);
        code.Line().Lines(Doc(type, name));
        using (code.Block($"type {name} struct {{", "}"))
        {
            var fields = type.Properties.Select((property, i) => (
                (IReadOnlyList<string>)[.. GoText.Doc(property.Doc, Told(property)), .. GoText.Deprecated(property.IsDeprecated)],
                (ImmutableArray<string>)[members[i], FieldOf(type, property), Tag(property)])).ToList();
            if (type.Additional is { } more)
            {
                fields.Add((["// AdditionalProperties are those beyond the fields above."], ["AdditionalProperties", $"map[string]{text.TypeOf(more)}", "`json:\"-\"`"]));
            }

            code.Sections(fields);
        }

        var odd = type.Properties.Select((property, i) => (property, Member: members[i])).Where(each => !GoText.IsTag(each.property.WireName)).ToList();
        if (odd.Count > 0 || type.Additional is not null)
        {
            WriteJson(code, type, name, odd);
        }
    }

    private void WriteJson(GoWriter code, ObjectType type, string name, List<(Property Property, string Member)> odd)
    {
        code.Line().Line("// MarshalJSON writes the fields and what stands beside them.");
        using (code.Block($"func (o {name}) MarshalJSON() ([]byte, error) {{", "}"))
        {
            code.Line($"type plain {name}");
            var more = "nil";
            if (type.Additional is not null)
            {
                code.Line("more, err := writeMembers(o.AdditionalProperties)");
                using (code.Block("if err != nil {", "}"))
                {
                    code.Line("return nil, err");
                }

                more = "more";
            }

            code.Line($"return writeObject(plain(o), {(odd.Count == 0 ? "nil" : $"map[string]any{{{string.Join(", ", odd.Select(each => $"{GoText.Literal(each.Property.WireName)}: o.{each.Member}"))}}}")}, {more})");
        }

        code.Line().Line("// UnmarshalJSON reads the fields and what stands beside them.");
        using (code.Block($"func (o *{name}) UnmarshalJSON(data []byte) error {{", "}"))
        {
            code.Line($"type plain {name}");
            using (code.Block("if err := json.Unmarshal(data, (*plain)(o)); err != nil {", "}"))
            {
                code.Line("return err");
            }

            foreach (var (property, member) in odd)
            {
                using (code.Block($"if err := readMember(data, {GoText.Literal(property.WireName)}, &o.{member}); err != nil {{", "}"))
                {
                    code.Line("return err");
                }
            }

            if (type.Additional is { } more)
            {
                code.Line($"more, err := readMembers[{text.TypeOf(more)}](data{string.Concat(type.Properties.Select(property => ", " + GoText.Literal(property.WireName)))})");
                code.Line("o.AdditionalProperties = more").Line("return err");
            }
            else
            {
                code.Line("return nil");
            }
        }
    }

    private void WriteEnum(GoWriter code, EnumType type, string name)
    {
        code.Line().Lines(Doc(type, name));
        code.Line($"type {name} {type.Kind switch { Primitive.Text => "string", Primitive.Int64 => "int64", _ => "float64" }}");
        if (type.Values.IsEmpty)
        {
            return;
        }

        var members = plan.Names.EnumMembers(type);
        code.Line().Line($"// The values of {name} that are known.");
        using (code.Block("const (", ")"))
        {
            code.Sections([.. type.Values.Select((value, i) => (
                (IReadOnlyList<string>)[.. GoText.Doc(value.Doc)],
                (ImmutableArray<string>)[scope.Take(name + members[i].TrimEnd('_')), name, $"= {(type.Kind == Primitive.Text ? GoText.Literal(value.Wire) : value.Wire)}"]))]);
        }
    }

    private static string Tag(Property property)
    {
        var name = property.WireName;
        return !GoText.IsTag(name) ? "`json:\"-\"`" : $"`json:\"{name}{(property.IsRequired ? name == "-" ? "," : "" : ",omitempty")}\"`";
    }

    private static string? Told(Property property) => property is { Default: { } value, IsRequired: false } ? $"Where it is left out: {value.ToJsonString()}." : null;

    private static IEnumerable<string> Doc(NamedType type, string name) =>
        [.. GoText.Doc(type.Doc is null ? $"{name} is a type of the contract." : $"{name}: {type.Doc}"), .. GoText.Deprecated(type.IsDeprecated)];
}
