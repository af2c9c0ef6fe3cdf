using System.Collections.Immutable;
using System.Globalization;

namespace Opsroom.Tools.Prometheus.PromQl;

/// <summary>
/// Reads PromQL as Prometheus 2.42 to 3 do: what is refused here is refused there, with the same words where they help. Names and labels in quotes, durations as
/// numbers and functions that came later are taken.
/// </summary>
internal sealed partial class PromQlParser
{
    private const int MostNodes = 4_000;
    private const int MostDepth = 200;
    private const int MostLength = 64 * 1024;

    private readonly string text;
    private readonly PromQlLexer lexer;
    private PromQlToken token;
    private PromQlToken last;
    private int nodes;
    private int depth;

    private PromQlParser(string text)
    {
        (this.text, lexer) = (text, new(text));
        token = lexer.Next();
    }

    /// <summary>Never throws on bad input.</summary>
    public static PromQlReading Read(string text)
    {
        try
        {
            if (text.Length > MostLength)
            {
                throw new PromQlSyntaxException(0, $"the expression has {text.Length} characters; at most {MostLength} are read");
            }

            var root = new PromQlParser(text).ReadAll();
            return new(root, [.. PromQlChecks.Of(root).OrderBy(fault => fault.Start).Select(fault => PromQlFault.At(text, fault.Start, fault.Message))]);
        }
        catch (PromQlSyntaxException fault)
        {
            return new(null, [PromQlFault.At(text, fault.Start, fault.Message)]);
        }
    }

    private PromQlNode ReadAll()
    {
        if (token.Kind == TokenKind.End)
        {
            throw new PromQlSyntaxException(0, "no expression found in input");
        }

        var root = ReadExpression(0);
        return token.Kind == TokenKind.End ? root : throw Unexpected("");
    }

    private PromQlNode ReadExpression(int binding)
    {
        if (++depth > MostDepth)
        {
            throw Fault(token.Start, $"the expression is nested deeper than {MostDepth} levels");
        }

        var left = ReadOperand();
        while (token.Kind == TokenKind.Operator && Binding(token.Word) is var own && own >= binding)
        {
            var sign = Take();
            var isBool = TakeIf(TokenKind.Keyword, "bool");
            var matching = ReadMatching();
            // the power binds to the right
            var right = ReadExpression(sign.Word == "^" ? own : own + 1);
            left = Counted(new BinaryOperation(sign.Word, left, right, isBool, matching, sign.Start, left.Start, right.End));
        }

        depth--;
        return left;
    }

    private static int Binding(string sign) => sign switch
    {
        "or" => 1,
        "and" or "unless" => 2,
        "==" or "!=" or "<" or "<=" or ">" or ">=" => 3,
        "+" or "-" => 4,
        "*" or "/" or "%" or "atan2" => 5,
        _ => 6,
    };

    /// <summary>An operand with its sign; a sign binds like multiplication, so that <c>-a^b</c> is <c>-(a^b)</c>.</summary>
    private PromQlNode ReadOperand()
    {
        if (token.Kind != TokenKind.Operator || token.Word is not ("+" or "-"))
        {
            return ReadSuffixes(ReadPrimary());
        }

        var sign = Take();
        var inner = ReadExpression(Binding("^"));
        return inner is NumberLiteral number
            ? Counted(new NumberLiteral(sign.Word == "-" ? -number.Value : number.Value, sign.Start, number.End))
            : Counted(new Negated(sign.Word == "-", inner, sign.Start, inner.End));
    }

    private PromQlNode ReadPrimary()
    {
        switch (token.Kind)
        {
            case TokenKind.Number:
                return Counted(new NumberLiteral(NumberOf(Take()), last.Start, last.End));
            case TokenKind.Duration:
                return Counted(new NumberLiteral(DurationOf(Take()).TotalSeconds, last.Start, last.End));
            case TokenKind.Text:
                return Counted(new TextLiteral(Take().Word, last.Start, last.End));
            case TokenKind.LeftParenthesis:
                var opening = Take();
                var inner = ReadExpression(0);
                Expect(TokenKind.RightParenthesis, "");
                return Counted(new Parenthesized(inner, opening.Start, last.End));
            case TokenKind.LeftBrace:
                return ReadSelector(null);
            case TokenKind.Aggregator:
                var aggregator = Take();
                return token.Kind == TokenKind.LeftParenthesis || IsGrouping ? ReadAggregation(aggregator) : ReadSelector(aggregator);
            case TokenKind.Identifier:
                var name = Take();
                return token.Kind == TokenKind.LeftParenthesis ? ReadCall(name) : ReadSelector(name);
            case TokenKind.MetricIdentifier:
            case TokenKind.Keyword when token.Word is "by" or "without" or "offset" or "start" or "end":
            case TokenKind.Operator when token.Word is "and" or "or" or "unless":
                return ReadSelector(Take());
            default:
                throw Unexpected("");
        }
    }

    private bool IsGrouping => token.Kind == TokenKind.Keyword && token.Word is "by" or "without";

    private Aggregation ReadAggregation(PromQlToken aggregator)
    {
        var (labels, isWithout) = IsGrouping ? ReadGrouping() : (default, false);
        var arguments = ReadArguments("aggregation");
        if (labels.IsDefault)
        {
            (labels, isWithout) = IsGrouping ? ReadGrouping() : ([], false);
        }

        var takes = aggregator.Word is "topk" or "bottomk" or "count_values" or "quantile" or "limitk" or "limit_ratio" ? 2 : 1;
        if (arguments.Length != takes)
        {
            throw Fault(aggregator.Start, arguments.Length == 0
                ? "no arguments for aggregate expression provided"
                : $"wrong number of arguments for aggregate expression provided, expected {takes}, got {arguments.Length}");
        }

        return Counted(new Aggregation(aggregator.Word, arguments[^1], takes == 2 ? arguments[0] : null, labels, isWithout, aggregator.Start, last.End));
    }

    private (ImmutableArray<string> Labels, bool IsWithout) ReadGrouping()
    {
        var isWithout = Take().Word == "without";
        return (ReadLabels("grouping opts"), isWithout);
    }

    private FunctionCall ReadCall(PromQlToken name)
    {
        if (!PromQlFunction.All.TryGetValue(name.Word, out var function))
        {
            throw Fault(name.Start, $"unknown function with name \"{name.Word}\"");
        }

        var arguments = ReadArguments("function call");
        return Counted(new FunctionCall(function, arguments, name.Start, last.End));
    }

    private ImmutableArray<PromQlNode> ReadArguments(string context)
    {
        Expect(TokenKind.LeftParenthesis, context);
        var arguments = ImmutableArray.CreateBuilder<PromQlNode>();
        if (token.Kind != TokenKind.RightParenthesis)
        {
            arguments.Add(ReadExpression(0));
            while (token.Kind == TokenKind.Comma)
            {
                var comma = Take();
                if (token.Kind == TokenKind.RightParenthesis)
                {
                    throw Fault(comma.Start, "trailing commas not allowed in function call args");
                }

                arguments.Add(ReadExpression(0));
            }
        }

        Expect(TokenKind.RightParenthesis, context);
        return arguments.ToImmutable();
    }

    private VectorMatching? ReadMatching()
    {
        if (token.Kind != TokenKind.Keyword || token.Word is not ("on" or "ignoring"))
        {
            return null;
        }

        var isOn = Take().Word == "on";
        var labels = ReadLabels("grouping opts");
        if (token.Kind != TokenKind.Keyword || token.Word is not ("group_left" or "group_right"))
        {
            return new(isOn, labels, null, []);
        }

        var group = Take().Word;
        return new(isOn, labels, group, token.Kind == TokenKind.LeftParenthesis ? ReadLabels("grouping opts") : []);
    }

    private ImmutableArray<string> ReadLabels(string context)
    {
        Expect(TokenKind.LeftParenthesis, context);
        var labels = ImmutableArray.CreateBuilder<string>();
        while (token.Kind != TokenKind.RightParenthesis)
        {
            // a word of the language, but for a number, is a label here; so is a name in quotes
            if (token.Kind is not (TokenKind.Identifier or TokenKind.Keyword or TokenKind.Aggregator or TokenKind.Text) && !(token.Kind == TokenKind.Operator && char.IsAsciiLetter(token.Word[0])))
            {
                throw Unexpected(context, "label");
            }

            var label = Take();
            labels.Add(label.Kind == TokenKind.Text ? label.Word : text[label.Start..label.End]);
            if (token.Kind != TokenKind.RightParenthesis)
            {
                Expect(TokenKind.Comma, context, "\",\" or \")\"");
            }
        }

        Take();
        return labels.ToImmutable();
    }

    private T Counted<T>(T node)
        where T : PromQlNode =>
        ++nodes > MostNodes ? throw Fault(node.Start, $"the expression has more than {MostNodes} parts") : node;

    private PromQlToken Take()
    {
        last = token;
        // nothing stands behind the end
        token = token.Kind == TokenKind.End ? token : lexer.Next();
        return last;
    }

    private bool TakeIf(TokenKind kind, string word)
    {
        var isThere = token.Is(kind, word);
        if (isThere)
        {
            Take();
        }

        return isThere;
    }

    private PromQlToken Expect(TokenKind kind, string context, string expected = "") => token.Kind == kind ? Take() : throw Unexpected(context, expected);

    private PromQlSyntaxException Unexpected(string context, string expected = "") =>
        Fault(token.Start, $"unexpected {token.Described}{(context.Length > 0 ? $" in {context}" : "")}{(expected.Length > 0 ? $", expected {expected}" : "")}");

    private static PromQlSyntaxException Fault(int start, string message) => new(start, message);

    private static double NumberOf(PromQlToken number)
    {
        var word = number.Word.Replace("_", "", StringComparison.Ordinal);
        if (word.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return long.TryParse(word.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) && hex >= 0 ? hex : throw BadNumber(number);
        }

        if (word.Equals("inf", StringComparison.OrdinalIgnoreCase) || word.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            return word[0] is 'i' or 'I' ? double.PositiveInfinity : double.NaN;
        }

        // a leading zero means octal, as in Go
        if (word.Length > 1 && word[0] == '0' && word.All(digit => digit is >= '0' and <= '7'))
        {
            return word.Aggregate(0.0, (sum, digit) => (sum * 8) + (digit - '0'));
        }

        return double.TryParse(word, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : throw BadNumber(number);
    }

    private static PromQlSyntaxException BadNumber(PromQlToken number) => Fault(number.Start, $"error parsing number: \"{number.Word}\"");
}
