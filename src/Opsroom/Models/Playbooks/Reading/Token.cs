namespace Opsroom.Models.Playbooks.Reading;

internal enum TokenKind
{
    Word,

    /// <summary>What stood between quotes or backticks.</summary>
    Quoted,

    Url,

    /// <summary>Punctuation, or the end of a line.</summary>
    Symbol,
}

/// <summary>One word of a task, seen in every way that the readers need.</summary>
/// <param name="Text">As written, without quotes and possessive.</param>
/// <param name="Key">Lower case, without accents.</param>
/// <param name="Terms">What the vocabulary knows about it.</param>
/// <param name="Start">Where it stands in the prose.</param>
/// <param name="IsPossessive">Written with <c>'s</c>.</param>
internal readonly record struct Token(TokenKind Kind, string Text, string Key, Term Terms, int Start, bool IsPossessive = false)
{
    public bool Is(Term term) => (Terms & term) != Term.None;

    public bool IsSymbol(char symbol) => Kind == TokenKind.Symbol && Text[0] == symbol;

    /// <summary>Ends a sentence, or a line.</summary>
    public bool EndsSentence => Kind == TokenKind.Symbol && Text[0] is '.' or ';' or '!' or '?' or '\n';

    /// <summary>Whether the vocabulary has never heard of it.</summary>
    public bool IsUnknown => Terms is Term.None && Kind == TokenKind.Word;
}
