using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Syntax;

/// <summary>Reads the statements of a template. <c>do</c>, <c>break</c>, <c>continue</c> and <c>now</c> of Jinja2's and cookiecutter's extensions are always there.</summary>
internal sealed partial class JinjaParser
{
    private const int Deepest = 100;

    private readonly TokenStream stream;
    private readonly ExpressionParser expressions;
    private readonly Dictionary<string, BlockStatement> blocks = new(StringComparer.Ordinal);
    private readonly Stack<JinjaToken> open = new();

    private JinjaParser(List<JinjaToken> tokens)
    {
        stream = new TokenStream(tokens);
        expressions = new ExpressionParser(stream);
    }

    /// <exception cref="TemplateFault">The text is no template.</exception>
    public static JinjaTemplate Parse(string? name, string text, JinjaSyntax syntax)
    {
        try
        {
            var parser = new JinjaParser(JinjaLexer.Read(text, syntax));
            var body = parser.ParseUntil();
            return new JinjaTemplate(name, body, parser.blocks);
        }
        catch (TemplateFault fault)
        {
            throw fault.At(name);
        }
    }

    /// <summary>Statements up to a tag with one of these names, which is left to the caller; up to the end of the template where there are none.</summary>
    private List<Statement> ParseUntil(params ReadOnlySpan<string> ends)
    {
        var body = new List<Statement>();
        while (true)
        {
            var token = stream.Next();
            switch (token.Kind)
            {
                case JinjaTokenKind.Data:
                    body.Add(At(token, new TextOutput(token.Text)));
                    break;
                case JinjaTokenKind.VariableBegin:
                    body.Add(At(token, new ValueOutput(expressions.ParseTuple())));
                    stream.Expect(JinjaTokenKind.VariableEnd, "the end of the print statement");
                    break;
                case JinjaTokenKind.BlockBegin:
                    if (stream.Current.Kind == JinjaTokenKind.Name && ends.Contains(stream.Current.Text))
                    {
                        return body;
                    }

                    body.AddRange(ParseStatement());
                    stream.Expect(JinjaTokenKind.BlockEnd, "the end of the statement");
                    break;
                default:
                    return open.TryPeek(out var unclosed)
                        ? throw TokenStream.FaultAt($"'{unclosed.Text}' is not closed; add 'end{unclosed.Text}'.", unclosed.Line, unclosed.Column)
                        : body;
            }
        }
    }

    private List<Statement> ParseStatement()
    {
        var tag = stream.Expect(JinjaTokenKind.Name, "the name of a statement");
        if (open.Count >= Deepest)
        {
            throw new TemplateFault(TemplateFault.Limit, $"Statements are nested deeper than {Deepest} levels.").At(null, tag.Line, tag.Column);
        }

        Statement statement = tag.Text switch
        {
            "for" => ParseFor(tag),
            "if" => ParseIf(tag),
            "set" => ParseSet(tag),
            "macro" => ParseMacro(tag),
            "call" => ParseCall(tag),
            "filter" => ParseFilterBlock(tag),
            "with" => ParseWith(tag),
            "include" => ParseInclude(),
            "import" => ParseImport(),
            "from" => ParseFrom(),
            "extends" => new ExtendsStatement(expressions.Parse()),
            "block" => ParseBlock(tag),
            "do" => new DoStatement(expressions.ParseTuple()),
            "break" => new LoopControl(IsBreak: true),
            "continue" => new LoopControl(IsBreak: false),
            "now" => ParseNow(),
            "print" => new ValueOutput(expressions.ParseTuple()),
            "autoescape" => ParseAutoescape(tag),
            _ => throw Unknown(tag),
        };
        return [statement with { Line = tag.Line, Column = tag.Column }];
    }

    private TemplateFault Unknown(JinjaToken tag) => TokenStream.FaultAt(
        tag.Text.StartsWith("end", StringComparison.Ordinal) || tag.Text is "else" or "elif"
            ? open.TryPeek(out var inside) ? $"Unexpected '{tag.Text}'; the innermost open statement is '{inside.Text}' of line {inside.Line}." : $"Unexpected '{tag.Text}'; nothing is open."
            : $"There is no statement '{tag.Text}'.",
        tag.Line, tag.Column);

    /// <summary>The statements inside a tag, with their end; the place is behind the name of the end.</summary>
    private List<Statement> Body(JinjaToken tag, string end)
    {
        var body = Inside(tag, end);
        stream.Next();
        return body;
    }

    /// <summary>The statements inside a tag up to one of these names.</summary>
    private List<Statement> Inside(JinjaToken tag, params ReadOnlySpan<string> ends)
    {
        stream.Expect(JinjaTokenKind.BlockEnd, "the end of the statement");
        open.Push(tag);
        var body = ParseUntil(ends);
        open.Pop();
        return body;
    }

    private ForLoop ParseFor(JinjaToken tag)
    {
        var target = ParseTarget(endsAt: "in");
        stream.ExpectName("in");
        var items = expressions.ParseTuple(withChoice: false, endsAt: "recursive");
        var filter = stream.SkipName("if") ? expressions.Parse() : null;
        var isRecursive = stream.SkipName("recursive");
        var body = Inside(tag, "endfor", "else");
        List<Statement> otherwise = stream.Next().Text == "else" ? Body(tag, "endfor") : [];
        return new ForLoop(target, items, filter, body, otherwise, isRecursive);
    }

    private IfStatement ParseIf(JinjaToken tag)
    {
        var cases = new List<(Expression, IReadOnlyList<Statement>)>();
        while (true)
        {
            var test = expressions.ParseTuple(withChoice: false);
            cases.Add((test, Inside(tag, "elif", "else", "endif")));
            var next = stream.Next();
            if (next.Text != "elif")
            {
                return new IfStatement(cases, next.Text == "else" ? Body(tag, "endif") : []);
            }
        }
    }

    private Statement ParseSet(JinjaToken tag)
    {
        var target = ParseTarget(endsAt: null);
        if (stream.SkipOperator("="))
        {
            return new SetStatement(target, expressions.ParseTuple());
        }

        var filter = expressions.ParseFilter(null);
        return new SetBlock(target, filter, Body(tag, "endset"));
    }

    /// <summary>What can be assigned to: a name, an attribute of a namespace, or a tuple of names.</summary>
    private Expression ParseTarget(string? endsAt)
    {
        var start = stream.Current;
        if (start.Kind == JinjaTokenKind.Name && stream.Following.IsOperator("."))
        {
            stream.Next();
            stream.Next();
            var attribute = stream.Expect(JinjaTokenKind.Name, "the name of an attribute");
            return At(start, new AttributeRead(At(start, new NameRead(start.Text)), attribute.Text));
        }

        var target = expressions.ParseTuple(namesOnly: true, endsAt: endsAt);
        return IsAssignable(target) ? target : throw TokenStream.FaultAt("This cannot be assigned to; give a name.", start.Line, start.Column);
    }

    private static bool IsAssignable(Expression target) => target switch
    {
        NameRead => true,
        TupleLiteral tuple => tuple.Items.Count > 0 && tuple.Items.All(IsAssignable),
        _ => false,
    };

    private static T At<T>(JinjaToken start, T node)
        where T : JinjaNode => node with { Line = start.Line, Column = start.Column };
}
