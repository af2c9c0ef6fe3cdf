namespace Opsroom.Tools.Templates.Jinja.Syntax;

/// <summary>A parsed template.</summary>
/// <param name="Name">Its path in the template folder; null for a text that is no file.</param>
/// <param name="Blocks">Every block in it, by name.</param>
internal sealed record JinjaTemplate(string? Name, IReadOnlyList<Statement> Body, IReadOnlyDictionary<string, BlockStatement> Blocks)
{
    /// <exception cref="Rendering.TemplateFault">The text is no template.</exception>
    public static JinjaTemplate Parse(string? name, string text, JinjaSyntax syntax) => JinjaParser.Parse(name, text, syntax);
}
