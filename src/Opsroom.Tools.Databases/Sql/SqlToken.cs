namespace Opsroom.Tools.Databases.Sql;

/// <summary>What a piece of SQL is.</summary>
internal enum SqlTokenKind
{
    /// <summary>Nothing: what stands behind the last token.</summary>
    None,

    /// <summary>A keyword or an unquoted name.</summary>
    Word,

    /// <summary>A quoted name; its value is without the quotes.</summary>
    Quoted,

    /// <summary>A string of any form; its value is what it stands for.</summary>
    Text,

    Number,

    /// <summary>A placeholder: <c>$1</c>, <c>?</c>.</summary>
    Parameter,

    /// <summary>An operator, a bracket, a comma.</summary>
    Symbol,

    /// <summary>What ends a statement: <c>;</c> or the delimiter that was set.</summary>
    Terminator,

    /// <summary>A line for the client program and not for the server: <c>\connect</c>, <c>DELIMITER</c>.</summary>
    Meta,
}

/// <summary>One piece of SQL. Blanks and comments are none.</summary>
/// <param name="Value">Words and symbols as written, names and strings without their quotes.</param>
/// <param name="Start">Offset of the first character.</param>
/// <param name="End">Offset behind the last one.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Value, int Start, int End)
{
    public bool Is(string word) => Kind == SqlTokenKind.Word && Value.Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => Kind == SqlTokenKind.Symbol && Value == symbol;
}

/// <summary>A comment, its marks included.</summary>
internal readonly record struct SqlComment(string Text, int Start, int End);

/// <summary>Why a text is no SQL.</summary>
/// <param name="At">Offset of the place.</param>
internal sealed record SqlFault(string Message, int At);
