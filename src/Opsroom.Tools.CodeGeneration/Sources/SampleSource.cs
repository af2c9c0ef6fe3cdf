using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Opsroom.Tools.CodeGeneration.OpenApi.Reading;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;

namespace Opsroom.Tools.CodeGeneration.Sources;

/// <summary>Reads types out of sample JSON: one document, or several one after the other that are samples of the same.</summary>
internal sealed class SampleSource
{
    private const int MaxDepth = 100;

    private readonly NameScope scope = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<NamedType> types = [];
    private readonly Dictionary<string, string> known = new(StringComparer.Ordinal);
    private readonly List<Finding> notes = [];

    public static ContractReading Read(string text, string name)
    {
        var shape = new SampleShape();
        var utf8 = Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF'));
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth, AllowMultipleValues = true, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            while (reader.Read())
            {
                using var document = JsonDocument.ParseValue(ref reader);
                shape.Add(document.RootElement);
            }
        }
        catch (JsonException fault)
        {
            var message = OutsideText.OneLine(fault.Message.Split(" LineNumber:")[0], 300);
            return new(null, [new("json-syntax", Severity.Error, $"This cannot be read as JSON: {message}", Line: (int)(fault.LineNumber ?? 0) + 1, Column: (int)(fault.BytePositionInLine ?? 0) + 1)]);
        }
        catch (InvalidOperationException)
        {
            return new(null, [new("json-syntax", Severity.Error, "A text in the sample has an escape that is no character.", Line: 1, Column: 1)]);
        }

        return new SampleSource().Make(shape, Words.Pascal(name, "Root"));
    }

    private ContractReading Make(SampleShape shape, string name)
    {
        // the root keeps its name even where something inside would like it
        var isList = shape is { HasList: true, Objects: 0 };
        var root = isList ? Singular(name) : name;
        var type = TypeOf(isList ? shape.Items! : shape, root);
        if (isList || type is not NamedRef)
        {
            types.Add(new AliasType(scope.Take(isList && name != root ? name : name + (isList ? "List" : "")), isList ? new ListRef(type) : type));
        }

        if (types.Count > TypeTable.MaxTypes)
        {
            return new(null, [new("too-many-types", Severity.Error, $"The sample has more than {TypeTable.MaxTypes:N0} types of objects; give a smaller one.", Line: 1, Column: 1)]);
        }

        types.Reverse();
        return new(new Contract(name, "1.0.0") { Types = new TypeTidying(new ReadingNotes()).Tidy(types) }, [.. notes]);
    }

    private TypeRef TypeOf(SampleShape shape, string hint)
    {
        List<TypeRef> kinds = [];
        if (shape.Objects > 0)
        {
            kinds.Add(ObjectOf(shape, hint));
        }

        if (shape.HasList)
        {
            kinds.Add(new ListRef(shape.Items!.Count == 0 ? TypeRef.Any : TypeOf(shape.Items, Singular(hint))));
        }

        if (shape.Texts > 0)
        {
            kinds.Add(new PrimitiveRef(shape.Texts == shape.Dates ? Primitive.Date : shape.Texts == shape.Uuids ? Primitive.Uuid
                : shape.Texts == shape.DateTimes ? Primitive.DateTime : Primitive.Text));
        }

        if (shape.HasWhole || shape.HasFraction)
        {
            kinds.Add(new PrimitiveRef(shape.HasFraction ? Primitive.Double : Primitive.Int64));
        }

        if (shape.HasBoolean)
        {
            kinds.Add(new PrimitiveRef(Primitive.Boolean));
        }

        var type = kinds switch
        {
            [] => TypeRef.Any,
            [var only] => only,
            _ when kinds.Contains(TypeRef.Any) => TypeRef.Any,
            _ => Union(kinds, hint),
        };
        return shape.HasNull ? type with { IsNullable = true } : type;
    }

    private NamedRef Union(List<TypeRef> kinds, string hint)
    {
        var name = scope.Take(Words.Pascal(hint + " value", "Value"));
        types.Add(new UnionType(name, [.. kinds.Select(kind => new UnionMember(kind, []))]));
        return new(name);
    }

    private TypeRef ObjectOf(SampleShape shape, string hint)
    {
        if (IsMap(shape))
        {
            var values = new SampleShape();
            foreach (var each in shape.Properties.Values)
            {
                values.Take(each);
            }

            return new MapRef(TypeOf(values, Singular(hint)));
        }

        var name = scope.Take(Words.Pascal(hint, "Item"));
        ImmutableArray<Property> properties = [.. shape.Properties.Select(each => new Property(each.Key, TypeOf(each.Value, each.Key), each.Value.Presence == shape.Objects))];
        // the same properties under the same hint are the same thing: trees, and what several places hold
        var key = hint + "\n" + string.Join('\n', properties.Select(property => $"{property.WireName}\t{property.Type}\t{property.IsRequired}"));
        if (known.TryGetValue(key, out var same))
        {
            return new NamedRef(same);
        }

        known[key] = name;
        types.Add(new ObjectType(name, properties));
        return new NamedRef(name);
    }

    /// <summary>Whether the names are data: numbers, dates or ids.</summary>
    private static bool IsMap(SampleShape shape) =>
        shape.Properties.Count > 1 && shape.Properties.Keys.All(key => key.Length > 0 && (key.All(char.IsAsciiDigit) || Guid.TryParseExact(key, "D", out _)
            || DateOnly.TryParseExact(key, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)));

    private static string Singular(string name) =>
        name.EndsWith("ies", StringComparison.Ordinal) && name.Length > 4 ? name[..^3] + "y"
        : name.EndsWith("ses", StringComparison.Ordinal) || name.EndsWith("xes", StringComparison.Ordinal) || name.EndsWith("ches", StringComparison.Ordinal) || name.EndsWith("shes", StringComparison.Ordinal) ? name[..^2]
        : name.EndsWith('s') && !name.EndsWith("ss", StringComparison.Ordinal) && !name.EndsWith("us", StringComparison.Ordinal) && !name.EndsWith("is", StringComparison.Ordinal) && name.Length > 3 ? name[..^1]
        : name + " item";
}
