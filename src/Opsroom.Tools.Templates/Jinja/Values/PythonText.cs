using System.Buffers;
using System.Globalization;
using System.Text;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Values;

/// <summary>Writes values as Python's <c>str</c> and <c>repr</c> do.</summary>
internal static class PythonText
{
    private const int Deepest = 100;
    private const int Longest = 4 << 20;

    private static readonly SearchValues<char> WithoutOneCapital = SearchValues.Create("ßﬀﬁﬂﬃﬄﬅﬆŉ");

    public static string Str(object? value) => value switch
    {
        string text => text,
        Undefined undefined => Empty(undefined),
        _ => Repr(value),
    };

    /// <summary>In capitals as Unicode's full mapping has them, which makes two letters of some.</summary>
    public static string Upper(string text)
    {
        var capitals = text.ToUpperInvariant();
        return !capitals.AsSpan().ContainsAny(WithoutOneCapital) ? capitals
            : string.Concat(capitals.Select(letter => letter switch { 'ß' => "SS", 'ﬀ' => "FF", 'ﬁ' => "FI", 'ﬂ' => "FL", 'ﬃ' => "FFI", 'ﬄ' => "FFL", 'ﬅ' or 'ﬆ' => "ST", _ => "ʼN" } is var two && WithoutOneCapital.Contains(letter) ? two : letter.ToString()));
    }

    public static string Repr(object? value)
    {
        if (value is long whole)
        {
            return whole.ToString(CultureInfo.InvariantCulture);
        }

        var text = new StringBuilder();
        Write(text, value, 0);
        return text.ToString();
    }

    public static bool Truth(object? value) => value switch
    {
        null => false,
        bool flag => flag,
        long whole => whole != 0,
        double real => real != 0,
        string text => text.Length > 0,
        JinjaList list => list.Items.Count > 0,
        JinjaTuple tuple => tuple.Items.Count > 0,
        JinjaDict dict => dict.Count > 0,
        Undefined undefined => Empty(undefined).Length > 0,
        _ => true,
    };

    /// <summary>Python's name of a value's type.</summary>
    public static string TypeOf(object? value) => value switch
    {
        null => "NoneType",
        bool => "bool",
        long => "int",
        double => "float",
        string => "str",
        JinjaList => "list",
        JinjaTuple => "tuple",
        JinjaDict => "dict",
        JinjaNamespace => "namespace",
        Undefined => "undefined",
        ICallable => "function",
        _ => "object",
    };

    /// <summary>Python's shortest form of a real number.</summary>
    public static string Real(double value)
    {
        if (double.IsNaN(value))
        {
            return "nan";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "inf" : "-inf";
        }

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var absolute = Math.Abs(value);
        if (absolute != 0 && (absolute < 1e-4 || absolute >= 1e16))
        {
            var at = text.IndexOf('E', StringComparison.Ordinal);
            var (mantissa, exponent) = (text[..at], int.Parse(text[(at + 1)..], CultureInfo.InvariantCulture));
            return string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        if (text.Contains('E', StringComparison.Ordinal))
        {
            text = ((decimal)value).ToString(CultureInfo.InvariantCulture);
        }

        return text.Contains('.', StringComparison.Ordinal) ? text : text + ".0";
    }

    public static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2);
        WriteQuoted(quoted, text);
        return quoted.ToString();
    }

    private static string Empty(Undefined undefined)
    {
        undefined.Use();
        return "";
    }

    private static void Write(StringBuilder text, object? value, int depth)
    {
        if (depth > Deepest || text.Length > Longest)
        {
            throw new TemplateFault(TemplateFault.Limit, "A value is too large or too deep to be written.");
        }

        switch (value)
        {
            case null: text.Append("None"); break;
            case bool flag: text.Append(flag ? "True" : "False"); break;
            case long whole: text.Append(CultureInfo.InvariantCulture, $"{whole}"); break;
            case double real: text.Append(Real(real)); break;
            case string plain: WriteQuoted(text, plain); break;
            case JinjaList list: WriteItems(text, '[', list.Items, ']', depth); break;
            case JinjaTuple { Items: [var only] }:
                text.Append('(');
                Write(text, only, depth + 1);
                text.Append(",)");
                break;
            case JinjaTuple tuple: WriteItems(text, '(', tuple.Items, ')', depth); break;
            case JinjaDict dict: WriteDict(text, dict, depth); break;
            case JinjaNamespace space:
                text.Append("<Namespace ");
                var attributes = new JinjaDict();
                foreach (var (name, attribute) in space.Attributes)
                {
                    attributes[name] = attribute;
                }

                WriteDict(text, attributes, depth);
                text.Append('>');
                break;
            case Undefined: text.Append("Undefined"); break;
            case ICallable callable: text.Append(CultureInfo.InvariantCulture, $"<function {callable.Name}>"); break;
            default: text.Append("<object>"); break;
        }
    }

    private static void WriteItems(StringBuilder text, char open, IReadOnlyList<object?> items, char close, int depth)
    {
        text.Append(open);
        for (var index = 0; index < items.Count; index++)
        {
            text.Append(index == 0 ? "" : ", ");
            Write(text, items[index], depth + 1);
        }

        text.Append(close);
    }

    private static void WriteDict(StringBuilder text, JinjaDict dict, int depth)
    {
        text.Append('{');
        var isFirst = true;
        foreach (var (key, value) in dict.Pairs)
        {
            text.Append(isFirst ? "" : ", ");
            isFirst = false;
            Write(text, key, depth + 1);
            text.Append(": ");
            Write(text, value, depth + 1);
        }

        text.Append('}');
    }

    private static void WriteQuoted(StringBuilder text, string value)
    {
        var quote = value.Contains('\'', StringComparison.Ordinal) && !value.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        text.Append(quote);
        foreach (var rune in value.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                _ when rune.Value == quote => text.Append('\\').Append(quote),
                < 32 or 127 => text.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                > 127 when !IsPrintable(rune) => text.Append(rune.Value < 256 ? $"\\x{rune.Value:x2}" : rune.Value < 65536 ? $"\\u{rune.Value:x4}" : $"\\U{rune.Value:x8}"),
                _ => text.Append(rune.ToString()),
            };
        }

        text.Append(quote);
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
