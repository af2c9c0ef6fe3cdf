using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Velocity;

internal sealed partial class VelocityParser
{
    private (string Name, VelocityExpression Value) ParseSet()
    {
        Expect('(');
        Skip();
        if (Peek() != '$' || !TryReference(out var target, out _) || target.Steps.Count > 0)
        {
            throw Fault("#set takes ($name = value).", position);
        }

        Expect('=');
        var value = ParseOr();
        Expect(')');
        return (target.Name, value);
    }

    private VelocityExpression ParseCondition()
    {
        Expect('(');
        var test = ParseOr();
        Expect(')');
        return test;
    }

    private (string Name, VelocityExpression Items) ParseForEach()
    {
        Expect('(');
        Skip();
        if (Peek() != '$' || !TryReference(out var target, out _) || target.Steps.Count > 0)
        {
            throw Fault("#foreach takes ($name in list).", position);
        }

        Skip();
        if (!Word("in"))
        {
            throw Fault("#foreach takes ($name in list).", position);
        }

        var items = ParseOr();
        Expect(')');
        return (target.Name, items);
    }

    private VelocityExpression ParseOr()
    {
        Deeper();
        var left = ParseAnd();
        while (Sign("||") || Word("or"))
        {
            left = new VelocityBinary("||", left, ParseAnd());
        }

        depth--;
        return left;
    }

    private VelocityExpression ParseAnd()
    {
        var left = ParseComparison();
        while (Sign("&&") || Word("and"))
        {
            left = new VelocityBinary("&&", left, ParseComparison());
        }

        return left;
    }

    private VelocityExpression ParseComparison()
    {
        var left = ParseSum();
        foreach (var (sign, word) in (ReadOnlySpan<(string, string)>)[("==", "eq"), ("!=", "ne"), ("<=", "le"), (">=", "ge"), ("<", "lt"), (">", "gt")])
        {
            if (Sign(sign) || Word(word))
            {
                return new VelocityBinary(sign, left, ParseSum());
            }
        }

        return left;
    }

    private VelocityExpression ParseSum()
    {
        var left = ParseProduct();
        while (true)
        {
            var sign = Sign("+") ? "+" : Sign("-") ? "-" : null;
            if (sign is null)
            {
                return left;
            }

            left = new VelocityBinary(sign, left, ParseProduct());
        }
    }

    private VelocityExpression ParseProduct()
    {
        var left = ParseUnary();
        while (true)
        {
            var sign = Sign("*") ? "*" : Sign("/") ? "/" : Sign("%") ? "%" : null;
            if (sign is null)
            {
                return left;
            }

            left = new VelocityBinary(sign, left, ParseUnary());
        }
    }

    private VelocityExpression ParseUnary()
    {
        Deeper();
        VelocityExpression made;
        if (!IsAt("!=") && Sign("!") || Word("not"))
        {
            made = new VelocityNot(ParseUnary());
        }
        else if (Sign("("))
        {
            made = ParseOr();
            Expect(')');
        }
        else
        {
            made = ParseValue();
        }

        depth--;
        return made;
    }

    private VelocityExpression ParseValue()
    {
        Skip();
        switch (Peek())
        {
            case '$' when TryReference(out var reference, out _):
                return reference;
            case '\'' or '"':
                return ParseText();
            case '[':
                return ParseList();
            case '{':
                return ParseMap();
            case '-' or (>= '0' and <= '9'):
                return ParseNumber();
        }

        return Word("true") ? new VelocityValue(true) : Word("false") ? new VelocityValue(false) : Word("null") ? new VelocityValue(null)
            : throw Fault("A value is expected here.", position);
    }

    private VelocityValue ParseNumber()
    {
        var start = position++;
        while (position < source.Length && (char.IsAsciiDigit(source[position]) || (source[position] == '.' && position + 1 < source.Length && char.IsAsciiDigit(source[position + 1]))))
        {
            position++;
        }

        var text = source[start..position];
        return long.TryParse(text, CultureInfo.InvariantCulture, out var whole) ? new VelocityValue(whole)
            : double.TryParse(text, CultureInfo.InvariantCulture, out var real) ? new VelocityValue(real)
            : throw Fault("This is no number.", start);
    }

    private VelocityExpression ParseText()
    {
        var start = position;
        var quote = source[position];
        var end = source.IndexOf(quote, position + 1);
        if (end < 0)
        {
            throw Fault("The text is not closed; a quote is missing.", start);
        }

        var text = source[(start + 1)..end];
        position = end + 1;
        if (quote == '\'' || text.AsSpan().IndexOfAny('$', '#') < 0)
        {
            return new VelocityValue(text);
        }

        Deeper();
        var inside = new VelocityParser(text) { depth = depth };
        var parts = inside.ParseBody(isInside: false, out _);
        depth--;
        return new VelocityInterpolation(parts);
    }

    private VelocityExpression ParseList()
    {
        Expect('[');
        var items = new List<VelocityExpression>();
        while (!Sign("]"))
        {
            if (items.Count > 0)
            {
                if (Sign(".."))
                {
                    var range = new VelocityRange(items[0], ParseOr());
                    Expect(']');
                    return range;
                }

                Expect(',');
            }

            items.Add(ParseOr());
        }

        return new VelocityList(items);
    }

    private VelocityMap ParseMap()
    {
        Expect('{');
        var entries = new List<(VelocityExpression, VelocityExpression)>();
        while (!Sign("}"))
        {
            if (entries.Count > 0)
            {
                Expect(',');
            }

            var key = ParseOr();
            Expect(':');
            entries.Add((key, ParseOr()));
        }

        return new VelocityMap(entries);
    }

    /// <summary>Reads <c>$name</c>, <c>${name}</c> and what stands behind the name; leaves the place where it is none.</summary>
    private bool TryReference([NotNullWhen(true)] out VelocityReference? reference, out bool isQuiet)
    {
        var start = position++;
        reference = null;
        isQuiet = position < source.Length && source[position] == '!';
        position += isQuiet ? 1 : 0;
        var isBraced = position < source.Length && source[position] == '{';
        position += isBraced ? 1 : 0;
        if (Name() is not { } name)
        {
            position = start;
            return false;
        }

        var steps = new List<VelocityStep>();
        while (Step() is { } step)
        {
            steps.Add(step);
            if (steps.Count > 50)
            {
                throw Fault("A reference has more than 50 parts.", start);
            }
        }

        if (isBraced && !(position < source.Length && source[position++] == '}'))
        {
            position = start;
            return false;
        }

        reference = new VelocityReference(name, steps);
        return true;
    }

    private VelocityStep? Step()
    {
        if (Peek() == '[')
        {
            position++;
            var index = ParseOr();
            Expect(']');
            return new VelocityStep(null, [index]);
        }

        if (Peek() != '.')
        {
            return null;
        }

        var dot = position++;
        if (Name() is not { } name)
        {
            position = dot;
            return null;
        }

        if (Peek() != '(')
        {
            return new VelocityStep(name, null);
        }

        position++;
        var arguments = new List<VelocityExpression>();
        while (!Sign(")"))
        {
            if (arguments.Count > 0)
            {
                Expect(',');
            }

            arguments.Add(ParseOr());
        }

        return new VelocityStep(name, arguments);
    }

    private string? Name()
    {
        var start = position;
        if (position < source.Length && (char.IsAsciiLetter(source[position]) || source[position] == '_'))
        {
            while (position < source.Length && (char.IsAsciiLetterOrDigit(source[position]) || source[position] is '_' or '-'))
            {
                position++;
            }
        }

        return position > start ? source[start..position] : null;
    }

    private char Peek() => position < source.Length ? source[position] : '\0';

    private bool IsAt(string text)
    {
        Skip();
        return source.AsSpan(position).StartsWith(text, StringComparison.Ordinal);
    }

    private bool Sign(string sign)
    {
        if (!IsAt(sign))
        {
            return false;
        }

        position += sign.Length;
        return true;
    }

    private bool Word(string word)
    {
        if (!IsAt(word) || (position + word.Length < source.Length && char.IsAsciiLetterOrDigit(source[position + word.Length])))
        {
            return false;
        }

        position += word.Length;
        return true;
    }

    private void Expect(char sign)
    {
        if (!Sign(sign.ToString()))
        {
            throw Fault($"'{sign}' is expected here.", position);
        }
    }

    private void Skip()
    {
        while (position < source.Length && char.IsWhiteSpace(source[position]))
        {
            position++;
        }
    }

    private void Deeper()
    {
        if (++depth > Deepest)
        {
            throw new TemplateFault(TemplateFault.Limit, $"Expressions are nested deeper than {Deepest} levels.").At(null, lines.PlaceOf(position).Line, lines.PlaceOf(position).Column);
        }
    }
}
