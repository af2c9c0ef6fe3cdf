namespace Opsroom.Tools.Templates.Jinja.Syntax;

internal sealed partial class JinjaParser
{
    private MacroDefinition ParseMacro(JinjaToken tag)
    {
        var name = stream.Expect(JinjaTokenKind.Name, "the name of the macro").Text;
        var (parameters, defaults) = ParseParameters();
        return new MacroDefinition(name, parameters, defaults, Body(tag, "endmacro"));
    }

    private CallBlock ParseCall(JinjaToken tag)
    {
        var (parameters, defaults) = stream.Current.IsOperator("(") ? ParseParameters() : ([], []);
        var start = stream.Current;
        if (expressions.Parse() is not Call call)
        {
            throw TokenStream.FaultAt("Expected the call of a macro.", start.Line, start.Column);
        }

        return new CallBlock(call, At(tag, new MacroDefinition("caller", parameters, defaults, Body(tag, "endcall"))));
    }

    private (List<string> Parameters, List<Expression> Defaults) ParseParameters()
    {
        var parameters = new List<string>();
        var defaults = new List<Expression>();
        stream.ExpectOperator("(");
        while (!stream.Current.IsOperator(")"))
        {
            if (parameters.Count > 0)
            {
                stream.ExpectOperator(",");
            }

            parameters.Add(stream.Expect(JinjaTokenKind.Name, "the name of a parameter").Text);
            if (stream.SkipOperator("="))
            {
                defaults.Add(expressions.Parse());
            }
            else if (defaults.Count > 0)
            {
                throw stream.Fault("A parameter without a default stands behind one with a default.");
            }
        }

        stream.ExpectOperator(")");
        return (parameters, defaults);
    }

    private FilterBlock ParseFilterBlock(JinjaToken tag)
    {
        var filter = expressions.ParseFilter(null, startsInline: true)!;
        return new FilterBlock(filter, Body(tag, "endfilter"));
    }

    private WithBlock ParseWith(JinjaToken tag)
    {
        var values = new List<(Expression, Expression)>();
        while (stream.Current.Kind != JinjaTokenKind.BlockEnd)
        {
            if (values.Count > 0)
            {
                stream.ExpectOperator(",");
            }

            var start = stream.Expect(JinjaTokenKind.Name, "a name");
            stream.ExpectOperator("=");
            values.Add((At(start, new NameRead(start.Text)), expressions.Parse()));
        }

        return new WithBlock(values, Body(tag, "endwith"));
    }

    private IncludeStatement ParseInclude()
    {
        var template = expressions.Parse();
        var mayBeMissing = false;
        if (stream.Current.IsName("ignore") && stream.Following.IsName("missing"))
        {
            stream.Next();
            stream.Next();
            mayBeMissing = true;
        }

        return new IncludeStatement(template, mayBeMissing, ParseContext(otherwise: true));
    }

    private ImportStatement ParseImport()
    {
        var template = expressions.Parse();
        stream.ExpectName("as");
        var alias = stream.Expect(JinjaTokenKind.Name, "a name").Text;
        return new ImportStatement(template, alias, ParseContext(otherwise: false));
    }

    private FromImport ParseFrom()
    {
        var template = expressions.Parse();
        stream.ExpectName("import");
        var names = new List<(string, string)>();
        while (stream.Current.Kind == JinjaTokenKind.Name && !IsContext())
        {
            var token = stream.Next();
            if (token.Text.StartsWith('_'))
            {
                throw TokenStream.FaultAt("Names that begin with an underscore cannot be imported.", token.Line, token.Column);
            }

            names.Add((token.Text, stream.SkipName("as") ? stream.Expect(JinjaTokenKind.Name, "a name").Text : token.Text));
            if (!stream.SkipOperator(","))
            {
                break;
            }
        }

        return names.Count == 0
            ? throw stream.Fault($"Expected the name of a macro, got {stream.Current.Shown}.")
            : new FromImport(template, names, ParseContext(otherwise: false));
    }

    private bool IsContext() => (stream.Current.IsName("with") || stream.Current.IsName("without")) && stream.Following.IsName("context");

    private bool ParseContext(bool otherwise)
    {
        if (!IsContext())
        {
            return otherwise;
        }

        var isWith = stream.Next().Text == "with";
        stream.Next();
        return isWith;
    }

    private BlockStatement ParseBlock(JinjaToken tag)
    {
        var name = stream.Expect(JinjaTokenKind.Name, "the name of the block").Text;
        var (isScoped, isRequired) = (false, false);
        while (stream.Current.IsName("scoped") || stream.Current.IsName("required"))
        {
            isScoped |= stream.Current.Text == "scoped";
            isRequired |= stream.Next().Text == "required";
        }

        var body = Body(tag, "endblock");
        if (stream.Current.Kind == JinjaTokenKind.Name)
        {
            stream.ExpectName(name);
        }

        var block = At(tag, new BlockStatement(name, body, isScoped, isRequired));
        return blocks.TryAdd(name, block) ? block : throw TokenStream.FaultAt($"The block '{name}' stands twice.", tag.Line, tag.Column);
    }

    private NowStatement ParseNow()
    {
        var zone = expressions.Parse();
        if (stream.Current.IsOperator("+") || stream.Current.IsOperator("-"))
        {
            throw stream.Fault("An offset of the time is not supported.");
        }

        return new NowStatement(zone, stream.SkipOperator(",") ? expressions.Parse() : null);
    }

    private WithBlock ParseAutoescape(JinjaToken tag)
    {
        if (expressions.Parse() is not Constant { Value: false })
        {
            throw TokenStream.FaultAt("Escaping by itself is not supported; files are rendered as they are. Use the filter 'e'.", tag.Line, tag.Column);
        }

        return new WithBlock([], Body(tag, "endautoescape"));
    }
}
