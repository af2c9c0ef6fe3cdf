using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Syntax;

/// <summary>Reads expressions with the precedence of Jinja2 3.1.</summary>
internal sealed partial class ExpressionParser(TokenStream stream)
{
    /// <summary>Expressions inside each other; people write fewer than ten.</summary>
    private const int Deepest = 100;

    private int depth;

    public Expression Parse(bool withChoice = true) => withChoice ? ParseChoice() : ParseOr();

    /// <summary>One expression, or several with commas between them as a tuple.</summary>
    /// <param name="isInParentheses">Whether nothing at all is an empty tuple.</param>
    /// <param name="namesOnly">Whether only what can be assigned to is read.</param>
    public Expression ParseTuple(bool withChoice = true, bool isInParentheses = false, bool namesOnly = false, string? endsAt = null)
    {
        var start = stream.Current;
        var items = new List<Expression>();
        var isTuple = false;
        while (true)
        {
            if (IsTupleEnd(endsAt))
            {
                break;
            }

            items.Add(namesOnly ? ParsePrimary() : Parse(withChoice));
            if (!stream.SkipOperator(","))
            {
                break;
            }

            isTuple = true;
        }

        if (!isTuple && items.Count == 1)
        {
            return items[0];
        }

        return isTuple || isInParentheses ? At(start, new TupleLiteral(items)) : throw stream.Fault($"Expected an expression, got {stream.Current.Shown}.");
    }

    private bool IsTupleEnd(string? endsAt) =>
        stream.Current.Kind is JinjaTokenKind.VariableEnd or JinjaTokenKind.BlockEnd or JinjaTokenKind.End || stream.Current.IsOperator(")")
        || (endsAt is not null && stream.Current.IsName(endsAt));

    private Expression ParseChoice()
    {
        if (++depth > Deepest)
        {
            throw new TemplateFault(TemplateFault.Limit, $"The expression is nested deeper than {Deepest} levels.").At(null, stream.Current.Line, stream.Current.Column);
        }

        var start = stream.Current;
        var then = ParseOr();
        while (stream.SkipName("if"))
        {
            var test = ParseOr();
            var otherwise = stream.SkipName("else") ? ParseChoice() : null;
            then = At(start, new Choice(test, then, otherwise));
        }

        depth--;
        return then;
    }

    private Expression ParseOr()
    {
        var start = stream.Current;
        var left = ParseAnd();
        while (stream.SkipName("or"))
        {
            left = At(start, new Binary("or", left, ParseAnd()));
        }

        return left;
    }

    private Expression ParseAnd()
    {
        var start = stream.Current;
        var left = ParseNot();
        while (stream.SkipName("and"))
        {
            left = At(start, new Binary("and", left, ParseNot()));
        }

        return left;
    }

    private Expression ParseNot()
    {
        var start = stream.Current;
        var negations = 0;
        while (stream.SkipName("not"))
        {
            negations++;
        }

        var operand = ParseComparison();
        for (; negations > 0; negations--)
        {
            operand = At(start, new Unary("not", operand));
        }

        return operand;
    }

    private Expression ParseComparison()
    {
        var start = stream.Current;
        var first = ParseSum();
        var others = new List<(string, Expression)>();
        while (true)
        {
            var token = stream.Current;
            if (token.Kind == JinjaTokenKind.Operator && token.Text is "==" or "!=" or "<" or "<=" or ">" or ">=")
            {
                stream.Next();
                others.Add((token.Text, ParseSum()));
            }
            else if (stream.SkipName("in"))
            {
                others.Add(("in", ParseSum()));
            }
            else if (token.IsName("not") && stream.Following.IsName("in"))
            {
                stream.Next();
                stream.Next();
                others.Add(("not in", ParseSum()));
            }
            else
            {
                return others.Count == 0 ? first : At(start, new Comparison(first, others));
            }
        }
    }

    private Expression ParseSum()
    {
        var start = stream.Current;
        var left = ParseConcatenation();
        while (stream.Current.Kind == JinjaTokenKind.Operator && stream.Current.Text is "+" or "-")
        {
            left = At(start, new Binary(stream.Next().Text, left, ParseConcatenation()));
        }

        return left;
    }

    private Expression ParseConcatenation()
    {
        var start = stream.Current;
        var parts = new List<Expression> { ParseProduct() };
        while (stream.SkipOperator("~"))
        {
            parts.Add(ParseProduct());
        }

        return parts.Count == 1 ? parts[0] : At(start, new Concatenation(parts));
    }

    private Expression ParseProduct()
    {
        var start = stream.Current;
        var left = ParsePower();
        while (stream.Current.Kind == JinjaTokenKind.Operator && stream.Current.Text is "*" or "/" or "//" or "%")
        {
            left = At(start, new Binary(stream.Next().Text, left, ParsePower()));
        }

        return left;
    }

    private Expression ParsePower()
    {
        var start = stream.Current;
        var left = ParseUnary(withFilter: true);
        while (stream.SkipOperator("**"))
        {
            left = At(start, new Binary("**", left, ParseUnary(withFilter: true)));
        }

        return left;
    }

    private Expression ParseUnary(bool withFilter)
    {
        var start = stream.Current;
        if (++depth > Deepest)
        {
            throw new TemplateFault(TemplateFault.Limit, $"The expression is nested deeper than {Deepest} levels.").At(null, start.Line, start.Column);
        }

        var node = stream.SkipOperator("-") ? At(start, new Unary("-", ParseUnary(withFilter: false)))
            : stream.SkipOperator("+") ? At(start, new Unary("+", ParseUnary(withFilter: false)))
            : ParsePrimary();
        depth--;
        node = ParsePostfix(node);
        return withFilter ? ParseFilters(node) : node;
    }

    private static T At<T>(JinjaToken start, T node)
        where T : JinjaNode => node with { Line = start.Line, Column = start.Column };
}
