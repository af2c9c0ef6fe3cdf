using System.Collections.Immutable;

namespace Opsroom.Tools.Commands.Shell;

/// <summary>A piece of a shell script.</summary>
internal abstract record ShellNode;

/// <summary>Pieces that run one after the other.</summary>
internal sealed record Sequence(ImmutableArray<ShellNode> Items) : ShellNode;

/// <summary>A piece that may run, may run often, or not at all: a branch, a loop's body, what follows <c>&amp;&amp;</c>.</summary>
internal sealed record Perhaps(ShellNode Body, bool Repeats = false) : ShellNode;

/// <summary>Stages that each read what the one before writes.</summary>
internal sealed record Pipeline(ImmutableArray<ShellNode> Stages) : ShellNode;

/// <summary>A compound command with redirections of its own.</summary>
internal sealed record Redirected(ShellNode Body, ImmutableArray<Redirection> Redirections) : ShellNode;

/// <summary><c>for</c> and <c>select</c>.</summary>
internal sealed record ForLoop(string Variable, ImmutableArray<Word>? Values, ShellNode Body) : ShellNode;

/// <summary>Words that are only expanded: <c>[[ … ]]</c>, <c>(( … ))</c>, the subject and patterns of <c>case</c>.</summary>
internal sealed record ExpandedOnly(ImmutableArray<Word> Words) : ShellNode;

internal sealed record FunctionDefinition(string Name, ShellNode Body) : ShellNode;

/// <param name="Source">The command as it stands in the line.</param>
internal sealed record SimpleCommand(
    ImmutableArray<Assignment> Assignments,
    ImmutableArray<Word> Words,
    ImmutableArray<Redirection> Redirections,
    string Source) : ShellNode;

/// <param name="Items">The words of an array, null for a plain value.</param>
internal sealed record Assignment(string Name, bool Appends, Word Value, ImmutableArray<Word>? Items);

/// <param name="Descriptor">The number in front of the operator, or null.</param>
/// <param name="Document">What a here-document or a here-string feeds.</param>
internal sealed record Redirection(string Operator, int? Descriptor, Word Target, Word? Document);

internal sealed record Word(ImmutableArray<WordPart> Parts)
{
    public static Word Empty { get; } = new([]);

    /// <summary>The text of a word without quotes and expansions, or null.</summary>
    public string? Plain => Parts is [LiteralPart { Quoted: false } only] ? only.Text : null;
}

internal abstract record WordPart;

internal sealed record LiteralPart(string Text, bool Quoted) : WordPart;

/// <param name="Operator">What stands behind the name in <c>${name…}</c>: <c>:-</c>, <c>#</c>, <c>/</c>, …; empty for none.</param>
internal sealed record ParameterPart(string Name, string? Subscript, string Operator, Word Argument, bool Quoted) : WordPart;

/// <summary><c>$(…)</c> or backticks.</summary>
internal sealed record SubstitutionPart(ShellNode Body, bool Quoted) : WordPart;

/// <summary><c>&lt;(…)</c> or <c>&gt;(…)</c>.</summary>
internal sealed record ProcessPart(ShellNode Body) : WordPart;

internal sealed record ArithmeticPart(Word Expression) : WordPart;

/// <param name="Problem">Why the text is no complete script, or null.</param>
internal sealed record ParsedScript(ShellNode Root, string? Problem);
