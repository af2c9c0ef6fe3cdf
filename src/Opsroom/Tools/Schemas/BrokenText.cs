using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Opsroom.Tools.Schemas;

/// <summary>Finds strings that JSON lets pass and that are not Unicode text: lone surrogates and bytes that are not UTF-8. Reading one would throw.</summary>
internal static class BrokenText
{
    /// <summary>Adds a problem for each; false where there is none.</summary>
    public static bool Find(JsonElement value, SchemaFit fit)
    {
        var json = JsonMarshal.GetRawUtf8Value(value);
        if (Utf8.IsValid(json) && json.IndexOf(@"\ud"u8) < 0 && json.IndexOf(@"\uD"u8) < 0)
        {
            return false;
        }

        new Walk().Fit(value, fit);
        return !fit.Problems.IsEmpty;
    }

    private sealed class Walk : Shape
    {
        public override JsonElement Fit(JsonElement value, SchemaFit fit)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var property in value.EnumerateObject())
                    {
                        if (Readable(() => property.Name, fit))
                        {
                            fit.Inside(property.Name, this, property.Value);
                        }
                    }

                    break;
                case JsonValueKind.Array:
                    var index = 0;
                    foreach (var item in value.EnumerateArray())
                    {
                        fit.Inside(index++, this, item);
                    }

                    break;
                case JsonValueKind.String:
                    Readable(value.GetString, fit);
                    break;
            }

            return value;
        }

        private static bool Readable(Func<string?> read, SchemaFit fit)
        {
            try
            {
                read();
                return true;
            }
            catch (InvalidOperationException)
            {
                fit.Add("string_unicode", "Input should be a valid string, unable to parse raw data as a unicode string", null);
                return false;
            }
        }
    }
}
