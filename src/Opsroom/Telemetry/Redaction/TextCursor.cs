namespace Opsroom.Telemetry.Redaction;

/// <summary>Reads on from a place in a text.</summary>
internal ref struct TextCursor(ReadOnlySpan<char> text, int position)
{
    private const int MostQuotes = 8;
    private const int LongestGap = 80;

    private readonly ReadOnlySpan<char> _text = text;

    public int Position { get; private set; } = position;

    public readonly ReadOnlySpan<char> Rest => _text[Position..];

    public readonly ReadOnlySpan<char> Upcoming(int atMost) => _text.Slice(Position, Math.Min(atMost, _text.Length - Position));

    public readonly char Current => Position < _text.Length ? _text[Position] : '\0';

    public bool Take(char expected)
    {
        var found = Current == expected;
        Position += found ? 1 : 0;
        return found;
    }

    /// <summary>Skips spaces and tabs; false where there are none.</summary>
    public bool SkipBlanks()
    {
        var start = Position;
        while (Current is ' ' or '\t')
        {
            Position++;
        }

        return Position > start;
    }

    /// <summary>Skips what closes a quoted name: <c>"</c>, <c>\"</c>, <c>'</c>, <c>"]</c>.</summary>
    public void SkipClosingQuotes()
    {
        for (var i = 0; i < MostQuotes && Current is '"' or '\'' or '`' or '\\' or ']'; i++)
        {
            Position++;
        }
    }

    /// <summary>Takes <c>=</c>, <c>:</c>, <c>:=</c>, <c>=&gt;</c>, <c>==</c> or an escaped equals sign.</summary>
    public bool TakeAssignment()
    {
        if (Rest.StartsWith("%3D", StringComparison.OrdinalIgnoreCase))
        {
            Position += 2;
            return Take('D') || Take('d');
        }

        if (Current is not ('=' or ':') || Rest.StartsWith("://", StringComparison.Ordinal) || Rest.StartsWith("::", StringComparison.Ordinal))
        {
            return false;
        }

        Position++;
        while (Current is '=' || (Current == '>' && _text[Position - 1] == '='))
        {
            Position++;
        }

        return true;
    }

    /// <summary>Takes a word that blanks follow.</summary>
    public bool TakeWord(string word)
    {
        var rest = Rest;
        if (rest.Length <= word.Length || !rest.StartsWith(word, StringComparison.OrdinalIgnoreCase) || rest[word.Length] is not (' ' or ':'))
        {
            return false;
        }

        Position += word.Length;
        Take(':');
        return true;
    }

    /// <summary>Takes what stands between a name and its value where the two are fields of one entry: <c>", "value":</c> or a new line and <c>value:</c>.</summary>
    public bool TakeValueField()
    {
        var start = Position;
        while (Current is ' ' or '\t' or '\r' or '\n' or ',' or '"' or '\'' or '\\' && Position - start < LongestGap)
        {
            Position++;
        }

        if (Position == start || !Rest.StartsWith("value", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        Position += "value".Length;
        SkipClosingQuotes();
        SkipBlanks();
        return TakeAssignment();
    }

    /// <summary>Skips YAML's <c>|</c> or <c>&gt;</c> with the line end and the indent after it.</summary>
    public void SkipBlockIndicator()
    {
        var ahead = this;
        if (ahead.Current is not ('|' or '>'))
        {
            return;
        }

        ahead.Position++;
        while (ahead.Current is '-' or '+' or ' ' or '\t' || char.IsAsciiDigit(ahead.Current))
        {
            ahead.Position++;
        }

        ahead.Take('\r');
        if (ahead.Take('\n') && ahead.SkipBlanks())
        {
            this = ahead;
        }
    }

    /// <summary>Takes an opening quote, with the prefix of a string literal and the backslash of an escaped quote before it.</summary>
    public bool TakeOpeningQuote(out char quote, out bool escaped)
    {
        var ahead = this;
        while (ahead.Current is 'b' or 'f' or 'r' or 'u' or '@' or '$' && ahead.Position - Position < 2)
        {
            ahead.Position++;
        }

        var backslashes = ahead.Position;
        while (ahead.Current == '\\')
        {
            ahead.Position++;
        }

        escaped = ahead.Position > backslashes;
        quote = ahead.Current;
        if (quote is not ('"' or '\'' or '`'))
        {
            return false;
        }

        ahead.Position++;
        this = ahead;
        return true;
    }
}
