namespace Opsroom.Tools.Templates.Rendering;

/// <summary>How much one rendering may use before it is stopped.</summary>
internal sealed record RenderLimits
{
    /// <summary>Expressions, statements and rounds of loops.</summary>
    public long Steps { get; init; } = 2_000_000;

    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Macros, includes, blocks and expressions inside each other.</summary>
    public int Depth { get; init; } = 250;

    /// <summary>Characters of all texts that are made on the way, used or not.</summary>
    public long Built { get; init; } = 64 << 20;

    /// <summary>Characters of one text, and entries of one list.</summary>
    public int LongestText { get; init; } = 4 << 20;

    public int LongestList { get; init; } = 200_000;

    /// <summary>Characters of one rendered file.</summary>
    public int OutputOfFile { get; init; } = 4 << 20;

    /// <summary>Characters and bytes of all rendered and copied files.</summary>
    public long OutputInAll { get; init; } = 32 << 20;

    public int Files { get; init; } = 2_000;

    /// <summary>Characters of one template.</summary>
    public int TemplateLength { get; init; } = 1 << 20;

    public TimeSpan RegexTime { get; init; } = TimeSpan.FromMilliseconds(250);
}
