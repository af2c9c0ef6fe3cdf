using System.Runtime.InteropServices;

namespace Opsroom.Tools.Templates.Jinja.Syntax;

internal enum JinjaTokenKind
{
    Data,
    VariableBegin,
    VariableEnd,
    BlockBegin,
    BlockEnd,
    Name,
    Text,
    Integer,
    Real,
    Operator,
    End,
}

/// <param name="Text">The name, the operator, the data, or the text with its escapes resolved.</param>
/// <param name="Value">Of a number.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JinjaToken(JinjaTokenKind Kind, string Text, int Line, int Column, object? Value = null)
{
    public bool IsOperator(string text) => Kind == JinjaTokenKind.Operator && Text == text;

    public bool IsName(string text) => Kind == JinjaTokenKind.Name && Text == text;

    /// <summary>As an error message names it.</summary>
    public string Shown => Kind switch
    {
        JinjaTokenKind.End => "the end of the template",
        JinjaTokenKind.BlockEnd => "the end of the statement",
        JinjaTokenKind.VariableEnd => "the end of the print statement",
        JinjaTokenKind.Data => "text",
        _ => $"'{Text}'",
    };
}
