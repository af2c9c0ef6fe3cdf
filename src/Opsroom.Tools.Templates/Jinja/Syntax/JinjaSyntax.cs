namespace Opsroom.Tools.Templates.Jinja.Syntax;

/// <summary>The marks and the treatment of white space of a Jinja2 environment; copier's <c>_envops</c> set them.</summary>
internal sealed record JinjaSyntax
{
    public string BlockStart { get; init; } = "{%";

    public string BlockEnd { get; init; } = "%}";

    public string VariableStart { get; init; } = "{{";

    public string VariableEnd { get; init; } = "}}";

    public string CommentStart { get; init; } = "{#";

    public string CommentEnd { get; init; } = "#}";

    /// <summary>Whether the first newline after a block is removed.</summary>
    public bool TrimBlocks { get; init; }

    /// <summary>Whether white space between the start of a line and a block is removed.</summary>
    public bool LstripBlocks { get; init; }

    public bool KeepTrailingNewline { get; init; }

    /// <summary>What Jinja2 does by itself.</summary>
    public static JinjaSyntax Plain { get; } = new();

    /// <summary>What cookiecutter and copier do by themselves.</summary>
    public static JinjaSyntax Files { get; } = new() { KeepTrailingNewline = true };
}
