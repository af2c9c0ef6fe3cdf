namespace Opsroom.Tools.Prometheus.PromQl;

/// <summary>What a token is. Words that the language knows are told apart by <see cref="PromQlToken.Word"/>.</summary>
internal enum TokenKind
{
    End,
    Comma,
    Colon,
    LeftParenthesis,
    RightParenthesis,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    At,

    /// <summary>A single equals sign outside braces, which no expression has.</summary>
    Assignment,

    /// <summary>Between a label's name and its value.</summary>
    Match,
    Operator,
    Aggregator,
    Keyword,
    Number,
    Duration,
    Text,
    Identifier,

    /// <summary>An identifier with a colon, as only metrics have.</summary>
    MetricIdentifier,
}

/// <param name="Kind">What it is.</param>
/// <param name="Word">Its text; that of a known word in lower case, that of a string without quotes and escapes.</param>
/// <param name="Start">The offset of its first character.</param>
/// <param name="End">The offset after its last character.</param>
internal readonly record struct PromQlToken(TokenKind Kind, string Word, int Start, int End)
{
    public bool Is(TokenKind kind, string word) => Kind == kind && Word == word;

    /// <summary>As Prometheus names it in its messages.</summary>
    public string Described => Kind switch
    {
        TokenKind.End => "end of input",
        TokenKind.Operator => $"<op:{Word}>",
        TokenKind.Aggregator => $"<aggr:{Word}>",
        TokenKind.Keyword => $"<{Word}>",
        TokenKind.Number => $"number \"{Word}\"",
        TokenKind.Duration => $"duration \"{Word}\"",
        TokenKind.Text => $"string \"{(Word.Length > 10 ? Word[..10] + "\"..." : Word + "\"")}",
        TokenKind.Identifier => $"identifier \"{Word}\"",
        TokenKind.MetricIdentifier => $"metric identifier \"{Word}\"",
        _ => $"\"{Word}\"",
    };
}
