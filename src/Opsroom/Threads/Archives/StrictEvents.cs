using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Opsroom.Threads.Archives;

/// <summary>Looks at events that came from elsewhere: what this program writes itself never lacks a field, and its readers rely on that.</summary>
internal static class StrictEvents
{
    private static readonly JsonSerializerOptions Options = new(ThreadJson.Default.Options)
    {
        RespectNullableAnnotations = true,
        TypeInfoResolver = ThreadJson.Default.WithAddedModifier(RequireWhatCannotBeNull),
    };

    /// <exception cref="JsonException">A field is missing that cannot be null.</exception>
    public static void Check(ThreadEvent @event)
    {
        if (@event is not UnknownEvent)
        {
            JsonSerializer.Deserialize(EventCodec.ToJson(@event), Options.GetTypeInfo(@event.GetType()));
        }
    }

    private static void RequireWhatCannotBeNull(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property is { IsSetNullable: false, AssociatedParameter: { HasDefaultValue: false } })
            {
                property.IsRequired = true;
            }
        }
    }
}
