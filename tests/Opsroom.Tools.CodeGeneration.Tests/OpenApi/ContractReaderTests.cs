using Opsroom.Tools.CodeGeneration.OpenApi.Reading;
using Opsroom.Tools.CodeGeneration.Types;

namespace Opsroom.Tools.CodeGeneration.Tests.OpenApi;

public sealed class ContractReaderTests
{
    [Fact]
    public void Objects_enums_lists_and_maps_have_their_types()
    {
        var contract = Schemas("""
            Pet:
              type: object
              required: [id, name, secret]
              properties:
                id: {type: integer, format: int64, readOnly: true}
                name: {type: string, description: What it is called.}
                secret: {type: string, writeOnly: true}
                tag: {type: string, nullable: true}
                born: {type: string, format: date-time}
                status: {type: string, enum: [available, sold]}
                photos: {type: array, items: {type: string, format: byte}}
                labels: {type: object, additionalProperties: {type: integer}}
            """);
        var pet = Assert.IsType<ObjectType>(contract[new NamedRef("Pet")]);
        Assert.Equal(["id:Int64", "name:Text!", "secret:Text", "tag:Text?", "born:DateTime", "status:PetStatus", "photos:[Bytes]", "labels:{Int64}"], pet.Properties.Select(Told));
        Assert.Equal(["available", "sold"], Assert.IsType<EnumType>(contract[new NamedRef("PetStatus")]).Values.Select(value => value.Wire));
    }

    [Fact]
    public void AllOf_merges_and_a_discriminated_parent_becomes_a_union()
    {
        var contract = Schemas("""
            Animal:
              type: object
              required: [kind]
              discriminator: {propertyName: kind, mapping: {cat: '#/components/schemas/Cat'}}
              properties: {kind: {type: string}}
            Cat:
              allOf: [{$ref: '#/components/schemas/Animal'}, {type: object, required: [claws], properties: {claws: {type: integer}}}]
            Dog:
              allOf: [{$ref: '#/components/schemas/Animal'}, {type: object, properties: {tail: {type: boolean}}}]
            """);
        var animal = Assert.IsType<UnionType>(contract[new NamedRef("Animal")]);
        Assert.Equal(("kind", "Cat=cat Dog=Dog AnimalBase="), (animal.Discriminator, string.Join(' ', animal.Members.Select(member => $"{((NamedRef)member.Type).Name}={string.Join('|', member.Tags)}"))));
        var cat = Assert.IsType<ObjectType>(contract[new NamedRef("Cat")]);
        Assert.Equal(["kind:Text!", "claws:Int64!"], cat.Properties.Select(Told));
        Assert.Equal("cat", cat.Properties[0].Default!.GetValue<string>());
    }

    [Fact]
    public void Schemas_that_lead_to_themselves_end()
    {
        var reading = ContractReader.Read(Document("""
            Node: {type: object, properties: {next: {$ref: '#/components/schemas/Node'}, all: {$ref: '#/components/schemas/Tree'}}}
            Tree: {type: array, items: {$ref: '#/components/schemas/Tree'}}
            Map: {additionalProperties: {$ref: '#/components/schemas/Values'}}
            Values: {$ref: '#/components/schemas/Map'}
            One: {oneOf: [{$ref: '#/components/schemas/Two'}, {type: string}]}
            Two: {oneOf: [{$ref: '#/components/schemas/One'}, {type: integer}]}
            """));
        var contract = reading.Contract!;
        Assert.Equal("Any", Told(((ListRef)contract.Resolve(new NamedRef("Tree"))).Items));
        Assert.Contains(reading.Notes, note => note.Rule == "reference-loop");
        Assert.Equal(["Int64", "Text"], Assert.IsType<UnionType>(contract[new NamedRef("One")]).Members.Select(member => Told(member.Type)));
    }

    [Theory]
    [InlineData("A: {$ref: '#/components/schemas/B'}\nB: {$ref: '#/components/schemas/A'}", 6)]
    [InlineData("Kept: {type: string}\nOwn: {$ref: '#/components/schemas/Own'}", 7)]
    [InlineData("Merged: {allOf: [{$ref: '#/components/schemas/Merged'}, {type: object, properties: {x: {type: string}}}]}", 6)]
    [InlineData("One: {oneOf: [{$ref: '#/components/schemas/Two'}]}\nTwo: {anyOf: [{$ref: '#/components/schemas/One'}]}", 7)]
    public void A_schema_that_is_nothing_but_itself_is_refused(string schemas, int line)
    {
        var reading = ContractReader.Read(Document(schemas));
        Assert.Null(reading.Contract);
        Assert.Contains(reading.Notes, note => note is { Rule: "reference-loop", Severity: Severity.Error } && note.Line == line);
    }

    [Fact]
    public void Names_that_collide_or_are_none_are_made_unique()
    {
        var contract = Schemas("""
            pet_name: {type: object, properties: {'': {type: string}}}
            PetName: {type: object}
            petName: {type: string}
            3d: {type: string}
            '***': {type: string}
            """);
        Assert.Equal(["PetName", "PetName2", "PetName3", "Type3d", "Type"], contract.Types.Select(type => type.Name));
    }

    [Theory]
    [InlineData("https://example.com/pet.yaml#/Pet", "remote-reference")]
    [InlineData("./pet.yaml", "remote-reference")]
    [InlineData("#/components/schemas/Nobody", "unresolved-reference")]
    public void A_reference_that_leads_nowhere_is_an_error_with_its_line(string reference, string rule)
    {
        var reading = ContractReader.Read(Document($"Pet: {{type: object, properties: {{owner: {{$ref: '{reference}'}}}}}}"));
        Assert.Null(reading.Contract);
        Assert.Equal((rule, 6), Assert.Single(reading.Notes.Select(note => (note.Rule, note.Line!.Value))));
    }

    [Fact]
    public void Operations_are_grouped_and_have_parameters_bodies_answers_errors_and_paging()
    {
        var contract = ContractReader.Read("""
            openapi: 3.0.3
            info: {title: Shop, version: '1'}
            servers: [{url: 'https://{region}.example.com/v1/', variables: {region: {default: eu}}}]
            security: [{key: []}]
            paths:
              /v1/pets/{petId}/toys:
                parameters: [{name: petId, in: path, required: true, schema: {type: integer, format: int64}}]
                get:
                  operationId: list_toys
                  parameters:
                    - {name: petId, in: query, schema: {type: string}}
                    - {name: cursor, in: query, schema: {type: string}}
                    - {name: tags, in: query, explode: false, schema: {type: array, items: {type: string}}}
                  responses:
                    '200':
                      description: ok
                      content: {application/json: {schema: {type: object, required: [items], properties: {items: {type: array, items: {type: string}}, nextCursor: {type: string, nullable: true}}}}}
                    4XX: {description: bad, content: {application/json: {schema: {type: object, properties: {code: {type: string}}}}}}
                    '404': {description: none}
                post:
                  requestBody: {required: true, content: {multipart/form-data: {schema: {type: object, properties: {file: {type: string, format: binary}}}}}}
                  security: []
                  responses: {'204': {description: done}}
            components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
            """).Contract!;
        Assert.Equal("https://eu.example.com/v1", Assert.Single(contract.Servers).Url);
        var group = Assert.Single(contract.Groups);
        Assert.Equal("pets", group.Name);
        var list = group.Operations[0];
        Assert.Equal(["petId", "queryPetId", "cursor", "tags"], list.Parameters.Select(parameter => parameter.Name));
        Assert.False(list.Parameters[3].Explode);
        Assert.Equal(new Paging(PagingKind.Cursor, "cursor", null, "items", TypeRef.Text, "nextCursor"), list.Paging);
        Assert.Equal(["404", "4XX"], list.Errors.Select(error => error.Status));
        Assert.Equal([["key"]], list.Security);
        var post = group.Operations[1];
        Assert.Equal(("postV1PetsByPetIdToys", BodyKind.Multipart, false), (post.Id, post.Body!.Kind, post.IsIdempotent));
        Assert.Empty(post.Security);
    }

    [Fact]
    public void Swagger_2_says_the_same()
    {
        var contract = ContractReader.Read("""
            {"swagger": "2.0", "info": {"title": "Shop", "version": "1"}, "host": "example.com", "basePath": "/v2", "schemes": ["http", "https"], "consumes": ["application/json"],
             "paths": {"/pets": {"post": {"operationId": "addPet", "tags": ["pet"], "parameters": [{"in": "body", "name": "pet", "required": true, "schema": {"$ref": "#/definitions/Pet"}}],
               "responses": {"default": {"description": "ok", "schema": {"$ref": "#/definitions/Pet"}}}},
              "get": {"parameters": [{"in": "query", "name": "ids", "type": "array", "items": {"type": "integer"}, "collectionFormat": "pipes"}], "responses": {"200": {"description": "ok", "schema": {"type": "file"}}}}}},
             "definitions": {"Pet": {"type": "object", "properties": {"name": {"type": "string", "x-nullable": true}}}}}
            """).Contract!;
        Assert.Equal("https://example.com/v2", contract.Servers[0].Url);
        var operations = contract.Operations.ToDictionary(operation => operation.Id, StringComparer.Ordinal);
        Assert.Equal((new NamedRef("Pet"), true), (operations["addPet"].Body!.Type, operations["addPet"].Body!.IsRequired));
        Assert.Equal(new NamedRef("Pet"), operations["addPet"].Result!.Type);
        Assert.Equal((ParameterStyle.PipeDelimited, BodyKind.Binary), (operations["getPets"].Parameters[0].Style, operations["getPets"].Result!.Kind));
    }

    [Fact]
    public void A_tower_of_allOf_costs_what_it_is_high()
    {
        var tower = string.Join('\n', Enumerable.Range(1, 90).Select(i =>
            $"S{i}: {{allOf: [{{$ref: '#/components/schemas/S{i - 1}'}}, {{$ref: '#/components/schemas/S{i - 1}'}}], properties: {{p{i}: {{type: string}}}}}}"));
        var contract = Schemas("S0: {type: object, properties: {p0: {type: string}}}\n" + tower);
        Assert.Equal(91, Assert.IsType<ObjectType>(contract[new NamedRef("S90")]).Properties.Length);
    }

    private static string Told(Property property) => $"{property.WireName}:{Told(property.Type)}{(property.IsRequired ? "!" : "")}";

    private static string Told(TypeRef type) => type switch
    {
        PrimitiveRef primitive => primitive.Kind.ToString(),
        NamedRef named => named.Name,
        ListRef list => $"[{Told(list.Items)}]",
        MapRef map => $"{{{Told(map.Values)}}}",
        _ => "",
    } + (type.IsNullable ? "?" : "");

    private static Contract Schemas(string yaml) => ContractReader.Read(Document(yaml)).Contract!;

    private static string Document(string schemas) =>
        "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n" + string.Join('\n', schemas.Split('\n').Select(line => "    " + line));
}
