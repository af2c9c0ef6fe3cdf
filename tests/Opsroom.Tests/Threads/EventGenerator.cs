using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using CsCheck;
using Opsroom.Threads;

namespace Opsroom.Tests.Threads;

/// <summary>Random events of any kind, from the constructors of the family: a kind that is added is generated without a change here.</summary>
internal static class EventGenerator
{
    /// <summary>Text in many scripts, with what JSON has to escape.</summary>
    public static readonly Gen<string> Text = Gen.OneOf("a", " ", "\"", "\\", "\n", "\0", "<", "é", "東京", "🚀", "e\u0301", "$blob", "\u2028").Array[0, 12].Select(string.Concat);

    /// <summary>Any JSON, some of it made to look like what the codec writes itself.</summary>
    public static readonly Gen<JsonElement> Json = JsonTo(3).Select(json => JsonElement.Parse(json));

    /// <summary>The types of the family that this version knows.</summary>
    public static IReadOnlyDictionary<string, Type> Types { get; } = typeof(ThreadEvent).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(ThreadEvent)) && type != typeof(UnknownEvent))
        .ToDictionary(KindOf, StringComparer.Ordinal);

    /// <param name="kind">The kind of the events.</param>
    /// <param name="text">Gives every text within them.</param>
    public static Gen<ThreadEvent> Of(string kind, Gen<string> text) =>
        from @event in OfRecord(Types[kind], text)
        from at in Gen.DateTimeOffset
        from run in Gen.Bool
        from branch in Gen.OneOf<string?>(null, "b1")
        select (ThreadEvent)@event! with { At = at, RunId = run ? new RunId("run-1") : null, Branch = branch, Step = branch is null ? null : branch + ":1" };

    private static string KindOf(Type type) =>
        ((ThreadEvent)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type)).Kind;

    private static Gen<object?> OfRecord(Type type, Gen<string> text)
    {
        var constructor = type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)!;
        var nullability = new NullabilityInfoContext();
        var arguments = Gen.Const(ImmutableList<object?>.Empty);
        foreach (var parameter in constructor.GetParameters())
        {
            var value = OfType(parameter.ParameterType, text);
            if (nullability.Create(parameter).ReadState == NullabilityState.Nullable)
            {
                value = Gen.Bool.SelectMany(isNull => isNull ? Gen.Const(default(object?)) : value);
            }

            arguments = arguments.SelectMany(list => value.Select(list.Add));
        }

        return arguments.Select(list => (object?)constructor.Invoke([.. list]));
    }

    private static Gen<object?> OfType(Type type, Gen<string> text)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type switch
        {
            _ when type == typeof(string) => text.Select(value => (object?)value),
            _ when type == typeof(bool) => Gen.Bool.Select(value => (object?)value),
            _ when type == typeof(int) => Gen.Int.Select(value => (object?)value),
            _ when type == typeof(long) => Gen.Long.Select(value => (object?)value),
            _ when type == typeof(double) => Gen.Double[-1e9, 1e9].Select(value => (object?)value),
            _ when type == typeof(decimal) => Gen.Decimal[-1_000_000m, 1_000_000m].Select(value => (object?)value),
            _ when type == typeof(JsonElement) => Json.Select(value => (object?)value),
            _ when type == typeof(DateOnly) => Gen.DateOnly.Select(value => (object?)value),
            _ when type == typeof(DateTimeOffset) => Gen.DateTimeOffset.Select(value => (object?)value),
            _ when type == typeof(ImmutableSortedDictionary<string, string>) => text.Array[0, 3].Select(
                values => (object?)values.Distinct(StringComparer.Ordinal).ToImmutableSortedDictionary(value => value, value => value, StringComparer.Ordinal)),
            _ when type == typeof(RunId) => text.Select(value => (object?)new RunId(value)),
            { IsEnum: true } => Gen.OneOf(Enum.GetValues(type).Cast<object?>().ToArray()),
            { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) => OfArray(type.GetGenericArguments()[0], text),
            _ => OfRecord(type, text),
        };
    }

    private static Gen<object?> OfArray(Type element, Gen<string> text)
    {
        var create = typeof(EventGenerator).GetMethod(nameof(ToImmutable), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(element);
        return OfType(element, text).Array[0, 3].Select(items => create.Invoke(null, [items]));
    }

    private static ImmutableArray<T> ToImmutable<T>(object?[] items) => [.. items.Cast<T>()];

    private static Gen<string> JsonTo(int depth)
    {
        var scalar = Gen.OneOf(
            Text.Select(text => JsonSerializer.Serialize(text)),
            Gen.Double[-1e9, 1e9].Select(number => JsonSerializer.Serialize(number)),
            Gen.OneOf("null", "true", "1e400", "0.10", """{"$blob":"0000","size":1,"excerpt":""}""", """{"\u0024blob":"0000","size":1,"excerpt":""}""", """{"$blob":1,"a":2,"b":3}"""));
        if (depth == 0)
        {
            return scalar;
        }

        var inner = JsonTo(depth - 1);
        var property = Gen.OneOf("\"a\"", "\"b\"", "\"$blob\"", "\"size\"", "\"excerpt\"", "\"\"").SelectMany(name => inner.Select(value => $"{name}:{value}"));
        return Gen.OneOf(
            scalar,
            inner.Array[0, 3].Select(items => $"[{string.Join(',', items)}]"),
            property.Array[0, 4].Select(properties => $"{{{string.Join(',', properties)}}}"));
    }
}
