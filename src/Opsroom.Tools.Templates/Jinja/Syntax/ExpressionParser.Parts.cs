namespace Opsroom.Tools.Templates.Jinja.Syntax;

internal sealed partial class ExpressionParser
{
    private Expression ParsePrimary()
    {
        var token = stream.Current;
        switch (token.Kind)
        {
            case JinjaTokenKind.Name:
                stream.Next();
                return At<Expression>(token, token.Text switch
                {
                    "true" or "True" => new Constant(true),
                    "false" or "False" => new Constant(false),
                    "none" or "None" => new Constant(null),
                    _ => new NameRead(token.Text),
                });
            case JinjaTokenKind.Text:
                var text = stream.Next().Text;
                while (stream.Current.Kind == JinjaTokenKind.Text)
                {
                    text += stream.Next().Text;
                }

                return At(token, new Constant(text));
            case JinjaTokenKind.Integer or JinjaTokenKind.Real:
                return At(token, new Constant(stream.Next().Value));
            case JinjaTokenKind.Operator when token.Text == "(":
                stream.Next();
                var inside = ParseTuple(isInParentheses: true);
                stream.ExpectOperator(")");
                return inside;
            case JinjaTokenKind.Operator when token.Text == "[":
                return ParseList();
            case JinjaTokenKind.Operator when token.Text == "{":
                return ParseDict();
            default:
                throw stream.Fault($"Unexpected {token.Shown}.");
        }
    }

    private ListLiteral ParseList()
    {
        var start = stream.Next();
        var items = new List<Expression>();
        while (!stream.Current.IsOperator("]"))
        {
            if (items.Count > 0)
            {
                stream.ExpectOperator(",");
                if (stream.Current.IsOperator("]"))
                {
                    break;
                }
            }

            items.Add(Parse());
        }

        stream.ExpectOperator("]");
        return At(start, new ListLiteral(items));
    }

    private DictLiteral ParseDict()
    {
        var start = stream.Next();
        var pairs = new List<(Expression, Expression)>();
        while (!stream.Current.IsOperator("}"))
        {
            if (pairs.Count > 0)
            {
                stream.ExpectOperator(",");
                if (stream.Current.IsOperator("}"))
                {
                    break;
                }
            }

            var key = Parse();
            stream.ExpectOperator(":");
            pairs.Add((key, Parse()));
        }

        stream.ExpectOperator("}");
        return At(start, new DictLiteral(pairs));
    }

    private Expression ParsePostfix(Expression node)
    {
        while (true)
        {
            var token = stream.Current;
            if (token.IsOperator("("))
            {
                node = At(token, new Call(node, ParseArguments()));
            }
            else if (token.IsOperator(".") || token.IsOperator("["))
            {
                node = ParseSubscript(node);
            }
            else
            {
                return node;
            }
        }
    }

    private Expression ParseSubscript(Expression node)
    {
        var token = stream.Next();
        if (token.Text == ".")
        {
            var name = stream.Next();
            return name.Kind switch
            {
                JinjaTokenKind.Name => At(name, new AttributeRead(node, name.Text)),
                JinjaTokenKind.Integer => At(name, new ItemRead(node, At(name, new Constant(name.Value)))),
                _ => throw TokenStream.FaultAt($"Expected a name or a number behind the dot, got {name.Shown}.", name.Line, name.Column),
            };
        }

        var indexes = new List<Expression>();
        while (!stream.Current.IsOperator("]"))
        {
            if (indexes.Count > 0)
            {
                stream.ExpectOperator(",");
            }

            indexes.Add(ParseIndex());
        }

        stream.ExpectOperator("]");
        return indexes.Count switch
        {
            0 => throw TokenStream.FaultAt("Expected an index in the brackets.", token.Line, token.Column),
            1 => At(token, new ItemRead(node, indexes[0])),
            _ => At(token, new ItemRead(node, At(token, new TupleLiteral(indexes)))),
        };
    }

    private Expression ParseIndex()
    {
        var start = stream.Current;
        var parts = new Expression?[3];
        var part = 0;
        if (!stream.Current.IsOperator(":"))
        {
            var first = Parse();
            if (!stream.Current.IsOperator(":"))
            {
                return first;
            }

            parts[0] = first;
        }

        while (stream.Current.IsOperator(":") && part < 2)
        {
            stream.Next();
            part++;
            if (!(stream.Current.IsOperator(":") || stream.Current.IsOperator("]") || stream.Current.IsOperator(",")))
            {
                parts[part] = Parse();
            }
        }

        return At(start, new SliceIndex(parts[0], parts[1], parts[2]));
    }

    /// <summary>Filters and tests in the order in which they stand.</summary>
    private Expression ParseFilters(Expression node)
    {
        while (true)
        {
            var token = stream.Current;
            if (token.IsOperator("|"))
            {
                node = ParseFilter(node);
            }
            else if (token.IsName("is"))
            {
                node = ParseTest(node);
            }
            else if (token.IsOperator("("))
            {
                node = At(token, new Call(node, ParseArguments()));
            }
            else
            {
                return node;
            }
        }
    }

    /// <summary>One or more filters in a row, each with the sign before it.</summary>
    /// <param name="startsInline">Whether the first one has no sign, as in a filter block.</param>
    public Expression? ParseFilter(Expression? node, bool startsInline = false)
    {
        while (startsInline || stream.Current.IsOperator("|"))
        {
            if (!startsInline)
            {
                stream.Next();
            }

            startsInline = false;
            var start = stream.Current;
            var name = DottedName("the name of a filter");
            var arguments = stream.Current.IsOperator("(") ? ParseArguments() : CallArguments.None;
            node = At(start, new FilterUse(node, name, arguments));
        }

        return node;
    }

    private Expression ParseFilter(Expression node) => ParseFilter(node, startsInline: false)!;

    private TestUse ParseTest(Expression node)
    {
        stream.Next();
        var isNegated = stream.SkipName("not");
        var start = stream.Current;
        var name = DottedName("the name of a test");
        var arguments = CallArguments.None;
        var next = stream.Current;
        if (next.IsOperator("("))
        {
            arguments = ParseArguments();
        }
        else if (next.Kind is JinjaTokenKind.Text or JinjaTokenKind.Integer or JinjaTokenKind.Real
            || (next.Kind == JinjaTokenKind.Operator && next.Text is "[" or "{")
            || (next.Kind == JinjaTokenKind.Name && next.Text is not ("else" or "or" or "and")))
        {
            if (next.IsName("is"))
            {
                throw stream.Fault("Tests cannot be chained with 'is'.");
            }

            if (next.IsName("if") || next.IsName("not") || next.IsName("in") || next.IsName("recursive"))
            {
                // Jinja2 takes these for a name here and then fails; they read on as the author meant
                return At(start, new TestUse(node, name, arguments, isNegated));
            }

            arguments = new CallArguments([ParsePostfix(ParsePrimary())], [], null, null);
        }

        return At(start, new TestUse(node, name, arguments, isNegated));
    }

    private string DottedName(string what)
    {
        var name = stream.Expect(JinjaTokenKind.Name, what).Text;
        while (stream.SkipOperator("."))
        {
            name += "." + stream.Expect(JinjaTokenKind.Name, what).Text;
        }

        return name;
    }

    public CallArguments ParseArguments()
    {
        stream.ExpectOperator("(");
        var positional = new List<Expression>();
        var named = new List<(string, Expression)>();
        Expression? spread = null;
        Expression? namedSpread = null;
        var isFirst = true;
        while (!stream.Current.IsOperator(")"))
        {
            if (!isFirst)
            {
                stream.ExpectOperator(",");
                if (stream.Current.IsOperator(")"))
                {
                    break;
                }
            }

            isFirst = false;
            if (stream.Current.IsOperator("*") && spread is null)
            {
                stream.Next();
                spread = Parse();
            }
            else if (stream.Current.IsOperator("**") && namedSpread is null)
            {
                stream.Next();
                namedSpread = Parse();
            }
            else if (stream.Current.Kind == JinjaTokenKind.Name && stream.Following.IsOperator("="))
            {
                var name = stream.Next().Text;
                stream.Next();
                named.Add((name, Parse()));
            }
            else if (named.Count == 0 && namedSpread is null)
            {
                positional.Add(Parse());
            }
            else
            {
                throw stream.Fault("An argument without a name stands behind one with a name.");
            }
        }

        stream.ExpectOperator(")");
        return new(positional, named, spread, namedSpread);
    }
}
