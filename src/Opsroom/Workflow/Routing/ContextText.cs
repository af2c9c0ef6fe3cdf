using System.Text;
using System.Text.Json;

namespace Opsroom.Workflow.Routing;

/// <summary>The keys and plain values of a request's context as one text, bounded; what was sent as untrusted is left out.</summary>
internal static class ContextText
{
    private const int Most = 3000;
    private const int MostOfOneValue = 400;

    public static string Of(JsonElement? context)
    {
        if (context is not { ValueKind: JsonValueKind.Object } value)
        {
            return "";
        }

        var text = new StringBuilder();
        Append(value, text, atTop: true);
        return text.ToString();
    }

    private static void Append(JsonElement value, StringBuilder text, bool atTop = false)
    {
        if (text.Length >= Most)
        {
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    if (!(atTop && property.NameEquals("untrusted")))
                    {
                        text.Append(property.Name).Append(' ');
                        Append(property.Value, text);
                        text.Append(" ; ");
                    }
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Append(item, text);
                    text.Append(' ');
                }

                break;
            case JsonValueKind.String:
                var words = value.GetString()!;
                text.Append(words.AsSpan(0, Math.Min(words.Length, MostOfOneValue))).Append(' ');
                break;
            default:
                text.Append(value.GetRawText()).Append(' ');
                break;
        }
    }
}
