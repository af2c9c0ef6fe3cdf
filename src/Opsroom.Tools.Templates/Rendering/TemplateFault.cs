namespace Opsroom.Tools.Templates.Rendering;

/// <summary>Why a template cannot be read or rendered, for the person who wrote it.</summary>
/// <param name="rule">Stable kebab-case id, the same as of the finding.</param>
/// <param name="message">What is wrong and what to do.</param>
internal sealed class TemplateFault(string rule, string message) : Exception(message)
{
    public const string Syntax = "template-syntax";
    public const string Undefined = "undefined-variable";
    public const string Value = "template-value";
    public const string Limit = "template-limit";
    public const string Forbidden = "template-forbidden";
    public const string Escape = "path-escape";

    public string Rule { get; } = rule;

    /// <summary>The template's path in its folder.</summary>
    public string? File { get; private set; }

    /// <summary>From 1; 0 where it is not known.</summary>
    public int Line { get; private set; }

    /// <summary>From 1; 0 where it is not known.</summary>
    public int Column { get; private set; }

    /// <summary>Where it happened, in front of what happened.</summary>
    public string Located => (File, Line) switch
    {
        (null, 0) => Message,
        (null, _) => $"Line {Line}, column {Column}: {Message}",
        (_, 0) => $"{File}: {Message}",
        _ => $"{File}:{Line}:{Column}: {Message}",
    };

    /// <summary>Adds the place where none is known yet.</summary>
    public TemplateFault At(string? file, int line = 0, int column = 0)
    {
        if (File is null && Line == 0)
        {
            (Line, Column) = (line, column);
        }

        File ??= file;
        return this;
    }
}
