using System.Collections.Immutable;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Reading;

/// <summary>Reads the bodies of requests and answers.</summary>
internal sealed class BodyReader(SpecDocument document, SchemaReader schemas, TypeTable table, ReadingNotes notes)
{
    public RequestBody? Request(YamlMap operation, List<YamlMap> parameters, string operationId)
    {
        if (document.IsSwagger)
        {
            return Swagger(operation, parameters, operationId);
        }

        if (operation["requestBody"] is not { } node)
        {
            return null;
        }

        var referred = document.References.Resolve(node);
        if (referred.Node is not YamlMap body)
        {
            notes.Unresolved(referred, node);
            return null;
        }

        if (Preferred(body["content"] as YamlMap) is not var (kind, mediaType, schema, all))
        {
            return null;
        }

        return new(kind, mediaType, TypeOf(kind, schema, $"{operationId} request"), body.IsTrue("required"), all) { Doc = body.Words("description") };
    }

    /// <summary>The content of an answer, or null where it has none.</summary>
    public ResponseContent? Response(YamlMap response, YamlMap operation, string hint)
    {
        if (document.IsSwagger)
        {
            if (response["schema"] is not YamlMap schema)
            {
                return null;
            }

            var mediaTypes = MediaTypes(operation, "produces");
            var kind = schema.Words("type") == "file" ? BodyKind.Binary : mediaTypes.Select(KindOf).Append(BodyKind.Json).Min();
            var mediaType = mediaTypes.FirstOrDefault(type => KindOf(type) == kind) ?? (kind == BodyKind.Binary ? "application/octet-stream" : "application/json");
            return new(kind, mediaType, TypeOf(kind, schema, hint)) { Doc = response.Words("description") };
        }

        return Preferred(response["content"] as YamlMap) is var (found, type, shape, _)
            ? new(found is BodyKind.Form or BodyKind.Multipart ? BodyKind.Binary : found, type, TypeOf(found is BodyKind.Form or BodyKind.Multipart ? BodyKind.Binary : found, shape, hint)) { Doc = response.Words("description") }
            : null;
    }

    /// <summary>What a media type is to a client.</summary>
    public static BodyKind KindOf(string mediaType)
    {
        var type = mediaType.Split(';')[0].Trim().ToLowerInvariant();
        return type is "application/json" or "text/json" or "*/*" or "application/*" || type.EndsWith("+json", StringComparison.Ordinal) ? BodyKind.Json
            : type == "application/x-www-form-urlencoded" ? BodyKind.Form
            : type.StartsWith("multipart/", StringComparison.Ordinal) ? BodyKind.Multipart
            : type.StartsWith("text/", StringComparison.Ordinal) || type is "application/xml" or "application/yaml" or "application/x-yaml" or "application/x-ndjson" || type.EndsWith("+xml", StringComparison.Ordinal) ? BodyKind.Text
            : BodyKind.Binary;
    }

    private (BodyKind Kind, string MediaType, YamlNode? Schema, ImmutableArray<string> All)? Preferred(YamlMap? content)
    {
        if (content is not { Entries: { Count: > 0 } entries })
        {
            return null;
        }

        var best = entries.Select((entry, i) => (entry, i, Kind: KindOf(entry.Key.Value))).OrderBy(each => each.Kind).ThenBy(each => each.entry.Key.Value == "application/json" ? 0 : 1).ThenBy(each => each.i).First();
        var mediaType = best.entry.Key.Value.Contains('*', StringComparison.Ordinal) ? (best.Kind == BodyKind.Json ? "application/json" : "application/octet-stream") : best.entry.Key.Value;
        return (best.Kind, mediaType, document.References.Map(best.entry.Value)?["schema"], [.. entries.Select(entry => entry.Key.Value)]);
    }

    private TypeRef TypeOf(BodyKind kind, YamlNode? schema, string hint) => kind switch
    {
        BodyKind.Text => TypeRef.Text,
        BodyKind.Binary => new PrimitiveRef(Primitive.Binary),
        _ => schemas.Read(schema, hint),
    };

    private RequestBody? Swagger(YamlMap operation, List<YamlMap> parameters, string operationId)
    {
        var mediaTypes = MediaTypes(operation, "consumes");
        if (parameters.Find(parameter => parameter.Words("in") == "body") is { } body)
        {
            var kind = mediaTypes.Length == 0 || mediaTypes.Any(type => KindOf(type) == BodyKind.Json) ? BodyKind.Json : KindOf(mediaTypes[0]) is var other && other is BodyKind.Text ? other : BodyKind.Json;
            var mediaType = mediaTypes.FirstOrDefault(type => KindOf(type) == kind) ?? "application/json";
            return new(kind, mediaType, TypeOf(kind, body["schema"], $"{operationId} request"), body.IsTrue("required"), mediaTypes) { Doc = body.Words("description") };
        }

        var fields = parameters.Where(parameter => parameter.Words("in") == "formData" && parameter.Words("name") is not null).ToList();
        if (fields.Count == 0)
        {
            return null;
        }

        var isMultipart = fields.Exists(field => field.Words("type") == "file") || mediaTypes.Any(type => KindOf(type) == BodyKind.Multipart);
        var name = table.Claim($"{operationId} form");
        table.Add(new ObjectType(name, [.. fields.DistinctBy(field => field.Words("name"), StringComparer.Ordinal).Select(field => new Property(
            field.Words("name")!, schemas.Read(field, $"{operationId} {field.Words("name")}"), field.IsTrue("required")) { Doc = field.Words("description") })]));
        return new(
            isMultipart ? BodyKind.Multipart : BodyKind.Form, isMultipart ? "multipart/form-data" : "application/x-www-form-urlencoded", new NamedRef(name), fields.Exists(field => field.IsTrue("required")), mediaTypes);
    }

    private ImmutableArray<string> MediaTypes(YamlMap operation, string key) => [.. operation.Has(key) ? operation.Texts(key) : document.Root.Texts(key)];
}
