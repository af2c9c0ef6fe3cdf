using System.Collections.Frozen;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>Cuts prose into tokens in one pass; every character is looked at a bounded number of times.</summary>
internal static class Tokenizer
{
    /// <summary>A quotation longer than this is prose between two stray quotes.</summary>
    private const int LongestQuotation = 200;

    private const int LongestWideWord = 8;

    private static readonly FrozenDictionary<char, string> Symbols = ",.;:!?()[]{}<>=/|&+-\n→\"'".ToFrozenDictionary(c => c, c => c.ToString());

    public static Token[] Cut(string text)
    {
        var tokens = new List<Token>(text.Length / 5 + 4);
        var at = 0;
        while (at < text.Length)
        {
            var c = text[at];
            if (c == '\n')
            {
                tokens.Add(Symbol("\n", at));
                at++;
            }
            else if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (ClosingQuote(text, at) is { } closing && FindClosing(text, at, closing) is var end and > 0)
            {
                AddQuoted(tokens, text[(at + 1)..end].Trim(), at + 1);
                at = end + 1;
            }
            else if (StartsWord(text, at))
            {
                at = AddWord(tokens, text, at);
            }
            else
            {
                tokens.Add(Symbol(Symbols.TryGetValue(c, out var known) ? known : c.ToString(), at));
                at++;
            }
        }

        return [.. tokens];
    }

    private static Token Symbol(string text, int at) => new(TokenKind.Symbol, text, text, Vocabulary.TermsOf(text), at);

    private static void AddQuoted(List<Token> tokens, string content, int at)
    {
        if (content.Length > 0)
        {
            tokens.Add(new(TokenKind.Quoted, content, Spelling.Fold(content), Term.None, at));
        }
    }

    private static char? ClosingQuote(string text, int at) => text[at] switch
    {
        '`' => '`',
        '"' => '"',
        '“' or '”' => '”',
        '„' => '“',
        '«' => '»',
        '»' => '«',
        '‘' => '’',
        '「' => '」',
        '『' => '』',
        // an apostrophe stands inside or after a word
        '\'' when at == 0 || !char.IsLetterOrDigit(text[at - 1]) => '\'',
        _ => null,
    };

    private static int FindClosing(string text, int at, char closing)
    {
        var limit = Math.Min(text.Length, at + LongestQuotation);
        for (var i = at + 1; i < limit && text[i] != '\n'; i++)
        {
            var closes = text[i] == closing || closing == '“' && text[i] is '”' or '"';
            var isApostrophe = closing == '\'' && i + 1 < text.Length && char.IsLetterOrDigit(text[i + 1]);
            if (closes && !isApostrophe)
            {
                return i;
            }
        }

        return -1;
    }

    private static bool StartsWord(string text, int at)
    {
        var c = text[at];
        if (char.IsLetterOrDigit(c) || c is '_' or '$' || char.IsHighSurrogate(c))
        {
            return true;
        }

        var next = at + 1 < text.Length ? text[at + 1] : ' ';
        return c switch
        {
            '.' => char.IsLetter(next) || next is '.' or '/',
            '/' or '@' or '#' => char.IsLetterOrDigit(next),
            '~' => next == '/',
            '-' => (char.IsLetter(next) || next == '-') && (at == 0 || char.IsWhiteSpace(text[at - 1])),
            _ => false,
        };
    }

    private static int AddWord(List<Token> tokens, string text, int start)
    {
        if (UrlEnd(text, start) is var urlEnd and > 0)
        {
            tokens.Add(new(TokenKind.Url, text[start..urlEnd], text[start..urlEnd], Term.None, start));
            return urlEnd;
        }

        var wide = IsWide(text[start]);
        var end = start + 1;
        while (end < text.Length && IsWordPart(text, end) && IsWide(text[end]) == wide)
        {
            end++;
        }

        if (DecimalEnd(text, start, end) is var fraction and > 0)
        {
            end = fraction;
        }

        var last = end;
        while (last - 1 > start && text[last - 1] is '.' or ':' or '-' or '\'' or '’' or '@' or '~')
        {
            last--;
        }

        // C++, but not "staging+"
        while (last - 1 > start && text[last - 1] == '+' && !(last - start <= 3 && char.ToLowerInvariant(text[start]) is 'c' or 'g'))
        {
            last--;
        }

        if (wide)
        {
            AddSegments(tokens, text, start, last);
            return last;
        }

        if (ElisionEnd(text, start, last) is var elided and > 0)
        {
            AddPlain(tokens, text[start..elided], start);
            start = elided;
        }

        var word = text[start..last];
        var possessive = word.Length > 2 && word[^1] is 's' or 'S' && word[^2] is '\'' or '’';
        if (possessive)
        {
            word = word[..^2];
        }

        AddPlain(tokens, word, start, possessive);
        return last;
    }

    private static void AddPlain(List<Token> tokens, string word, int start, bool possessive = false)
    {
        var key = Spelling.Fold(word);
        var terms = Vocabulary.TermsOf(key);
        if (terms == Term.None && Spelling.Keyword(key) is { } meant)
        {
            (key, terms) = (meant, Vocabulary.TermsOf(meant));
        }

        tokens.Add(new(TokenKind.Word, word, key, terms, start, possessive));
    }

    /// <summary>Where a number with a decimal comma ends, or -1: <c>99,9</c>, but not <c>8080,9090</c> or <c>10,25,50</c>.</summary>
    private static int DecimalEnd(string text, int start, int end)
    {
        var isWhole = end - start <= 3 && !text.AsSpan(start, end - start).ContainsAnyExceptInRange('0', '9');
        if (!isWhole || end >= text.Length || text[end] != ',' || start > 0 && text[start - 1] == ',')
        {
            return -1;
        }

        var last = end + 1;
        while (last < text.Length && last - end <= 3 && char.IsAsciiDigit(text[last]))
        {
            last++;
        }

        var next = last < text.Length ? text[last] : ' ';
        return last - end - 1 is not (1 or 2) || next == ',' || char.IsLetterOrDigit(next) ? -1 : next == '%' ? last + 1 : last;
    }

    /// <summary>Where an elided article ends, or -1: <c>l'espace</c>, <c>d'un</c>, <c>qu'on</c>.</summary>
    private static int ElisionEnd(string text, int start, int end)
    {
        var apostrophe = text.AsSpan(start, Math.Min(3, end - start)).IndexOfAny('\'', '’');
        return apostrophe switch
        {
            1 when end - start > 3 && char.ToLowerInvariant(text[start]) is 'l' or 'd' or 'j' or 'm' or 't' or 's' or 'n' or 'c' => start + 2,
            2 when end - start > 4 && char.ToLowerInvariant(text[start]) == 'q' => start + 3,
            _ => -1,
        };
    }

    /// <summary>Words without blanks between them: the longest that the vocabulary knows at each place, and what is left between.</summary>
    private static void AddSegments(List<Token> tokens, string text, int start, int end)
    {
        var unknown = start;
        for (var at = start; at < end;)
        {
            var length = Math.Min(LongestWideWord, end - at);
            while (length > 0 && Vocabulary.TermsOf(text.Substring(at, length)) is Term.None)
            {
                length--;
            }

            if (length > 0)
            {
                AddSegment(tokens, text, unknown, at);
                AddSegment(tokens, text, at, at + length);
                unknown = at + length;
            }

            at += Math.Max(length, 1);
        }

        AddSegment(tokens, text, unknown, end);
    }

    private static void AddSegment(List<Token> tokens, string text, int start, int end)
    {
        if (end > start)
        {
            var word = text[start..end];
            tokens.Add(new(TokenKind.Word, word, word, IsGrammar(word) ? Term.Stop | Vocabulary.TermsOf(word) : Vocabulary.TermsOf(word), start));
        }
    }

    /// <summary>Hiragana alone are endings and particles.</summary>
    private static bool IsGrammar(string word) => word.AsSpan().IndexOfAnyExceptInRange('\u3040', '\u309F') < 0;

    private static bool IsWordPart(string text, int at)
    {
        var c = text[at];
        return char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or '/' or ':' or '@' or '#' or '+' or '%' or '$' or '~' or '*' or '\\'
            || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark
            || char.IsSurrogate(c)
            || (c is '\'' or '’' && at + 1 < text.Length && char.IsLetter(text[at + 1]));
    }

    /// <summary>Chinese, Japanese and Korean are written without blanks around a Latin name.</summary>
    public static bool IsWide(char c) => c is >= '\u2E80' and <= '\uD7FF';

    private static int UrlEnd(string text, int start)
    {
        var i = start;
        while (i < text.Length && i - start < 12 && (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '+'))
        {
            i++;
        }

        if (i == start || i + 3 >= text.Length || text[i] != ':' || text[i + 1] != '/' || text[i + 2] != '/')
        {
            return -1;
        }

        while (i < text.Length && !char.IsWhiteSpace(text[i]) && text[i] is not ('"' or '\'' or '`' or '<' or '>' or ')' or ']' or '}' or '|' or '»' or '”'))
        {
            i++;
        }

        while (text[i - 1] is '.' or ',' or ';' or ':' or '!' or '?')
        {
            i--;
        }

        return i;
    }
}
