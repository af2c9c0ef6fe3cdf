using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Api;

/// <summary>
/// Writes an object as the JSON that kubectl would send for it. What stands unquoted in a manifest means there what it meant in YAML 1.1: <c>0644</c> is octal and
/// <c>yes</c> is true. Of a key that stands twice the later counts.
/// </summary>
internal static class ManifestJson
{
    private static readonly JsonWriterOptions AsItIs = new() { MaxDepth = 512, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(YamlNode node)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, AsItIs))
        {
            Write(writer, node);
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, YamlNode node)
    {
        switch (node)
        {
            case YamlMap map:
                writer.WriteStartObject();
                foreach (var (key, value) in Enumerable.Reverse(map.Entries).DistinctBy(entry => entry.Key.Value, StringComparer.Ordinal).Reverse())
                {
                    writer.WritePropertyName(key.Value);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case YamlList list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case YamlScalar scalar:
                Write(writer, scalar);
                break;
        }
    }

    private static void Write(Utf8JsonWriter writer, YamlScalar scalar)
    {
        switch (scalar.Kind)
        {
            case ScalarKind.Null:
                writer.WriteNullValue();
                break;
            case ScalarKind.Boolean:
                writer.WriteBooleanValue(scalar.Value.Equals("true", StringComparison.OrdinalIgnoreCase));
                break;
            case ScalarKind.Number when NumberOf(scalar.Value) is { } number:
                writer.WriteRawValue(number, skipInputValidation: true);
                break;
            case ScalarKind.Text when scalar.IsPlain && FlagOf(scalar.Value) is { } flag:
                writer.WriteBooleanValue(flag);
                break;
            default:
                writer.WriteStringValue(scalar.Value);
                break;
        }
    }

    /// <summary>As JSON writes it; null for what JSON has no number for, such as infinity.</summary>
    private static string? NumberOf(string text)
    {
        var digits = text.TrimStart('+', '-');
        var sign = text.StartsWith('-') ? "-" : "";
        if (digits.StartsWith("0x", StringComparison.Ordinal))
        {
            return BigInteger.TryParse($"0{digits[2..]}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? sign + hex.ToString(CultureInfo.InvariantCulture) : null;
        }

        var octal = digits.StartsWith("0o", StringComparison.Ordinal) ? digits[2..] : digits.Length > 1 && digits[0] == '0' && !digits.ContainsAnyExceptInRange('0', '7') ? digits : null;
        if (octal is not null)
        {
            return sign + octal.Aggregate(BigInteger.Zero, (sum, digit) => (sum * 8) + (digit - '0')).ToString(CultureInfo.InvariantCulture);
        }

        var whole = digits.TrimStart('0');
        whole = whole.Length == 0 || whole[0] is '.' or 'e' or 'E' ? "0" + whole : whole;
        var dot = whole.IndexOf('.', StringComparison.Ordinal);
        if (dot >= 0 && (dot + 1 == whole.Length || !char.IsAsciiDigit(whole[dot + 1])))
        {
            whole = whole.Insert(dot + 1, "0");
        }

        return char.IsAsciiDigit(whole[^1]) ? sign + whole : null;
    }

    private static bool? FlagOf(string word) => word switch
    {
        "yes" or "Yes" or "YES" or "on" or "On" or "ON" => true,
        "no" or "No" or "NO" or "off" or "Off" or "OFF" => false,
        _ => null,
    };
}
