using System.Collections.Frozen;

namespace Opsroom.Tools.Prometheus.PromQl;

/// <summary>Cuts an expression into tokens, as Prometheus's own lexer does; throws <see cref="PromQlSyntaxException"/> at what is none.</summary>
internal sealed partial class PromQlLexer(string text)
{
    private const char Ended = '\0';

    private static readonly FrozenSet<string> Aggregators = FrozenSet.ToFrozenSet(
        ["sum", "avg", "count", "min", "max", "group", "stddev", "stdvar", "topk", "bottomk", "count_values", "quantile", "limitk", "limit_ratio"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Operators = FrozenSet.ToFrozenSet(["and", "or", "unless", "atan2"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Keywords = FrozenSet.ToFrozenSet(
        ["offset", "by", "without", "on", "ignoring", "group_left", "group_right", "bool", "start", "end"], StringComparer.Ordinal);

    private int at;
    private int start;
    private int parentheses;
    private bool inBraces;
    private bool inBrackets;
    private bool hasColon;

    public PromQlToken Next()
    {
        SkipBlanks();
        start = at;
        return inBraces ? InsideBraces() : Outside();
    }

    private char Current => at < text.Length ? text[at] : Ended;

    private char Following => at + 1 < text.Length ? text[at + 1] : Ended;

    private void SkipBlanks()
    {
        while (at < text.Length && (text[at] is ' ' or '\t' or '\n' or '\r' || text[at] == '#'))
        {
            if (text[at] == '#')
            {
                var line = text.IndexOf('\n', at);
                at = line < 0 ? text.Length : line;
            }
            else
            {
                at++;
            }
        }
    }

    private PromQlToken Outside()
    {
        var letter = Current;
        if (at >= text.Length)
        {
            return parentheses != 0 ? throw Fault("unclosed left parenthesis") : inBrackets ? throw Fault("unclosed left bracket") : Token(TokenKind.End, 0);
        }

        switch (letter)
        {
            case ',':
                return Token(TokenKind.Comma, 1);
            case '*' or '/' or '%' or '+' or '-' or '^':
                return Token(TokenKind.Operator, 1);
            case '=' when Following == '=':
            case '!' when Following == '=':
            case '<' or '>' when Following == '=':
                return Token(TokenKind.Operator, 2);
            case '<' or '>':
                return Token(TokenKind.Operator, 1);
            case '=' when Following == '~':
                throw Fault("unexpected character after '=': '~'", at + 1);
            case '=':
                return Token(TokenKind.Assignment, 1);
            case '!':
                throw Fault($"unexpected character after '!': {Shown(Following)}", at + 1);
            case '(':
                parentheses++;
                return Token(TokenKind.LeftParenthesis, 1);
            case ')':
                return --parentheses < 0 ? throw Fault("unexpected right parenthesis ')'") : Token(TokenKind.RightParenthesis, 1);
            case '{':
                inBraces = true;
                return Token(TokenKind.LeftBrace, 1);
            case '}':
                throw Fault("unexpected character: '}'");
            case '[':
                hasColon = false;
                if (inBrackets)
                {
                    throw Fault("unexpected left bracket '['");
                }

                inBrackets = true;
                return Token(TokenKind.LeftBracket, 1);
            case ']':
                if (!inBrackets)
                {
                    throw Fault("unexpected right bracket ']'");
                }

                inBrackets = false;
                return Token(TokenKind.RightBracket, 1);
            case ':' when inBrackets:
                if (hasColon)
                {
                    throw Fault("unexpected colon ':'");
                }

                hasColon = true;
                return Token(TokenKind.Colon, 1);
            case '@':
                return Token(TokenKind.At, 1);
            case '"' or '\'' or '`':
                return QuotedText();
        }

        return char.IsAsciiDigit(letter) || (letter == '.' && char.IsAsciiDigit(Following)) ? NumberOrDuration()
            : IsLetter(letter) || letter == ':' ? Word()
            : throw Fault($"unexpected character: {Shown(letter)}");
    }

    private PromQlToken InsideBraces()
    {
        if (at >= text.Length)
        {
            throw Fault("unexpected end of input inside braces");
        }

        switch (Current)
        {
            case ',':
                return Token(TokenKind.Comma, 1);
            case '"' or '\'' or '`':
                return QuotedText();
            case '=' when Following == '~':
            case '!' when Following is '~' or '=':
                return Token(TokenKind.Match, 2);
            case '=':
                return Token(TokenKind.Match, 1);
            case '!':
                throw Fault($"unexpected character after '!' inside braces: {Shown(Following)}", at + 1);
            case '{':
                throw Fault("unexpected left brace '{'");
            case '}':
                inBraces = false;
                return Token(TokenKind.RightBrace, 1);
        }

        if (!IsLetter(Current))
        {
            throw Fault($"unexpected character inside braces: {Shown(Current)}");
        }

        while (IsLetterOrDigit(Current))
        {
            at++;
        }

        return Made(TokenKind.Identifier, text[start..at]);
    }

    private PromQlToken Word()
    {
        if (inBrackets)
        {
            throw Fault($"bad duration syntax: {Shown(Current)}");
        }

        while (IsLetterOrDigit(Current) || Current == ':')
        {
            at++;
        }

        var word = text[start..at];
#pragma warning disable CA1308 // the language's own words are in lower case
        var lower = word.ToLowerInvariant();
#pragma warning restore CA1308
        return lower is "inf" or "nan" ? Made(TokenKind.Number, word)
            : Aggregators.Contains(lower) ? Made(TokenKind.Aggregator, lower)
            : Operators.Contains(lower) ? Made(TokenKind.Operator, lower)
            : Keywords.Contains(lower) ? Made(TokenKind.Keyword, lower)
            : Made(word.Contains(':', StringComparison.Ordinal) ? TokenKind.MetricIdentifier : TokenKind.Identifier, word);
    }

    private PromQlToken NumberOrDuration()
    {
        ReadNumber();
        if (!IsLetterOrDigit(Current))
        {
            return Made(TokenKind.Number, text[start..at]);
        }

        do
        {
            if (Current is not ('s' or 'm' or 'h' or 'd' or 'w' or 'y'))
            {
                throw Fault($"bad number or duration syntax: \"{text[start..Math.Min(text.Length, at + 1)]}\"", start);
            }

            at++;
            Accept('s');
            if (!char.IsAsciiDigit(Current))
            {
                break;
            }

            AcceptDigits();
        }
        while (true);

        return IsLetterOrDigit(Current)
            ? throw Fault($"bad number or duration syntax: \"{text[start..(at + 1)]}\"", start)
            : Made(TokenKind.Duration, text[start..at]);
    }

    private void ReadNumber()
    {
        if (Current == '0' && Following is 'x' or 'X')
        {
            at += 2;
            while (char.IsAsciiHexDigit(Current) || (Current == '_' && char.IsAsciiHexDigit(Following)))
            {
                at++;
            }

            return;
        }

        AcceptDigits();
        if (Accept('.'))
        {
            AcceptDigits();
        }

        if (Accept('e') || Accept('E'))
        {
            _ = Accept('+') || Accept('-');
            AcceptDigits();
        }
    }

    private void AcceptDigits()
    {
        while (char.IsAsciiDigit(Current) || (Current == '_' && char.IsAsciiDigit(Following)))
        {
            at++;
        }
    }

    private bool Accept(char letter)
    {
        if (at >= text.Length || text[at] != letter)
        {
            return false;
        }

        at++;
        return true;
    }

    private PromQlToken Token(TokenKind kind, int length)
    {
        at += length;
        return Made(kind, text[start..at]);
    }

    private PromQlToken Made(TokenKind kind, string word) => new(kind, word, start, at);

    private PromQlSyntaxException Fault(string message, int? where = null) => new(Math.Min(where ?? at, text.Length), message);

    private static string Shown(char letter) => letter == Ended ? "end of input" : $"'{letter}'";

    private static bool IsLetter(char letter) => char.IsAsciiLetter(letter) || letter == '_';

    private static bool IsLetterOrDigit(char letter) => IsLetter(letter) || char.IsAsciiDigit(letter);
}
