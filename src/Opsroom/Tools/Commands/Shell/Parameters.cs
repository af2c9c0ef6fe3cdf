using System.Globalization;

namespace Opsroom.Tools.Commands.Shell;

/// <summary>The values of <c>$name</c> and <c>${name…}</c>.</summary>
internal sealed class Parameters(ShellWalk walk, Scope scope, Choices choices)
{
    public string Value(ParameterPart part)
    {
        var operation = part.Operator;
        if (operation.StartsWith('!'))
        {
            var pointed = Plain(part.Name, part.Subscript);
            Argument(part);
            return pointed is null || Unknown.IsIn(pointed) ? Unknown.Text : Plain(pointed, null) ?? Unknown.Text;
        }

        var value = Plain(part.Name, part.Subscript);
        if (operation.Length == 0)
        {
            return value ?? Unknown.Text;
        }

        var argument = Argument(part);
        return operation switch
        {
            ":-" or "-" or ":=" or "=" => Default(part, value, argument),
            ":+" or "+" => value is { Length: 0 } && operation == ":+" ? "" : choices.Choose($"{part.Name}{operation}{argument}", value is null || Unknown.IsIn(value) ? [argument, ""] : [argument]),
            ":?" or "?" => value ?? Unknown.Text,
            _ when value is null || Unknown.IsIn(value) || Unknown.IsIn(argument) => Unknown.Text,
            "#" when part.Argument.Parts.IsEmpty => value.Length.ToString(CultureInfo.InvariantCulture),
            "#" or "##" => TextPatterns.RemovePrefix(value, argument, longest: operation == "##"),
            "%" or "%%" => TextPatterns.RemoveSuffix(value, argument, longest: operation == "%%"),
            "/" or "//" => TextPatterns.Replace(value, argument, all: operation == "//"),
            "^^" => value.ToUpperInvariant(),
            "^" when value.Length > 0 => char.ToUpperInvariant(value[0]) + value[1..],
            ",," => value.ToLowerInvariant(),
            "," when value.Length > 0 => char.ToLowerInvariant(value[0]) + value[1..],
            ":" => Slice(value, argument),
            _ => Unknown.Text,
        };
    }

    private string Argument(ParameterPart part) => Expander.Text(part.Argument, walk, scope, choices);

    private string Default(ParameterPart part, string? value, string argument)
    {
        var treatsEmptyAsUnset = part.Operator[0] == ':';
        var result = value is null || Unknown.IsIn(value)
            ? choices.Choose($"{part.Name}{part.Operator}{argument}", [argument, Unknown.Text])
            : value.Length == 0 && treatsEmptyAsUnset ? argument : value;
        if (part.Operator.EndsWith('='))
        {
            scope.Set(part.Name, result, keepsOthers: choices.Round > 0);
        }

        return result;
    }

    private string? Plain(string name, string? subscript)
    {
        if (scope.Arrays.TryGetValue(name, out var items))
        {
            return int.TryParse(subscript ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                ? index < items.Length ? items[index] : ""
                : string.Join(' ', items);
        }

        if (scope.Positional is { } positional)
        {
            if (name is "@" or "*")
            {
                return string.Join(' ', positional);
            }

            if (name is not "0" && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return number <= positional.Length ? positional[number - 1] : "";
            }
        }

        var values = scope.Values(name);
        return values.IsEmpty ? null : choices.Choose(name, values);
    }

    private static string Slice(string value, string argument)
    {
        var ends = argument.Split(':');
        if (!int.TryParse(ends[0].Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var start))
        {
            return Unknown.Text;
        }

        start = Math.Clamp(start < 0 ? value.Length + start : start, 0, value.Length);
        if (ends.Length < 2)
        {
            return value[start..];
        }

        if (!int.TryParse(ends[1].Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
        {
            return Unknown.Text;
        }

        var end = Math.Clamp(count < 0 ? (long)value.Length + count : (long)start + count, start, value.Length);
        return value[start..(int)end];
    }
}
