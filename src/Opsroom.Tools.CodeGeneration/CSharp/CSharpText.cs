using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Opsroom.Tools.CodeGeneration.Clients;
using Opsroom.Tools.CodeGeneration.Types;

namespace Opsroom.Tools.CodeGeneration.CSharp;

/// <summary>Types and literals as C# writes them. Aliases are written out.</summary>
internal sealed class CSharpText(ClientPlan plan)
{
    private static readonly JsonSerializerOptions Escapes = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public string TypeOf(TypeRef type)
    {
        type = plan.Contract.Resolve(type);
        var text = type switch
        {
            ListRef list => $"IReadOnlyList<{TypeOf(list.Items)}>",
            MapRef map => $"IReadOnlyDictionary<string, {TypeOf(map.Values)}>",
            NamedRef named => plan.Types[named.Name],
            PrimitiveRef primitive => primitive.Kind switch
            {
                Primitive.Any => "JsonElement",
                Primitive.Boolean => "bool",
                Primitive.Int32 => "int",
                Primitive.Int64 => "long",
                Primitive.Float => "float",
                Primitive.Double => "double",
                Primitive.Decimal => "decimal",
                Primitive.Date => "DateOnly",
                Primitive.DateTime => "DateTimeOffset",
                Primitive.Uuid => "Guid",
                Primitive.Bytes or Primitive.Binary => "byte[]",
                _ => "string",
            },
            _ => "JsonElement",
        };
        return type.IsNullable ? text + "?" : text;
    }

    public static string Optional(string type) => type.EndsWith('?') ? type : type + "?";

    /// <summary>Whether a value of it is kept in place: what is asked for by <c>as</c> needs a reference.</summary>
    public bool IsValue(TypeRef type) => plan.Contract.Resolve(type) switch
    {
        PrimitiveRef { Kind: Primitive.Text or Primitive.Bytes or Primitive.Binary } => false,
        PrimitiveRef => true,
        NamedRef named => plan.Contract[named] is EnumType,
        _ => false,
    };

    public static string Literal(string text) => JsonSerializer.Serialize(text, Escapes);

    /// <summary>What a property is without being told; null where nothing can be written for it.</summary>
    public string? DefaultOf(Property property)
    {
        if (property.Default is not { } value)
        {
            return null;
        }

        var kind = value.GetValueKind();
        return plan.Contract.Resolve(property.Type) switch
        {
            NamedRef named when plan.Contract[named] is EnumType values && values.Values.Any(each => each.Wire == Wire(value)) =>
                $"new({(values.Kind == Primitive.Text ? Literal(Wire(value)) : Wire(value))})",
            PrimitiveRef { Kind: Primitive.Text } when kind == JsonValueKind.String => Literal(value.GetValue<string>()),
            PrimitiveRef { Kind: Primitive.Boolean } when kind is JsonValueKind.True or JsonValueKind.False => value.ToJsonString(),
            PrimitiveRef { Kind: Primitive.Int32 } when value is JsonValue number && number.TryGetValue<long>(out var small) && small is >= int.MinValue and <= int.MaxValue => value.ToJsonString(),
            PrimitiveRef { Kind: Primitive.Int64 } when value is JsonValue whole && whole.TryGetValue<long>(out _) => value.ToJsonString(),
            _ => null,
        };
    }

    private static string Wire(JsonNode value) => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
}
