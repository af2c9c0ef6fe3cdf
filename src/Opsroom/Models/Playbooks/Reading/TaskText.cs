namespace Opsroom.Models.Playbooks.Reading;

/// <summary>A task's prose as tokens, with the questions that all readers ask of it.</summary>
internal sealed class TaskText
{
    /// <summary>Prose beyond this is not read: nobody states a service after ten pages.</summary>
    public const int MostCharacters = 16_000;

    private readonly Token[] tokens;

    private TaskText(Token[] tokens) => this.tokens = tokens;

    /// <summary>Text without code blocks.</summary>
    public static TaskText Of(string prose) => new(Tokenizer.Cut(prose.Length > MostCharacters ? prose[..MostCharacters] : prose));

    public int Count => tokens.Length;

    public Token this[int index] => tokens[index];

    public ReadOnlySpan<Token> Tokens => tokens;

    /// <summary>Part of the same text.</summary>
    public TaskText Slice(int start, int end) => new(tokens[start..end]);

    public Token? At(int index) => index >= 0 && index < tokens.Length ? tokens[index] : null;

    public bool Is(int index, Term term) => index >= 0 && index < tokens.Length && tokens[index].Is(term);

    public bool IsSymbol(int index, char symbol) => index >= 0 && index < tokens.Length && tokens[index].IsSymbol(symbol);

    /// <summary>Whether there is no word at this place: the text or a sentence ends.</summary>
    public bool IsEnd(int index) => index < 0 || index >= tokens.Length || tokens[index].Kind == TokenKind.Symbol;

    public bool Any(Func<Token, bool> matches)
    {
        foreach (var token in tokens)
        {
            if (matches(token))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The last word with one of these terms between two places, or null.</summary>
    public Token? LastBefore(int index, int from, Term terms)
    {
        for (var i = index - 1; i >= from; i--)
        {
            if (tokens[i].Kind == TokenKind.Word && tokens[i].Is(terms))
            {
                return tokens[i];
            }
        }

        return null;
    }

    /// <summary>Whether it asks something rather than for something.</summary>
    public bool IsQuestion => Is(0, Term.Question) || IsSymbol(tokens.Length - 1, '?') && !Has(Term.Create);

    public bool Has(Term term)
    {
        foreach (var token in tokens)
        {
            if (token.Is(term))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether one of these words stands in it, as the vocabulary spells words: lower case, without accents.</summary>
    public bool Mentions(params ReadOnlySpan<string> keys)
    {
        foreach (var token in tokens)
        {
            if (keys.Contains(token.Key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the word is denied: <c>not prod</c>, <c>instead of canary</c>, <c>nicht in prod</c>.</summary>
    public bool IsDenied(int index)
    {
        for (var i = index - 1; i >= 0 && i >= index - 4; i--)
        {
            var token = tokens[i];
            if (token.Is(Term.Negation))
            {
                // "not only staging"
                return i + 1 >= tokens.Length || tokens[i + 1].Key is not ("only" or "just" or "nur" or "seulement" or "solo");
            }

            if (!(token.Is(Term.Stop | Term.To | Term.For | Term.Preposition | Term.Deploy) || token.Key is "of" or "the" or "touching" or "touch"))
            {
                return false;
            }
        }

        return false;
    }
}
