using System.Text.Json.Nodes;
using GraphQLParser.AST;
using Opsroom.Tools.CodeGeneration.OpenApi;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.Sources;

/// <summary>How GraphQL's scalars look in JSON, and those that most servers add.</summary>
internal static class GraphQLScalars
{
    public static PrimitiveRef? BuiltIn(string name) => name switch
    {
        "Int" => new(Primitive.Int32),
        "Float" => new(Primitive.Double),
        "String" or "ID" => TypeRef.Text,
        "Boolean" => new(Primitive.Boolean),
        _ => null,
    };

    /// <summary>What a scalar of a schema's own most likely is, by its name; null where the name says nothing.</summary>
    public static PrimitiveRef? Custom(string name) => name.ToUpperInvariant() switch
    {
        "DATETIME" or "TIMESTAMP" or "ISO8601DATETIME" or "TIMESTAMPTZ" or "INSTANT" or "DATETIMEISO" => new(Primitive.DateTime),
        "DATE" or "ISO8601DATE" or "LOCALDATE" => new(Primitive.Date),
        "UUID" or "GUID" => new(Primitive.Uuid),
        "LONG" or "INT64" or "SAFEINT" or "NONNEGATIVEINT" or "POSITIVEINT" or "UNSIGNEDINT" or "SHORT" => new(Primitive.Int64),
        "DECIMAL" or "BIGDECIMAL" => new(Primitive.Decimal),
        "DOUBLE" or "POSITIVEFLOAT" or "NONNEGATIVEFLOAT" => new(Primitive.Double),
        "BIGINT" or "URL" or "URI" or "EMAIL" or "EMAILADDRESS" or "HTML" or "MARKDOWN" or "TIME" or "LOCALTIME" or "DURATION" or "JWT" or "PHONENUMBER" or "CURRENCY" or "HEXCOLORCODE" or "CURSOR"
            or "OBJECTID" or "IPV4" or "IPV6" or "NONEMPTYSTRING" or "COUNTRYCODE" or "LOCALE" or "TIMEZONE" => TypeRef.Text,
        "JSON" or "JSONOBJECT" or "ANY" or "OBJECT" or "MAP" => TypeRef.Any,
        "UPLOAD" => new(Primitive.Binary),
        "BYTE" or "BYTES" or "BASE64" or "BASE64STRING" => new(Primitive.Bytes),
        _ => null,
    };

    /// <summary>A literal as JSON; null for structures.</summary>
    public static JsonNode? Literal(GraphQLValue? value) => value switch
    {
        GraphQLIntValue number => new YamlScalar(number.Value.ToString(), ScalarKind.Number).ToJson(),
        GraphQLFloatValue number => new YamlScalar(number.Value.ToString(), ScalarKind.Number).ToJson(),
        GraphQLStringValue text => JsonValue.Create(text.Value.ToString()),
        GraphQLTrueBooleanValue => JsonValue.Create(true),
        GraphQLFalseBooleanValue => JsonValue.Create(false),
        GraphQLEnumValue member => JsonValue.Create(member.Name.StringValue),
        _ => null,
    };
}
