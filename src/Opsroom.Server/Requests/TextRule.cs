using System.Text.RegularExpressions;

namespace Opsroom.Server.Requests;

/// <summary>What a text has to be like.</summary>
internal sealed record TextRule
{
    /// <summary>Any text of a query, where an empty value is none.</summary>
    public static TextRule AnyInQuery { get; } = new() { EmptyIsAbsent = true };

    public int MinLength { get; init; }

    /// <summary>In characters, as a person counts them: a surrogate pair is one.</summary>
    public int MaxLength { get; init; } = int.MaxValue;

    /// <summary>Whether white space around it is taken away first.</summary>
    public bool Trim { get; init; }

    /// <summary>Whether an empty text means none, as in a form whose field was left empty.</summary>
    public bool EmptyIsAbsent { get; init; }

    /// <summary>What it has to match, and the pattern as it is published.</summary>
    public (Regex Shape, string Published)? Pattern { get; init; }

    /// <summary>The only texts that are taken; null where any is.</summary>
    public IReadOnlyList<string>? Values { get; init; }
}
