using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Syntax;

/// <summary>The tokens of a template, one after the other.</summary>
internal sealed class TokenStream(IReadOnlyList<JinjaToken> tokens)
{
    private int position;

    public JinjaToken Current => tokens[position];

    public JinjaToken Following => tokens[Math.Min(position + 1, tokens.Count - 1)];

    public JinjaToken Next()
    {
        var token = tokens[position];
        position = Math.Min(position + 1, tokens.Count - 1);
        return token;
    }

    public bool SkipOperator(string text)
    {
        if (!Current.IsOperator(text))
        {
            return false;
        }

        Next();
        return true;
    }

    public bool SkipName(string text)
    {
        if (!Current.IsName(text))
        {
            return false;
        }

        Next();
        return true;
    }

    public JinjaToken Expect(JinjaTokenKind kind, string what) => Current.Kind == kind ? Next() : throw Fault($"Expected {what}, got {Current.Shown}.");

    public void ExpectOperator(string text)
    {
        if (!SkipOperator(text))
        {
            throw Fault($"Expected '{text}', got {Current.Shown}.");
        }
    }

    public void ExpectName(string text)
    {
        if (!SkipName(text))
        {
            throw Fault($"Expected '{text}', got {Current.Shown}.");
        }
    }

    /// <summary>Something is wrong at the token in hand.</summary>
    public TemplateFault Fault(string message) => FaultAt(message, Current.Line, Current.Column);

    public static TemplateFault FaultAt(string message, int line, int column) => new TemplateFault(TemplateFault.Syntax, message).At(null, line, column);
}
