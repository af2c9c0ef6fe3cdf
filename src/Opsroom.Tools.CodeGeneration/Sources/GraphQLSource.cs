using System.Collections.Immutable;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;
using Opsroom.Tools.CodeGeneration.OpenApi.Reading;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Sources;

/// <summary>Reads GraphQL's schema language as types. Query, Mutation and Subscription are operations and are left out where anything else is there.</summary>
internal sealed class GraphQLSource
{
    private const int MaxDepth = 100;
    private const string Discriminator = "__typename";

    private readonly ROM text;
    private readonly List<Finding> notes = [];
    private readonly NameScope scope = new(StringComparer.OrdinalIgnoreCase);
    private readonly OrderedDictionary<string, Definition> definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private readonly HashSet<string> inUnions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> implementers = new(StringComparer.Ordinal);
    private readonly HashSet<string> roots = new(StringComparer.Ordinal) { "Query", "Mutation", "Subscription" };

    private GraphQLSource(string text) => this.text = text;

    public static ContractReading Read(string text, string name) => new GraphQLSource(text).Read(name);

    private ContractReading Read(string name)
    {
        try
        {
            var document = Parser.Parse(text, new ParserOptions { MaxDepth = MaxDepth, Ignore = IgnoreOptions.Comments });
            foreach (var definition in document.Definitions)
            {
                Collect(definition);
            }
        }
        catch (GraphQLParserException fault)
        {
            return new(null, [new("graphql-syntax", Severity.Error, OutsideText.OneLine(fault.Description, 300), Line: fault.Location.Line, Column: fault.Location.Column)]);
        }

        if (definitions.Keys.Any(key => !roots.Contains(key)))
        {
            foreach (var root in roots)
            {
                definitions.Remove(root);
            }
        }

        foreach (var key in definitions.Keys)
        {
            names[key] = scope.Take(Words.Pascal(key, "Type"));
        }

        if (definitions.Count > TypeTable.MaxTypes)
        {
            Fail("too-many-types", $"The schema has more than {TypeTable.MaxTypes:N0} types; split it.", definitions.GetAt(0).Value.Parts[0]);
        }

        foreach (var definition in definitions.Values)
        {
            inUnions.UnionWith(definition.Parts.SelectMany(MembersOf));
            foreach (var each in definition.Parts[0] is GraphQLObjectTypeDefinition ? definition.Parts.SelectMany(InterfacesOf).Distinct(StringComparer.Ordinal) : [])
            {
                (implementers.TryGetValue(each, out var known) ? known : implementers[each] = []).Add(definition.Name);
            }
        }

        ImmutableArray<NamedType> types = notes.Exists(note => note.Severity == Severity.Error) ? [] : [.. definitions.Values.SelectMany(Make)];
        var tidying = new ReadingNotes();
        var contract = notes.Exists(note => note.Severity == Severity.Error) ? null : new Contract(name, "1.0.0") { Types = new TypeTidying(tidying).Tidy(types) };
        return new(contract, [.. notes, .. tidying.All]);
    }

    private void Collect(ASTNode node)
    {
        switch (node)
        {
            case GraphQLSchemaDefinition schema:
                roots.UnionWith(schema.OperationTypes.Select(operation => operation.Type!.Name.StringValue));
                break;
            case GraphQLTypeDefinition type:
                if (!definitions.TryAdd(type.Name.StringValue, new(type.Name.StringValue, [type])))
                {
                    Fail("duplicate-type", $"The type {OutsideText.OneLine(type.Name.StringValue, 80)} is defined twice; remove one, or write \"extend\" in front of it.", type);
                }

                break;
            case GraphQLTypeExtension extension:
                if (definitions.TryGetValue(extension.Name.StringValue, out var known))
                {
                    known.Parts.Add(extension);
                }
                else
                {
                    definitions[extension.Name.StringValue] = new(extension.Name.StringValue, [extension]);
                }

                break;
            case GraphQLExecutableDefinition:
                Fail("graphql-operation", "This is a query, not a schema; give the schema that it is sent to.", node);
                break;
        }
    }

    private IEnumerable<NamedType> Make(Definition definition)
    {
        var name = names[definition.Name];
        var first = definition.Parts[0];
        var doc = (first as GraphQLTypeDefinition)?.Description?.Value.ToString();
        switch (first)
        {
            case GraphQLInputObjectTypeDefinition or GraphQLInputObjectTypeExtension:
                yield return new ObjectType(name, [.. Inputs(definition)]) { Doc = doc };
                break;
            case GraphQLEnumTypeDefinition or GraphQLEnumTypeExtension:
                var values = definition.Parts.SelectMany(part => ((part as GraphQLEnumTypeDefinition)?.Values ?? (part as GraphQLEnumTypeExtension)?.Values)?.Items ?? [])
                    .DistinctBy(value => value.Name.StringValue, StringComparer.Ordinal);
                yield return new EnumType(name, Primitive.Text, [.. values.Select(value => new EnumValue(value.Name.StringValue, value.Name.StringValue, value.Description?.Value.ToString()))]) { Doc = doc };
                break;
            case GraphQLUnionTypeDefinition or GraphQLUnionTypeExtension:
                var members = definition.Parts.SelectMany(part => ((part as GraphQLUnionTypeDefinition)?.Types ?? (part as GraphQLUnionTypeExtension)?.Types)?.Items ?? []);
                yield return new UnionType(name, [.. members.Select(member => Member(member.Name.StringValue, member))]) { Doc = doc, Discriminator = Discriminator };
                break;
            case GraphQLScalarTypeDefinition or GraphQLScalarTypeExtension:
                yield return new AliasType(name, GraphQLScalars.Custom(definition.Name) ?? Unknown(definition.Name, first)) { Doc = doc };
                break;
            case GraphQLInterfaceTypeDefinition or GraphQLInterfaceTypeExtension:
                foreach (var type in Interface(definition, name, doc))
                {
                    yield return type;
                }

                break;
            default:
                yield return new ObjectType(name, [.. Fields(definition)]) { Doc = doc };
                break;
        }
    }

    /// <summary>A value of an interface is one of the types that implement it, or the interface's own fields.</summary>
    private IEnumerable<NamedType> Interface(Definition definition, string name, string? doc)
    {
        if (!implementers.TryGetValue(definition.Name, out var known))
        {
            yield return new ObjectType(name, [.. Fields(definition)]) { Doc = doc };
            yield break;
        }

        var plain = new ObjectType(scope.Take(name + "Base"), [.. Fields(definition)]) { Doc = doc };
        yield return plain;
        yield return new UnionType(name, [.. known.Select(each => new UnionMember(new NamedRef(names[each]), [each])), new UnionMember(new NamedRef(plain.Name), [])])
        {
            Doc = doc,
            Discriminator = Discriminator,
            Fallback = new NamedRef(plain.Name),
        };
    }

    private UnionMember Member(string name, ASTNode at)
    {
        if (names.TryGetValue(name, out var known))
        {
            return new(new NamedRef(known), [name]);
        }

        Unknown(name, at);
        return new(TypeRef.Any, []);
    }

    private IEnumerable<Property> Fields(Definition definition)
    {
        // what tells the members of a union apart is among the fields of each
        var isMember = inUnions.Contains(definition.Name) || definition.Parts.Exists(part => InterfacesOf(part).Any());
        IEnumerable<Property> head = isMember ? [new(Discriminator, TypeRef.Text, false) { Doc = "The name of the type, where it is asked for." }] : [];
        return head.Concat(definition.Parts.SelectMany(part => FieldsOf(part)?.Items ?? []).DistinctBy(field => field.Name.StringValue, StringComparer.Ordinal).Select(field =>
        {
            var type = TypeOf(field.Type);
            return new Property(field.Name.StringValue, type, !type.IsNullable) { Doc = field.Description?.Value.ToString(), IsDeprecated = IsDeprecated(field.Directives) };
        }));
    }

    private IEnumerable<Property> Inputs(Definition definition) =>
        definition.Parts.SelectMany(part => ((part as GraphQLInputObjectTypeDefinition)?.Fields ?? (part as GraphQLInputObjectTypeExtension)?.Fields)?.Items ?? [])
            .DistinctBy(field => field.Name.StringValue, StringComparer.Ordinal).Select(field =>
            {
                var type = TypeOf(field.Type);
                return new Property(field.Name.StringValue, type, !type.IsNullable && field.DefaultValue is null)
                {
                    Doc = field.Description?.Value.ToString(),
                    IsDeprecated = IsDeprecated(field.Directives),
                    Default = GraphQLScalars.Literal(field.DefaultValue),
                };
            });

    private TypeRef TypeOf(GraphQLType type) => type switch
    {
        GraphQLNonNullType inner => TypeOf(inner.Type) with { IsNullable = false },
        GraphQLListType list => new ListRef(TypeOf(list.Type)) { IsNullable = true },
        GraphQLNamedType named => Named(named.Name.StringValue, named) with { IsNullable = true },
        _ => TypeRef.Any,
    };

    private TypeRef Named(string name, ASTNode at) =>
        names.TryGetValue(name, out var known) ? new NamedRef(known) : GraphQLScalars.BuiltIn(name) ?? Unknown(name, at);

    private PrimitiveRef Unknown(string name, ASTNode at)
    {
        var (line, column) = Location.FromLinearPosition(text, at.Location.Start);
        notes.Add(definitions.ContainsKey(name)
            ? new("scalar-unknown", Severity.Warning, $"What the scalar {OutsideText.OneLine(name, 80)} looks like in JSON is not known; any JSON value is taken in its place.", Line: line, Column: column)
            : new("unknown-type", Severity.Warning, $"The type {OutsideText.OneLine(name, 80)} is not defined in this schema; any JSON value is taken in its place.", Line: line, Column: column));
        return TypeRef.Any;
    }

    private void Fail(string rule, string message, ASTNode at)
    {
        var (line, column) = Location.FromLinearPosition(text, at.Location.Start);
        notes.Add(new(rule, Severity.Error, message, Line: line, Column: column));
    }

    private static GraphQLFieldsDefinition? FieldsOf(ASTNode part) => part switch
    {
        GraphQLObjectTypeDefinition type => type.Fields,
        GraphQLObjectTypeExtension type => type.Fields,
        GraphQLInterfaceTypeDefinition type => type.Fields,
        GraphQLInterfaceTypeExtension type => type.Fields,
        _ => null,
    };

    private static IEnumerable<string> MembersOf(ASTNode part) =>
        (part switch { GraphQLUnionTypeDefinition union => union.Types, GraphQLUnionTypeExtension union => union.Types, _ => null })?.Items.Select(each => each.Name.StringValue) ?? [];

    private static IEnumerable<string> InterfacesOf(ASTNode part) =>
        (part switch { GraphQLObjectTypeDefinition type => type.Interfaces, GraphQLObjectTypeExtension type => type.Interfaces, _ => null })?.Items.Select(each => each.Name.StringValue) ?? [];

    private static bool IsDeprecated(GraphQLDirectives? directives) => directives?.Items.Exists(directive => directive.Name.StringValue == "deprecated") == true;

    private sealed record Definition(string Name, List<ASTNode> Parts);
}
